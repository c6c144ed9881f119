"""The model under test and its features of a data set, as the evaluation commands ask for them."""

import argparse
from collections.abc import Sequence

import torch

from training.features import Features, extract_stored, holds_crops
from training.imagetree import ImageTree
from training.preprocess.faces import FaceDetector
from videorec.core.settings import DetectorSettings
from videorec.models.devices import describe_device, resolve_device, set_cpu_threads
from videorec.models.precision import precision_of
from videorec.models.weight_files import resolve_weights
from videorec.models.weights import LoadedModel, load_weights
from videorec.pipeline.detector import Detector


def prepare(arguments: argparse.Namespace) -> tuple[LoadedModel, torch.device]:
    """Load the weights and choose the device that the arguments name, and say so."""
    set_cpu_threads(arguments.threads)
    device = resolve_device(arguments.device)
    model = load_weights(resolve_weights(arguments.weights))
    print(f"weights: {model.card.name}, {model.card.network}, {model.sha256[:12]}")
    print(f"device: {describe_device(device)}")
    return model, device


def features_of(
    model: LoadedModel,
    tree: ImageTree,
    names: Sequence[str],
    arguments: argparse.Namespace,
    device: torch.device,
) -> Features:
    """Features of the named images of a tree, computed once and stored in the output folder."""
    detector = _detector_for(tree, device)
    return extract_stored(
        model,
        tree,
        names,
        detector=detector,
        device=device,
        dtype=precision_of(model.network, arguments.precision, device),
        store=arguments.output,
    )


def _detector_for(tree: ImageTree, device: torch.device) -> FaceDetector | None:
    if holds_crops(tree):
        print(f"data: {tree.path.name}, aligned crops")
        return None
    print(f"data: {tree.path.name}, photographs; detecting and aligning")
    return Detector(DetectorSettings.preset("sphereface"), device)
