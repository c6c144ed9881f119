"""Figures are written whole, or it is said why not."""

from pathlib import Path

import numpy as np
import pytest

from training.imagetree import decode_image
from training.plots import plot_identification, plot_roc, plot_scores, plot_study, plot_thresholds
from training.verification import roc
from videorec.core.errors import OutputError

SCORES = np.array([0.9, 0.8, 0.1, -0.2])
SAME = np.array([True, True, False, False])


def test_every_figure_is_a_picture_even_of_a_flawless_model(tmp_path: Path) -> None:
    plot_roc(tmp_path / "roc.png", {"ours": roc(SCORES, SAME)}, title="perfect")
    plot_scores(tmp_path / "scores.png", SCORES, SAME, thresholds=[0.45, 0.5], title="perfect")
    plot_identification(
        tmp_path / "dir.png",
        {"ours": (np.array([0.01, 1.0]), np.array([1.0, 1.0]))},
        points=[(0.01, 1.0)],
        title="perfect",
    )
    plot_thresholds(tmp_path / "thresholds.png", {0.01: {1: 0.3, 6: 0.4}}, title="perfect")
    plot_study(
        tmp_path / "study.png",
        {"m = 1": 0.97, "m = 4": 0.99},
        {"4": 0.98},
        paper_margins={"m = 4": 0.9942},
        paper_depths={},
        label="LFW accuracy",
    )
    for path in tmp_path.glob("*.png"):
        image = decode_image(path.read_bytes())
        assert image.shape[0] > 400
        assert (image < 200).any(), "something is drawn"
    assert len(list(tmp_path.iterdir())) == 5, "no temporary file stays"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="the figure could not be written"):
        plot_roc(tmp_path / "file" / "roc.png", {"ours": roc(SCORES, SAME)}, title="")
