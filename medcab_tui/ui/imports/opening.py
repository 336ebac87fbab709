"""From the verb to the screen of an import: the file, the columns of a list, what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Forbidden
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.cabinet.imports import Plan
    from medcab_tui.ui.app import MedcabApp


async def open_import(app: MedcabApp) -> None:
    """Asks which file; whoever may not is told."""
    from medcab_tui.ui.forms.screen import open_form
    from medcab_tui.ui.imports.sheets import ImportSheet

    cabinet = app.cabinet
    if cabinet is None:
        return
    if not cabinet.worker.may(Permission.KEEP_STORE):
        app.report(Forbidden("forbidden", permission=Permission.KEEP_STORE.value))
        return

    def planned(plan: Plan | None) -> None:
        if plan is not None:
            soon(app, _columns, app, plan, group="import-open")

    await app.push_screen(await open_form(app, ImportSheet(cabinet)), planned)


async def _columns(app: MedcabApp, plan: Plan) -> None:
    """Of a single list the columns are shown before; several are taken as their headings say."""
    from medcab_tui.ui.forms.screen import open_form
    from medcab_tui.ui.imports.sheets import ColumnsSheet

    cabinet = app.cabinet
    if cabinet is None:
        return
    found = [one for one in plan.files if one.table is not None]

    def settled(chosen: Plan | None) -> None:
        if chosen is not None:
            _show(app, chosen)

    if len(plan.files) == 1 and found:
        await app.push_screen(await open_form(app, ColumnsSheet(cabinet, plan, found[0])), settled)
    else:
        _show(app, plan)


def _show(app: MedcabApp, plan: Plan) -> None:
    from medcab_tui.ui.imports.screen import ImportScreen

    if app.cabinet is not None:
        app.push_screen(ImportScreen(app.cabinet, plan))
