"""A stranger in a list, with two buttons where somebody is suggested."""

from PyQt6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QIcon, QMouseEvent, QPainter, QPainterPath
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from videorec.gui.panel_icons import panel_icon
from videorec.gui.person_card import HEIGHT, card_place, draw_person, text_place
from videorec.gui.unknown_model import StrangerRole

_BUTTON, _ICON = 26.0, 18.0


class StrangerCard(QStyledItemDelegate):
    """confirmed(index), rejected(index): the buttons were clicked.

    The same buttons, for keys and screen readers, are below the list.
    """

    confirmed = pyqtSignal(QModelIndex)
    rejected = pyqtSignal(QModelIndex)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(0, HEIGHT)

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        if painter is None:
            return
        painter.save()
        card = card_place(option)
        suggested = bool(index.data(StrangerRole.SUGGESTION))
        room = text_place(card).adjusted(0, 0, -_BUTTON if suggested else 0, 0)
        ink = draw_person(painter, option, index, room)
        if suggested:
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            mode = QIcon.Mode.Selected if selected else QIcon.Mode.Normal
            confirm, reject = button_places(card)
            _draw_button(painter, confirm, "check", ink, mode)
            _draw_button(painter, reject, "cross", ink, mode)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent | None,
        model: QAbstractItemModel | None,
        option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> bool:
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and index.data(StrangerRole.SUGGESTION)
        ):
            confirm, reject = button_places(card_place(option))
            for place, signal in ((confirm, self.confirmed), (reject, self.rejected)):
                if place.contains(event.position()):
                    signal.emit(index)
                    return True
        return super().editorEvent(event, model, option, index)


def button_places(card: QRectF) -> tuple[QRectF, QRectF]:
    """Confirm above reject, at the right of a card."""
    left = card.right() - _BUTTON - 6
    middle = card.center().y()
    return (
        QRectF(left, middle - _BUTTON - 3, _BUTTON, _BUTTON),
        QRectF(left, middle + 3, _BUTTON, _BUTTON),
    )


def _draw_button(
    painter: QPainter, place: QRectF, name: str, ink: QColor, mode: QIcon.Mode
) -> None:
    ground = QColor(ink)
    ground.setAlphaF(0.10)
    path = QPainterPath()
    path.addRoundedRect(place, 6, 6)
    painter.fillPath(path, ground)
    inset = (_BUTTON - _ICON) / 2
    panel_icon(name).paint(
        painter, place.adjusted(inset, inset, -inset, -inset).toRect(), mode=mode
    )
