"""Figures of a run, drawn from its CSV files: loss, lambda, rate and accuracy."""

from pathlib import Path

from matplotlib.figure import Figure

from training.logs import read_table
from training.plots import save_figure

# Named by what they show; a run without that column has no such figure.
FIGURES = {
    "loss.png": ("steps", ("loss", "head", "energy", "teacher", "relation")),
    "lambda.png": ("steps", ("lambda",)),
    "rate.png": ("steps", ("rate",)),
    "accuracy.png": ("checks", ("clean/tar@0.01", "clean/tar@0.001", "degraded/tar@0.01", "lfw")),
}
# Drawn where a figure has none of its columns: a run without held-out people and without LFW still
# shows how well it fits, and that this is all it shows.
SUBSTITUTES = {"accuracy.png": {"fit": "training faces nearest to their own class, not new people"}}


def draw_curves(folder: Path) -> list[Path]:
    """Draw what the tables in `folder` allow; returns the files written. Raises OutputError."""
    drawn = []
    for name, (table, _) in FIGURES.items():
        figure = curve(name, read_table(folder / f"{table}.csv"))
        if figure is not None:
            save_figure(figure, folder / name)
            drawn.append(folder / name)
    return drawn


def curve(name: str, values: dict[str, list[float]]) -> Figure | None:
    """The figure of that name over the columns of its table; None when it has nothing to show."""
    columns = {column: column for column in FIGURES[name][1] if column in values}
    if not columns:
        columns = {c: label for c, label in SUBSTITUTES.get(name, {}).items() if c in values}
    if not columns:
        return None
    figure = Figure(figsize=(7, 4), dpi=120, layout="constrained")
    axes = figure.subplots()
    for column, label in columns.items():
        axes.plot(values["step"], values[column], label=label)
    axes.set_xlabel("step")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure
