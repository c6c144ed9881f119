"""A field for a number from 0 to 1."""

from PyQt6.QtGui import QValidator
from PyQt6.QtWidgets import QDoubleSpinBox, QSizePolicy

from videorec.gui.number_text import with_decimal_sign


class FractionBox(QDoubleSpinBox):
    """Two decimals; a point is as good as the decimal sign of the language."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setRange(0.0, 1.0)
        self.setSingleStep(0.01)
        self.setDecimals(2)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def validate(self, input: str | None, pos: int) -> tuple[QValidator.State, str, int]:
        # In German Qt passes over a point, and 0.41 would become 041, which is 1.
        return super().validate(with_decimal_sign(input or ""), pos)
