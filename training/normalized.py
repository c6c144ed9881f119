"""SphereFace with batch normalisation while it trains, folded away before export.

Batch normalisation between a convolution and its PReLU is linear at run time, so it folds into the
convolution exactly; the exported network is a plain SphereFace. To train one of those further,
normalisation is put back so that it changes nothing yet.
"""

from functools import partial

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


@torch.no_grad()
def unfold(plain: SphereFace, images: Tensor) -> NormalizedSphereFace:
    """A network with normalisation that computes what `plain` computes.

    Its statistics are those of `images`, (N, 3, 112, 96) float32, and each gain and shift undoes
    what the normalisation with them does.
    """
    network = NormalizedSphereFace(plain.depth)
    network.load_state_dict(plain.state_dict(), strict=False)

    def take_statistics(norm: nn.BatchNorm2d, _: nn.Module, __: object, output: Tensor) -> None:
        variance, mean = torch.var_mean(output, dim=(0, 2, 3))
        assert norm.running_mean is not None
        assert norm.running_var is not None
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_(torch.sqrt(variance + norm.eps))
        norm.bias.copy_(mean)

    hooks = [
        plain.get_submodule(name.replace("norm", "conv")).register_forward_hook(
            partial(take_statistics, norm)
        )
        for name, norm in network.named_modules()
        if isinstance(norm, nn.BatchNorm2d)
    ]
    try:
        plain(images)
    finally:
        for hook in hooks:
            hook.remove()
    return network.eval()
