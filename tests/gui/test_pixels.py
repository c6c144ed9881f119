"""Pictures come to the screen with the right colours, at the right place and size."""

import gc

import numpy as np
import pytest
from PyQt6.QtCore import QRectF, QSizeF
from PyQt6.QtGui import QImage

from videorec.core.types import UInt8
from videorec.gui.pixels import to_qimage, visible_part
from videorec.gui.viewport import Viewport


def noise(height: int, width: int) -> UInt8:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def rgb(image: QImage, x: int, y: int) -> tuple[int, int, int]:
    color = image.pixelColor(x, y)
    return color.red(), color.green(), color.blue()


def test_colours_and_places_are_kept() -> None:
    image = noise(7, 5)
    shown = to_qimage(image)
    for y in range(7):
        for x in range(5):
            assert rgb(shown, x, y) == tuple(image[y, x, ::-1])


def test_a_part_of_a_larger_picture_needs_no_copy_of_its_own() -> None:
    image = noise(20, 20)
    shown = to_qimage(image[3:9, 4:11])
    assert (shown.width(), shown.height()) == (7, 6)
    assert rgb(shown, 0, 0) == tuple(image[3, 4, ::-1])


def test_the_picture_outlives_its_array() -> None:
    shown = to_qimage(np.full((200, 200, 3), 77, np.uint8))
    gc.collect()
    _ = [noise(200, 200) for _ in range(20)]
    assert rgb(shown, 100, 100) == (77, 77, 77)


def test_an_empty_picture_is_a_null_picture() -> None:
    assert to_qimage(np.zeros((0, 0, 3), np.uint8)).isNull()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_the_screen_gets_as_many_pixels_as_it_has(ratio: float) -> None:
    view = Viewport.fit(QSizeF(640, 360), QSizeF(320, 200))
    image, place = visible_part(noise(360, 640), view, QRectF(0, 0, 320, 200), ratio)
    assert (image.width(), image.height()) == (round(320 * ratio), round(180 * ratio))
    assert image.devicePixelRatio() == ratio
    assert place == QRectF(0, 10, 320, 180)


def test_only_what_shows_is_scaled() -> None:
    view = Viewport(scale=8.0, dx=-800.0, dy=-400.0)
    image, place = visible_part(noise(360, 640), view, QRectF(0, 0, 320, 200), 1.0)
    assert image.width() <= 320 + 16
    assert place.contains(QRectF(0, 0, 320, 200))


def test_at_a_large_zoom_single_pixels_are_seen() -> None:
    pixels = noise(40, 40)
    view = Viewport(scale=10.0, dx=0.0, dy=0.0)
    image, _ = visible_part(pixels, view, QRectF(0, 0, 100, 100), 1.0)
    assert rgb(image, 34, 57) == tuple(pixels[5, 3, ::-1])


def test_a_picture_out_of_sight_is_nothing() -> None:
    view = Viewport(scale=1.0, dx=500.0, dy=0.0)
    image, _ = visible_part(noise(20, 20), view, QRectF(0, 0, 100, 100), 1.0)
    assert image.isNull()
