"""Locking over the dialogs of every section: what they tell of patients goes, whoever waits for an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from textual.screen import Screen

from medcab_tui.domain.documents import Examined, Format, Kept
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.domain.schedule import Doctor
from medcab_tui.ui.documents.reading import ReadingSheet
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.home.postpone import Postpone
from medcab_tui.ui.schedule.choosing import DoctorsSheet
from medcab_tui.ui.settings.asking import Asking, NewPassword
from medcab_tui.ui.settings.key_dialogs import KeyTest
from medcab_tui.ui.shell.pick import Pick
from medcab_tui.ui.shell.reason import Reason
from medcab_tui.ui.terminal.keys import Seen
from tests.ui.patients.conftest import PASSWORD, Hands, Opens

WHOSE = "Константинопольская А."
DOCTOR = Doctor(Id(bytes(16)), WHOSE, "врач")


def _reading(hands: Hands) -> Screen[Any]:
    row = DocumentRow(Id(bytes(16)), "акт", WHOSE, "", date(2026, 11, 23), "приложен", WHOSE, "", None)
    kept = Kept("x.pdf", 5, Examined(Format.PDF, 1, text=(WHOSE,)))
    return ReadingSheet(row, WHOSE, kept, hands.app.cabinet.documents)


async def _nobody(text: str) -> tuple[Choice, ...]:
    return ()


DIALOGS: dict[str, Callable[[Hands], Screen[Any]]] = {
    "reason": lambda _: Reason("Отменить приём", WHOSE),
    "postpone": lambda _: Postpone(WHOSE),
    "doctors": lambda _: DoctorsSheet([DOCTOR], DOCTOR),
    "reading": _reading,
    "picker": lambda _: Pick(WHOSE, WHOSE, _nobody, current="a"),
    "keys": lambda _: KeyTest(Seen()),
    "password": lambda _: Asking(NewPassword()),
}


@pytest.mark.parametrize(("name", "how"), [("keys", "key"), *((name, "idle") for name in DIALOGS)])
async def test_a_lock_over_a_dialog_hides_it_and_nobody_is_answered(
    opened: Opens, name: str, how: str
) -> None:
    answers: list[object] = []
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.app.push_screen(DIALOGS[name](hands), answers.append)
        await hands.settle()
        told = WHOSE in hands.screen
        assert told == (name not in ("keys", "password"))
        if how == "key":
            await hands.press("ctrl+l")
        else:
            hands.app.idle._lock()
        await hands.settle()
        assert hands.app.current_mode == "door"
        assert len(hands.app.screen_stack) == 1
        assert "Заблокировано" in hands.screen
        assert WHOSE not in hands.screen
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.settle()
        assert "кузнецова" in hands.screen.casefold()
        assert hands.app.faults == []
        assert answers == []
