"""The network of a run: built as configured, perhaps grown from a trained one."""

from pathlib import Path

from torch import Tensor

from training.checkpoint import load_checkpoint
from training.config import NetworkConfig
from training.grow import grow
from training.normalized import NormalizedSphereFace, unfold
from videorec.core.errors import TrainingError
from videorec.core.types import UInt8
from videorec.models.sphereface import Depth, SphereFace, is_residual, to_network_input
from videorec.models.weight_files import SUFFIX, available_weights, resolve_weights
from videorec.models.weights import load_weights


def new_network(depth: Depth, batch_norm: bool) -> SphereFace:
    """A network with its released initialisation, or with normalisation and its own."""
    return NormalizedSphereFace(depth) if batch_norm else SphereFace(depth)


def load_sphereface(path: Path) -> SphereFace:
    """The float32 network of exported weights. TrainingError when it is of another kind."""
    network = load_weights(path).network
    if not isinstance(network, SphereFace):
        raise TrainingError(f"{path}: not a SphereFace; networks in ONNX can teach, not be trained")
    return network


def build_network(config: NetworkConfig, crops: UInt8) -> SphereFace:
    """The network that a run starts from. TrainingError when `init_from` does not fit.

    crops: (N, 112, 96, 3) uint8, some training faces; exported weights take from them the
        statistics of the normalisation that they have no longer.
    """
    network = new_network(config.depth, config.batch_norm)
    if not config.residual_biases:
        for name, module in network.named_modules():
            if is_residual(name) and module.bias is not None:
                module.bias.requires_grad_(False)  # lr_mult 0 in the released prototxt
    if config.init_from is not None:
        grow(network, _trained(config.init_from, config.batch_norm, crops))
    return network


def _trained(source: Path, batch_norm: bool, crops: UInt8) -> dict[str, Tensor]:
    """The state of a checkpoint or of exported weights, with normalisation or without."""
    if source.suffix == SUFFIX or str(source) in available_weights():
        plain = load_sphereface(resolve_weights(str(source)))
        images = to_network_input(crops)
        return (unfold(plain, images) if batch_norm else plain).state_dict()
    state = load_checkpoint(source)
    if state.get("batch_norm") != batch_norm:
        raise TrainingError(
            f"{source}: network.batch_norm is {state.get('batch_norm')} there and {batch_norm} "
            "here; make them equal"
        )
    average: dict[str, Tensor] = state["average"]
    return average
