"""`medcab demo`: a store of people who never lived."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from medcab_tui.commands.faults import WRONG_USE, say
from medcab_tui.commands.opening import run_app
from medcab_tui.commands.process import forbid_tracing
from medcab_tui.commands.progress import Bar
from medcab_tui.locale import _
from medcab_tui.settings import Settings
from medcab_tui.ui.terminal import firstframe

if TYPE_CHECKING:
    from medcab_tui.cabinet.surroundings import Surroundings

_PREFIX = "medcab-demo-"
"""How the folders of temporary stores are called; the process id and a random part follow."""


def open_demo(chosen: Settings, *, kept: bool, patients: int, seed: int, user: str | None) -> int:
    """Build the store, or use the one already in the named folder, and open it. The exit code.

    A store in no named folder is temporary and removed afterwards. Without a `user` the door is shown.
    """
    refused = firstframe.refusal()
    if refused:
        say(refused)
        return WRONG_USE
    forbid_tracing()
    folder = chosen.store if kept else _temporary()
    try:
        # copies of a passing store lie beside it, not among one's own
        copies = chosen.backup_folder if kept else None
        return _open(replace(chosen, store=folder, backup_folder=copies), patients, seed, user)
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _temporary() -> Path:
    """A new folder named after this process; those of processes that were killed are removed."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = left.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isascii() and owner.isdigit() and not _runs(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _open(chosen: Settings, patients: int, seed: int, user: str | None) -> int:
    from medcab_tui.cabinet.door import Door
    from medcab_tui.cabinet.surroundings import Surroundings
    from medcab_tui.demo.public import PASSWORD
    from medcab_tui.demo.signing import with_key

    surroundings = Surroundings.real(chosen.zone)
    door = Door(chosen.store, surroundings)
    if not door.exists():
        asyncio.run(_build(chosen.store, patients, seed, surroundings))
    chosen = with_key(chosen, chosen.store, surroundings.clock.now(), seed)
    logins = _("Demo: logins ivanova, petrov, sidorova, admin, license; password {password}")
    welcome = logins.format(password=PASSWORD)
    say(welcome)
    firstframe.paint(chosen)
    if user is None:
        return run_app(door, chosen, welcome=welcome)
    loop = asyncio.new_event_loop()
    cabinet = loop.run_until_complete(door.sign_in(user, PASSWORD))
    return run_app(door, chosen, cabinet, loop, welcome)


async def _build(folder: Path, patients: int, seed: int, surroundings: Surroundings) -> None:
    """Load beside the folder and put it in place whole: what was interrupted is begun anew."""
    from medcab_tui.demo.cast import TAPE_COST, build

    beside = folder.with_name(f"{folder.name}.loading")
    shutil.rmtree(beside, ignore_errors=True)
    bar = Bar(_("Loading patients"), _("Making the search tables…"))
    try:
        # ten slots with a password that everybody knows: guessing it need not be dear
        await build(beside, patients, surroundings=surroundings, cost=TAPE_COST, seed=seed, progress=bar)
        beside.rename(folder)
    except asyncio.CancelledError:
        bar.end()
        say(_("Stopped. Nothing of it was kept."))
        raise
    finally:
        bar.end()
        shutil.rmtree(beside, ignore_errors=True)
