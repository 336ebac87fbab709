"""Two cards of one person: side by side, which stays is chosen, the old one leads to it."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.ids import Id
from medcab_tui.ui.patients.join_screen import JoinScreen

SIZES = [(80, 24), (140, 40)]


async def second_card(hands: Any) -> tuple[Id, Id]:
    """The pinned patient once more, under another surname."""
    cabinet, own = hands.app.cabinet, hands.app.pinned.id
    person = details_of((await cabinet.patients.card(own)).patient)
    again = replace(person, surname="Рыкова", snils="", policy="", email="m@example.ru")
    alike = tuple(row.id for row in await cabinet.patients.likely_duplicates(again))
    return own, (await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), again, alike))).result


@pytest.mark.parametrize("size", SIZES)
async def test_the_other_card_can_be_the_one_that_stays(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        own, other = await second_card(hands)
        await hands.settle()
        await hands.app.run_action("merge_card", hands.app.screen)
        await hands.settle()
        assert "Рыкова Мария Павловна · 1958-03-14" in hands.screen
        await hands.press("enter")
        assert not isinstance(hands.app.screen, JoinScreen)  # nobody is taken by a bare Enter
        await hands.press("down", "enter")
        assert "первая, останется     КУЗНЕЦОВА" in hands.screen
        await hands.press("ы")
        assert "первая, останется     РЫКОВА" in hands.screen
        await hands.press("enter")
        assert "Выберите, что останется: Фамилия." in hands.screen  # nothing is settled by itself
        await hands.press("right", "enter")
        assert "Останется: РЫКОВА Мария Павловна · 1958-03-14" in hands.screen
        await hands.press("1", "ctrl+s")
        card = await hands.app.cabinet.patients.card(own)
        assert (card.patient.id, card.patient.surname) == (other, "Рыкова")
        assert hands.app.pinned.id == other
        assert "РЫКОВА Мария Павловна" in hands.screen
        hands.app.open_card(own)  # a line on Home, an old link
        await hands.settle()
        assert "РЫКОВА Мария Павловна" in hands.screen
        assert "читается" not in hands.screen


async def test_esc_settles_nothing_and_undo_parts_them(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        own, other = await second_card(hands)
        await hands.settle()

        async def to_reason() -> None:
            await hands.app.run_action("merge_card", hands.app.screen)
            await hands.settle()
            await hands.press("down", "enter", "right", "enter")

        await to_reason()
        await hands.press("escape")
        assert await hands.app.cabinet.merging.alike(own) != ()
        await to_reason()
        assert "Разъединить можно в любой день" in hands.screen
        await hands.press("1", "ctrl+s")
        assert [one.id for one in (await hands.app.cabinet.patients.card(own)).merged] == [other]
        assert "Теперь одна карта: КУЗНЕЦОВА Мария Павловна" in hands.screen
        await hands.press("ctrl+z")
        assert (await hands.app.cabinet.patients.card(other)).patient.id == other
