"""«Поиск» in the sections that filter their own rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from medcab_tui.domain.folding import fold
from medcab_tui.domain.layouts import other_layout

Row = TypeVar("Row")


def matching(rows: Iterable[Row], text: str, told: Callable[[Row], Iterable[str]]) -> tuple[Row, ...]:
    """Rows in whose texts every typed word stands somewhere; if none, in the other layout. No words: all."""
    kept = tuple(rows)
    if not text.split():
        return kept
    there = [fold(" ".join(told(row))) for row in kept]
    for typed in (text, other_layout(text)):
        words = fold(typed).split()
        found = tuple(
            row for row, said in zip(kept, there, strict=True) if all(word in said for word in words)
        )
        if found:
            return found
    return ()
