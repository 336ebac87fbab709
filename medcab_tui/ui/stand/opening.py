"""The ways to the page of the stand-in: the palette, while a connection to it is switched on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.ui.shell.entries import Entry, names_of
from medcab_tui.ui.stand.words import TITLES

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp


async def entries(app: MedcabApp) -> list[Entry]:
    """Lines of the palette; none where no stand-in is switched on."""
    cabinet = app.cabinet
    if cabinet is None or not cabinet.worker.may(Permission.DIRECT_STAND):
        return []
    try:
        if not await cabinet.stand.connection():
            return []
    except Refused:
        return []
    return [
        Entry(
            f"stand.{view}", _(title), _("Of the stand-in of services"), also=names_of(title),
            run=partial(open_stand, app, view),
        )
        for view, title in TITLES.items()
    ]  # fmt: skip


async def open_stand(app: MedcabApp, view: str = "received") -> None:
    """The page, at one of its lists; refused where no stand-in is switched on."""
    from medcab_tui.ui.stand.screen import StandScreen

    cabinet = app.cabinet
    if cabinet is None:
        return
    try:
        await cabinet.stand.direction()
    except Refused as refused:
        app.report(refused)
        return
    await app.push_screen(StandScreen(view))
