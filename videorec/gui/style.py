"""Fusion with frames that can be seen in every theme."""

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from PyQt6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QStyleOptionComplex, QWidget

# The tick in shares of the box.
_TICK = ((0.24, 0.53), (0.43, 0.71), (0.77, 0.30))
_FRAMED = (QStyle.ComplexControl.CC_SpinBox, QStyle.ComplexControl.CC_ComboBox)


class Style(QProxyStyle):
    """Fusion draws frames darker than the window: on a dark one they are gone."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        if (
            element is QStyle.PrimitiveElement.PE_IndicatorCheckBox
            and option is not None
            and painter is not None
        ):
            _draw_box(painter, option)
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        super().drawComplexControl(control, option, painter, widget)
        if control in _FRAMED and option is not None and painter is not None:
            _draw_frame(painter, option)


def _draw_frame(painter: QPainter, option: QStyleOption) -> None:
    """The outline of a field, over that of Fusion."""
    focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
    role = QPalette.ColorRole.Highlight if focused else QPalette.ColorRole.Mid
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(option.palette.color(role), 1.0))
    painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
    painter.restore()


def _draw_box(painter: QPainter, option: QStyleOption) -> None:
    """A box of the text's colours; full of the highlight with a tick when it is checked."""
    state, palette = option.state, option.palette
    enabled = bool(state & QStyle.StateFlag.State_Enabled)
    checked = bool(state & QStyle.StateFlag.State_On)
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    group = QPalette.ColorGroup.Active if enabled else QPalette.ColorGroup.Disabled
    frame = QColor(palette.color(group, QPalette.ColorRole.WindowText))
    frame.setAlphaF(0.7)
    highlight = palette.color(group, QPalette.ColorRole.Highlight)
    side = min(option.rect.width(), option.rect.height())
    # On whole pixels, so that the lines are crisp.
    box = QRectF(
        option.rect.left() + (option.rect.width() - side) // 2,
        option.rect.top() + (option.rect.height() - side) // 2,
        side,
        side,
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(highlight if checked or focused else frame, 1.5 if focused else 1.0))
    painter.setBrush(highlight if checked else palette.color(group, QPalette.ColorRole.Base))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if checked:
        tick = [QPointF(box.left() + x * side, box.top() + y * side) for x, y in _TICK]
        ink = QPen(palette.color(group, QPalette.ColorRole.HighlightedText), 1.9)
        ink.setCapStyle(Qt.PenCapStyle.RoundCap)
        ink.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(ink)
        painter.drawPolyline(QPolygonF(tick))
        if focused:
            painter.setPen(QPen(palette.color(group, QPalette.ColorRole.WindowText), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.restore()
