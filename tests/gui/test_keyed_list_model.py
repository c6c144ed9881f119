"""A list that is renewed again and again while somebody uses it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PyQt6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from videorec.gui.keyed_list_model import KeyedListModel

Thing = tuple[int, str]


class Things(KeyedListModel[Thing]):
    """Shows the texts."""

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        thing = self.value_at(index)
        return None if thing is None or role != Qt.ItemDataRole.DisplayRole else thing[1]


def _key_of(thing: Thing) -> int:
    return thing[0]


_LISTS = st.lists(st.tuples(st.integers(0, 12), st.text(max_size=2)), unique_by=_key_of)


@given(st.lists(_LISTS, min_size=2, max_size=4))
def test_rows_follow_their_values_whatever_comes(lists: list[list[Thing]]) -> None:
    model = Things(_key_of)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for things in lists:
        before = [
            (value[0], QPersistentModelIndex(model.index(row)))
            for row in range(model.rowCount())
            if (value := model.value_at(model.index(row))) is not None
        ]
        model.replace(things)
        assert [model.index(row).data() for row in range(model.rowCount())] == [
            text for _, text in things
        ]
        now = dict(things)
        for key, index in before:
            assert index.isValid() == (key in now)
            if key in now:
                assert index.data() == now[key]
                assert model.row_of(key) == index.row()
    del tester


def test_the_outside_is_nowhere(qtbot: QtBot) -> None:
    model = Things(_key_of)
    model.replace([(7, "seven")])
    assert model.row_of(8) is None
    assert model.value_at(QModelIndex()) is None
    assert model.rowCount(model.index(0)) == 0
