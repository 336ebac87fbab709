"""Where requests begin: a task that is handed over, data that are wrong; and the way to all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcab_tui.domain.accounts import Worker
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import AttentionRow
from medcab_tui.ui.forms.screen import open_form
from medcab_tui.ui.requests.sheets import Asked, CorrectionSheet, HandOverSheet

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.forms.sheet import Sheet


async def hand_over(app: MedcabApp, row: AttentionRow) -> None:
    """Ask to whom the task goes, and them whether they take it."""
    from medcab_tui.ui.home.words import about

    if app.cabinet is not None:
        await _ask(app, HandOverSheet(app.cabinet, row, about((row,))))


async def correct(app: MedcabApp, worker: Worker) -> None:
    """Ask how a worker's data should be."""
    if app.cabinet is not None:
        await _ask(app, CorrectionSheet(app.cabinet, worker))


async def correct_colleague(app: MedcabApp) -> None:
    """The same about a colleague who is chosen first."""
    from medcab_tui.locale import _
    from medcab_tui.ui.forms.fields import Choice
    from medcab_tui.ui.shell.colleagues import colleagues
    from medcab_tui.ui.shell.pick import Pick

    cabinet = app.cabinet
    if cabinet is None:
        return

    async def chosen(choice: Choice | None) -> None:
        if choice is not None and isinstance(choice.value, Worker):
            await correct(app, choice.value)

    dialog = Pick(_("Put data right"), _("whose data are wrong"), lambda text: colleagues(cabinet, text))
    await app.push_screen(dialog, chosen)


async def open_requests(app: MedcabApp, request: Id | None = None) -> None:
    """Everything that waits for a decision, with the cursor on one of them."""
    from medcab_tui.ui.requests.screen import RequestsScreen

    if app.cabinet is not None:
        await app.push_screen(RequestsScreen(request))


async def _ask(app: MedcabApp, sheet: Sheet) -> None:
    def asked(came: object) -> None:
        from medcab_tui.cabinet.requests_actions import WithdrawRequest

        if isinstance(came, Asked) and app.cabinet is not None:
            new = app.cabinet.surroundings.ids.new()
            app.offer(came.told, WithdrawRequest(new, came.request, came.version))

    await app.push_screen(await open_form(app, sheet), asked)
