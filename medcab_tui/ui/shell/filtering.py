"""«Поиск» in the sections that filter their own rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from medcab_tui.domain.folding import fold

Row = TypeVar("Row")


def matching(rows: Iterable[Row], text: str, told: Callable[[Row], Iterable[str]]) -> tuple[Row, ...]:
    """Rows in whose texts every typed word stands somewhere. No words: all rows."""
    words = fold(text).split()
    if not words:
        return tuple(rows)
    found = []
    for row in rows:
        there = fold(" ".join(told(row)))
        if all(word in there for word in words):
            found.append(row)
    return tuple(found)
