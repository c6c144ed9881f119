"""The figures of a run, from its tables."""

from pathlib import Path

from training.curves import curve, draw_curves


def test_without_held_out_people_the_fit_is_drawn_and_called_so(tmp_path: Path) -> None:
    (tmp_path / "checks.csv").write_text("step,fit\n10,0.5\n20,0.9\n")
    assert draw_curves(tmp_path) == [tmp_path / "accuracy.png"]
    assert (tmp_path / "accuracy.png").read_bytes().startswith(b"\x89PNG")
    assert labels("accuracy.png", ["fit"]) == [
        "training faces nearest to their own class, not new people"
    ]


def test_the_fit_is_not_drawn_beside_an_accuracy() -> None:
    assert labels("accuracy.png", ["fit", "lfw"]) == ["lfw"]
    assert labels("accuracy.png", ["fit", "clean/tar@0.01"]) == ["clean/tar@0.01"]
    assert labels("accuracy.png", ["score"]) == []


def labels(name: str, columns: list[str]) -> list[str]:
    """What the legend of a figure names."""
    figure = curve(name, {"step": [1.0, 2.0], **{column: [0.1, 0.2] for column in columns}})
    if figure is None:
        return []
    return [str(line.get_label()) for line in figure.axes[0].get_lines()]
