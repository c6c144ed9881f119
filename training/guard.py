"""Stops a run that cannot recover."""

import math

from videorec.core.errors import TrainingError

ADVICE = (
    "Lambda probably fell too fast, or the rate is too high: start from a network trained with "
    "plain softmax (network.init_from), make head.blend.gamma smaller or head.blend.minimum "
    "larger, use larger batches, or lower optimizer.rate"
)


class DivergenceGuard:
    """Watches the classification loss, of every step or of some.

    Caffe's softmax loss ends at -log(FLT_MIN) = 87.34, where every probability has become zero.
    """

    LIMIT = 87.3
    PATIENCE = 20  # steps

    def __init__(self) -> None:
        self._since: int | None = None  # the first step of those at the limit

    def check(self, step: int, loss: float) -> None:
        """Look at the loss of a step. TrainingError when it is not finite or stays at the limit."""
        if not math.isfinite(loss):
            raise TrainingError(f"step {step}: the loss is {loss}. {ADVICE}")
        if loss < self.LIMIT:
            self._since = None
            return
        if self._since is None:
            self._since = step
        stuck = step - self._since + 1
        if stuck >= self.PATIENCE:
            raise TrainingError(
                f"step {step}: the loss has been above {self.LIMIT} for {stuck} steps. {ADVICE}"
            )
