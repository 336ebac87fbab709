"""`medcab backup`, `restore` and `reindex`: copies that were read back before anybody relies on them."""

from __future__ import annotations

import sys
from pathlib import Path

from medcab_tui.commands.faults import FAILED, printable, say
from medcab_tui.commands.opening import ring_of
from medcab_tui.commands.signing_in import signed_in
from medcab_tui.locale import _, ngettext
from medcab_tui.settings import Settings


def back_up(chosen: Settings, login: str | None, target: Path) -> int:
    """Copy the store into a folder that is not there yet."""
    target = target.absolute()
    if target.exists():
        say(_("{path} is there already. Name a folder that does not exist yet.").format(path=target))
        return FAILED
    signed_in(chosen, login, lambda cabinet: cabinet.keeping.back_up(target))
    _print(_("The store was copied and the copy verified: {path}").format(path=target))
    return 0


def bring_back(chosen: Settings, source: Path) -> int:
    """Put a backup in the place of the store; what lay there is kept beside it."""
    from medcab_tui.cabinet.keeping import bring_back as restored

    aside = restored(source.absolute(), chosen.store, ring_of(chosen))
    _print(_("The store was restored: {path}").format(path=chosen.store))
    if aside is not None:
        _print(_("What was there before: {path}").format(path=aside))
    return 0


def reindex(chosen: Settings, login: str | None) -> int:
    """Make the tables anew that patients are found by."""
    count = signed_in(chosen, login, lambda cabinet: cabinet.keeping.reindex())
    told = ngettext("The search finds {n} patient.", "The search finds {n} patients.", count)
    _print(told.format(n=count))
    return 0


def _print(line: str) -> None:
    sys.stdout.write(printable(f"{line}\n", sys.stdout))
