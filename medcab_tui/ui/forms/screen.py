"""The sheet on which every form is filled in: heading, fields, key line. Keeps a draft of what is typed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, cast
from zoneinfo import ZoneInfo

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.worker import Worker

from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.locale import N_, _
from medcab_tui.ui.forms.attaching import Attaching
from medcab_tui.ui.forms.checking import Entered, read, value_of
from medcab_tui.ui.forms.conflict import Base, base_kept, base_of, settle
from medcab_tui.ui.forms.field_row import FieldRow
from medcab_tui.ui.forms.fields import Field, fields_of
from medcab_tui.ui.forms.matching import best
from medcab_tui.ui.forms.sheet import TYPED_AT, Sheet, Start
from medcab_tui.ui.forms.taking import COPIED
from medcab_tui.ui.forms.words import sentence
from medcab_tui.ui.shell.notice import ROLES
from medcab_tui.ui.shell.small import TooSmall
from medcab_tui.ui.verbs import FORM, SHEET, bindings
from medcab_tui.ui.widgets.key_line import KeyLine
from medcab_tui.ui.widgets.lines import Line, headline, wrap
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.words import sentence as told

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.shell.session import Session


PATIENCE = 1.0
"""Seconds to wait for a field to take what was typed into it."""


class FormScreen(Attaching, inherit_bindings=False):
    """A form over the whole screen. Closes with what `Sheet.save` gave, or with None when left by Esc.

    Open it with `open_form`, which reads the draft first, so that no letter typed is overwritten by it.
    """

    DEFAULT_CSS = """
    FormScreen { background: $medcab-background; }
    FormScreen > #form-fields { height: 1fr; padding: 0 0 0 0; scrollbar-size-vertical: 1; }
    FormScreen > #form-heading { margin-bottom: 1; }
    FormScreen.-low > #form-heading { margin-bottom: 0; }
    """
    AUTO_FOCUS = ""
    place = FORM
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", show=False, id="form.next", tooltip=N_("To the next field")),
        Binding(
            "shift+tab",
            "app.focus_previous",
            show=False,
            id="form.previous",
            tooltip=N_("To the field before"),
        ),
        Binding(
            "ctrl+z",
            "start_over",
            show=False,
            priority=True,
            id="form.undo",
            tooltip=N_("Take back what was filled in last"),
        ),
        *bindings(FORM),
        *bindings(SHEET),
    ]

    def __init__(
        self,
        sheet: Sheet,
        draft: Mapping[str, str] | None = None,
        picked: Mapping[str, Start] | None = None,
        zone: str = "UTC",
    ) -> None:
        """`picked`: what a draft's texts stand for. `zone`: where the time of the draft is told."""
        super().__init__()
        self.sheet = sheet
        self.model = sheet.model()
        self.fields = fields_of(self.model)
        self._fresh = dict(sheet.start())
        self._restored = draft is not None
        self._typed_at = (draft or {}).get(TYPED_AT, "")
        self._notice: Line = ()
        self._proposed = dict(sheet.proposed())
        self._start = dict(picked or {}) if draft is not None else {**self._proposed, **(picked or {})}
        if draft is not None:
            sheet.resume(draft)
            self._notice = ((_restored_words(self._typed_at, zone), "warning"),)
        self.base: Base | None = self._texts() if draft is None else base_of(draft, self.fields)
        """What the fields held when the typing began; None where nobody knows any more."""
        self.rows = {asked.name: self._row(asked) for asked in self.fields}
        """The fields by name, in the order of the form."""
        self.mark_copied(draft or {})
        self.remember_files(draft or {})
        self._saving = False
        self._looking_up: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        yield Panel(id="form-heading", indent=0)
        with VerticalScroll(id="form-fields", can_focus=False):
            yield from self.rows.values()
            yield Panel(id="form-files", indent=1)
        yield KeyLine(id="form-keys")
        yield TooSmall()

    def on_mount(self) -> None:
        self.show_keys()
        self._head()
        self._register()
        self._weigh()
        self._first_row().editor.focus()
        self.query_one("#form-files", Panel).display = False
        self.run_worker(self.read_what_can_be_taken(), group="form-taking")
        self.run_worker(self.read_files(), group="form-files")

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self._head()
        self.show_keys()

    # Reading what is typed.

    def body(self) -> dict[str, str]:
        """What is typed, as a draft keeps it; empty fields are left out, and secrets."""
        texts = {name: row.text for name, row in self.rows.items() if row.text and not row.asked.shown.secret}
        kept = base_kept(self.base, texts) if self.sheet.versioned else {}
        more = {**self.copied(), **self.files_kept(), **self.sheet.extra()}
        return {**texts, **kept, **more, TYPED_AT: self._typed_at}

    def _row(self, asked: Field) -> FieldRow:
        start = self._start.get(asked.name) or self._fresh.get(asked.name) or Start("")
        return FieldRow(self.model, asked, start.text, start.picked)

    def _first_row(self) -> FieldRow:
        rows = self.rows
        named = rows.get(self.sheet.first)
        return named or next((row for row in rows.values() if not row.text), next(iter(rows.values())))

    def on_field_row_edited(self, event: FieldRow.Edited) -> None:
        event.stop()
        session = self.medcab.session
        if session is not None:
            self._typed_at = self._now(session)
        if self._restored:
            self._restored = False
            self._say(())
        self.forget_what_passed()
        self._weigh()
        row = event.row
        if row.asked.shown.picks and not row.chosen:
            self._look_up(row)

    def _weigh(self) -> None:
        """What must be filled in by what stands in other fields."""
        for row in self.rows.values():
            name, values = row.asked.shown.needed
            if other := self.rows.get(name):
                row.need(needed=value_of(other.asked, other.entered)[0] in values)

    def on_field_row_left(self, event: FieldRow.Left) -> None:
        event.stop()

    def on_field_row_done(self, event: FieldRow.Done) -> None:
        """Behind the only line of a form there is nothing to go on to but its end."""
        event.stop()
        if self.sheet.enter_saves and len(self.rows) == 1:
            self.app.call_later(self._saved_by_enter)  # a screen cannot wait here for its own end

    async def _saved_by_enter(self) -> None:
        if self.is_current:
            await self.run_action("save")

    def _now(self, session: Session) -> str:
        return session.cabinet.surroundings.clock.now().isoformat(timespec="seconds")

    def _look_up(self, row: FieldRow) -> None:
        """Ask the dictionary; the next letter cancels the question before."""
        text = row.text

        async def ask() -> None:
            row.offer(text, await self.sheet.picks(row.asked.name, text) if text.strip() else ())

        self._looking_up = self.run_worker(ask, group="form-picks", exclusive=True)

    # What the keys do.

    async def action_save(self) -> None:
        """Judge everything; either go to the first wrong field, or save and close."""
        await self._caught_up()
        if self._saving:
            return
        self._weigh()
        for row in self.rows.values():
            row.finish()
        entered: dict[str, Entered] = {name: row.entered for name, row in self.rows.items()}
        values, troubles = read(self.model, tuple(row.asked for row in self.rows.values()), entered)
        if values is None:
            self._show_troubles(troubles)
            await self._keep()
            return
        if unread := self.unread():
            self.to_unread(unread)
            return
        if blank := self.left_blank():
            self.to_blank(blank)
            return
        self._saving = True
        try:
            result = await self._saved(values)
        except Refused as refused:
            self.refuse(refused)
            await self._keep()
            return
        finally:
            self._saving = False
        if result is not None:
            await self.finish(result)

    async def _saved(self, values: BaseModel) -> object | None:
        """What saving gave; None if the form stays, the fields perhaps merged with what others saved."""
        try:
            return cast("object | None", await self.sheet.save(values, self))
        except Stale as stale:
            if not await settle(self, stale):
                return None
            return cast("object | None", await self.sheet.save(values, self))

    def rebase(self, theirs: Mapping[str, Start]) -> None:
        """The form goes on from what others saved meanwhile."""
        self.sheet.settled()
        self._fresh = {**self._fresh, **theirs}
        self.base = {**(self.base or {}), **{name: start.text for name, start in theirs.items()}}

    def _texts(self) -> dict[str, str]:
        """What the fields hold before anything is typed."""
        return {asked.name: self._fresh.get(asked.name, Start("")).text for asked in self.fields}

    async def finish(self, result: object) -> None:
        """It is done: drop the draft, close, say so."""
        await self._leave(result, self.sheet.saved(result))

    async def action_back(self) -> None:
        """One step back: the open list, then the sheet. What is typed stays as a draft, and that is said."""
        await self._caught_up()
        row = next((row for row in self.rows.values() if row.picking), None)
        if row is not None:
            row.close_offers()
            return
        secret = any(row.text and row.asked.shown.secret for row in self.rows.values())
        kept = _("The draft is kept, without what is secret.") if secret else _("The draft is kept.")
        await self._leave(None, kept if await self._keep() else "")

    async def _caught_up(self) -> None:
        """Letters pressed before this key may still be on their way to the field."""
        reached = asyncio.Event()
        if self.focused is not None and self.focused.call_later(reached.set):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reached.wait(), PATIENCE)

    def action_start_over(self) -> None:
        """Take back what was filled in last, or put the restored draft aside and begin as at first."""
        if not self._restored:
            if self.can_take_back:
                self.take_back()
            return
        self._restored, self.base = False, self._texts()
        for name, row in self.rows.items():
            start = self._proposed.get(name) or self._fresh.get(name) or Start("")
            row.fill(start.text, start.picked)
        self._say(((_("The draft was set aside: the form is as new."), "dim"),))
        self._first_row().editor.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ctrl+Z belongs to the text unless something was filled in, or a draft restored."""
        return self._restored or self.can_take_back if action == "start_over" else self.can_take(action)

    async def action_open_first(self) -> None:
        """Close with the first of two equal requests, to see it."""
        if self._first is not None:
            await self._leave(self._first, _("This is the first one; the second was not written."))

    def on_key_line_chosen(self, event: KeyLine.Chosen) -> None:
        event.stop()
        self.call_later(self.run_action, event.hint.action)

    # What is wrong, and what is said.

    def _show_troubles(self, troubles: Mapping[str, object]) -> None:
        rows = self.rows
        first = next((rows[asked.name] for asked in self.fields if asked.name in troubles), None)
        if first is not None:
            first.editor.focus()
        count = len(troubles)
        self._say(((_("✕ Not saved: fields to mend: {n}.").format(n=count), "danger"),))

    def refuse(self, refused: Refused) -> None:
        """Tell the cabinet's refusal: under its field, else under the heading."""
        self.met(refused)
        row = self.rows.get(refused.field or "")
        if row is None:
            way = " " + _("F8 opens the first one.") if self._first is not None else ""
            self._say(((f"✕ {told(refused)}{way}", "danger"),))
            return
        row.refuse(refused.code, sentence(refused.code, refused.values))
        row.editor.focus()
        self._say(((_("✕ Not saved: fields to mend: {n}.").format(n=1), "danger"),))

    def say(self, text: str, severity: str = "information") -> None:
        """A sentence under the heading, until something else is said."""
        glyph, role = ROLES.get(severity, ROLES["information"])
        self._say(((f"{glyph} {text}", role),) if text else ())

    def _say(self, line: Line) -> None:
        self._notice, self._passing = line, None
        self._head()

    def _head(self) -> None:
        lines = self.sheet.heading(max(20, self.size.width))
        title: Line = ((" ", "text"), (headline(self.sheet.title()), "bold accent"))
        first: Line = (*title, ("  ", "text"), *lines[0]) if lines else title
        shown = [first, *lines[1:]]
        if len(self._notice) == 1:
            text, role = self._notice[0]
            shown += [((f" {part}", role),) for part in wrap(text, max(20, self.size.width - 2))]
        elif self._notice:
            shown.append(((" ", "text"), *self._notice))
        self.query_one("#form-heading", Panel).show(shown)

    # The draft.

    def _register(self) -> None:
        session = self.medcab.session
        if session is not None:
            session.typing.register(self.sheet.place, self.sheet.object, self.body)

    def keep_draft(self) -> None:
        """Keep what stands here, at once."""
        self.run_worker(self._keep(), group="draft")

    async def _keep(self) -> bool:
        """Keep what is typed before the sheet goes. False if there is nothing that was typed by hand."""
        session = self.medcab.session
        if session is None:
            return False
        if self._as_new():
            if self._typed_at:
                await session.cabinet.drafts.drop(self.sheet.place, self.sheet.object)
            return False
        self._typed_at = self._typed_at or self._now(session)  # Esc can be faster than what tells of a letter
        await session.cabinet.drafts.keep(self.sheet.place, self.sheet.object, self.body())
        return True

    def _as_new(self) -> bool:
        """Whether every field holds what it held before anything was typed, and no file was chosen."""
        if self.files_kept():
            return False
        shown = {name: row.text for name, row in self.rows.items() if not row.asked.shown.secret}
        return all(text == self._fresh.get(name, Start("")).text for name, text in shown.items())

    async def _leave(self, result: object, words: str) -> None:
        session = self.medcab.session
        if session is not None:
            session.typing.forget(self.sheet.place, self.sheet.object)
            if result is not None:
                await session.cabinet.drafts.drop(self.sheet.place, self.sheet.object)
        await self.dismiss(result)
        if words and session is not None and self.medcab.session is session:
            self.medcab.notify(words)


async def open_form(app: MedcabApp, sheet: Sheet) -> FormScreen:
    """The form for a sheet, with its draft if there is one. Push what this gives."""
    session = app.session
    draft = await session.cabinet.drafts.get(sheet.place, sheet.object) if session is not None else None
    starts: dict[str, Start] = {}
    if draft is not None:
        fresh = sheet.start()
        repeated = [one.starts for one in await sheet.earlier()] if COPIED in draft else []
        for asked in fields_of(sheet.model()):
            text = draft.get(asked.name, "")
            known = (one.get(asked.name) for one in (fresh, *repeated))
            same = next((one for one in known if one is not None and one.text == text), None)
            if same is not None:
                starts[asked.name] = same
                continue
            choices = asked.choices() or (await sheet.picks(asked.name, text) if asked.shown.picks else ())
            starts[asked.name] = Start(text, best(choices, text))
    zone = session.cabinet.surroundings.zone if session is not None else "UTC"
    return FormScreen(sheet, draft, starts, zone)


def _restored_words(typed_at: str, zone: str) -> str:
    try:
        when = datetime.fromisoformat(typed_at).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return _("⚠ A draft was restored. Ctrl+Z sets it aside.")
    return _("⚠ Draft restored, typed {when}. Ctrl+Z sets it aside.").format(when=when)
