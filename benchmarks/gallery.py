"""How fast and how surely the gallery answers: `python -m benchmarks.gallery`.

Embeddings are drawn with the mean and the spectrum that the embedded model's have on LFW (mean
length 0.29, variance spread over about 51 directions), because the way that large galleries are
searched depends on it. The baseline is what most programs do: the distance of a probe to every
known face, then the smallest (`face_recognition.face_distance` and `argmin`).
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import faiss
import numpy as np

from benchmarks.measure import Comparison, seconds_of, take_turns
from gallery.gallery import Gallery
from gallery.index import GalleryIndex
from gallery.records import Enrolment, Identity
from gallery.scan import EXACT_LIMIT, CodeScan
from videorec.core.types import EMBEDDING_SIZE, Float32, Int64
from videorec.models.devices import set_cpu_threads

FACES_PER_FRAME = 5
# Least and most similar images of one person that matter: near the threshold, and easy.
COSINES = (0.5, 0.6, 0.7, 0.8)
_MEAN_LENGTH = 0.29
_CHUNK = 50_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line per figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--stored", type=int, default=1000, help="people enrolled in a file")
    parser.add_argument("--seconds", type=float, default=5.0, help="time for each comparison")
    parser.add_argument("--threads", type=int, help="processor cores to use")
    parser.add_argument(
        "--inverted", action="store_true", help="compare with FAISS's inverted file, 8 bits a value"
    )
    args = parser.parse_args(arguments)
    set_cpu_threads(args.threads)
    measure_store(args.stored)
    for people in args.people:
        known = embeddings(people, seed=0)
        measure_search(known, args.seconds)
        if people > EXACT_LIMIT:
            measure_recall(known, coded(known))
        if args.inverted:
            measure_recall(known, inverted(known))
    return 0


def embeddings(count: int, seed: int) -> Float32:
    """(count, 512) of unit length, distributed like those of a face network."""
    random = np.random.default_rng(seed)
    place = np.arange(EMBEDDING_SIZE)
    deviation = np.sqrt(np.exp(-place / 120) / (1 + place / 5))
    deviation *= np.sqrt(1 - _MEAN_LENGTH**2) / np.linalg.norm(deviation)
    # Networks do not align their directions with the axes.
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((EMBEDDING_SIZE,) * 2))[0]
    spread = (deviation[:, None] * turn).astype(np.float32)
    mean = (_MEAN_LENGTH * turn[-1]).astype(np.float32)
    drawn = np.empty((count, EMBEDDING_SIZE), np.float32)
    for start in range(0, count, _CHUNK):
        part = drawn[start : start + _CHUNK]
        part[:] = random.standard_normal(part.shape, np.float32) @ spread + mean
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return drawn


def views(known: Float32, cosine: float, seed: int) -> Float32:
    """Other pictures of the same people, at that cosine to the known one. (N, D) -> (N, D)."""
    other = embeddings(len(known), seed)
    other -= (other * known).sum(axis=1, keepdims=True) * known
    other /= np.linalg.norm(other, axis=1, keepdims=True)
    return np.asarray(cosine * known + np.sqrt(1 - cosine**2) * other, np.float32)


def measure_search(known: Float32, seconds: float) -> None:
    """Milliseconds for one face, and for the faces of a frame."""
    start = time.perf_counter()
    index = snapshot(known)
    print(f"{len(known):,} people, index built: {time.perf_counter() - start:.3g} s")
    method = "everybody compared" if index.exact else "codes first"
    for faces in (1, FACES_PER_FRAME):
        probes = views(known[:faces], 0.7, seed=2)

        ours = float(np.median(take_turns([partial(index.search, probes)], seconds)))
        turns = 5 if len(known) <= 100_000 else 1  # it takes seconds there
        alone = [seconds_of(partial(by_distance, known, probes[0])) for _ in range(turns)]
        baseline = faces * float(np.median(alone))
        print(
            Comparison(
                name=f"{len(known):,} people, {faces} faces, {method}",
                value=1e3 * ours,
                baseline=1e3 * baseline,
                ratio=baseline / ours,
                unit="ms",
            )
        )


def by_distance(known: Float32, probe: Float32) -> int:
    """The baseline, for one face; a list of faces is gone through one by one."""
    return int(np.linalg.norm(known - probe, axis=1).argmin())


def snapshot(known: Float32) -> GalleryIndex:
    """One image a person."""
    now = datetime.now(UTC)
    people = [
        Identity(identity_id=i, name=str(i), color=None, images=1, created=now)
        for i in range(len(known))
    ]
    return GalleryIndex(people, known, np.arange(len(known), dtype=np.int64))


Nearest = Callable[[Float32], Int64]


def coded(known: Float32) -> tuple[str, Nearest]:
    """The way large galleries are searched."""
    scan = CodeScan(known)
    return "codes first", lambda probes: np.array([r[0] for r, _ in scan.nearest(probes, 1)])


def inverted(known: Float32) -> tuple[str, Nearest]:
    """An inverted file with about the square root of N lists, of which 16 are read."""
    start = time.perf_counter()
    lists = 2 ** round(np.log2(np.sqrt(len(known))))
    size = known.shape[1]
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(size),
        size,
        lists,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.train(known[: 64 * lists])
    index.add(known)
    index.nprobe = 16
    print(f"{len(known):,} people, inverted file built: {time.perf_counter() - start:.3g} s")
    return "inverted file", lambda probes: np.asarray(index.search(probes, 1)[1][:, 0])


def measure_recall(known: Float32, method: tuple[str, Nearest], probes: int = 200) -> None:
    """How often a method's best is the best of all, by how alike two images of a person are."""
    name, nearest = method
    random = np.random.default_rng(3)
    for cosine in COSINES:
        people = random.choice(len(known), probes)
        seen = views(known[people], cosine, seed=4)
        best = faiss.knn(seen, known, 1, metric=faiss.METRIC_INNER_PRODUCT)[1][:, 0]
        named = float((best == people).mean())
        recall = float((nearest(seen) == best).mean())
        print(
            f"{len(known):,} people, {name}, cosine {cosine}: recall at 1 {recall:.3f}, "
            f"baseline 1.000, ratio {recall:.3f} (right person by exact search: {named:.3f})"
        )
    batch = views(known[:FACES_PER_FRAME], 0.7, seed=5)
    taken = take_turns([lambda: nearest(batch)], 2.0)
    print(f"{len(known):,} people, {name}, {len(batch)} faces: {1e3 * np.median(taken):.3g} ms")


def measure_store(people: int) -> None:
    """Time of one enrolment's transaction, of opening with the first snapshot, of a removal."""
    known = embeddings(people, seed=6)
    random = np.random.default_rng(7)
    picture = random.integers(0, 256, (360, 640, 3), dtype=np.uint8)
    crop = random.integers(0, 256, (112, 96, 3), dtype=np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gallery.sqlite"
        taken = []
        with Gallery.open(path, model_hash="benchmark") as gallery:
            for number, embedding in enumerate(known):
                picture[0, 0] = number % 256, number // 256, 0
                enrolment = Enrolment(
                    picture=picture,
                    landmarks=np.zeros((5, 2), np.float32),
                    crop=crop,
                    quality=0.5,
                    source="benchmark",
                    embedding=embedding,
                )
                start = time.perf_counter()
                gallery.add(str(number), enrolment)
                taken.append(time.perf_counter() - start)
        print(f"one enrolment stored: {1e3 * np.median(taken):.3g} ms")
        start = time.perf_counter()
        with Gallery.open(path, model_hash="benchmark") as gallery:
            gallery.snapshot()
            print(f"{people:,} people opened: {1e3 * (time.perf_counter() - start):.3g} ms")
            size = gallery.info().size_bytes
            start = time.perf_counter()
            gallery.remove(people // 2)
            removing = time.perf_counter() - start
        print(f"one of {people:,} people removed from {size / 1e9:.2g} GB: {removing:.3g} s")


if __name__ == "__main__":
    raise SystemExit(main())
