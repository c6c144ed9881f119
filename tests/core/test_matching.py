"""The open-set decision, by examples and by its laws."""

from hypothesis import given
from hypothesis import strategies as st

from videorec.core.matching import NOTHING, assign, decide
from videorec.core.types import Candidate


def candidates(*similarities: float) -> tuple[Candidate, ...]:
    ranked = [
        Candidate(identity_id=i, name=f"person {i}", similarity=s)
        for i, s in enumerate(similarities)
    ]
    return tuple(sorted(ranked, key=lambda c: -c.similarity))


rankings = st.lists(
    st.lists(st.floats(-1, 1), max_size=5).map(lambda s: candidates(*s)), max_size=6
)


def test_the_best_candidate_is_named_when_it_reaches_the_threshold() -> None:
    match = decide(candidates(0.2, 0.5, 0.1), 0.5)
    assert (match.identity_id, match.name) == (1, "person 1")
    assert (match.similarity, match.runner_up, match.threshold) == (0.5, 0.2, 0.5)


def test_below_the_threshold_nobody_is_named() -> None:
    match = decide(candidates(0.2, 0.49), 0.5)
    assert match.identity_id is None
    assert match.name is None
    assert match.similarity == 0.49


def test_an_empty_gallery_names_nobody() -> None:
    match = decide((), -1.0)
    assert match.identity_id is None
    assert (match.similarity, match.runner_up) == (NOTHING, NOTHING)


def test_a_close_runner_up_makes_an_outlier() -> None:
    assert decide(candidates(0.6, 0.55), 0.5, margin=0.1).identity_id is None
    assert decide(candidates(0.6, 0.45), 0.5, margin=0.1).identity_id == 0


def test_a_name_goes_to_the_most_similar_face_and_the_other_gets_its_next() -> None:
    faces = [candidates(0.6, 0.55), candidates(0.8, 0.1)]
    assert [m.identity_id for m in assign(faces, threshold=0.5)] == [1, 0]
    assert [m.identity_id for m in assign(faces, threshold=0.58)] == [None, 0]
    assert [m.identity_id for m in assign(faces, threshold=0.5, unique=False)] == [0, 0]


def test_a_taken_name_is_no_rival() -> None:
    faces = [candidates(0.6, 0.58), candidates(0.8, 0.1)]
    assert [m.identity_id for m in assign(faces, threshold=0.5, margin=0.1)] == [1, 0]


def test_a_held_name_survives_a_small_dip_but_not_a_large_one() -> None:
    def held(similarity: float) -> int | None:
        (match,) = assign([candidates(similarity)], threshold=0.5, hysteresis=0.05, held=[0])
        return match.identity_id

    assert held(0.46) == 0
    assert held(0.44) is None


def test_the_similarity_shown_is_the_cosine_without_the_bonus() -> None:
    (match,) = assign([candidates(0.46)], threshold=0.5, hysteresis=0.05, held=[0])
    assert match.similarity == 0.46


@given(rankings, st.floats(-1, 1), st.floats(0, 0.5), st.booleans())
def test_a_name_reaches_the_threshold_and_is_unique(
    ranked: list[tuple[Candidate, ...]], threshold: float, margin: float, unique: bool
) -> None:
    matches = assign(ranked, threshold=threshold, margin=margin, unique=unique)
    names = [m.identity_id for m in matches if m.identity_id is not None]
    assert all(m.similarity >= threshold for m in matches if m.identity_id is not None)
    if unique:
        assert len(names) == len(set(names))


@given(rankings, st.floats(-1, 1), st.floats(0, 1), st.floats(0, 0.3), st.data(), st.booleans())
def test_raising_the_threshold_never_names_an_unknown(
    ranked: list[tuple[Candidate, ...]],
    threshold: float,
    step: float,
    hysteresis: float,
    data: st.DataObject,
    unique: bool,
) -> None:
    held = [data.draw(st.none() | st.integers(0, 4)) for _ in ranked]

    def names(t: float) -> list[int | None]:
        found = assign(ranked, threshold=t, hysteresis=hysteresis, held=held, unique=unique)
        return [m.identity_id for m in found]

    for low, high in zip(names(threshold), names(threshold + step), strict=True):
        assert high is None or high == low
