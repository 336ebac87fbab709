"""A number, and a result, as they are written here."""

from __future__ import annotations

from decimal import Decimal

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import Observation
from medcab_tui.locale import language


def decimal(value: Decimal | float) -> str:
    """The number with the decimal mark of the reader's language, never in exponents."""
    text = format(value, "f") if isinstance(value, Decimal) else format(Decimal(str(value)), "f")
    return text.replace(".", ",") if language() == "ru" else text


def grouped(number: int) -> str:
    """«12 400»: a count by thousands."""
    return f"{number:,}".replace(",", " ")


COMPARED = {"<=": "≤", ">=": "≥"}


def measured(result: Observation) -> str:
    """«8,4», «< 0,1», «обнаружено»: what was found, without its unit."""
    if result.value is None:
        return one_line(result.words)
    number = decimal(result.value)
    if not result.comparator:
        return number
    return f"{COMPARED.get(result.comparator, result.comparator)} {number}"
