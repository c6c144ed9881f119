"""A person in a list: picture in the person's colour, name, and what is known."""

from PyQt6.QtCore import QAbstractItemModel, QModelIndex, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
)
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from videorec.gui.gallery_model import PersonRole
from videorec.gui.name_edit import NameEdit

HEIGHT = 76
_PICTURE = QSize(48, 56)
_GAP, _INSET, _FRAME = 4.0, 8.0, 3.0


class PersonCard(QStyledItemDelegate):
    """Paints a card and edits its name in place."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(0, HEIGHT)

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        if painter is None:
            return
        painter.save()
        draw_person(painter, option, index, text_place(card_place(option)))
        painter.restore()

    def createEditor(
        self, parent: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget:
        editor = NameEdit(parent)
        # A person is not renamed into somebody else; merging is another action.
        editor.setCompleter(None)
        return editor

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:
        if isinstance(editor, NameEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(
        self, editor: QWidget | None, model: QAbstractItemModel | None, index: QModelIndex
    ) -> None:
        if isinstance(editor, NameEdit) and model is not None:
            name = editor.name()
            if name is not None:
                model.setData(index, name, Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(
        self, editor: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        if editor is not None:
            card = card_place(option)
            place = text_place(card)
            height = editor.sizeHint().height()
            top = card.center().y() - height / 2
            editor.setGeometry(QRectF(place.left() - 4, top, place.width() + 8, height).toRect())


def draw_person(
    painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex, room: QRectF
) -> QColor:
    """Ground, picture, and lines in that room; returns the colour to write more with."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    card = card_place(option)
    ink = _draw_card(painter, card, option)
    picture, color = index.data(PersonRole.PICTURE), index.data(PersonRole.COLOR)
    _draw_picture(painter, _picture_place(card), picture, color)
    details = str(index.data(PersonRole.DETAILS))
    _draw_lines(painter, room, option.font, ink, str(index.data()), details)
    return ink


def _draw_card(painter: QPainter, card: QRectF, option: QStyleOptionViewItem) -> QColor:
    """The rounded ground of a card; returns the colour to write on it with."""
    palette = option.palette
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
    path = QPainterPath()
    path.addRoundedRect(card, 8, 8)
    if selected:
        painter.fillPath(path, palette.color(QPalette.ColorRole.Highlight))
        return palette.color(QPalette.ColorRole.HighlightedText)
    ink = palette.color(QPalette.ColorRole.Text)
    ground = QColor(ink)
    ground.setAlphaF(0.10 if hovered else 0.05)
    painter.fillPath(path, ground)
    if focused:
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 1.5))
        painter.drawPath(path)
    return ink


def card_place(option: QStyleOptionViewItem) -> QRectF:
    """The card in its row."""
    return QRectF(option.rect).adjusted(1.0, _GAP / 2, -1.0, -_GAP / 2)


def _picture_place(card: QRectF) -> QRectF:
    """Where the face goes."""
    return QRectF(
        card.left() + _INSET,
        card.center().y() - _PICTURE.height() / 2,
        _PICTURE.width(),
        _PICTURE.height(),
    )


def text_place(card: QRectF) -> QRectF:
    """Right of the face."""
    left = _picture_place(card).right() + _INSET + 2
    return QRectF(
        left, card.top() + _INSET, card.right() - _INSET - left, card.height() - 2 * _INSET
    )


def _draw_picture(painter: QPainter, place: QRectF, picture: QPixmap, color: QColor) -> None:
    """A face with rounded corners in a frame of the person's colour; an outline without one."""
    outer = QPainterPath()
    outer.addRoundedRect(place.adjusted(-_FRAME, -_FRAME, _FRAME, _FRAME), 7, 7)
    painter.fillPath(outer, QBrush(color))
    inner = QPainterPath()
    inner.addRoundedRect(place, 4, 4)
    if picture.isNull():
        painter.fillPath(inner, QColor(128, 128, 128))
        painter.setPen(QPen(QColor(255, 255, 255), 2.0))
        center = place.center()
        painter.drawEllipse(QPointF(center.x(), center.y() - 7), 8, 8)
        painter.drawArc(QRectF(center.x() - 15, center.y() + 5, 30, 34), 0, 180 * 16)
        return
    painter.save()
    painter.setClipPath(inner, Qt.ClipOperation.IntersectClip)
    painter.drawPixmap(place, picture, QRectF(picture.rect()))
    painter.restore()


def _draw_lines(
    painter: QPainter, place: QRectF, font: QFont, ink: QColor, title: str, details: str
) -> None:
    """A bold line above quiet ones, all cut to the width, in the middle of the height."""
    bold = QFont(font)
    bold.setBold(True)
    small = QFont(font)
    small.setPointSizeF(max(6.5, font.pointSizeF() * 0.88))
    quiet = QColor(ink)
    quiet.setAlphaF(0.72)
    lines = [(bold, ink, title), *((small, quiet, line) for line in details.split("\n"))]
    heights = [QFontMetricsF(line_font).height() + 2 for line_font, _, _ in lines]
    top = place.center().y() - sum(heights) / 2
    for (line_font, color, text), height in zip(lines, heights, strict=True):
        metrics = QFontMetricsF(line_font)
        painter.setFont(line_font)
        painter.setPen(color)
        painter.drawText(
            QRectF(place.left(), top, place.width(), height),
            Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width()),
        )
        top += height
