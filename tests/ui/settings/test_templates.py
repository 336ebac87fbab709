"""The page of templates: adding one, changing it, taking it away, copying one that came with the program."""

from __future__ import annotations

from typing import Any

from medcab_tui.ui.settings.rows import PAGES

TEMPLATES = list(PAGES).index("templates")


async def titles(hands: Any) -> list[str]:
    return [one.wording.title for one in await hands.app.cabinet.templates.all() if not one.shipped]


async def test_a_template_is_added_changed_withdrawn_and_brought_back(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.page(TEMPLATES)
        assert "▌ Новый шаблон" in hands.screen
        assert "гб · заключение · из поставки" in hands.screen
        await hands.press("enter")
        await hands.type("Осмотр стоп")
        await hands.press("tab")
        await hands.type("с т")
        await hands.press("ctrl+s")
        assert "Не сохранено" in hands.screen
        assert "от 2 до 12 букв и цифр" in hands.screen
        await hands.press("backspace", "backspace")
        await hands.type("т")
        await hands.press("tab", "tab", "tab")
        await hands.type("Стопы тёплые, пульсация сохранена.")
        await hands.press("ctrl+s")
        assert "Шаблон сохранён." in hands.screen
        await hands.press("down")
        assert "▌ Осмотр стоп" in hands.screen
        assert "ст · любое поле · только мне" in hands.screen
        assert "Стопы тёплые" in hands.screen
        await hands.press("enter", "end")
        await hands.type(" обеих ног")
        await hands.press("ctrl+s")
        assert await titles(hands) == ["Осмотр стоп обеих ног"]
        await hands.press("у")
        assert await titles(hands) == []
        await hands.press("ctrl+z")
        assert await titles(hands) == ["Осмотр стоп обеих ног"]
        assert "Осмотр стоп" in hands.screen


async def test_what_came_with_the_program_is_copied_and_not_withdrawn(opened: Any) -> None:
    async with opened() as hands:
        await hands.page(TEMPLATES)
        await hands.press("down")
        assert "▌ Осмотр терапевта без" in hands.screen
        assert "Enter скопировать" in hands.screen.splitlines()[-1]
        await hands.press("у", "enter")
        assert "КОПИЯ ШАБЛОНА" in hands.screen
        await hands.press("ctrl+s")
        assert await titles(hands) == ["Осмотр терапевта без особенностей"]


async def test_templates_of_documents_stand_below_and_a_bad_one_says_why(opened: Any, tmp_path: Any) -> None:
    own = tmp_path / "config" / "templates"
    (own / "pool").mkdir(parents=True)
    (own / "pool" / "template.toml").write_text("[")
    (own / "endless").mkdir()
    (own / "endless" / "template.toml").write_text(
        'title = "Т"\nversion = "1"\nkind = "акт"\nnumber = "{n}"\n[fields.text]\ntitle = "Текст"\n'
    )
    (own / "endless" / "page.typ").write_text("#let")
    async with opened(size=(140, 40)) as hands:
        await hands.page(TEMPLATES)
        await hands.press("end")
        await hands.until(lambda: "Направление 057/у-04" in hands.screen)
        assert "⚠ Папка pool" in hands.screen
        assert "⚠ Папка endless" in hands.screen
        await hands.press("up", "up")
        assert "Страница шаблона не собирается" in " ".join(hands.screen.split())
        await hands.press("up")
        assert "Нет файла page.typ." in " ".join(hands.screen.split())
