"""A patient is never taken by a bare Enter where somebody else was found too."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from medcab_tui.domain.patients import Found, Hit, PatientRow, Sex
from medcab_tui.ui.forms.people import patients


def row(number: int, surname: str) -> PatientRow:
    return PatientRow(bytes([number]) * 16, surname, "Мария", "", Sex.FEMALE, date(1958, 3, 14), "7", "")  # type: ignore[arg-type]


def cabinet(*found: PatientRow) -> Any:
    async def search(text: str, limit: int) -> Found:
        hits = tuple(Hit(one, (), similar=False, namesake=False) for one in found)
        return Found(hits, (), False, True, len(found))

    return SimpleNamespace(patients=SimpleNamespace(search=search))


@pytest.mark.parametrize(
    ("surnames", "sure"), [(("Кузнецова",), [True]), (("Кузнецова", "Кузнецян"), [False, False])]
)
async def test_enter_takes_the_only_one_and_of_several_none(
    surnames: tuple[str, ...], sure: list[bool]
) -> None:
    people = [row(number, surname) for number, surname in enumerate(surnames, 1)]
    assert [choice.safe for choice in await patients(cabinet(*people), "кузнец")] == sure
