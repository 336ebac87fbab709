"""Small pictures made of letters: a run of values, a share of a whole, a number as it is written here."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from medcab_tui.locale import language
from medcab_tui.ui.widgets.glyphs import FULL, LIGHT, STEPS
from medcab_tui.ui.widgets.lines import Line


def sparkline(values: Sequence[Decimal | float]) -> str:
    """«▁▃▅▇»: one glyph a value, between the least and the greatest. Values all alike lie low."""
    if not values:
        return ""
    numbers = [float(value) for value in values]
    least, span = min(numbers), max(numbers) - min(numbers)
    if not span:
        return STEPS[0] * len(numbers)
    return "".join(STEPS[round((number - least) / span * (len(STEPS) - 2))] for number in numbers)


def progress(done: float, width: int) -> Line:
    """«███░░»: the done share (0…1) of `width` cells. Whole only when all is done, empty when nothing is."""
    share = min(1.0, max(0.0, done))
    filled = int(share * width)
    if share > 0 and not filled:
        filled = min(1, width)
    return ((FULL * filled, "accent"), (LIGHT * (width - filled), "dim"))


def decimal(value: Decimal | float) -> str:
    """The number with the decimal mark of the reader's language, never in exponents."""
    text = format(value, "f") if isinstance(value, Decimal) else format(Decimal(str(value)), "f")
    return text.replace(".", ",") if language() == "ru" else text
