"""`medcab`: the door of my cabinet, painted before anything heavy is imported."""

from __future__ import annotations

from medcab_tui import settings
from medcab_tui.commands.faults import WRONG_USE, needs_terminal, say


def open_cabinet(store: str | None = None, language: str | None = None, theme: str | None = None) -> int:
    """Open the store at its door; the first time, the door founds one. The exit code of the program."""
    chosen = settings.load({"store": store, "language": language, "theme": theme})
    if not needs_terminal():
        return WRONG_USE
    from medcab_tui.ui.terminal import firstframe

    refused = firstframe.refusal()
    if refused:
        say(refused)
        return WRONG_USE
    for warning in chosen.warnings:
        say(warning)
    firstframe.paint(chosen)
    return run_app(chosen)


def run_app(chosen: settings.Settings) -> int:
    """The app on this terminal, from the door on."""
    from medcab_tui.cabinet.door import Door
    from medcab_tui.cabinet.surroundings import Surroundings
    from medcab_tui.commands.process import forbid_dumps
    from medcab_tui.ui.app import MedcabApp

    forbid_dumps()
    door = Door(chosen.store, Surroundings.real(chosen.zone))
    app = MedcabApp(door, chosen)
    app.run()
    return app.return_code or 0
