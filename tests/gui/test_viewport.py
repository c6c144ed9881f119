"""Zoom and pan hold their promises for any picture in any widget."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QPointF, QRectF, QSizeF

from videorec.gui.viewport import Viewport, fitting_scale

sizes = st.builds(QSizeF, st.floats(16, 4000), st.floats(16, 4000))
factors = st.floats(0.1, 10)
shares = st.floats(0, 1)


@given(sizes, sizes)
def test_a_fitted_picture_lies_inside_and_touches(picture: QSizeF, widget: QSizeF) -> None:
    place = Viewport.fit(picture, widget).to_widget(QRectF(0, 0, picture.width(), picture.height()))
    assert place.left() >= -1e-6
    assert place.top() >= -1e-6
    assert place.right() <= widget.width() + 1e-6
    assert place.bottom() <= widget.height() + 1e-6
    assert place.width() == pytest.approx(widget.width()) or place.height() == pytest.approx(
        widget.height()
    )


@given(sizes, sizes, factors, shares, shares)
def test_no_border_shows_where_there_is_picture(
    picture: QSizeF, widget: QSizeF, factor: float, x: float, y: float
) -> None:
    at = QPointF(x * widget.width(), y * widget.height())
    view = Viewport.fit(picture, widget).zoomed(factor, at, picture, widget)
    place = view.to_widget(QRectF(0, 0, picture.width(), picture.height()))
    if place.width() >= widget.width():
        assert place.left() <= 1e-6
        assert place.right() >= widget.width() - 1e-6
    else:
        assert place.center().x() == pytest.approx(widget.width() / 2)


@given(sizes, shares, shares)
def test_zooming_in_keeps_what_is_under_the_pointer(picture: QSizeF, x: float, y: float) -> None:
    widget = QSizeF(picture.width() / 2, picture.height() / 2)
    before = Viewport.fit(picture, widget)
    at = QPointF(x * widget.width(), y * widget.height())
    after = before.zoomed(3.0, at, picture, widget)
    spot = QRectF(at.x(), at.y(), 0, 0)
    old, new = before.to_picture(spot), after.to_picture(spot)
    assert new.x() == pytest.approx(old.x(), abs=1e-6 * picture.width())
    assert new.y() == pytest.approx(old.y(), abs=1e-6 * picture.height())


@given(sizes, sizes, factors)
def test_nothing_is_smaller_than_fitted_or_actual_size(
    picture: QSizeF, widget: QSizeF, factor: float
) -> None:
    view = Viewport.fit(picture, widget).zoomed(factor, QPointF(0, 0), picture, widget)
    assert view.scale >= min(fitting_scale(picture, widget), 1.0) - 1e-9


@given(sizes, sizes)
def test_there_and_back(picture: QSizeF, widget: QSizeF) -> None:
    view = Viewport.fit(picture, widget)
    box = QRectF(3, 5, 7, 11)
    back = view.to_picture(view.to_widget(box))
    assert back.x() == pytest.approx(box.x(), abs=1e-6)
    assert back.height() == pytest.approx(box.height(), abs=1e-6)
