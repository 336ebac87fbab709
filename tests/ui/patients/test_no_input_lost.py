"""Whatever is put into a form in whatever order: nothing breaks, and Esc and opening again lose nothing."""

from __future__ import annotations

import random
from typing import Any

import pytest
from textual import events

PUT = (
    "22/11/2026", "Kузнецова", "СоловьёваВераИльинична", "  два  слова ", "гб ", "строка\nвторая\n\n4-я",
    "\x1b[2J\x07", "\u202eнаоборот", "{letter} %s [/][b]", "е\u0301\u0301", "8 (912) 345-67-89", "z" * 900,
    "ж", "2026-11-20 09:15", "I10", "\t", "№", "👩‍⚕️ 体", "О" * 30,
)  # fmt: skip
KEYS = (
    "tab", "enter", "shift+tab", "down", "up", "home", "end", "ctrl+k", "ctrl+z", "backspace", "space",
    "ctrl+s", "ctrl+r", "ctrl+t", "f8", "delete", "ctrl+w", "ctrl+u",
)  # fmt: skip


def texts(hands: Any) -> dict[str, str]:
    """What stands in the form, by field."""
    return {name: row.text for name, row in hands.app.screen.rows.items()}


def open_form(hands: Any) -> bool:
    return hasattr(hands.app.screen, "rows")


async def leave(hands: Any) -> None:
    """Out of the form, however many lists are open over it."""
    for _time in range(6):
        if not open_form(hands):
            return
        await hands.press("escape")
    raise AssertionError("Esc does not lead out of the form")


@pytest.mark.capability("C108")
@pytest.mark.parametrize(("opens", "seed"), [("н", 3), ("ctrl+n", 5)])
async def test_no_order_of_keys_and_texts_breaks_a_form_or_loses_a_letter(
    opened: Any, opens: str, seed: int
) -> None:
    chance = random.Random(seed)
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        await hands.press(opens)
        for step in range(20):
            if not open_form(hands):  # saved, or a dialog stands over it
                await hands.press("escape")
                if not open_form(hands):
                    await hands.press(opens)
                continue
            if chance.random() < 0.5:
                hands.app.screen.focused.post_message(events.Paste(chance.choice(PUT)))
                await hands.settle()
            else:
                await hands.press(chance.choice(KEYS))
            if step % 5 == 4 and open_form(hands):
                before = texts(hands)
                await leave(hands)
                await hands.press(opens)
                kept = {name: text for name, text in texts(hands).items() if name != "at"}
                tidy = {name: text for name, text in before.items() if name != "at"}
                assert kept == tidy, step
        assert hands.app.is_running
