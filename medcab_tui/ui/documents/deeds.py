"""What «Документы» does: attach, withdraw, take back, export, read. Opens the sheets and follows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.documents.lists import row_of
from medcab_tui.ui.documents.paper_places import PAPER
from medcab_tui.ui.documents.sheets import ATTACH, EXPORT, MAIL, AttachSheet, ExportSheet
from medcab_tui.ui.forms.people import patient_choice
from medcab_tui.ui.forms.screen import open_form
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.signing.marks import Marks
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from medcab_tui.domain.accounts import Worker
    from medcab_tui.ui.documents.mailing import Mailed
    from medcab_tui.ui.forms.sheet import Sheet


MOST_NAMED = 6
"""Documents that are named when a reason for several is asked."""


class Deeds(SectionScreen):
    """The verbs of section 4."""

    _open_sheet: tuple[str, str] | None = None

    def __init__(self) -> None:
        super().__init__()
        self.marks = Marks(lambda: self.cabinet)
        """The signatures under what is listed."""

    @property
    def rows(self) -> RowList | None:
        """The list of the shown view."""
        raise NotImplementedError

    @property
    def row(self) -> DocumentRow | None:
        """The document a verb acts on: the one that was painted under the cursor."""
        rows = self.rows
        return row_of(rows.painted_row) if rows is not None else None

    @property
    def chosen(self) -> list[DocumentRow]:
        """The marked documents, else the one under the cursor."""
        rows = self.rows
        found = map(row_of, rows.targets()) if rows is not None else ()
        return [row for row in found if row is not None]

    def available(self, action: str) -> bool:
        row, worker = self.row, self.cabinet.worker
        match action:
            case "attach_document":
                return worker.may(Permission.ATTACH_DOCUMENT)
            case "withdraw_document":
                standing = [one for one in self.chosen if not one.withdrawn]
                return bool(standing) and worker.may(Permission.ATTACH_DOCUMENT)
            case "restore_document":
                return row is not None and row.withdrawn and worker.may(Permission.ATTACH_DOCUMENT)
            case "sign":
                signable = [one for one in self.chosen if _signable(one, worker)]
                return bool(signable)
            case "check_signature":
                return row is not None and self.marks.of(row.id) is not None
            case "export_document" | "mail_document":
                if row is None or not row.format or not worker.may(Permission.EXPORT_DOCUMENT):
                    return False
                return row.patient is None or worker.may(Permission.READ_CARD)
            case "open_row":
                return row is not None and bool(row.format)
            case "send_document" | "document_way":
                found = self._sendable() if action == "send_document" else row
                return bool(found) and worker.may(Permission.SEND_OUT)
            case "new_document":
                return worker.may(Permission.ISSUE_DOCUMENT)
            case "amend_document":
                return row is not None and row.made_here and not row.withdrawn and self._issues(row)
            case "document_versions":
                return (
                    row is not None
                    and row.made_here
                    and (row.patient is None or worker.may(Permission.READ_CARD))
                )
        return super().available(action)

    async def action_sign(self) -> None:
        """The sheet that signs the marked documents, or the one under the cursor."""
        from medcab_tui.ui.signing.verb import documents_to_sign, open_signing

        rows = self.rows
        targets = rows.targets() if rows is not None else ()
        chosen = [one for one in self.chosen if _signable(one, self.cabinet.worker)]
        if chosen and rows is not None:
            of_one = len({one.patient for one in chosen}) == 1
            items = documents_to_sign(chosen, await self._whose(chosen[0]) if of_one else "")
            # The cursor stays on the one that was signed: it is sent next.
            open_signing(
                self.medcab, items,
                lambda: rows.advance(targets) if len(targets) > 1 else rows.clear_marks(),
            )  # fmt: skip

    async def action_check_signature(self) -> None:
        """What looking at the signatures under this document finds."""
        from medcab_tui.ui.signing.verb import open_check

        if (row := self.row) is not None:
            open_check(self.medcab, row.id, row.title, await self._whose(row))

    async def action_attach_document(self) -> None:
        """The sheet for a file; the pinned patient stands in it."""
        await self._open(AttachSheet(self.cabinet, self.medcab.pinned), self._attached)

    def _issues(self, row: DocumentRow) -> bool:
        may = self.cabinet.worker.may
        about = row.patient is None or may(Permission.WRITE_RECORD)
        return may(Permission.ISSUE_DOCUMENT) and about

    async def action_new_document(self) -> None:
        """Ask which template and about whom; its form then."""
        from medcab_tui.ui.documents.making import new_document

        await new_document(self, self.medcab.pinned, self._open_paper)

    async def action_amend_document(self) -> None:
        """Another edition of the document under the cursor."""
        if (row := self.row) is not None:
            await self._amend_paper(row)

    async def _amend_paper(self, row: DocumentRow) -> None:
        from medcab_tui.ui.documents.making import amending

        try:
            sheet = await amending(self.cabinet, row)
        except Refused as refused:
            self.medcab.report(refused)
            return
        await self._open_paper(sheet)

    async def action_document_versions(self) -> None:
        """The editions of the document under the cursor, and what changed between them."""
        from medcab_tui.ui.comparing.editions import EditionsScreen
        from medcab_tui.ui.documents.editions import versions_of

        if (row := self.row) is None:
            return
        try:
            editions = await self.cabinet.papers.editions(row.id)
        except Refused as refused:
            self.medcab.report(refused)
            return
        about = await self._told(row)
        versions = versions_of(editions, self.cabinet.surroundings.zone)
        await self.app.push_screen(EditionsScreen(lambda _width: [((about, "bold"),)], versions))

    async def _restore_paper(self, template: str, about: str) -> None:
        """A new document about somebody or nobody, or the one that was being amended."""
        from medcab_tui.ui.documents.making import open_new

        identity = Id(bytes.fromhex(about)) if about != "new" else None
        row = await self._amended(identity) if identity is not None else None
        if row is not None:
            await self._amend_paper(row)
        else:
            await open_new(self, template, identity, self._open_paper)

    async def _amended(self, identity: Id) -> DocumentRow | None:
        try:
            return await self.cabinet.documents.row(identity)
        except Refused:
            return None

    async def _open_paper(self, sheet: Sheet) -> None:
        await self._open(sheet, self._attached)

    async def action_export_document(self) -> None:
        """The sheet that asks where a file goes."""
        if (row := self.row) is not None:
            await self._open(ExportSheet(self.cabinet, row, await self._told(row)), self._sheet_gone)

    def _sendable(self) -> list[DocumentRow]:
        """Those of the chosen that have a file and stand."""
        may = self.cabinet.worker.may(Permission.READ_CARD)
        return [
            one for one in self.chosen if one.format and not one.withdrawn and (may or one.patient is None)
        ]

    async def action_send_document(self) -> None:
        """Send the chosen documents to the service that takes documents."""
        from medcab_tui.ui.documents.sending import send

        if chosen := self._sendable():
            await send(self.medcab, chosen, self.rows)

    async def action_document_way(self) -> None:
        """How far the document under the cursor has come."""
        from medcab_tui.ui.links.way import WayScreen

        if (row := self.row) is not None:
            await self.app.push_screen(WayScreen(await self._told(row), row.id))

    async def action_mail_document(self) -> None:
        """The sheet that asks to whom a file goes by mail."""
        from medcab_tui.ui.documents.mailing import mail_sheet

        if (row := self.row) is not None:
            await self._open(await mail_sheet(self.cabinet, row, await self._told(row)), self._mailed)

    async def action_withdraw_document(self) -> None:
        """Ask why, then mark as entered in error; nothing is deleted."""
        from medcab_tui.ui.shell.reason import Reason

        chosen = [row for row in self.chosen if not row.withdrawn]
        if not chosen:
            return
        about = "\n".join([await self._told(row) for row in chosen[:MOST_NAMED]])
        if len(chosen) > MOST_NAMED:
            about += "\n" + _("and {n} more").format(n=len(chosen) - MOST_NAMED)

        async def answered(reason: str | None) -> None:
            if reason is not None:
                await self._withdraw(chosen, reason)

        suggestions = (_("attached by mistake"), _("another patient's document"), _("unreadable copy"))
        await self.app.push_screen(Reason(_("Withdraw"), about, suggestions=suggestions), answered)

    async def _told(self, row: DocumentRow) -> str:
        """A document on a sheet about it, with whose it is."""
        return " · ".join(part for part in (await self._whose(row), row.title, row.number) if part)

    async def _whose(self, row: DocumentRow) -> str:
        """The patient with full name and birth date, where one may read them."""
        if row.patient is None or not self.cabinet.worker.may(Permission.READ_CARD):
            return row.patient_name
        return patient_choice(await self.cabinet.patients.row(row.patient)).shown

    async def _withdraw(self, chosen: list[DocumentRow], reason: str) -> None:
        from medcab_tui.cabinet.documents_actions import RestoreDocument, WithdrawDocument

        ids = self.cabinet.surroundings.ids
        told = (
            _("Withdrawn: {title}").format(title=chosen[0].title)
            if len(chosen) == 1
            else ngettext("Withdrawn: {n} document", "Withdrawn: {n} documents", len(chosen)).format(
                n=len(chosen)
            )
        )
        rows = self.rows
        targets = rows.targets() if rows is not None else ()
        done = await self.medcab.act_all(
            [WithdrawDocument(ids.new(), row.id, row.version, reason) for row in chosen],
            told=told,
            undo=lambda outcomes: [
                RestoreDocument(ids.new(), one.result, one.version or 0) for one in outcomes
            ],
        )
        if done and rows is not None:
            rows.advance(targets)

    async def action_restore_document(self) -> None:
        """A document that was withdrawn stands again."""
        from medcab_tui.cabinet.documents_actions import RestoreDocument

        if (row := self.row) is not None:
            action = RestoreDocument(self.cabinet.surroundings.ids.new(), row.id, row.version)
            await self.medcab.act(action, told=_("Stands again: {title}").format(title=row.title))

    async def read_document(self, row: DocumentRow) -> None:
        """The text of a document's file over the whole screen."""
        from medcab_tui.ui.documents.reading import ReadingSheet

        if not row.format:
            self.say(_("No file belongs to this document; what is known of it stands below."))
            return
        try:
            kept, whose = await self.cabinet.documents.opened(row.id), await self._whose(row)
        except Refused as refused:
            self.medcab.report(refused)
            return
        words = self.field.value.strip() if self.view == "search" else ""
        sheet = ReadingSheet(
            row, whose, kept, self.cabinet.documents, words,
            signed=self.marks.told(row.id), sign=self._signing(row, whose),
        )  # fmt: skip
        await self.app.push_screen(sheet)

    def _signing(self, row: DocumentRow, whose: str) -> Callable[[], None] | None:
        """What э does where a document is read; None if this worker could not sign it."""
        if not _signable(row, self.cabinet.worker):
            return None

        def sign() -> None:
            from medcab_tui.ui.signing.verb import documents_to_sign, open_signing

            open_signing(self.medcab, documents_to_sign([row], whose))

        return sign

    async def _open(self, sheet: Sheet, done: Callable[[Any], None]) -> None:
        form = await open_form(self.medcab, sheet)
        self._open_sheet = (sheet.place, sheet.object)
        await self.app.push_screen(form, done)

    def _sheet_gone(self, result: object) -> None:
        self._open_sheet = None

    def _mailed(self, sent: Mailed | None) -> None:
        from medcab_tui.ui.documents.mailing import mailed

        self._open_sheet = None
        mailed(self.medcab, sent)

    def _attached(self, document: Id | None) -> None:
        self._open_sheet = None
        if document is not None:
            self._cursor = document.hex()
            self.read_again()

    # After a lock: the sheet that was open comes back with its draft.

    _cursor: str

    def sheet_state(self) -> dict[str, str]:
        """Which sheet is open, for `place_state`."""
        if self._open_sheet is None:
            return {}
        return {"sheet": self._open_sheet[0], "sheet_about": self._open_sheet[1]}

    async def restore_sheet(self, state: dict[str, str]) -> None:
        """Open the sheet that `sheet_state` told of; its text comes from the draft."""
        try:
            if state["sheet"] == ATTACH:
                await self.action_attach_document()
            elif state["sheet"] == EXPORT:
                row = await self.cabinet.documents.row(Id(bytes.fromhex(state["sheet_about"])))
                about = await self._told(row)
                await self._open(ExportSheet(self.cabinet, row, about), self._sheet_gone)
            elif state["sheet"] == MAIL:
                from medcab_tui.ui.documents.mailing import mail_sheet

                row = await self.cabinet.documents.row(Id(bytes.fromhex(state["sheet_about"])))
                await self._open(await mail_sheet(self.cabinet, row, await self._told(row)), self._mailed)
            elif state["sheet"].startswith(PAPER):
                await self._restore_paper(state["sheet"].removeprefix(PAPER), state["sheet_about"])
        except Refused as refused:
            self.medcab.report(refused)


def _signable(row: DocumentRow, worker: Worker) -> bool:
    """Whether this worker could sign a document; what may be is decided in the action."""
    reads = row.patient is None or worker.may(Permission.READ_CARD)
    return bool(row.format) and not row.withdrawn and reads and worker.may(Permission.SIGN)
