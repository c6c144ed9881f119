"""Classification losses over training identities, one file each."""

from training.config import HeadConfig
from training.heads.a_softmax import ASoftmax, LambdaSchedule
from training.heads.arcface import ArcFace
from training.heads.base import Head
from training.heads.cosface import CosFace
from training.heads.modified_softmax import ModifiedSoftmax
from training.heads.softmax import Softmax
from training.heads.sphereface_r import SphereFaceR

__all__ = ["Head", "build_head"]


def build_head(config: HeadConfig, features: int, classes: int) -> Head:
    """The head that a configuration names."""
    match config.name:
        case "softmax":
            return Softmax(features, classes)
        case "modified_softmax":
            return ModifiedSoftmax(features, classes)
        case "a_softmax":
            blend = config.blend
            schedule = LambdaSchedule(
                base=blend.base, gamma=blend.gamma, power=blend.power, minimum=blend.minimum
            )
            return ASoftmax(
                features, classes, m=config.m, gradient=config.gradient, schedule=schedule
            )
        case "sphereface_r_v0":
            return SphereFaceR(
                features, classes, scale=config.scale, margin=config.margin, version="v0"
            )
        case "sphereface_r_v2":
            return SphereFaceR(
                features, classes, scale=config.scale, margin=config.margin, version="v2"
            )
        case "cosface":
            return CosFace(features, classes, scale=config.scale, margin=config.margin)
        case "arcface":
            return ArcFace(features, classes, scale=config.scale, margin=config.margin)
