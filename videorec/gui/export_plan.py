"""Names of the files that an export writes."""

from collections.abc import Set
from enum import StrEnum
from pathlib import Path

from videorec.gui.values import OutputPaths
from videorec.media.info import SourceInfo


class Product(StrEnum):
    """What can be written, by the end of its file's name."""

    VIDEO = ".mp4"
    JSON_LINES = ".jsonl"
    CSV = ".csv"
    VTT = ".vtt"
    SRT = ".srt"
    SUMMARY = ".summary.json"


def file_name(product: Product, base: str, info: SourceInfo) -> str:
    """The file's name; a single picture becomes a picture."""
    if product is Product.VIDEO and info.frame_count == 1:
        return f"{base}.png"
    return f"{base}{product}"


def suggested_folder(info: SourceInfo, otherwise: Path) -> Path:
    """Beside the source, where there is one on this computer."""
    return otherwise if info.path is None else info.path.absolute().parent


def suggested_base(info: SourceInfo) -> str:
    """After the source, and never its own name."""
    stem = info.path.stem if info.path is not None else info.name.rsplit("/", 1)[-1]
    kept = "".join(c if c.isalnum() or c in " -_." else "-" for c in stem).strip(" .-")
    return f"{kept or 'video'}-named"


def output_paths(products: Set[Product], folder: Path, base: str, info: SourceInfo) -> OutputPaths:
    """Where everything goes."""

    def chosen(*among: Product) -> tuple[Path, ...]:
        return tuple(folder / file_name(p, base, info) for p in among if p in products)

    video, summary = chosen(Product.VIDEO), chosen(Product.SUMMARY)
    return OutputPaths(
        video=video[0] if video else None,
        events=chosen(Product.JSON_LINES, Product.CSV),
        subtitles=chosen(Product.VTT, Product.SRT),
        summary=summary[0] if summary else None,
    )
