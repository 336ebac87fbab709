"""э by hand: records and documents, many at once, one changed meanwhile; looking at what was signed."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.documents_actions import AttachDocument, WithdrawDocument
from medcab_tui.domain.documents import Examined, Format
from medcab_tui.domain.ids import Id
from tests.papers import made as files
from tests.papers.signing.keys import NOW, made
from tests.ui.patients.conftest import PASSWORD

SIZES = [(80, 24), (140, 40)]
PROOF = "Введите пароль ещё раз"


async def attach(cabinet: Cabinet, title: str, patient: Id | None = None) -> Id:
    new = cabinet.surroundings.ids.new()
    content = files.pdf("x", extra=new.hex().encode() + b"\n")
    action = AttachDocument(new, title, "справка", patient, "x.pdf", content, Examined(Format.PDF, 1))
    return (await cabinet.do(action)).result


def with_key(hands: Any, folder: Path, passphrase: str = "", **certificate: Any) -> None:
    path = made(**certificate).p12(folder, passphrase)
    hands.app.settings = replace(hands.app.settings, signer="pkcs12", sign_file=path)


async def prove(hands: Any) -> None:
    await hands.press("ctrl+s")
    await hands.until(lambda: PROOF in hands.screen)
    await hands.type(PASSWORD)
    await hands.press("enter")


@pytest.mark.capability("C018")
@pytest.mark.parametrize("size", SIZES)
async def test_a_record_is_signed_amended_checked_and_the_signature_withdrawn(
    opened: Any, tmp_path: Path, size: Any
) -> None:
    async with opened(size=size) as hands:
        with_key(hands, tmp_path)
        await hands.open_kuznetsova()
        await hands.press("э")
        shown = hands.screen
        assert "ПОДПИСАТЬ" in shown
        assert "КУЗНЕЦОВА Мария Павловна · 1958-03-14" in shown
        assert "Сертификат: Иванова Анна Петровна · до 2027-10-24" in shown
        assert "2026-11-20 осмотр" in shown
        assert "[ подписать ]" in shown
        await hands.press("enter")
        assert "Enter не подписывает. Ctrl+S: подписать." in hands.screen
        await prove(hands)
        await hands.until(lambda: "Подписано: 1." in hands.screen)
        await hands.press("home")
        assert "✓ подписано · Иванова А. П. · 2026-11-23 12:21" in hands.screen
        await hands.press("и", "ctrl+end", *"!", "ctrl+s")
        reason = hands.screen
        assert "Полей исправить: 1" in reason or "ПРИЧИНА" in reason.upper()
        await hands.type("уточнено")
        await hands.press("ctrl+s")
        await hands.until(lambda: "изменено после подписи" in hands.screen)
        assert "⚠" in hands.cursor
        hands.app.screen.action_check_signature()
        await hands.until(lambda: "✓ верна" in hands.screen)
        shown = hands.screen
        assert "действовал в момент подписи; его издатель здесь неизвестен" in shown
        assert "подписанное изменено после подписи" in shown
        assert "СНИЛС 11223344595 · ОГРН 1027700132195" in shown
        assert "Отозван ли сертификат, не проверяется." in shown
        await hands.press("у", "1", "ctrl+s")
        await hands.until(lambda: "подписано по ошибке" in hands.screen)
        assert "✕ подпись отозвана" in hands.screen


async def test_marked_documents_are_signed_together_and_what_changed_is_left_out(
    opened: Any, colleague: Cabinet, tmp_path: Path
) -> None:
    papers = [await attach(colleague, f"Справка {number}") for number in range(4)]
    async with opened(size=(100, 30)) as hands:
        with_key(hands, tmp_path, "пароль", ends=NOW.replace(month=12, day=1))
        await hands.press("f5")
        await hands.press("*", "э")
        assert "Подписывается: 4" in hands.screen
        assert "станет виден, когда файл откроют паролем" in hands.screen
        new = colleague.surroundings.ids.new()
        await colleague.do(WithdrawDocument(new, papers[1], 1, "ошибка"))
        await hands.until(lambda: "не вошло 1" in hands.screen)
        assert "[ подписать 3 ]" in hands.screen
        await prove(hands)
        await hands.until(lambda: "Пароль ключа" in hands.screen)
        await hands.type("не тот")
        await hands.press("enter")
        await hands.until(lambda: "Это не пароль" in hands.screen)
        await hands.type("пароль")
        await hands.press("enter")
        await hands.until(lambda: "Подписано: 3. Не подписано: 1." in hands.screen)
        assert hands.screen.count("✓  Справка") == 3
        assert "осталось 7 дней" in hands.screen
        await hands.press("escape")
        await hands.until(lambda: "ПОДПИСАТЬ" not in hands.screen)
        assert hands.screen.count("✓ приложен") == 3
        marks = await hands.app.cabinet.signatures.states(papers)
        assert set(marks) == {papers[0], papers[2], papers[3]}


async def test_what_is_wrong_with_the_key_is_told_on_the_sheet_and_nothing_is_signed(
    opened: Any, colleague: Cabinet, tmp_path: Path
) -> None:
    paper = await attach(colleague, "Справка")
    async with opened() as hands:
        await hands.press("f5", "э")
        assert "Не задано, чем подписывать: настройки, страница «Подпись»." in hands.screen
        hands.app.settings = replace(hands.app.settings, signer="pkcs12", sign_file=tmp_path / "нет.p12")
        await hands.press("э")
        assert "Такого файла нет" in hands.screen
        await hands.press("escape")
        fails = (sys.executable, "-c", "import sys; sys.exit('нет токена')")
        hands.app.settings = replace(hands.app.settings, signer="external", sign_command=fails)
        await hands.press("э")
        assert "команда покажет его с первой подписью" in hands.screen
        await prove(hands)
        await hands.until(lambda: "нет токена" in hands.screen)
        assert "Подписано: 0. Не подписано: 1." in hands.screen
        await hands.press("escape")
        with_key(hands, tmp_path, name="Петрова Мария", ends=NOW.replace(day=1))
        await hands.press("э")
        assert "срок истёк" in hands.screen
        assert "Сертификат выдан не на ваше имя." in hands.screen
        await hands.press("ctrl+s")
        await hands.until(lambda: "Срок действия сертификата истёк" in hands.screen)
        assert await hands.app.cabinet.signatures.of(paper) == ()


async def test_the_page_of_the_settings_sets_and_tries_the_key(opened: Any, tmp_path: Path) -> None:
    path = made().p12(tmp_path)
    async with opened(size=(120, 40)) as hands:
        hands.app.go("settings")
        await hands.settle()
        hands.app.screen.action_show_page("signing")
        await hands.settle()
        assert "не выбрано" in hands.screen
        await hands.press("enter")
        assert "файл PKCS#12" in hands.screen
        await hands.type("файл")
        await hands.press("enter")
        await hands.until(lambda: PROOF in hands.screen)
        await hands.press("escape")
        assert hands.app.settings.signer == "", "without a proof the key is not changed"
        await hands.press("enter")
        await hands.type("файл")
        await hands.press("enter")
        await hands.until(lambda: PROOF in hands.screen)
        await hands.type(PASSWORD)
        await hands.press("enter")
        assert hands.app.settings.signer == "pkcs12"
        await hands.press("down", "enter")
        await hands.type(str(tmp_path))
        await hands.press("enter")
        assert "Это папка. Укажите файл." in hands.screen
        await hands.type("/" + path.name)
        await hands.press("enter")
        assert hands.app.settings.sign_file == path
        hands.app.cabinet.step_up.close()
        await hands.press("end", "up", "enter")
        await hands.until(lambda: PROOF in hands.screen)
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.until(lambda: "Иванова Анна Петровна · до 2027-10-24" in hands.screen)


async def test_esc_between_two_stops_and_says_what_was_signed(
    opened: Any, colleague: Cabinet, tmp_path: Path
) -> None:
    papers = [await attach(colleague, f"Справка {number}") for number in range(3)]
    async with opened(size=(100, 30)) as hands:
        with_key(hands, tmp_path)
        await hands.press("f5", "*", "э")
        sheet, room = hands.app.screen, hands.app.cabinet.signatures
        sign = room.sign

        async def signed_then_esc(item: Any) -> Id:
            kept: Id = await sign(item)
            assert "Подписывается 1 из 3…" in hands.screen
            sheet.action_back()
            return kept

        room.sign = signed_then_esc
        await prove(hands)
        await hands.until(lambda: "Подписано: 1. Не подписано: 2." in hands.screen)
        assert hands.screen.count("будет подписано") == 2
        assert len(await room.states(papers)) == 1
        room.sign = sign
        await hands.press("ctrl+s")
        await hands.until(lambda: "Подписано: 3." in hands.screen)
        assert len(await room.states(papers)) == 3


async def test_a_lock_in_the_middle_leaves_nothing_half_signed(
    opened: Any, colleague: Cabinet, tmp_path: Path
) -> None:
    papers = [await attach(colleague, f"Справка {number}") for number in range(2)]
    async with opened(size=(100, 30)) as hands:
        with_key(hands, tmp_path, "пароль")
        await hands.press("f5", "*", "э")
        await hands.press("ctrl+s")
        await hands.until(lambda: PROOF in hands.screen)
        hands.app.lock()
        await hands.until(lambda: "ПОДПИСАТЬ" not in hands.screen and hands.app.cabinet is None)
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.until(lambda: hands.app.cabinet is not None)
        assert "Справка 1" in hands.screen
        await hands.press("э")
        sheet = hands.app.screen
        room = hands.app.cabinet.signatures
        sign = room.sign

        async def signed_then_locked(item: Any) -> Id:
            kept: Id = await sign(item)
            hands.app.lock()
            await hands.app.cabinet.lock()
            return kept

        room.sign = signed_then_locked
        await prove(hands)
        await hands.until(lambda: "Пароль ключа" in hands.screen)
        await hands.type("пароль")
        await hands.press("enter")
        await hands.until(lambda: hands.app.cabinet is None)
        assert not sheet.is_attached
        assert len(await colleague.signatures.states(papers)) == 1
