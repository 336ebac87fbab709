"""Making documents: from the card by one letter, the page before it is kept, editions, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.domain.insurance import PolicyStanding, PolicyState
from medcab_tui.ui.documents.paper_preview import PaperPreview
from tests.ui.patients.conftest import NOW, Opens

VALID, GONE = PolicyState.VALID, PolicyState.EXPIRED


async def filled_referral(hands: Any, reason: str = "подбор терапии") -> None:
    """A referral for Kuznetsova, filled in up to its reason."""
    await hands.open_kuznetsova()
    await hands.press("л")
    await hands.until(lambda: "057/у-04: консультация" in hands.screen)
    await hands.press("down", "enter")
    await hands.until(lambda: "НАПРАВЛЕНИЕ 057" in hands.screen.upper())
    await hands.type("конс")
    await hands.press("enter")
    await hands.type("карди")
    await hands.press("enter", "tab")
    await hands.type(reason)


async def make(hands: Any) -> None:
    """The page, then the document."""
    await hands.press("ctrl+s")
    await hands.until(lambda: isinstance(hands.app.screen, PaperPreview))
    await hands.press("ctrl+s")


@pytest.mark.capability("C051", "C069", "C073")
async def test_a_referral_is_made_amended_and_compared(opened: Opens) -> None:
    async with opened(size=(80, 24)) as hands:
        await filled_referral(hands)
        assert "7700 0000 0000 0016" in hands.screen, "the policy is filled in, to be seen and changed"
        assert "⚠ полис не проверен" in hands.screen
        sheet = hands.app.screen.sheet
        for said, told in ((GONE, "⚠ полис не действует"), (VALID, "✓ действует")):
            sheet._card = replace(sheet._card, policy_state=PolicyStanding(said, NOW, last=said))
            assert sheet.heading(80)[-1][-1][0] == told
        await hands.press("ctrl+s")
        assert "Форма № 057/у-04" in hands.screen
        assert "Пока ничего не" in hands.screen
        await hands.press("escape")
        assert "подбор терапии" in hands.screen, "Esc goes back to the form"
        await make(hands)
        await hands.until(lambda: "Оформлено: Направление 057/у-04 № Н-0001/26" in hands.screen)
        await hands.press("f5", "и")
        await hands.until(lambda: "Причина правки" in hands.screen)
        form = hands.app.screen
        form.rows["reason"].editor.focus()
        await hands.type(", срочно")
        form.rows["Why"].editor.focus()
        await hands.type("срок не указан")
        await make(hands)
        await hands.until(lambda: "Исправлено: Направление 057/у-04 № Н-0001/26" in hands.screen)
        await hands.press("в")
        await hands.until(lambda: "ред. 2" in hands.screen)
        assert "срок не указан" in hands.screen
        assert ", срочно" in hands.screen


@pytest.mark.capability("C176")
async def test_a_specialty_out_of_the_list_is_refused_under_its_field(opened: Opens) -> None:
    async with opened(size=(80, 24)) as hands:
        await filled_referral(hands)
        form = hands.app.screen
        form.rows["specialty"].fill("Лечение сердца", None)
        await hands.press("ctrl+s")
        assert hands.app.screen is form
        assert "выберите специальность из официального перечня" in hands.screen.replace("\n", " ")


async def test_the_same_referral_again_leads_to_the_first(opened: Opens) -> None:
    async with opened(size=(80, 24)) as hands:
        await filled_referral(hands)
        await make(hands)
        await hands.until(lambda: "Оформлено" in hands.screen)
        await filled_referral(hands)
        await make(hands)
        await hands.until(lambda: "F8" in hands.screen)
        await hands.press("f8")
        assert "Это первое; второе не записано." in hands.screen


async def test_letters_without_a_font_are_told_before_the_document_is_made(opened: Opens) -> None:
    async with opened(size=(80, 24)) as hands:
        await filled_referral(hands, "боль 😀")
        await hands.press("ctrl+s")
        assert "нет в шрифтах" in hands.screen
        assert "😀" in hands.screen


async def test_section_four_asks_for_the_template_and_for_whom(opened: Opens) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        await hands.press("f5", "н")
        assert "Выписка из медицинской карты" in hands.screen
        await hands.type("вып")
        await hands.press("enter")
        assert "О ком документ" in hands.screen
        await hands.press("down", "enter")
        await hands.until(lambda: "ВЫПИСКА ИЗ МЕДИЦИНСКОЙ КАРТЫ" in hands.screen)
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
