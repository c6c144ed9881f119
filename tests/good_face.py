"""What a good face measures; tests change what they are about."""

from videorec.core.types import Quality

GOOD = Quality(
    size_px=50.0,
    sharpness=200.0,
    yaw=0.0,
    pitch=0.0,
    brightness=120.0,
    contrast=50.0,
    inside=1.0,
    score=0.8,
)
