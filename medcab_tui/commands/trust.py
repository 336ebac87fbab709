"""`medcab trust` and `medcab recover`: a machine whose keyring opens the store, and a forgotten password."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from medcab_tui.commands.faults import printable
from medcab_tui.commands.opening import ring_of
from medcab_tui.commands.process import forbid_tracing
from medcab_tui.commands.signing_in import asked_secretly, entered, fit_password, signed_in
from medcab_tui.locale import _, ngettext
from medcab_tui.settings import Settings

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet


def turn_on(chosen: Settings, login: str | None) -> int:
    """Trust this machine."""
    signed_in(chosen, login, lambda cabinet: cabinet.accounts.trust_machine())
    _tell(
        _("This machine is trusted: whoever uses its keyring can set anybody's password with medcab recover.")
    )
    return 0


def turn_off(chosen: Settings, login: str | None) -> int:
    """Trust no machine."""
    rekeyed = signed_in(chosen, login, lambda cabinet: cabinet.accounts.distrust())
    _tell(_("No machine is trusted any more."))
    if rekeyed:
        _tell(_("The store has a new key."))
    else:
        _tell(_("The store is open elsewhere, so it keeps its key. Close it there and repeat this command."))
    return 0


def show(chosen: Settings, login: str | None) -> int:
    """How many machines are trusted, and whether this is one."""
    count, here = signed_in(chosen, login, lambda cabinet: cabinet.accounts.trusted())
    _tell(ngettext("{n} machine is trusted.", "{n} machines are trusted.", count).format(n=count))
    _tell(_("This machine is trusted.") if here else _("This machine is not trusted."))
    return 0


def recover(chosen: Settings, login: str) -> int:
    """A new password by the recovery code, or without it on a trusted machine."""
    forbid_tracing()
    code = asked_secretly(_("Recovery code, empty on a trusted machine: ")).strip()
    password = fit_password(_("New password: "), login)
    asyncio.run(_recovered(chosen, code, login, password))
    _tell(_("A new password was set: {login}").format(login=login))
    return 0


async def _recovered(chosen: Settings, code: str, login: str, password: str) -> None:
    from medcab_tui.cabinet.door import Door
    from medcab_tui.cabinet.surroundings import Surroundings
    from medcab_tui.domain.errors import StoreFault

    door = Door(chosen.store, Surroundings.real(chosen.zone), ring=ring_of(chosen))
    if not door.exists():
        raise StoreFault("store.missing", path=str(chosen.store))
    cabinet: Cabinet
    if code:
        cabinet = await door.recover(code, login, password)
    else:
        cabinet = await entered(door.recover_here(login, password))
    with suppress(StoreFault):
        await cabinet.sign_out()


def _tell(line: str) -> None:
    sys.stdout.write(printable(f"{line}\n", sys.stdout))
