"""Pictures from the clipboard and from drag and drop."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PyQt6.QtCore import QMimeData, QUrl
from PyQt6.QtGui import QColor, QImage

from videorec.core.types import UInt8
from videorec.gui.incoming import from_qimage, has_pictures, local_pictures, picture_in
from videorec.gui.pixels import to_qimage

_PICTURES = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
    lambda size: arrays(np.uint8, (*size, 3))
)


@given(_PICTURES)
def test_pixels_survive_the_way_to_qt_and_back(picture: UInt8) -> None:
    np.testing.assert_array_equal(from_qimage(to_qimage(picture)), picture)


def test_transparency_lies_on_white() -> None:
    image = QImage(2, 1, QImage.Format.Format_ARGB32)
    image.setPixelColor(0, 0, QColor(255, 0, 0, 0))
    image.setPixelColor(1, 0, QColor(255, 0, 0, 255))
    np.testing.assert_array_equal(from_qimage(image), [[[255, 255, 255], [0, 0, 255]]])


def test_grey_pictures_become_colour() -> None:
    image = QImage(3, 2, QImage.Format.Format_Grayscale8)
    image.fill(QColor(77, 77, 77))
    np.testing.assert_array_equal(from_qimage(image), np.full((2, 3, 3), 77))


def test_what_is_no_picture_is_left() -> None:
    text = QMimeData()
    text.setText("Ada")
    assert not has_pictures(text)
    assert not has_pictures(None)
    assert picture_in(text) is None
    remote = QMimeData()
    remote.setUrls([QUrl("https://example.org/ada.jpg")])
    assert local_pictures(remote) == ()
