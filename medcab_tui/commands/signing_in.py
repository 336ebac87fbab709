"""Signing in on the command line: the password is asked for, never shown and never an argument."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from medcab_tui.commands.faults import WRONG_USE, say
from medcab_tui.commands.opening import ring_of
from medcab_tui.commands.process import forbid_tracing
from medcab_tui.locale import _
from medcab_tui.settings import Settings

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet

T = TypeVar("T")


def signed_in(chosen: Settings, login: str | None, work: Callable[[Cabinet], Awaitable[T]]) -> T:
    """Sign in to the store, do the work, and sign out whatever came of it."""
    import asyncio

    forbid_tracing()
    login = login or asked(_("Login: "))
    password = asked_secretly(_("Password: "))
    return asyncio.run(_inside(chosen, login, password, work))


async def _inside(chosen: Settings, login: str, password: str, work: Callable[[Cabinet], Awaitable[T]]) -> T:
    from medcab_tui.cabinet.door import Door
    from medcab_tui.cabinet.surroundings import Surroundings
    from medcab_tui.domain.errors import StoreFault

    door = Door(chosen.store, Surroundings.real(chosen.zone), ring=ring_of(chosen))
    if not door.exists():
        raise StoreFault("store.missing", path=str(chosen.store))
    cabinet = await entered(door.sign_in(login, password))
    cabinet.step_up.begin()  # the password was asked for just now, and for this
    try:
        return await work(cabinet)
    finally:
        with suppress(StoreFault):
            await cabinet.sign_out()


async def entered(signing_in: Awaitable[Cabinet]) -> Cabinet:
    """The cabinet, after the code of a second factor where one is needed."""
    from medcab_tui.domain.errors import Refused

    try:
        return await signing_in
    except Refused as refused:
        if refused.code != "second_factor.needed":
            raise
        from medcab_tui.cabinet.half_open import CodeNeeded

        if not isinstance(refused, CodeNeeded):
            raise
        return await refused.half.give(asked_secretly(_("Code of the app, or a recovery code: ")))


def asked(question: str) -> str:
    """A line from the terminal, asked for on standard error so that the output stays clean."""
    _require_terminal()
    sys.stderr.write(question)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return line.strip()


def asked_secretly(question: str) -> str:
    """A line that is not shown while it is typed."""
    from getpass import getpass

    _require_terminal()
    try:
        return getpass(question)
    except EOFError:
        raise KeyboardInterrupt from None


def asked_twice(question: str, again: str) -> str:
    """A new password, typed twice."""
    while True:
        first = asked_secretly(question)
        if first == asked_secretly(again):
            return first
        say(_("The two passwords differ. Type them again."))


def fit_password(question: str, login: str) -> str:
    """A new password that keeps the policy, before anybody signs in for it."""
    from medcab_tui.domain.accounts import check_password
    from medcab_tui.domain.errors import Invalid
    from medcab_tui.ui.words import words_of

    while True:
        password = asked_twice(question, _("The same again: "))
        try:
            check_password(password, login)
        except Invalid as refused:
            say(words_of(refused).whole)
        else:
            return password


def _require_terminal() -> None:
    if sys.stdin is None or not sys.stdin.isatty():
        say(_("A password is asked for here, which needs a terminal on standard input."))
        raise SystemExit(WRONG_USE)
