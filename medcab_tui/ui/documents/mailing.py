"""«Отправить по почте…»: the sheet that asks to whom a document's file goes, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from msgspec import Struct

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.delivery import SERVICES, Channel
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.exchange_rules import key_of
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.locale import N_, _
from medcab_tui.ui.documents.sheets import MAIL
from medcab_tui.ui.forms.aside import Aside
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.matching import matching
from medcab_tui.ui.forms.sheet import Start
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.documents.models import MailForm
    from medcab_tui.ui.forms.screen import FormScreen

_REASONS: Final = (
    N_("at the patient's request"),
    N_("for another clinic"),
    N_("for the organisation that asked for it"),
)


class Mailed(Struct, frozen=True):
    """What came of the sheet: the sentence about it, and the key of the operation."""

    told: str
    key: bytes


class MailSheet(Aside):
    """A document's file on its way to somebody's mailbox; it can be called back until it goes."""

    place = MAIL
    first = "address"
    saving = N_("send")

    def __init__(self, cabinet: Cabinet, row: DocumentRow, about: str, *, known: str) -> None:
        """`about`: the document in a line, with whose it is. known: the patient's own address."""
        super().__init__(cabinet)
        self._row, self._about, self._known = row, about, known
        self.proof = _("Send by mail")
        self.object = row.id.hex()

    def title(self) -> str:
        return _("Send by mail")

    def heading(self, width: int) -> list[Line]:
        open_way = _("Ordinary mail can be read on its way.")
        held = _("The letter goes in 15 s; until then Ctrl+Z takes it back.")
        return [((self._about, "text"),), ((f"⚠ {open_way}", "warning"),), (("  ", ""), (held, "dim"))]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.documents.models import MailForm, PatientMailForm

        return MailForm if self._row.patient is None else PatientMailForm

    def start(self) -> Mapping[str, Start]:
        return {"address": Start(self._known)} if self._known else {}

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        return matching([Choice(_(one), _(one)) for one in _REASONS], text) if field == "reason" else ()

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        said = cast("MailForm", values)
        agreed = bool(getattr(values, "agreed", True))
        if not agreed:
            raise Invalid("mail.consent", "agreed")  # before a password is asked for
        self.begin(form, lambda: self._send(said.address, said.reason, agreed))
        return None

    async def _send(self, address: str, reason: str, agreed: bool) -> Mailed:
        """Puts the letter into the queue."""
        from medcab_tui.cabinet.mailing_actions import MailDocument

        row, new = self._row, self._cabinet.surroundings.ids.new()
        await self._cabinet.do(MailDocument(new, row.id, row.version, address, reason, agreed))
        told = _("To be sent: {title} → {address}").format(title=row.title, address=address)
        return Mailed(told, key_of(new, 0, SERVICES[Channel.MAIL]))


def mailed(app: MedcabApp, sent: Mailed | None) -> None:
    """Tells that a letter waits, and offers to call it back."""
    from medcab_tui.cabinet.exchange_actions import RecallSending

    if sent is None or app.cabinet is None:
        return
    app.offer(sent.told, RecallSending(app.cabinet.surroundings.ids.new(), 0, key=sent.key))


async def mail_sheet(cabinet: Cabinet, row: DocumentRow, about: str) -> MailSheet:
    """The sheet for a document; the address a patient's card knows stands in it."""
    known = ""
    if row.patient is not None and cabinet.worker.may(Permission.READ_CARD):
        known = (await cabinet.patients.card(row.patient, opened=False)).patient.email
    return MailSheet(cabinet, row, about, known=known)
