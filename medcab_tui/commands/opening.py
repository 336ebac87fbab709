"""`medcab`: the door of my cabinet, painted before anything heavy is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcab_tui import settings
from medcab_tui.commands.faults import WRONG_USE, say
from medcab_tui.ui.terminal import firstframe

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.door import Door
    from medcab_tui.store.keyring import Ring


def open_cabinet(store: str | None = None, language: str | None = None, theme: str | None = None) -> int:
    """Open the store at its door; the first time, the door founds one. The exit code of the program."""
    refused = firstframe.refusal()
    if refused:
        say(refused)
        return WRONG_USE
    chosen = settings.load({"store": store, "language": language, "theme": theme})
    for warning in chosen.warnings:
        say(warning)
    firstframe.paint(chosen)
    from medcab_tui.cabinet.door import Door
    from medcab_tui.cabinet.surroundings import Surroundings

    return run_app(Door(chosen.store, Surroundings.real(chosen.zone), ring=ring_of(chosen)), chosen)


def ring_of(chosen: settings.Settings) -> Ring | None:
    """The system's keyring, unless it was switched off. Nothing is asked of it before somebody signed in."""
    from medcab_tui.store.keyring import Ring

    return Ring() if chosen.keyring else None


def run_app(
    door: Door,
    chosen: settings.Settings,
    cabinet: Cabinet | None = None,
    loop: AbstractEventLoop | None = None,
    welcome: str = "",
) -> int:
    """The app on this terminal: from the door on, or inside a cabinet opened on that loop. The exit code.

    `welcome` is said at the door: the demo tells its logins there.
    """
    from medcab_tui.commands.process import forbid_tracing
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.terminal.driver import CabinetDriver
    from medcab_tui.ui.terminal.run import run

    forbid_tracing()
    app = MedcabApp(door, chosen, driver_class=CabinetDriver, cabinet=cabinet)
    app.welcome = welcome
    return run(app, loop)
