"""After the lock nothing of a patient is left: on the screen, in the title, or in the process's objects."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.patients_actions import AddPatient, WriteRecord
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, EncounterKind, NewPatient, RecordBody, Sex
from medcab_tui.services.fhir import elements
from medcab_tui.ui.shell.forgetting import forget_drawn

NOON = datetime(2026, 11, 23, 9, 21, tzinfo=UTC)
SURNAME = "Тайнозвездинская"
COMPLAINT = "полуночное головокружение"
PASSWORD = "Весна-2026!"
_AT_ONCE = 20_000
DIAGNOSIS = Coded("I10", "Эссенциальная [первичная] гипертензия", "2.27")


async def founded(folder: Path) -> tuple[Door, Id]:
    door = Door(folder, Surroundings.fixed(NOON, 7), cost=TEST_COST)
    founding = Founding(
        "Поликлиника № 12", "Иванова", "Анна", "Петровна", "врач", "Терапия", "ivanova", PASSWORD
    )
    cabinet, _code = await door.found(founding)
    patient = NewPatient(SURNAME, "Мария", "Павловна", Sex.FEMALE, date(1958, 3, 14))
    made = await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), patient))
    body = RecordBody(EncounterKind.EXAMINATION, DIAGNOSIS, complaints=COMPLAINT, conclusion=COMPLAINT)
    await cabinet.do(WriteRecord(cabinet.surroundings.ids.new(), made.result, NOON, body))
    await cabinet.sign_out()
    return door, made.result


def holders(*kinds: Callable[[object], bool], all_of_them: bool = True) -> list[list[object]]:
    """What in the whole process holds each kind of text or key, but for the modules that name it.

    Millions of objects: every text is looked at once, and only where one is wanted is it asked who holds it.
    Not all_of_them: the newest are looked at first, and one of each kind is enough.
    """
    gc.unfreeze()  # else what was there before the first test would not be looked through
    gc.collect()
    found: list[list[object]] = [[] for _ in kinds]
    objects, known, wanted = gc.get_objects(), set[int](), set[int]()
    for first in reversed(range(0, len(objects), _AT_ONCE)):
        some = objects[first : first + _AT_ONCE]
        texts = {id(part): part for part in gc.get_referents(*some) if isinstance(part, (str, bytes))}
        new = texts.keys() - known
        known |= new
        wanted |= {one for one in new if any(is_wanted(texts[one]) for is_wanted in kinds)}
        if not wanted.isdisjoint(texts):
            _held(some, kinds, found)
        if all(found) and not all_of_them:
            break
    return found


def _held(some: list[Any], kinds: tuple[Callable[[object], bool], ...], found: list[list[object]]) -> None:
    for one in some:
        if isinstance(one, dict) and "__loader__" in one:
            continue
        parts = [part for part in gc.get_referents(one) if isinstance(part, (str, bytes))]
        for place, is_wanted in zip(found, kinds, strict=True):
            if any(map(is_wanted, parts)):
                place.append(one)


def told(found: list[object]) -> list[str]:
    """Of what they are parts: each is looked for in the whole process."""
    return [
        f"{type(one).__qualname__} in {[type(other).__qualname__ for other in gc.get_referrers(one)]}"
        for one in found
    ]


def of_the_patient(text: object) -> bool:
    return isinstance(text, str) and (SURNAME.lower() in text.lower() or COMPLAINT in text)


@pytest.mark.parametrize("signing_out", [False, True])
async def test_the_lock_leaves_nothing_of_a_patient(opened: Any, tmp_path: Path, signing_out: bool) -> None:
    door, patient = await founded(tmp_path / "store")
    async with opened(door, signed_in=False, size=(140, 40)) as hands:
        await hands.sign_in(password=PASSWORD)
        hands.app.open_card(patient)
        await hands.settle()
        assert SURNAME in hands.screen
        await hands.press("slash")
        await hands.type(SURNAME.lower())
        digest = sha256(hands.app.cabinet._desk.key).digest()

        def is_key(value: object) -> bool:
            return isinstance(value, bytes) and len(value) == 32 and sha256(value).digest() == digest

        assert all(holders(of_the_patient, is_key, all_of_them=False)), "the search sees what is there"
        if signing_out:
            await hands.app.leave(sign_out=True)
        else:
            await hands.press("ctrl+l")
        await hands.settle()
        assert SURNAME not in hands.screen
        assert hands.app.title == "medcab"
        assert [told(found) for found in holders(of_the_patient, is_key)] == [[], []]
        if not signing_out:
            await hands.type(PASSWORD)
            await hands.press("enter")
            await hands.settle()
            assert hands.app.screen.field.value == SURNAME.lower()
        await hands.press("ctrl+q")


async def test_a_screen_that_breaks_while_locking_keeps_nobody_in(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> dict[str, str]:
        raise RuntimeError(SURNAME)

    async with opened(survives=True) as hands:
        cabinet = hands.app.cabinet
        monkeypatch.setattr(type(hands.app.screen), "place_state", broken)
        hands.app.session.keep_drafts_now = broken
        await hands.press("ctrl+l")
        await hands.settle()
        assert hands.app.current_mode == "door"
        assert hands.app.cabinet is None
        assert not cabinet.open
        assert len(hands.app.faults) == 2


def test_what_was_read_of_a_chart_is_forgotten_too() -> None:
    assert elements.key_of("Patient/112-233-445-95")
    assert elements._key_of.cache_info().currsize
    forget_drawn()
    assert not elements._key_of.cache_info().currsize
