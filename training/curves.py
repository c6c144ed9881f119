"""Figures of a run, drawn from its CSV files: loss, lambda and rate, held-out accuracy."""

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


def draw_curves(folder: Path) -> list[Path]:
    """Draw what the tables in `folder` allow; returns the files written. Raises OutputError."""
    drawn = []
    for name, (table, columns) in FIGURES.items():
        values = read_table(folder / f"{table}.csv")
        present = [column for column in columns if column in values]
        if not present:
            continue
        figure = Figure(figsize=(7, 4), dpi=120, layout="constrained")
        axes = figure.subplots()
        for column in present:
            axes.plot(values["step"], values[column], label=column)
        axes.set_xlabel("step")
        axes.grid(alpha=0.3)
        axes.legend()
        path = folder / name
        save_figure(figure, path)
        drawn.append(path)
    return drawn
