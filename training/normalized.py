"""SphereFace with batch normalisation while it trains, folded away before export.

Batch normalisation between a convolution and its PReLU is linear at run time, so it folds into the
convolution exactly; the exported network is a plain SphereFace.
"""

import torch
from torch import Tensor, nn

from videorec.models.sphereface import STAGE_CHANNELS, Depth, SphereFace


class NormalizedSphereFace(SphereFace):
    """SphereFace with a BatchNorm2d (`norm1_1`, ...) behind every convolution."""

    def __init__(self, depth: Depth = 20) -> None:
        super().__init__(depth)
        for name, module in list(self.named_modules()):
            if isinstance(module, nn.Conv2d):
                stage = int(name[len("conv")])
                self.add_module(
                    name.replace("conv", "norm"), nn.BatchNorm2d(STAGE_CHANNELS[stage - 1])
                )
                # The bias would be cancelled by the normalisation; folding fills it.
                assert module.bias is not None
                module.bias.requires_grad_(False)
                nn.init.kaiming_normal_(module.weight, a=0.25)

    def convolve(self, name: str, x: Tensor) -> Tensor:
        """Convolution, normalisation, PReLU."""
        x = self.get_submodule(f"conv{name}")(x)
        x = self.get_submodule(f"norm{name}")(x)
        activated: Tensor = self.get_submodule(f"relu{name}")(x)
        return activated


@torch.no_grad()
def fold(network: SphereFace) -> SphereFace:
    """A plain float32 SphereFace that computes what `network` computes in evaluation mode."""
    plain = SphereFace(network.depth).to(network.fc5.weight.device)
    state = network.state_dict()
    own = plain.state_dict()
    for name in own:
        own[name] = state[name].float().clone()
    for name, module in network.named_modules():
        if isinstance(module, nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            gain = module.weight / torch.sqrt(module.running_var + module.eps)
            conv = name.replace("norm", "conv")
            own[f"{conv}.weight"] = own[f"{conv}.weight"] * gain[:, None, None, None]
            own[f"{conv}.bias"] = (own[f"{conv}.bias"] - module.running_mean) * gain + module.bias
    plain.load_state_dict(own)
    return plain.eval()
