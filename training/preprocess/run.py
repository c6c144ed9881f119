"""From a data set to aligned crops, shard by shard; goes on where an earlier run stopped."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Never

from tqdm import tqdm

from training.imagetree import ImageTree, UnreadableImageError, identity_of, open_tree
from training.preprocess.outputs import AlignedStore, Layout, Outcome
from training.preprocess.worker import Aligned, Batch, Photograph, aligner

BATCH = 16
SHARD_IMAGES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is asked for. workers and device do not shape the output, everything else does."""

    source: Path
    output: Path
    layout: Layout = "tar"
    encoding: str = "jpg"
    shard_images: int = SHARD_IMAGES
    workers: int = 1
    device: str = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of a data set.

    images: in it. crops: written. several: crops from photographs with more than one face.
    reasons: why images were left out, with counts. identities: with at least one crop.
    single: identities with exactly one crop. emptied: identities without any.
    empty: folders that held no image to begin with.
    """

    images: int
    crops: int
    several: int
    reasons: Counter[str]
    identities: int
    single: int
    emptied: tuple[str, ...]
    empty: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A group of whole identities; photographs: (name in the data set, name of the crop)."""

    number: int
    photographs: tuple[tuple[str, str], ...]


def preprocess(job: Job) -> Summary:
    """Align a whole data set; shards that an earlier run finished are kept.

    TrainingError for a data set that cannot be read, or an output folder of another one.
    OutputError when something cannot be written, such as on a full disk.
    """
    with open_tree(job.source) as tree:
        shards = plan(crop_names(tree.names, job.encoding), job.shard_images)
        store = AlignedStore(job.output, job.layout, _settings(job, tree))
        finished = {shard.number: store.finished(shard.number) for shard in shards}
        outcomes = [outcome for done in finished.values() for outcome in done or ()]
        to_do = [shard for shard in shards if finished[shard.number] is None]
        with (
            tqdm(total=len(tree.names), initial=len(outcomes), unit="image", desc="align") as bar,
            aligner(job.workers, job.device, job.encoding) as align,
        ):
            results = align(batch for shard in to_do for batch in _batches(tree, shard))
            for shard in to_do:
                done = list(_take(results, len(shard.photographs), bar))
                crops = {
                    o.crop: data for o, data in done if o.crop is not None and data is not None
                }
                store.finish(shard.number, crops, [outcome for outcome, _ in done])
                outcomes += [outcome for outcome, _ in done]
        outcomes += [_refused(name, reason) for name, reason in tree.refused.items()]
        empty = tree.empty
    outcomes.sort(key=lambda outcome: outcome.source)
    store.write_lists(outcomes, empty)
    return summarize(outcomes, empty)


def crop_names(names: Iterable[str], encoding: str) -> list[tuple[str, str]]:
    """(name, name of its crop): the suffix is exchanged, or added where two would be the same."""
    names = list(names)
    shared = Counter(_exchanged(name, encoding) for name in names)
    return [
        (name, crop if shared[crop] == 1 else f"{name}.{encoding}")
        for name, crop in ((name, _exchanged(name, encoding)) for name in names)
    ]


def plan(photographs: Sequence[tuple[str, str]], shard_images: int) -> list[Shard]:
    """Groups of whole identities of about shard_images photographs; sorted by name before."""
    groups: list[list[tuple[str, str]]] = [[]]
    for _, members in groupby(photographs, key=lambda pair: identity_of(pair[0])):
        identity = list(members)
        if groups[-1] and len(groups[-1]) + len(identity) > shard_images:
            groups.append([])
        groups[-1] += identity
    return [Shard(number=number, photographs=tuple(group)) for number, group in enumerate(groups)]


def summarize(outcomes: Sequence[Outcome], empty: Sequence[str]) -> Summary:
    """Count what happened. empty: folders of the data set without images."""
    crops = Counter(identity_of(o.crop) for o in outcomes if o.crop is not None)
    seen = {identity_of(o.source) for o in outcomes if "/" in o.source}
    return Summary(
        images=len(outcomes),
        crops=crops.total(),
        several=sum(o.faces > 1 for o in outcomes),
        reasons=Counter(o.reason for o in outcomes if o.crop is None),
        identities=len(crops),
        single=sum(count == 1 for count in crops.values()),
        emptied=tuple(sorted(seen - crops.keys())),
        empty=tuple(empty),
    )


def _batches(tree: ImageTree, shard: Shard) -> Iterator[Batch]:
    for start in range(0, len(shard.photographs), BATCH):
        yield tuple(
            Photograph(source=source, crop=crop, data=_read(tree, source))
            for source, crop in shard.photographs[start : start + BATCH]
        )


def _read(tree: ImageTree, name: str) -> bytes | str:
    try:
        return tree.read(name)
    except UnreadableImageError as exc:
        return str(exc)


def _take(
    results: Iterator[Aligned], count: int, progress: "tqdm[Never]"
) -> Iterator[tuple[Outcome, bytes | None]]:
    """The next `count` photographs; batches never reach over the end of a shard."""
    while count:
        batch = next(results)
        progress.update(len(batch))
        count -= len(batch)
        yield from batch


def _exchanged(name: str, encoding: str) -> str:
    return PurePosixPath(name).with_suffix(f".{encoding}").as_posix()


def _refused(name: str, reason: str) -> Outcome:
    return Outcome(source=name, crop=None, quality="", faces=0, reason=reason)


def _settings(job: Job, tree: ImageTree) -> dict[str, object]:
    names = hashlib.sha256("\n".join(tree.names).encode()).hexdigest()
    return {
        "images": len(tree.names),
        "names_sha256": names,
        "encoding": job.encoding,
        "shard_images": job.shard_images,
        "detector": "sphereface",
    }
