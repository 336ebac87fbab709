"""The small members of the family of plots: a run of values, shares of days, a share of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from medcab_tui.ui.widgets.glyphs import FULL, LIGHT, STEPS, WITHIN
from medcab_tui.ui.widgets.lines import Line, Run


def sparkline(values: Sequence[Decimal | float]) -> str:
    """«▁▃▅▇»: one glyph a value, between the least and the greatest. Values all alike lie low."""
    if not values:
        return ""
    least, span = min(values), max(values) - min(values)  # type: ignore[operator]
    if not span:
        return STEPS[0] * len(values)
    return "".join(STEPS[round(float((value - least) / span) * (len(STEPS) - 2))] for value in values)  # type: ignore[operator]


def columns(shares: Sequence[float | None]) -> str:
    """«▁▄█·»: one glyph a share (0…1) of the same whole; a point where there is nothing to share."""
    last = len(STEPS) - 1
    return "".join(
        WITHIN if share is None else STEPS[round(min(1.0, max(0.0, share)) * last)] for share in shares
    )


def progress(done: float, width: int) -> Line:
    """«███░░»: the done share (0…1) of `width` cells. Whole only when all is done, empty when nothing is."""
    share = min(1.0, max(0.0, done))
    filled = int(share * width)
    if share > 0 and not filled:
        filled = min(1, width)
    return ((FULL * filled, "accent"), (LIGHT * (width - filled), "dim"))


def bar(label: Run, share: float, said: str, *, width: int, room: int) -> Line:
    """«пн ████░░░░   9/12»: what it is, a bar of `width` cells, and the figure in `room` cells at its end."""
    return (label, *progress(share, width), (said.rjust(room), "text"))
