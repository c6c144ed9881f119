"""The network of a run: built as configured, perhaps grown from a trained one."""

from training.checkpoint import load_checkpoint
from training.config import NetworkConfig
from training.grow import grow
from training.normalized import NormalizedSphereFace
from videorec.core.errors import TrainingError
from videorec.models.sphereface import Depth, SphereFace, is_residual


def new_network(depth: Depth, batch_norm: bool) -> SphereFace:
    """A network with its released initialisation, or with normalisation and its own."""
    return NormalizedSphereFace(depth) if batch_norm else SphereFace(depth)


def build_network(config: NetworkConfig) -> SphereFace:
    """The network that a run starts from. TrainingError when `init_from` does not fit."""
    network = new_network(config.depth, config.batch_norm)
    if not config.residual_biases:
        for name, module in network.named_modules():
            if is_residual(name) and module.bias is not None:
                module.bias.requires_grad_(False)  # lr_mult 0 in the released prototxt
    if config.init_from is not None:
        trained = load_checkpoint(config.init_from)
        if trained.get("batch_norm") != config.batch_norm:
            raise TrainingError(
                f"{config.init_from}: network.batch_norm is {trained.get('batch_norm')} there and "
                f"{config.batch_norm} here; make them equal"
            )
        grow(network, trained["average"])
    return network
