"""What is told of the surroundings: a store put back, a machine not trusted, keys that nobody sends."""

from __future__ import annotations

from typing import Any

from shell_fakes import FakeDoor

from medcab_tui.domain.errors import Refused

NEW = "Весна-2026!"


class Untrusted(FakeDoor):
    """A door on a machine whose keyring gives this answer."""

    def __init__(self, answer: Refused) -> None:
        super().__init__()
        self.answer = answer

    async def recover_here(self, login: str, new_password: str) -> Any:
        assert (login, new_password) == ("ivanova", NEW)
        raise self.answer


async def test_a_store_that_was_put_back_is_told_on_every_section(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("3")
        for listener in list(hands.app.cabinet.listeners):
            listener(frozenset({"keyring"}))
        await hands.settle()
        assert "хранилище — старая копия. Подробнее: medcab journal verify" in hands.screen
        assert hands.app.cabinet.open, "the work goes on"


async def test_without_a_code_it_is_said_where_one_is_needed_and_what_else_helps(opened: Any) -> None:
    for answer in (Refused("keyring.off"), Refused("recovery.untrusted", "code")):
        async with opened(Untrusted(answer), signed_in=False) as hands:
            await hands.press("f7", "tab")
            for text in ("ivanova", NEW, NEW):
                await hands.type(text)
                await hands.press("enter")
            await hands.settle()
            assert hands.app.screen.stage.field("code").wrong
            assert "не считает" in hands.screen


async def test_a_locked_keyring_is_told_above_the_fields(opened: Any) -> None:
    async with opened(Untrusted(Refused("keyring.locked")), signed_in=False) as hands:
        await hands.press("f7", "tab")
        for text in ("ivanova", NEW, NEW):
            await hands.type(text)
            await hands.press("enter")
        await hands.settle()
        assert "Связка ключей заперта" in hands.screen
        assert not hands.app.screen.stage.field("code").wrong


async def test_own_keys_that_no_terminal_sends_are_told_at_the_door(opened: Any) -> None:
    async with opened(keymap={"record.new": "Ctrl+N"}, signed_in=False) as hands:
        (told,) = [note.message for note in hands.app._notifications]
        assert "Ctrl+N" in told
        assert "medcab keys" in told
