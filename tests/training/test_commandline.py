"""How the commands end."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from training.commandline import exit_code

TOO_MUCH = 2**50


def on_a_gpu() -> None:
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.\nA long story.")


@pytest.mark.parametrize(
    "command",
    [lambda: np.empty(TOO_MUCH), lambda: torch.empty(TOO_MUCH), lambda: bytearray(2**62), on_a_gpu],
    ids=["numpy", "torch", "python", "gpu"],
)
def test_too_little_memory_is_one_sentence_with_advice(
    command: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(command) == 9
    message = capsys.readouterr().err
    assert message.startswith("error: the memory is not enough (")
    assert "run.micro_batch smaller" in message
    assert "data.storage to encoded" in message
    assert message.count("\n") == 1


def test_other_errors_are_not_taken_for_it() -> None:
    def broken() -> None:
        raise RuntimeError("shapes do not match")

    with pytest.raises(RuntimeError, match="shapes"):
        exit_code(broken)
