"""What `Set` can set before the first key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from medcab_tui.demo.tape.commands import Opening
from medcab_tui.demo.tape.words import Unreadable
from medcab_tui.locale import LANGUAGES, _

MOST_PATIENTS = 1_000_000
LEAST_COLS, LEAST_ROWS, MOST_SIDE = 20, 5, 500

IGNORED = frozenset(
    """Width Height FontSize FontFamily LetterSpacing LineHeight Padding Margin MarginFill BorderRadius
    WindowBar WindowBarSize Framerate PlaybackSpeed LoopOffset CursorBlink Shell""".split()
)
"""What VHS sets for its pictures: passed over."""


def opening_with(opening: Opening, name: str, value: str) -> Opening:
    """The opening with one thing set. Raises Unreadable for a wrong value."""
    field, kind = OPENING[name]
    changes: dict[str, Any] = {field: kind(value)}
    return replace(opening, **changes)


def _between(low: int, high: int) -> Callable[[str], int]:
    def number(value: str) -> int:
        if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
            raise Unreadable(
                _("“{value}” is no whole number from {low} to {high}").format(value=value, low=low, high=high)
            )
        return int(value)

    return number


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise Unreadable(_("“{value}” is no language; there are ru and en").format(value=value))
    return value


def _instant(value: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Unreadable(
            _("“{value}” is no time with a zone; write 2026-11-23T12:15:00+03:00").format(value=value)
        )
    return at


def _login(value: str) -> str:
    if not value.strip():
        raise Unreadable(_("a login is missing"))
    return value


OPENING: dict[str, tuple[str, Callable[[str], object]]] = {
    "Cols": ("cols", _between(LEAST_COLS, MOST_SIDE)),
    "Rows": ("rows", _between(LEAST_ROWS, MOST_SIDE)),
    "Lang": ("language", _language),
    "Seed": ("seed", _between(0, 2**31)),
    "Patients": ("patients", _between(0, MOST_PATIENTS)),
    "Clock": ("clock", _instant),
    "User": ("user", _login),
}
