"""What the study of people seen before counts, on faces whose answer is known."""

from pathlib import Path

import numpy as np
import pytest

from tests.models.onnx_files import projection, write_network
from tests.training.datasets import crops_of, encoded, write_folder
from training import reidentification
from training.reidentification import Faces, study
from videorec.core.errors import TrainingError
from videorec.core.types import Float32
from videorec.models.foreign import import_weights

PEOPLE, IMAGES, SIZE = 12, 6, 64


def embeddings_of(spread: float, seed: int = 0) -> Float32:
    """(PEOPLE * IMAGES, SIZE): orthogonal people, whose images lie around them."""
    people = np.repeat(np.eye(PEOPLE, SIZE), IMAGES, axis=0)
    noise = np.random.default_rng(seed).normal(size=people.shape) / np.sqrt(SIZE)
    rows = people + spread * noise
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def faces(spread: float) -> Faces:
    return Faces(
        embeddings=embeddings_of(spread),
        labels=np.repeat(np.arange(PEOPLE), IMAGES),
        groups=np.zeros(PEOPLE * IMAGES, np.int64),
    )


def test_everybody_is_named_where_nothing_is_in_doubt() -> None:
    for counts in study(faces(0.1), threshold=0.5, same_person=0.5, cohort=None, trials=20):
        assert (counts.known, counts.right, counts.wrong) == (120, 120, 0)
        assert (counts.strangers, counts.strangers_named) == (60, 0)
        assert "100.0% of the known named right" in str(counts)


def test_poor_views_are_named_by_what_was_seen_before() -> None:
    alone, *better = study(faces(1.2), threshold=0.5, same_person=0.3, cohort=None, trials=60)
    assert alone.right < 0.5 * alone.known
    for counts in better:
        assert counts.right > 1.2 * alone.right
        assert counts.strangers_named <= alone.strangers_named + 2


def test_nothing_changes_where_nobody_is_known_again() -> None:
    alone, *others = study(faces(0.8), threshold=0.5, same_person=1.0, cohort=None, trials=20)
    assert others == [alone, alone]


def test_too_little_data_is_said() -> None:
    few = faces(0.1)
    with pytest.raises(TrainingError, match="9 people with 5 images"):
        study(
            Faces(embeddings=few.embeddings, labels=few.labels, groups=few.labels),
            threshold=0.5,
            same_person=0.5,
            cohort=None,
        )


def test_the_command_prints_all_ways(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reidentification, "GROUPS", 1)
    crops = crops_of({f"person{number:02}": 5 for number in range(PEOPLE)})
    root = write_folder(tmp_path / "f", {f"{n}.png": encoded(c) for n, c in crops.items()})
    weights = tmp_path / "theirs.safetensors"
    import_weights(write_network(tmp_path / "x.onnx", projection(32)), weights, name="theirs")
    assert reidentification.main(["--weights", str(weights), "--data", str(root)]) == 0
    out = capsys.readouterr().out
    assert f"theirs, {5 * PEOPLE} faces of {PEOPLE} people" in out
    for way in ("alone:", "seen before:", "two passes:"):
        assert way in out
    monkeypatch.setattr(reidentification, "GROUPS", PEOPLE + 1)
    assert reidentification.main(["--weights", str(weights), "--data", str(root)]) == 9
    assert "too little data" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        reidentification.main(["--weights", str(weights), "--data", str(root), "--people", "0"])
    assert "--people must be at least 1" in capsys.readouterr().err
