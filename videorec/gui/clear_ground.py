"""Lists that lie on their panel's own ground."""

from PyQt6.QtWidgets import QAbstractScrollArea, QFrame


def clear_ground(view: QAbstractScrollArea) -> None:
    """Neither frame nor ground of its own: the cards in it are enough."""
    view.setFrameShape(QFrame.Shape.NoFrame)
    viewport = view.viewport()
    if viewport is not None:
        viewport.setAutoFillBackground(False)
