"""Patients as the picker offers them: name and day of birth; where there are several an arrow takes one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from medcab_tui.domain.layouts import is_cyrillic, other_layout
from medcab_tui.domain.names import full_name
from medcab_tui.domain.patients import PatientRow
from medcab_tui.ui.forms.fields import Choice

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.schedule import Whom

_MOST: Final = 20


async def whom(cabinet: Cabinet, text: str) -> tuple[Choice, ...]:
    """Those who may be booked; the value of each is a `Whom`."""

    async def ask(typed: str) -> tuple[Choice, ...]:
        return tuple(map(person, await cabinet.schedule.whom(typed, limit=_MOST)))

    return await _in_either_layout(ask, text)


async def patients(cabinet: Cabinet, text: str) -> tuple[Choice, ...]:
    """Those whose cards this worker reads; the value of each is an id."""

    async def ask(typed: str) -> tuple[Choice, ...]:
        found = await cabinet.patients.search(typed, limit=_MOST)
        sure = [patient_choice(hit.row, safe=not hit.namesake) for hit in found.hits]
        return (*sure, *(patient_choice(hit.row, safe=False) for hit in found.similar))

    return await _in_either_layout(ask, text)


def person(one: Whom) -> Choice:
    """A patient to choose: full name and birth date. Namesakes are taken after an arrow only."""
    return Choice(one, f"{one.name} {one.birth.isoformat()}", safe=not one.alike)


def patient_choice(row: PatientRow, *, safe: bool = True) -> Choice:
    """A patient to pick: whole name and day of birth."""
    name = full_name(row.surname, row.given, row.patronymic)
    return Choice(row.id, f"{name} · {row.birth.isoformat()}", safe=safe)


async def _in_either_layout(
    ask: Callable[[str], Awaitable[tuple[Choice, ...]]], text: str
) -> tuple[Choice, ...]:
    """What is found; if nothing, what the same keys mean in Russian. Of several none is sure."""
    found = await ask(text)
    if not found and any(map(str.isalpha, text)) and not any(map(is_cyrillic, text)):
        found = await ask(other_layout(text))
    return found if len(found) < 2 else tuple(replace(choice, safe=False) for choice in found)
