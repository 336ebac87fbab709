"""The door: signing in, waiting, unlocking, the first run, recovery."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from shell_fakes import FakeDoor

from medcab_tui.domain.errors import Invalid, StoreFault
from medcab_tui.domain.passwords import check_seed
from medcab_tui.ui.door.sign_in import SignIn


async def test_nothing_is_built_or_read_before_the_door_opens(opened: Any) -> None:
    async with opened(signed_in=False) as hands:
        assert set(hands.app._screen_stacks) - {"_default"} == {"door"}
        assert hands.app.door.content.reads == []
        assert "Поликлиника № 12" in hands.screen
        await hands.press("f3", "ctrl+p", "ctrl+l", "ctrl+2")
        assert hands.app.current_mode == "door"
        assert hands.app.door.content.reads == []


async def test_signing_in_opens_home_and_tells_of_the_previous_sign_in(opened: Any) -> None:
    async with opened() as hands:
        assert hands.app.current_mode == "home"
        assert "2026-11-22 12:21" in hands.screen
        assert "2 неудачные попытки" in hands.screen


@pytest.mark.capability("C162")
@pytest.mark.capability("C168")
async def test_a_wrong_password_is_told_with_its_remedy_and_the_login_is_trimmed(opened: Any) -> None:
    async with opened(signed_in=False) as hands:
        await hands.sign_in("ivanova ", "неверно")
        assert hands.app.current_mode == "door"
        assert "Логин или пароль не подошли" in hands.screen
        assert "пробел" in hands.screen
        assert hands.app.screen.stage.value("login") == "ivanova"
        assert hands.app.screen.stage.value("password") == ""


async def test_a_cyrillic_letter_in_the_password_warns_of_the_layout(opened: Any) -> None:
    async with opened(signed_in=False) as hands:
        await hands.type("ivanova")
        await hands.press("enter")
        await hands.type("s")
        assert "раскладка RU" not in hands.screen
        await hands.type("ы")
        assert "⚠ раскладка RU" in hands.screen
        assert "ы" not in hands.screen.split("Пароль")[1].split("⚠")[0]


async def test_the_wait_counts_down_by_the_clock_and_no_attempt_is_spent_meanwhile(opened: Any) -> None:
    door = FakeDoor()
    async with opened(door, signed_in=False) as hands:
        for attempt in range(4):
            await hands.sign_in("ivanova" if attempt == 0 else "", "нет")
        assert "через 30 с" in hands.screen
        door.surroundings.clock.advance(timedelta(seconds=12))
        hands.app.screen.stage._tick()
        await hands.settle()
        assert "через 18 с" in hands.screen
        failures = door.failures
        await hands.sign_in("", FakeDoor.PASSWORD)
        assert door.failures == failures
        assert hands.app.current_mode == "door"
        door.surroundings.clock.advance(timedelta(seconds=18))
        hands.app.screen.stage._tick()
        await hands.settle()
        assert "Можно попробовать" in hands.screen


@pytest.mark.capability("C166")
async def test_a_store_that_cannot_be_opened_is_told_calmly_with_its_remedy(opened: Any) -> None:
    told = {
        "store.damaged": ("Хранилище повреждено: /srv/store", "восстановите последнюю резервную копию"),
        "store.newer": ("более новой версией программы: /srv/store", "Обновите программу"),
        "store.busy": ("слишком долго было занято другой программой", "Повторите чуть позже"),
        "store.io": ("Ошибка диска: /srv/store", "повторите"),
        "store.read_only": ("/srv/store", "только для чтения"),
        "store.slots_damaged": ("/srv/store", "из той же резервной копии"),
    }
    door = FakeDoor()
    async with opened(door, signed_in=False, size=(80, 24)) as hands:
        for attempt, (code, (said, remedy)) in enumerate(told.items()):
            door.broken = StoreFault(code, path="/srv/store")
            await hands.sign_in("ivanova" if attempt == 0 else "")
            shown = " ".join(hands.screen.split())
            assert said in shown, code
            assert remedy in shown, code
        assert "Traceback" not in hands.screen
        assert hands.app.is_running


FORM = {
    "organisation": "Поликлиника № 12",
    "surname": "Иванова",
    "given": "Анна",
    "patronymic": "Петровна",
    "post": "врач-терапевт",
    "department": "Терапия",
    "login": "ivanova",
    "password": "Весна-2026!",
    "repeated": "Весна-2026!",
}


async def test_first_run_founds_a_cabinet_and_shows_the_recovery_code_once(opened: Any) -> None:
    door = FakeDoor(exists=False)
    async with opened(door, signed_in=False, size=(80, 24)) as hands:
        for text in FORM.values():
            await hands.type(text)
            await hands.press("enter")
        assert door.founding.organisation == "Поликлиника № 12"
        assert "ABCDE-FGHIJ-KLMNO-PQRST" in hands.screen
        assert hands.app.current_mode == "door"
        await hands.type("wrong")
        await hands.press("enter")
        assert "не последняя группа" in hands.screen
        hands.app.screen.stage.field("last").value = ""
        await hands.type("defgh")
        await hands.press("enter")
        await hands.settle()
        assert hands.app.current_mode == "home"
        assert "ABCDE" not in hands.screen


async def test_the_code_may_be_proven_by_more_than_its_last_group(opened: Any) -> None:
    async with opened(FakeDoor(exists=False), signed_in=False, size=(80, 24)) as hands:
        for text in FORM.values():
            await hands.type(text)
            await hands.press("enter")
        stage = hands.app.screen.stage
        groups = stage._code.split("-")
        for wrong in (groups[-1][1:], groups[0], ""):
            stage.field("last").value = wrong
            await hands.press("enter")
            assert hands.app.current_mode == "door"
        stage.field("last").value = " ".join(groups[-2:]).lower()
        await hands.press("enter")
        await hands.settle()
        assert hands.app.current_mode == "home"


async def test_help_at_the_door_names_only_the_keys_of_its_stage(opened: Any) -> None:
    async with opened(FakeDoor(exists=False), signed_in=False, size=(80, 24)) as hands:
        await hands.press("f1")
        assert "Enter" in hands.screen
        assert "F7" not in hands.screen
        assert "F8" not in hands.screen
    async with opened(signed_in=False, size=(80, 24)) as hands:
        await hands.press("f1")
        assert "F7" in hands.screen
        assert "F8" not in hands.screen


async def test_the_door_of_a_demo_tells_its_logins_until_it_is_locked(opened: Any) -> None:
    async with opened(signed_in=False, size=(80, 24)) as hands:
        assert "Учебный" not in hands.screen
        hands.app.welcome = "Учебный кабинет: логины ivanova, petrov; пароль Весна-2026!"
        await hands.app.screen.show_stage(SignIn())
        await hands.settle()
        assert "логины ivanova, petrov" in hands.screen
        await hands.sign_in()
        await hands.press("ctrl+l")
        assert "Учебный" not in hands.screen


async def test_first_run_complains_beside_each_field(opened: Any) -> None:
    door = FakeDoor(exists=False)
    async with opened(door, signed_in=False) as hands:
        stage = hands.app.screen.stage
        for name, text in FORM.items():
            stage.field(name).value = "" if name in ("surname", "post") else text
        await stage.submit()
        await hands.settle()
        assert stage.field("surname").wrong
        assert stage.field("post").wrong
        assert not stage.field("given").wrong
        assert door.founding is None
        stage.field("surname").value, stage.field("post").value = "Иванова", "врач"
        stage.field("repeated").value = "Весна-2027!"
        await hands.settle()
        await stage.submit()
        await hands.settle()
        assert stage.field("repeated").wrong
        assert door.founding is None


@pytest.mark.capability("C155")
@pytest.mark.capability("C159")
async def test_a_forgotten_password_is_replaced_with_the_recovery_code(opened: Any) -> None:
    async with opened(signed_in=False) as hands:
        assert "Забыли пароль?" in hands.screen
        await hands.press("f7")
        for text in ("ZZZZZ", "ivanova", FORM["password"], FORM["password"]):
            await hands.type(text)
            await hands.press("enter")
        stage = hands.app.screen.stage
        assert stage.field("code").wrong
        stage.field("code").value = "ABCDE"
        await stage.submit()
        await hands.settle()
        assert hands.app.current_mode == "home"


@pytest.mark.capability("C158")
@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Vesna-1", "password.short"),
        ("vesna-2026", "password.classes"),
        ("VESNA-2026", "password.classes"),
        ("Vesna-vesna", "password.classes"),
        ("Vesna20261", "password.classes"),
        ("P@ssw0rd1!", "password.common"),
        ("Qwerty123!", "password.common"),
        ("Пароль123!", "password.common"),
        ("Aaaaaa1!", "password.common"),
    ],
)
def test_the_policy_refuses(password: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_seed(password)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "password", ["Весна-2026!", "x" * 60 + "Aa1!", "Правильная Лошадь 7", "Tr0ub4dor&3x"]
)
def test_the_policy_accepts_phrases_and_long_passwords(password: str) -> None:
    check_seed(password)
