"""A card of another department by keys: what is seen before the reason, by whatever way it is opened."""

from __future__ import annotations

from typing import Any

import pytest

from medcab_tui.cabinet.documents_actions import AttachDocument
from medcab_tui.domain.documents import Examined, Format
from medcab_tui.domain.ids import Id
from tests.cabinet.outside import CHIEF, SURGERY, WORD, give_away, hire
from tests.papers import made

CLOSED = "Пациента ведёт"
ASKS = "Или цифрой"
SAID = "Карта откроется"
HELD = ("СНИЛС", "Записи", "Принимает")
"""What only an open card shows."""


async def away(colleague: Any, area: str = "7") -> Id:
    """The area is treated by another department from now on."""
    if not any(one.name == SURGERY for one in await colleague.access.departments()):
        await hire(colleague, CHIEF)
    return await give_away(colleague, area)


def shows_nothing(hands: Any) -> bool:
    return not any(word in hands.screen for word in HELD)


@pytest.mark.capability("C035", "C193")
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_closed_card_tells_what_the_list_tells_and_opens_for_a_reason(
    opened: Any, colleague: Any, size: Any
) -> None:
    await away(colleague)
    async with opened(size=size) as hands:
        await hands.find("соколова")
        await hands.until(lambda: "Пациента ведёт другое отделение" in hands.screen)
        assert shows_nothing(hands)
        await hands.press("enter")
        assert ASKS in hands.screen
        assert "СОКОЛОВА Татьяна Ивановна · 1972-09-21" in hands.screen
        assert f"{CLOSED}: {SURGERY}." in hands.screen
        assert "узнают Хирургов Х." in " ".join(hands.screen.split())
        await hands.press("enter")
        assert "Enter" in hands.screen
        assert ASKS in hands.screen
        await hands.type("срочно")
        await hands.press("ctrl+s")
        assert "не короче 10 знаков" in hands.screen
        await hands.press("escape")
        assert "СОКОЛОВА Татьяна Ивановна · 1972-09-21 · 54 года · ж · участок 7" in hands.screen
        assert SAID in hands.screen
        assert shows_nothing(hands)
        assert "Enter открыть" in hands.screen
        await hands.press("н", "л", "з", "щ")  # nothing is written or ordered here
        assert SAID in hands.screen
        await hands.press("enter")
        assert "срочно" in hands.screen
        await hands.press(*["backspace"] * 6, "1", "ctrl+s")
        assert "Карта открыта до конца дня" in hands.screen
        assert "Записи" in hands.screen
        codes = [row.code for row in await colleague.journal.mine()]
        assert codes.count("card.opened_outside") == 1


async def test_every_other_way_to_a_closed_card_asks_as_well_and_esc_leads_back(
    opened: Any, colleague: Any, ground: Any
) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.find("елкин")
        await hands.press("enter")
        assert "ЁЛКИН Дмитрий" in hands.screen
        await hands.open_kuznetsova()  # there is a visit with her: she stays inside
        await away(colleague)
        await hands.press("ё")
        assert ASKS in hands.screen
        assert "ЁЛКИН Дмитрий" in hands.screen
        await hands.press("escape")
        assert SAID in hands.screen
        assert shows_nothing(hands)
        await hands.press("ё")
        assert "КУЗНЕЦОВА Мария" in hands.screen
        assert any(word in hands.screen for word in HELD)
        await hands.press("f4", "alt+left", "alt+left")  # back along the way: nothing is asked, nothing shown
        assert SAID in hands.screen
        assert ASKS not in hands.screen
        assert shows_nothing(hands)
        await hands.press("ctrl+p")
        await hands.type("елкин")
        await hands.press("enter")
        assert ASKS in hands.screen
        await hands.press("escape")
        assert shows_nothing(hands)
        await hands.press("escape")
        assert SAID not in hands.screen
        assert ASKS not in hands.screen


async def test_a_card_that_is_given_away_while_it_is_open_closes_without_a_dialog(
    opened: Any, colleague: Any
) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.find("соколова")
        await hands.press("enter")
        assert any(word in hands.screen for word in HELD)
        await away(colleague)
        await hands.until(lambda: SAID in hands.screen)
        assert ASKS not in hands.screen
        assert shows_nothing(hands)
        await hands.press("f2", "f3")
        await hands.press("escape")
        assert ASKS not in hands.screen


async def test_a_warning_stays_seen_and_hostile_names_do_no_harm(
    opened: Any, colleague: Any, ground: Any
) -> None:
    await away(colleague, "[b]1[/b]")
    async with opened(size=(80, 24)) as hands:
        hands.app.open_card(ground.patients["hostile"])
        await hands.settle()
        assert ASKS in hands.screen
        assert "[/][@click" in hands.screen
        await hands.press("escape")
        assert "‼ [/]" in hands.screen
        assert SAID in hands.screen
        assert "участок [b]1[/b]" in " ".join(hands.screen.split())


async def test_a_patient_of_another_department_is_booked_without_a_reason(
    opened: Any, colleague: Any
) -> None:
    await away(colleague)
    async with opened(size=(80, 24)) as hands:
        await hands.find("соколова")
        await hands.press("f4")
        await hands.press("з")
        assert ASKS not in hands.screen
        found = await hands.app.cabinet.schedule.whom("соколова")
        assert [one.name for one in found] == ["Соколова Татьяна Ивановна"]


async def test_a_closed_document_shows_its_kind_and_whose_it_is(
    opened: Any, colleague: Any, ground: Any
) -> None:
    new, patient = colleague.surroundings.ids.new, ground.patients["СоколоваТатьяна"]
    file, found = made.pdf(WORD), Examined(Format.PDF, 1, text=(f"Диагноз: {WORD}",))
    await colleague.do(AttachDocument(new(), "Выписка о болезни", "справка", patient, "x.pdf", file, found))
    await away(colleague)
    async with opened(size=(80, 24)) as hands:
        await hands.press("f5", "]")
        await hands.until(lambda: "Этого пациента ведёт другое отделение" in hands.screen)
        assert "Соколова" in hands.screen
        assert "Выписка о болезни" not in hands.screen
        assert WORD not in hands.screen
        await hands.press("enter")
        assert WORD not in hands.screen
        await hands.press("/")
        await hands.type(WORD)
        assert "Найдено 0" in hands.screen


async def test_the_journal_of_a_card_tells_who_looked(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        await hands.press("ctrl+pageup")
        await hands.press("home")
        await hands.until(lambda: "Открыта карта" in hands.screen)
        assert "Иванова А. П." in hands.cursor
        assert "врач-терапевт · Терапия" in hands.screen
