"""Numbers as the language of the window writes them: 0.41 in English, 0,41 in German.

The language is that of Qt's default locale, which `translator.install_language` sets.
"""

from PyQt6.QtCore import QLocale


def number_text(value: float, digits: int) -> str:
    """A number with so many decimals, without separators of thousands."""
    return with_decimal_sign(f"{value:.{digits}f}")


def with_decimal_sign(number: str) -> str:
    """A number that is written with a point, such as "0.41", with the sign of the language."""
    return number.replace(".", QLocale().decimalPoint())
