"""Start a deeper network from a trained shallower one, computing the same function."""

import torch
from torch import Tensor

from training.normalized import NormalizedSphereFace
from videorec.core.errors import TrainingError
from videorec.models.sphereface import SphereFace, is_residual


@torch.no_grad()
def grow(network: SphereFace, trained: dict[str, Tensor]) -> None:
    """Load `trained` into `network`, in place; residual units that it lacks become the identity.

    A new unit is silenced at its last layer: the normalisation's gain is zero, or, without
    normalisation, the convolution's weight. PReLU(0) is 0, so the unit adds nothing until it has
    learned something. Raises TrainingError when `trained` has layers that `network` has not.
    """
    own = network.state_dict()
    foreign = sorted(name for name in trained if name not in own)
    if foreign:
        raise TrainingError(f"cannot grow from this network: it has {foreign[0]}, the new one not")
    for name, module in network.named_modules():
        layer = f"{name}.weight"
        last_of_unit = is_residual(name) and int(name.rsplit("_")[1]) % 2 == 1
        if not last_of_unit or layer in trained:
            continue
        silenced = (
            network.get_submodule(name.replace("conv", "norm"))
            if isinstance(network, NormalizedSphereFace)
            else module
        )
        for parameter in silenced.parameters():
            parameter.zero_()
    network.load_state_dict({**network.state_dict(), **trained})
