"""What a patient asks for by telephone or at the desk, written down for a colleague (C027, C072)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from medcab_tui.domain.accounts import Permission
from medcab_tui.locale import _
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.people import whom
from medcab_tui.ui.forms.screen import FormScreen, open_form
from medcab_tui.ui.forms.sheet import Sheet
from medcab_tui.ui.shell.colleagues import colleague_ids
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.actions import Outcome
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.ids import Id
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.home.message_models import ApplicationForm

APPLICATION = "home.application"
"""Where the draft lies."""


class ApplicationSheet(Sheet):
    """Whose request it is, who is to see to it, and what is asked."""

    place = APPLICATION
    object = "new"

    def __init__(self, cabinet: Cabinet) -> None:
        self._cabinet = cabinet

    def title(self) -> str:
        return _("A patient's request")

    def heading(self, width: int) -> list[Line]:
        return [((_("received; nothing goes to the patient"), "dim"),)]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.home.message_models import ApplicationForm

        return ApplicationForm

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        if field == "patient":
            return await whom(self._cabinet, text)
        return await colleague_ids(self._cabinet, text)

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.home_actions import RecordApplication

        said = cast("ApplicationForm", values)
        new = self._cabinet.surroundings.ids.new()
        return await self._cabinet.do(
            RecordApplication(new, said.patient.id, said.to, said.subject, said.text)
        )


async def write_application(app: MedcabApp) -> None:
    """The sheet of a patient's request; it can be taken back for 15 s, while nobody has read it."""
    session = app.session
    if session is None:
        return
    cabinet = session.cabinet
    if not cabinet.worker.may(Permission.BOOK_VISITS):
        app.notify(_("Requests of patients are written down by those who book visits."), severity="warning")
        return

    def kept(outcome: Outcome[Id] | None) -> None:
        from medcab_tui.cabinet.home_actions import WithdrawMessage

        if outcome is not None:
            back = WithdrawMessage(cabinet.surroundings.ids.new(), outcome.result)
            app.offer(_("The request was passed on"), back)

    await app.push_screen(await open_form(app, ApplicationSheet(cabinet)), kept)
