"""A number as it is written here."""

from __future__ import annotations

from decimal import Decimal

from medcab_tui.locale import language


def decimal(value: Decimal | float) -> str:
    """The number with the decimal mark of the reader's language, never in exponents."""
    text = format(value, "f") if isinstance(value, Decimal) else format(Decimal(str(value)), "f")
    return text.replace(".", ",") if language() == "ru" else text
