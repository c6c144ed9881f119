"""Settings of the recognition path: plain values with their checks. No files here."""

from dataclasses import dataclass
from typing import Self

from videorec.core.errors import ConfigError


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ConfigError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorSettings:
    """MTCNN settings.

    min_face: smallest face in pixels that is looked for.
    factor: ratio between two steps of the image pyramid, in (0, 1).
    thresholds: least score after P-Net, R-Net and O-Net.
    max_candidates: most candidates per frame that enter R-Net (best first).
    """

    min_face: int = 24
    factor: float = 0.709
    thresholds: tuple[float, float, float] = (0.6, 0.7, 0.9)
    max_candidates: int = 1024

    def __post_init__(self) -> None:
        _require(self.min_face >= 12, f"min_face must be at least 12 pixels, not {self.min_face}")
        _require(0.0 < self.factor < 1.0, f"factor must lie between 0 and 1, not {self.factor}")
        _require(
            len(self.thresholds) == 3 and all(0.0 <= t <= 1.0 for t in self.thresholds),
            f"thresholds must be three numbers from 0 to 1, not {self.thresholds}",
        )
        _require(
            self.max_candidates > 0, f"max_candidates must be positive, not {self.max_candidates}"
        )

    @classmethod
    def preset(cls, name: str) -> Self:
        """ "default", or "sphereface": the settings the authors prepared their data with."""
        presets = {
            "default": cls(),
            "sphereface": cls(min_face=20, factor=0.85, thresholds=(0.6, 0.7, 0.9)),
        }
        if name not in presets:
            raise ConfigError(
                f"detector preset {name!r} does not exist; choose one of {sorted(presets)}"
            )
        return presets[name]
