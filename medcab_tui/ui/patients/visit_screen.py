"""«Приём»: the one place where a visit is looked over and closed, with what is missing on top."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from medcab_tui.domain.chart import Problem
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, Coded, Encounter
from medcab_tui.domain.signatures import SignedKind, ToSign
from medcab_tui.domain.visits import Lack, Missing, Part, PartKind, Visit, VisitService, lacks
from medcab_tui.locale import N_, _
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.screen import open_form
from medcab_tui.ui.patients.heading import sheet_heading
from medcab_tui.ui.patients.lines import Present, packed, record_lines, record_title
from medcab_tui.ui.patients.live_sheet import LiveSheet
from medcab_tui.ui.patients.printing import heading_name
from medcab_tui.ui.patients.visit_rows import (
    VisitRow,
    cost_words,
    lacking_words,
    rows_of,
    state_line,
    told_whole,
)
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line, headline, wrap
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.ui.forms.sheet import Sheet

TOPICS: Final = frozenset({"encounters", "documents", "schedule", "patients", "services", "vitals"})
COUNTED: Final = re.compile(r"(.+?)\s*[×xх*]\s*(\d{1,2})")
"""«экг ×2»: a service so many times; the sign in either alphabet."""

WHY: Final = (
    N_("the patient left before the end"),
    N_("the record will be finished today"),
    N_("no connection"),
)
"""Offered where a visit is closed with something missing."""


class VisitScreen(LiveSheet):
    """What belongs to a visit and what it lacks. Enter goes there, я closes it, or opens it again."""

    DEFAULT_CSS = "VisitScreen RowList { max-height: 55%; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "я,z", "close_visit", show=False, id="visit.close", tooltip=N_("Close the visit, or reopen it")
        ),
        Binding("с,c", "add_service", show=False, id="visit.service", tooltip=N_("Write down a service")),
        Binding("э,apostrophe", "sign", show=False, id="visit.sign", tooltip=N_("Sign all its records")),
        Binding("у,e", "take_out", show=False, id="visit.take_out", tooltip=N_("Take this service out")),
        Binding("к,r", "card", show=False, id="visit.card", tooltip=N_("Card of the patient")),
        Binding(
            "ctrl+z", "app.undo", show=False, id="visit.undo", tooltip=N_("Take back what was done last")
        ),
    ]

    def __init__(self, visit: Visit, card: Card, present: Present) -> None:
        super().__init__()
        self._visit, self._card, self._present = visit, card, present
        self._read_records: dict[Id, Encounter] = {}
        self._offline = False

    def head(self, width: int) -> list[Line]:
        who, *alerts = sheet_heading(self._card, self._present, width)
        title: Line = ((" ", "text"), (headline(_("Visit")), "bold accent"), ("  ", "text"), *who)
        stands = packed(state_line(self._visit, self._present.zone), width - 1, gap=" · ", role="dim")
        return [title, *alerts, *(((" ", "text"), *line) for line in stands)]

    def hints(self) -> Sequence[KeyHint]:
        visit, row = self._visit, self._row
        hints = [KeyHint("Enter", _("go there"))]
        if visit.doctor == self.cabinet.worker.id:
            hints.append(
                KeyHint("я/z", _("close the visit") if visit.open else _("reopen"), action="close_visit")
            )
            if visit.open:
                hints.append(KeyHint("с/c", _("service"), action="add_service"))
        if self._unsigned():
            hints.append(KeyHint("э/'", _("sign"), action="sign"))
        if visit.open and row is not None and isinstance(row.of, VisitService):
            hints.append(KeyHint("у/e", _("take out"), action="take_out"))
        return (*hints, KeyHint("к/r", _("card"), action="card"), KeyHint("Esc", _("back"), action="back"))

    def content(self) -> ComposeResult:
        yield RowList(
            (
                Column(lambda row: row.mark, width=1),
                Column(lambda row: (row.what, "dim"), width=11),
                Column(lambda row: row.words, flex=1, least=20),
                Column(lambda row: row.state, width=23),
            ),
            title=_("Visit"),
            empty=lambda: _("Nothing belongs to this visit."),
            id="visit",
        )
        with VerticalScroll(can_focus=False):
            yield Panel(" ", id="visit-row", indent=0)
        yield Notice()

    def on_mount(self) -> None:
        super().on_mount()
        self.hear(self._changed)
        self._show()

    # Reading.

    def _changed(self, topics: frozenset[str]) -> None:
        if topics & TOPICS:
            self.read_again()

    def on_screen_resume(self) -> None:
        """A form may have left a draft, of which nobody is told."""
        if self.is_attached and self.medcab.cabinet is not None:
            self.read_again()

    def read_again(self) -> None:
        """As it stands now."""
        soon(self, self._read, group="visit")

    async def _read(self) -> None:
        cabinet = self.medcab.cabinet
        if cabinet is None or not self.is_attached:
            return
        try:
            visit = await cabinet.visits.one(self._visit.id)
            card = await cabinet.patients.card(visit.patient, opened=False)
            self._offline = await cabinet.insurance.unreached()
        except Refused as refused:
            if refused.code == "visit.missing":
                self.dismiss(None)  # its beginning was taken back
            else:
                self.medcab.report(refused)
            return
        if self.is_attached and self.query(RowList):
            self._visit, self._card = visit, card
            self._read_records.clear()
            self._present = Present(cabinet.surroundings.clock.now(), cabinet.surroundings.zone)
            self._show()

    def _show(self) -> None:
        rows = self.query_one("#visit", RowList)
        rows.set_rows(rows_of(self._visit, self._card, self._present.zone, offline=self._offline), keep=True)
        self.query_one("#sheet-heading", Panel).show(self.head(self.size.width))
        self.query_one(KeyLine).show(self.hints())
        self._show_row()
        rows.set_title(_("Visit"), cost_words(self._visit))

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()
        self.query_one(KeyLine).show(self.hints())
        self._show_row()

    def _show_row(self) -> None:
        """What stands under the cursor, whole; a record is read for it."""
        row, panel = self._row, self.query_one("#visit-row", Panel)
        if row is None:
            panel.show((), title="")
            return
        about = row.of.about if isinstance(row.of, Lack) else row.of.id if isinstance(row.of, Part) else None
        if about is not None and any(one.id == about for one in self._visit.records):
            known = self._read_records.get(about)
            if known is not None:
                width = max(20, self.size.width)
                panel.show(record_lines(known.body, width), title=record_title(known, self._present.zone))
                return
            soon(self, partial(self._learn, about), group="visit-row")
        width = max(20, self.size.width - 4)
        told = [line for part in told_whole(row) for line in wrap(part, width)]
        panel.show([((f"  {line}", "text"),) for line in told], title=row.what if told else "")

    async def _learn(self, record: Id) -> None:
        self._read_records[record] = await self.cabinet.patients.encounter(record)
        if self.is_attached and self.query("#visit-row"):
            self._show_row()

    @property
    def _row(self) -> VisitRow | None:
        found = self.query(RowList)
        row = found.first().painted_row if found else None
        return row if isinstance(row, VisitRow) else None

    # Where Enter goes.

    @on(RowList.Opened)
    async def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        row = event.row
        if not isinstance(row, VisitRow):
            return
        if isinstance(row.of, Lack):
            await self._remedy(row.of)
        elif isinstance(row.of, Part):
            await self._part(row.of)
        elif isinstance(row.of, Coded):
            await self._onto_the_list(row.of)

    async def _remedy(self, lack: Lack) -> None:
        """Go to where what is missing is made good."""
        if lack.missing is Missing.RECORD:
            await self._write()
        elif lack.missing is Missing.SERVICE:
            self.action_add_service()
        elif lack.missing is Missing.DRAFT:
            await self._draft(lack)
        elif lack.about is None:
            return
        elif lack.missing is Missing.DIAGNOSIS:
            await self._amend(lack.about)
        elif lack.missing is Missing.UNSIGNED:
            self._sign([one for one in self._unsigned() if one.id == lack.about])
        elif lack.missing is Missing.UNSENT:
            self._way(lack)

    async def _draft(self, lack: Lack) -> None:
        from medcab_tui.ui.patients.chart_sheets import PROBLEM, ProblemSheet
        from medcab_tui.ui.patients.record_sheet import AMENDMENT, RECORD

        if lack.words == RECORD:
            await self._write()
        elif lack.words == AMENDMENT and lack.about is not None:
            await self._amend(lack.about)
        elif lack.words == PROBLEM:
            await self._form(ProblemSheet(self.cabinet, self._card, self._present))
        else:
            self.action_card()

    async def _write(self) -> None:
        from medcab_tui.ui.patients.record_sheet import RecordSheet

        await self._form(RecordSheet(self.cabinet, self._card, self._present))

    async def _amend(self, record: Id) -> None:
        from medcab_tui.ui.patients.record_sheet import AmendSheet

        now = await self.cabinet.patients.encounter(record)
        await self._form(AmendSheet(self.cabinet, self._card, self._present, now))

    async def _form(self, sheet: Sheet) -> None:
        await self.app.push_screen(await open_form(self.medcab, sheet))

    async def _part(self, part: Part) -> None:
        if part.kind is PartKind.RECORD:
            self._leave_to(part.id)
        elif part.kind is PartKind.ORDER:
            self._way(Lack(Missing.UNSENT, part.id, part.words))
        elif part.kind is PartKind.VITALS:
            self._leave_to(part.id, tab="observation")
        elif part.kind is PartKind.DOCUMENT:
            self.medcab.states["documents"] = {
                "view": "list", "row": part.id.hex(), "back": "patients.summary"
            }  # fmt: skip
            self.dismiss(None)
            self.app.call_later(partial(self.medcab.go, "documents", "list"))

    def _way(self, lack: Lack) -> None:
        from medcab_tui.ui.links.way import WayScreen

        if lack.about is not None:
            self.app.push_screen(WayScreen(lack.words, lack.about))

    async def _onto_the_list(self, diagnosis: Coded) -> None:
        """The form of a new problem, with this diagnosis in it."""
        from medcab_tui.ui.patients.chart_sheets import ProblemSheet

        if any(one.active and one.code.code == diagnosis.code for one in self._card.problems):
            self.say(_("This diagnosis is on the list of problems already."), "warning")
            return
        sheet = ProblemSheet(self.cabinet, self._card, self._present)
        since = self._visit.began.date().isoformat()
        sheet.restored = (Problem(self._visit.id, diagnosis, since=since), "")
        await self._form(sheet)

    def action_card(self) -> None:
        """The card, where everything else is."""
        self._leave_to()

    def _leave_to(self, what: Id | None = None, tab: str = "history") -> None:
        if what is not None:
            state = {"card": self._card.patient.id.hex(), "record": what.hex(), "tab": tab}
            self.medcab.states["patients"] = {"view": "summary", **state}
        self.dismiss(None)
        self.app.call_later(partial(self.medcab.open_card, self._card.patient.id))

    # Signing.

    def _unsigned(self) -> list[Part]:
        return [one for one in self._visit.records if not one.signed]

    def action_sign(self) -> None:
        """All its records that are not signed."""
        self._sign(self._unsigned())

    def _sign(self, records: Sequence[Part]) -> None:
        from medcab_tui.ui.signing.verb import open_signing

        if not records:
            self.say(_("Nothing of this visit waits for a signature."), "warning")
            return
        patient = self._card.patient
        whose = f"{heading_name(patient)} · {patient.birth.isoformat()}"
        items = [ToSign(SignedKind.RECORD, one.id, one.edition, one.words, whose) for one in records]
        open_signing(self.medcab, items, self.read_again)

    # Services.

    def action_add_service(self) -> None:
        """Choose a service of the nomenclature; «экг ×2» is two of them."""
        from medcab_tui.ui.shell.pick import Pick

        if not self._visit.open:
            self.say(_("The visit is closed: я/z opens it again."), "warning")
            return
        about = _("Begin with a code or a word; «×2» at the end is two of them.")
        self.app.push_screen(Pick(_("Medical service"), about, self._offered), self._chosen)

    async def _offered(self, text: str) -> tuple[Choice, ...]:
        from medcab_tui.domain.reference import Book
        from medcab_tui.ui.forms.dictionaries import entries

        counted = COUNTED.fullmatch(text.strip())
        words, count = (counted[1], int(counted[2])) if counted else (text, 1)
        found = await entries(self.cabinet, Book.SERVICES, words)
        note = f"×{count}" if count > 1 else ""
        return tuple(
            Choice((one.value, count), one.title, one.key, one.safe, note=note or one.note) for one in found
        )

    async def _chosen(self, choice: Choice | None) -> None:
        from medcab_tui.cabinet.visits_actions import RenderService, TakeOutService

        if choice is None or not self.is_attached:
            return
        (coded, count), visit, new = choice.value, self._visit, self.cabinet.surroundings.ids.new
        action = RenderService(new(), visit.id, visit.version, coded, count)
        told = _("Service: {what}").format(what=coded.code)
        if await self.medcab.act(
            action, told=told, undo=lambda done: TakeOutService(new(), visit.id, done.version or 0, action.id)
        ):
            await self._read()

    async def action_take_out(self) -> None:
        """The service under the cursor was not rendered."""
        from medcab_tui.cabinet.visits_actions import PutBackService, TakeOutService

        row, visit, new = self._row, self._visit, self.cabinet.surroundings.ids.new
        if row is None or not isinstance(row.of, VisitService):
            self.say(_("The cursor does not stand on a service."), "warning")
            return
        service = row.of
        action = TakeOutService(new(), visit.id, visit.version, service.id)
        told = _("Taken out: {what}").format(what=service.code)
        if await self.medcab.act(
            action,
            told=told,
            undo=lambda done: PutBackService(new(), visit.id, done.version or 0, service.id),
        ):
            await self._read()

    # Closing.

    async def action_close_visit(self) -> None:
        """Close it; with something missing why is asked first. A closed one is opened again."""
        from medcab_tui.ui.shell.reason import Reason

        await self._read()
        visit = self._visit
        if not visit.open:
            await self._reopen()
            return
        missing = lacks(visit)
        if not missing:
            await self._close("")
            return
        about = f"{heading_name(self._card.patient)} · {self._card.patient.birth.isoformat()}"
        told = _("Missing: {what}").format(what=lacking_words(missing))

        async def given(reason: str | None) -> None:
            if reason is not None:
                await self._close(reason)

        await self.app.push_screen(
            Reason(_("Close the visit"), f"{about}\n{told}", suggestions=[_(why) for why in WHY]), given
        )

    async def _close(self, reason: str) -> None:
        """The version it has then closes this screen; whoever opened it tells and offers to take it back."""
        from medcab_tui.cabinet.visits_actions import CloseVisit

        visit = self._visit
        action = CloseVisit(self.cabinet.surroundings.ids.new(), visit.id, visit.version, reason)
        done = await self.medcab.act(action, told=_("The visit is closed."))
        if done is None:
            self.read_again()
        elif self.is_attached:
            self.dismiss(done.version)

    async def _reopen(self) -> None:
        from medcab_tui.cabinet.visits_actions import ReopenVisit

        visit = self._visit
        action = ReopenVisit(self.cabinet.surroundings.ids.new(), visit.id, visit.version)
        if await self.medcab.act(action, told=_("The visit is open again.")):
            await self._read()
