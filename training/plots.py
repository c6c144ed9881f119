"""Figures of the evaluations as PNG. Nothing here computes a result."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from training.verification import Roc
from videorec.core.errors import OutputError
from videorec.core.types import Bool, Float64
from videorec.models.weights import write_atomically

BLUE, ORANGE, GREY = "#0072b2", "#d55e00", "#777777"
_LEAST_RATE = 1e-4


def plot_roc(path: Path, curves: Mapping[str, Roc], *, title: str) -> None:
    """True accept rate over false accept rate, logarithmic; one line a curve."""
    with _figure(path, title) as axes:
        for name, curve in curves.items():
            # A rate of zero has no place on a logarithmic axis; it is drawn at the left border.
            axes.step(np.maximum(curve.far, _LEAST_RATE), curve.tar, where="post", label=name)
        lowest = min(float(curve.tar[curve.far <= _LEAST_RATE].max()) for curve in curves.values())
        axes.set_xscale("log")
        axes.set_xlim(_LEAST_RATE, 1)
        axes.set_ylim(min(0.9, max(0.0, lowest - 0.02)), 1.0)
        axes.set_xlabel("false accept rate")
        axes.set_ylabel("true accept rate")
        axes.legend(loc="lower right")


def plot_scores(
    path: Path, scores: Float64, same: Bool, *, thresholds: Sequence[float], title: str
) -> None:
    """Histograms of both kinds of pairs, with the range of the folds' thresholds."""
    with _figure(path, title) as axes:
        bins = np.linspace(min(-0.5, float(scores.min())), 1.0, 101).tolist()
        axes.hist(scores[~same], bins, color=ORANGE, alpha=0.7, label="different people")
        axes.hist(scores[same], bins, color=BLUE, alpha=0.7, label="the same person")
        axes.axvspan(min(thresholds), max(thresholds), color=GREY, alpha=0.4)
        axes.axvline(
            float(np.mean(thresholds)), color=GREY, linewidth=1, label="thresholds of the folds"
        )
        axes.set_xlabel("cosine similarity")
        axes.set_ylabel("pairs")
        axes.margins(y=0.25)  # room for the legend
        axes.legend(loc="upper left")


def plot_identification(
    path: Path,
    curves: Mapping[str, tuple[Float64, Float64]],
    *,
    points: Sequence[tuple[float, float]],
    title: str,
) -> None:
    """DIR over FPIR, logarithmic; points: (FPIR, DIR) that are marked with their values."""
    with _figure(path, title) as axes:
        for name, (fpir, rate) in curves.items():
            axes.step(fpir, rate, where="post", label=name)
        for x, y in points:
            axes.plot(x, y, "o", color=ORANGE)
            axes.annotate(
                f"{y:.1%} at FPIR {x:.1%}",
                (x, y),
                textcoords="offset points",
                xytext=(8, -14),
            )
        axes.set_xscale("log")
        axes.set_ylim(0, 1)
        axes.set_xlabel("FPIR: strangers who get a name")
        axes.set_ylabel("DIR: known people named rightly")
        axes.legend(loc="lower right")


def plot_thresholds(path: Path, table: Mapping[float, Mapping[int, float]], *, title: str) -> None:
    """Threshold over the size of the gallery, one line an FPIR."""
    with _figure(path, title) as axes:
        for fpir, by_size in sorted(table.items()):
            axes.plot(list(by_size), list(by_size.values()), "o-", label=f"FPIR {fpir:.1%}")
        axes.set_xscale("log")
        axes.set_xlabel("people in the gallery")
        axes.set_ylabel("threshold (cosine similarity)")
        axes.legend(loc="upper left")


def plot_study(
    path: Path,
    by_margin: Mapping[str, float],
    by_depth: Mapping[str, float],
    *,
    paper_margins: Mapping[str, float],
    paper_depths: Mapping[str, float],
    label: str,
) -> None:
    """A figure over the margin and over the depth, with the paper's where there are any."""
    panels = [
        ("margin", by_margin, paper_margins),
        ("layers", by_depth, paper_depths),
    ]
    panels = [panel for panel in panels if panel[1]]
    with matplotlib.style.context("default"):
        figure = Figure(figsize=(5 * len(panels), 4.5), dpi=120, layout="constrained")
        FigureCanvasAgg(figure)
        for axes, (name, ours, paper) in zip(
            figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True
        ):
            places = {key: place for place, key in enumerate([*ours, *(paper.keys() - ours)])}
            axes.plot([places[key] for key in ours], list(ours.values()), "o-", label="this run")
            if paper:
                axes.plot(
                    [places[key] for key in paper],
                    list(paper.values()),
                    "s",
                    color=GREY,
                    label="paper",
                )
            axes.set_xticks(list(places.values()), list(places))
            axes.set_xlabel(name)
            axes.set_ylabel(label)
            axes.grid(color="#dddddd", linewidth=0.5)
            axes.legend(loc="lower right")
        save_figure(figure, path)


@contextmanager
def _figure(path: Path, title: str) -> Iterator[Axes]:
    """One set of axes, written to path when the block ends. OutputError when it cannot be."""
    with matplotlib.style.context("default"):
        figure = Figure(figsize=(7, 5), dpi=120, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots()
        axes.set_title(title)
        axes.grid(color="#dddddd", linewidth=0.5)
        axes.set_axisbelow(True)
        yield axes
        save_figure(figure, path)


def save_figure(figure: Figure, path: Path) -> None:
    """Write a PNG, whole or not at all. OutputError when it cannot be written."""
    picture = io.BytesIO()
    figure.savefig(picture, format="png")
    try:
        write_atomically(path, picture.getvalue())
    except OSError as exc:
        raise OutputError(f"{path}: the figure could not be written ({exc})") from exc
