import pytest
import torch

from videorec.core.errors import ConfigError, DeviceError
from videorec.models import precision as module
from videorec.models.precision import resolve_precision

CPU = torch.device("cpu")
CUDA = torch.device("cuda")


@pytest.mark.parametrize(
    ("int8", "bfloat16", "expected"),
    [
        (True, True, torch.int8),
        (True, False, torch.int8),
        (False, True, torch.bfloat16),
        (False, False, torch.float32),
    ],
)
def test_automatic_precision_on_a_cpu_follows_the_processor(
    int8: bool, bfloat16: bool, expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "has_native_int8", lambda: int8)
    monkeypatch.setattr(module, "has_native_bfloat16", lambda: bfloat16)
    assert resolve_precision("auto", CPU) == expected
    assert resolve_precision("fp32", CPU) == torch.float32
    assert resolve_precision("bf16", CPU) == torch.bfloat16


def test_what_a_device_cannot_do_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="precision must be one of auto, fp32"):
        resolve_precision("int3", CPU)  # type: ignore[arg-type]
    with pytest.raises(DeviceError, match="fp16 needs a GPU"):
        resolve_precision("fp16", CPU)
    with pytest.raises(DeviceError, match="int8 is for CPUs"):
        resolve_precision("int8", CUDA)
    monkeypatch.setattr(module, "has_native_int8", lambda: False)
    with pytest.raises(DeviceError, match="int8 needs a CPU with VNNI"):
        resolve_precision("int8", CPU)
