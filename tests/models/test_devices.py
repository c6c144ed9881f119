import cv2
import pytest
import torch

from videorec.core.errors import DeviceError
from videorec.models import devices
from videorec.models.devices import (
    available_cores,
    describe_device,
    has_native_bfloat16,
    has_native_int8,
    resolve_device,
    set_cpu_threads,
)

without_gpu = pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")


def test_the_cpu_can_always_be_asked_for() -> None:
    assert resolve_device(" CPU ") == torch.device("cpu")


@without_gpu
def test_auto_without_a_gpu_is_the_cpu() -> None:
    assert resolve_device("auto") == torch.device("cpu")


@without_gpu
@pytest.mark.parametrize("name", ["cuda", "cuda:0", "cuda:3", "CUDA"])
def test_cuda_without_a_gpu_is_an_error_that_says_how_to_go_on(name: str) -> None:
    with pytest.raises(DeviceError) as refused:
        resolve_device(name)
    assert repr(name) in str(refused.value)
    assert "--device cpu" in str(refused.value)
    assert any(word in str(refused.value) for word in ("nvidia-smi", "pytorch.org"))


@without_gpu
def test_a_hidden_gpu_is_named_as_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    with pytest.raises(DeviceError, match="CUDA_VISIBLE_DEVICES hides every GPU"):
        resolve_device("cuda")


@without_gpu
def test_a_build_without_cuda_is_named_as_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.version, "cuda", None)
    with pytest.raises(DeviceError, match=r"built without CUDA.*pytorch\.org"):
        resolve_device("cuda")


@pytest.mark.parametrize("name", ["", "gpu", "cuda:", "cuda:x", "cuda:-1", "cpu:0", "cudax"])
def test_unknown_devices_are_refused(name: str) -> None:
    with pytest.raises(DeviceError, match="use auto, cpu, cuda or cuda:N"):
        resolve_device(name)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU")
def test_cuda_devices_resolve_and_are_counted() -> None:
    assert resolve_device("auto") == resolve_device("cuda") == torch.device("cuda", 0)
    assert "GiB" in describe_device(resolve_device("cuda:0"))
    count = torch.cuda.device_count()
    with pytest.raises(DeviceError, match=f"only cuda:0 to cuda:{count - 1}"):
        resolve_device(f"cuda:{count}")


def test_the_thread_policy_reaches_both_libraries() -> None:
    before = torch.get_num_threads(), cv2.getNumThreads()
    try:
        for count in (1, 2):
            assert set_cpu_threads(count) == count
            assert torch.get_num_threads() == count
            assert cv2.getNumThreads() == count
        assert "1 thread" not in describe_device(torch.device("cpu"))
        assert set_cpu_threads() == available_cores() >= 1
        with pytest.raises(DeviceError, match="at least 1, not 0"):
            set_cpu_threads(0)
    finally:
        torch.set_num_threads(before[0])
        cv2.setNumThreads(before[1])


def test_the_cpu_has_a_name() -> None:
    described = describe_device(torch.device("cpu"))
    assert described.startswith("CPU: ")
    assert "unknown" not in described


@pytest.mark.parametrize(
    ("flags", "bfloat16", "int8"),
    [
        ("fpu avx512f avx512bw avx2", False, False),
        ("avx512f avx512_vnni", False, True),
        ("avx512f avx512_bf16 sse", True, False),
        ("avx512_vnni amx_bf16 amx_int8", True, True),
    ],
)
def test_older_torch_reads_the_flags_of_the_processor(
    flags: str, bfloat16: bool, int8: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    monkeypatch.setattr(devices, "_cpuinfo", lambda key: flags if key == "flags" else "")
    questions = (has_native_bfloat16, has_native_int8)
    for question in questions:
        question.cache_clear()
    try:
        assert [question() for question in questions] == [bfloat16, int8]
    finally:
        for question in questions:
            question.cache_clear()
