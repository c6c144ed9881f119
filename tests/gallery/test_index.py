"""Searching a snapshot, held against plain arithmetic."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import hadamard

from gallery.index import GalleryIndex
from gallery.records import Identity
from gallery.scan import DIRECT_LIMIT, CodeScan, DirectScan, ExactScan, _hadamard
from tests.conftest import REPOSITORY
from videorec.core.cohort import Cohort
from videorec.core.errors import GalleryError
from videorec.core.types import Float32, Int64

SIZE = 64


def unit(vectors: np.ndarray) -> Float32:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / lengths, np.float32)


def people(count: int) -> list[Identity]:
    now = datetime(2024, 1, 1, tzinfo=UTC)
    return [
        Identity(identity_id=i, name=f"P{i}", color=None, images=1, created=now)
        for i in range(1, count + 1)
    ]


def index_of(embeddings: Float32, owners: Int64, count: int) -> GalleryIndex:
    return GalleryIndex(people(count), embeddings, owners, embedding_size=embeddings.shape[1])


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 300),
    count=st.integers(1, 12),
    k=st.integers(1, 8),
    probes=st.integers(0, 4),
)
def test_agrees_with_the_maximum_over_images(
    seed: int, rows: int, count: int, k: int, probes: int
) -> None:
    rng = np.random.default_rng(seed)
    vectors = unit(rng.standard_normal((rows, SIZE)))
    # Most images belong to the first person, so that they crowd the first places.
    owners = np.where(rng.random(rows) < 0.8, 1, rng.integers(1, count + 1, rows)).astype(np.int64)
    queries = unit(vectors[rng.integers(0, rows, probes)] + rng.normal(0, 0.1, (probes, SIZE)))
    found = index_of(vectors, owners, count).search(queries, k)
    assert len(found) == probes
    for probe, ranked in zip(queries, found, strict=True):
        similarities = vectors.astype(np.float64) @ probe
        best = {int(o): float(similarities[owners == o].max()) for o in np.unique(owners)}
        expected = sorted(best.values(), reverse=True)[:k]
        np.testing.assert_allclose([c.similarity for c in ranked], expected, atol=1e-5)
        for candidate in ranked:
            assert candidate.similarity == pytest.approx(best[candidate.identity_id], abs=1e-5)
            assert candidate.name == f"P{candidate.identity_id}"


def test_an_empty_gallery_knows_nobody() -> None:
    index = GalleryIndex.empty()
    assert index.search(np.zeros((3, 512), np.float32)) == [(), (), ()]
    assert index.search(np.zeros((0, 512), np.float32)) == []
    assert index.identities == ()
    assert index.exact


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_probes_that_are_not_finite_are_refused(bad: float) -> None:
    index = index_of(unit(np.ones((1, SIZE))), np.array([1]), 1)
    probe = np.ones((2, SIZE), np.float32)
    probe[1, 3] = bad
    with pytest.raises(GalleryError, match="not finite"):
        index.search(probe)
    with pytest.raises(GalleryError, match="not finite"):
        index_of(probe, np.array([1, 1]), 1)


@pytest.mark.parametrize("shape", [(1, 32), (SIZE,), (1, 1, SIZE)])
def test_another_dimension_is_refused_in_words(shape: tuple[int, ...]) -> None:
    index = index_of(unit(np.ones((1, SIZE))), np.array([1]), 1)
    with pytest.raises(GalleryError, match="another model"):
        index.search(np.zeros(shape, np.float32))
    with pytest.raises(GalleryError, match="another model"):
        GalleryIndex.empty(embedding_size=SIZE).search(np.zeros(shape, np.float32))


def test_owners_must_exist() -> None:
    with pytest.raises(GalleryError, match="unknown identities"):
        index_of(unit(np.ones((1, SIZE))), np.array([7]), 3)


def test_a_rejected_face_is_not_named_again() -> None:
    rng = np.random.default_rng(3)
    anna, bert = unit(rng.standard_normal((2, SIZE)))
    stranger = unit(anna + 0.8 * unit(rng.standard_normal(SIZE)))
    index = GalleryIndex(
        people(2),
        np.stack([anna, bert]),
        np.array([1, 2]),
        embedding_size=SIZE,
        rejected=stranger[None],
        rejected_owners=np.array([1]),
    )
    again = unit(stranger + 0.1 * unit(rng.standard_normal(SIZE)))
    seen_again, seen_anna = index.search(np.stack([again, anna]), k=1)
    assert [c.name for c in seen_again] == ["P2"]
    assert [c.name for c in seen_anna] == ["P1"]


def test_a_cohort_gives_each_probe_its_handicap_and_changes_no_similarity() -> None:
    rng = np.random.default_rng(8)
    embeddings, probes, strangers = (unit(rng.standard_normal((n, SIZE))) for n in (5, 3, 60))
    owners = np.arange(1, 6)
    cohort = Cohort(strangers)
    plain = index_of(embeddings, owners, 5)
    index = GalleryIndex(people(5), embeddings, owners, embedding_size=SIZE, cohort=cohort)
    for candidates, bare, handicap in zip(
        index.search(probes), plain.search(probes), cohort.handicaps(probes), strict=True
    ):
        assert [c.similarity for c in candidates] == [c.similarity for c in bare]
        assert {c.handicap for c in candidates} == {float(handicap)}
        assert {c.handicap for c in bare} == {0.0}


def test_the_snapshot_keeps_its_own_copy() -> None:
    vectors = unit(np.random.default_rng(0).standard_normal((4, SIZE)))
    index = index_of(vectors, np.arange(1, 5), 4)
    probe = vectors[2:3].copy()
    vectors[:] = 0
    assert index.search(probe, 1)[0][0].similarity == pytest.approx(1.0, abs=1e-5)


def test_threads_may_share_a_snapshot() -> None:
    vectors = unit(np.random.default_rng(0).standard_normal((500, SIZE)))
    index = index_of(vectors, np.arange(1, 501), 500)

    def own(row: int) -> bool:
        return index.search(vectors[row : row + 1], 1)[0][0].identity_id == row + 1

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(own, range(500)))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 40), depth=st.integers(1, 50))
def test_faiss_finds_what_numpy_finds(seed: int, rows: int, depth: int) -> None:
    rng = np.random.default_rng(seed)
    vectors, probes = (unit(rng.standard_normal((n, SIZE))) for n in (rows, 3))
    scans = ExactScan(vectors), DirectScan(vectors)
    for ours, theirs in zip(*(scan.nearest(probes, depth) for scan in scans), strict=True):
        assert np.array_equal(ours[0], theirs[0])
        assert np.array_equal(ours[1], theirs[1])


def test_a_small_gallery_needs_no_faiss() -> None:
    code = """
import sys
import numpy as np
from tests.gallery.test_index import index_of, unit
rows = int(sys.argv[1])
vectors = unit(np.random.default_rng(0).standard_normal((rows, 8)))
index = index_of(vectors, np.arange(1, rows + 1), rows)
assert index.search(vectors[2:3])[0][0].identity_id == 3
print("faiss" in sys.modules)
"""
    for rows, needed in ((DIRECT_LIMIT, "False"), (DIRECT_LIMIT + 1, "True")):
        command = [sys.executable, "-c", code, str(rows)]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
        assert done.stdout.split() == [needed]


@pytest.mark.parametrize("cosine", [0.5, 0.7])
def test_codes_find_what_the_whole_scan_finds(cosine: float) -> None:
    rng = np.random.default_rng(5)
    vectors = unit(rng.standard_normal((20_000, 256)) + 0.5)
    noise = unit(rng.standard_normal((50, 256)))
    probes = unit(cosine * vectors[:50] + np.sqrt(1 - cosine**2) * noise)
    exact = ExactScan(vectors).nearest(probes, 1)
    coded = CodeScan(vectors).nearest(probes, 1)
    same = [int(a[0][0]) == int(b[0][0]) for a, b in zip(exact, coded, strict=True)]
    assert np.mean(same) >= 0.98
    for (_, full), (_, short), equal in zip(exact, coded, same, strict=True):
        if equal:
            assert short[0] == pytest.approx(full[0], abs=2e-3)


@pytest.mark.parametrize("size", [1, 5, 16, 512])
def test_the_transform_before_the_codes_is_hadamards(size: int) -> None:
    bits = 1 << (size - 1).bit_length()
    matrix = hadamard(bits).astype(np.float32)
    rows = np.random.default_rng(size).standard_normal((3, bits)).astype(np.float32)
    np.testing.assert_allclose(_hadamard(rows), rows @ matrix, rtol=1e-4, atol=1e-3)


def test_codes_may_be_longer_than_embeddings() -> None:
    vectors = unit(np.random.default_rng(7).standard_normal((300, 20)))
    ((rows, similarities),) = CodeScan(vectors).nearest(vectors[7:8], 5)
    assert rows[0] == 7
    assert similarities[0] == pytest.approx(1.0)
    assert len(rows) == 5


def test_a_large_gallery_is_searched_by_codes() -> None:
    rng = np.random.default_rng(6)
    vectors = unit(rng.standard_normal((20_001, SIZE)))
    index = index_of(vectors, np.arange(1, 20_002), 20_001)
    assert not index.exact
    assert [r[0].identity_id for r in index.search(vectors[100:110], 3)] == list(range(101, 111))
