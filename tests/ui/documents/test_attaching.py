"""Ctrl+F in a form: limits first, folders by type-ahead, several at once, all kept with it or nothing."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual import events

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.documents_actions import AttachDocument
from medcab_tui.domain.documents import Asked, Attachment, Examined, Format
from medcab_tui.domain.ids import Id
from medcab_tui.ui.documents.sheets import AttachSheet
from medcab_tui.ui.forms.files import MOST_FILES, Chosen, FilePicker
from tests.papers import made
from tests.ui.patients.conftest import Opens


async def _picker(hands: Any) -> FilePicker:
    await hands.press("ctrl+f")
    screen = hands.app.screen
    assert isinstance(screen, FilePicker)
    return screen


@pytest.mark.capability("C097")
@pytest.mark.capability("C098")
@pytest.mark.capability("C104")
@pytest.mark.parametrize("size", [(80, 24)])
async def test_files_are_chosen_one_by_one_or_pasted_and_kept_with_the_record(
    opened: Opens, papers: Path, size: tuple[int, int]
) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        await hands.press("н")
        assert "^F приложить" in hands.screen
        picker = await _picker(hands)
        assert "КУЗНЕЦОВА Мария Павловна · 1958-03-14" in hands.screen
        assert "PDF, JPG, PNG · до 10 МБ" in hands.screen
        assert "~/сканы/" in hands.screen, "the home folder is offered before anything is typed"
        await hands.type("~/ск")
        await hands.press("enter")
        assert "~/сканы/снимок грудной клетки.png" in hands.screen
        await hands.press("enter")
        await hands.until(lambda: len(picker.chosen) == 1)
        await hands.settle()
        assert "✓ 1 снимок грудной клетки.png" in hands.screen
        pasted = f"'{papers}/выписка.pdf'\n~/пароль.pdf\n~/нет такого.pdf\n{papers}/выписка.pdf"
        hands.app.screen.focused.post_message(events.Paste(pasted))
        await hands.until(lambda: len(picker.chosen) == 2)
        await hands.settle()
        assert "✓ 2 выписка.pdf" in hands.screen
        for name, why in (
            ("пароль.pdf", "парол"),
            ("нет такого.pdf", "нет"),
            ("выписка.pdf", "уже в списке"),
        ):
            assert any(f"✕ {name}" in line and why in line for line in hands.screen.splitlines()), name
        await hands.press("delete")
        assert "✓ 2 " not in hands.screen
        await hands.press("escape")
        assert "Файлы 1" in hands.screen
        assert "снимок грудной клетки.png" in hands.screen
        await hands.press("escape")
        assert "Черновик" in hands.screen
        await hands.press("н")
        await hands.until(lambda: "Файлы 1" in hands.screen)
        form = hands.app.screen
        form.rows["diagnosis"].editor.focus()
        await hands.type("J00")
        await hands.press("enter")
        await hands.type("насморк")
        form.rows["conclusion"].editor.focus()
        await hands.type("лечение дома")
        await hands.press("ctrl+s")
        await hands.until(lambda: "Запись сохранена" in hands.screen)
        kept = await hands.app.cabinet.documents.page(Asked(), limit=5)
        assert [row.title for row in kept] == ["снимок грудной клетки"]


@pytest.mark.capability("C104")
async def test_a_file_that_cannot_be_kept_keeps_the_record_back(opened: Opens, papers: Path) -> None:
    async with opened() as hands:
        cabinet: Cabinet = hands.app.cabinet
        await hands.open_kuznetsova()
        for _time in range(2):
            await hands.press("н")
            form = hands.app.screen
            picker = await _picker(hands)
            await hands.type("~/выписка.pdf")
            await hands.press("enter")
            await hands.until(lambda p=picker: len(p.chosen) == 1)  # type: ignore[misc]
            await hands.press("escape")
            form.rows["diagnosis"].editor.focus()
            await hands.type("J00" if not _time else "J06.9")
            await hands.press("enter")
            await hands.type("насморк")
            form.rows["conclusion"].editor.focus()
            await hands.type("лечение дома")
            await hands.press("ctrl+s")
            await hands.settle()
        assert "НОВАЯ ЗАПИСЬ" in hands.screen, "the same file is refused a second time for the same patient"
        assert "✕" in hands.screen
        written = await cabinet.patients.card(form.sheet._card.patient.id)
        assert [one for one in written.encounters if one.diagnosis and one.diagnosis.code == "J06.9"] == []


@pytest.mark.capability("C104")
async def test_several_files_become_documents_at_once(opened: Opens, papers: Path) -> None:
    (papers / "второй.pdf").write_bytes(made.pdf("второй"))
    async with opened() as hands:
        await hands.press("f5", "f")
        picker = await _picker(hands)
        hands.app.screen.focused.post_message(events.Paste("~/выписка.pdf\n~/второй.pdf"))
        await hands.until(lambda: len(picker.chosen) == 2)
        await hands.press("escape")
        hands.app.screen.rows["kind"].editor.focus()
        await hands.type("выпис")
        await hands.press("enter", "ctrl+s")
        await hands.until(lambda: "Файл приложен" in hands.screen)
        kept = await hands.app.cabinet.documents.page(Asked(), limit=5)
        assert {row.title for row in kept} == {"выписка", "второй"}


async def test_a_path_typed_beside_a_full_list_pushes_no_file_off_it() -> None:
    kept: list[bytes] = []

    async def examine(_path: object) -> Attachment:
        return Attachment("typed.pdf", b"%PDF-typed", Examined(Format.PDF))

    async def do_all(actions: tuple[AttachDocument, ...]) -> tuple[SimpleNamespace, ...]:
        kept.extend(action.content for action in actions)
        return tuple(SimpleNamespace(result=action.id) for action in actions)

    ids = SimpleNamespace(new=lambda: Id(bytes(16)))
    cabinet: Any = SimpleNamespace(
        surroundings=SimpleNamespace(ids=ids), documents=SimpleNamespace(examine=examine), do_all=do_all
    )
    listed = tuple(
        Chosen(Id(bytes([number]) * 16), "x", Attachment("x.pdf", b"%%PDF-%d" % number, Examined(Format.PDF)))
        for number in range(MOST_FILES)
    )
    said: Any = SimpleNamespace(path="/typed.pdf", patient=None, title="", kind="другое")
    await AttachSheet(cabinet, None)._attach(said, listed)
    assert kept == [b"%PDF-typed", *(one.attachment.content for one in listed)]
