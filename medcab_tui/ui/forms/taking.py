"""What a form takes from elsewhere: earlier records, templates, ready values. All of it can be taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.folding import fold
from medcab_tui.domain.ids import Id
from medcab_tui.domain.templates import BLANK, WHOLE, Template, autotexts, fitting, parts_of
from medcab_tui.locale import N_, _
from medcab_tui.ui.forms.checking import Entered
from medcab_tui.ui.forms.field_row import FieldRow
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.inputs import ProseInput
from medcab_tui.ui.forms.matching import matching
from medcab_tui.ui.forms.sheet import Earlier, Sheet, Start
from medcab_tui.ui.shell.small import Sized
from medcab_tui.ui.verbs import FORM, SHEET, key_line, keys_shown
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp

COPIED: Final = "~copied"
"""Key of a draft that says which fields hold text from elsewhere that was not read yet, and from where."""

WIDE: Final = 110
"""Cells from which the key line has room to say that Esc keeps a draft; leaving says so in any case."""

_PARTS: Final = frozenset({"diagnosis", "complaints", "objective", "plan"})
"""Fields by which a form of a whole record is known."""

Change = Mapping[str, tuple[Entered, str]]
"""By field: what stood there, and the text that took its place."""


class Taking(Sized, inherit_bindings=False):
    """The part of a form that fills fields from elsewhere."""

    sheet: Sheet
    rows: dict[str, FieldRow]

    def __init__(self) -> None:
        super().__init__()
        self._changes: list[Change] = []
        self._earlier: tuple[Earlier, ...] = ()
        self._templates: tuple[Template, ...] = ()
        self._told_blank: dict[str, str] = {}
        """Texts with «…» in them of which was told when they were to be saved."""
        self._passing: dict[str, str] | None = None
        """The fields as they were when a sentence for the moment was said."""
        self._first: object | None = None
        """What closes the form to show the first of two equal requests, while that is being told."""

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    def say(self, text: str, severity: str = "information") -> None:
        """A sentence under the heading."""
        raise NotImplementedError

    def say_for_now(self, text: str) -> None:
        """A sentence that goes with the next letter."""
        self.say(text)
        self._passing = {name: row.text for name, row in self.rows.items()}

    def forget_what_passed(self) -> None:
        """Letters were typed since: what was said for that moment is said no more."""
        if self._passing is not None and any(
            row.text != self._passing[name] for name, row in self.rows.items()
        ):
            self._passing = None
            self.say("")

    async def read_what_can_be_taken(self) -> None:
        """Ask for earlier records and templates; the form is there already."""
        session = self.medcab.session
        if session is None:
            return
        try:
            self._earlier = tuple(await self.sheet.earlier())
            if self._prose:
                self._templates = await session.cabinet.templates.all()
        except Refused:
            return  # what can't be read is not offered; the form works without
        for name, row in self._prose.items():
            editor = cast("ProseInput", row.editor)
            here = [one for one in self._templates if one.wording.field in ("", name)]
            editor.autotexts, editor.more_autotexts = autotexts(here), autotexts(self._templates)
        self.show_keys()

    @property
    def _prose(self) -> dict[str, FieldRow]:
        """The fields of several lines."""
        return {name: row for name, row in self.rows.items() if isinstance(row.editor, ProseInput)}

    # The keys.

    def hints(self) -> list[KeyHint]:
        """What the key line shows: only what works in this form, now."""
        own: Mapping[str, str] = getattr(self.app, "own_keys", {})
        verbs = [*key_line(FORM), *(one for one in key_line(SHEET) if self.can_take(one.action))]
        verbs.sort(key=lambda verb: verb.rank)
        names = {"save": self.sheet.saving}
        if self.size.width < WIDE:
            names["back"] = N_("back")
        return [
            KeyHint(
                keys_shown(verb, own),
                _(names.get(verb.action) or verb.title),
                kept=verb.id in ("help", "form.back"),
                action=verb.action,
            )
            for verb in verbs
        ]

    def show_keys(self) -> None:
        """Name the keys that work now."""
        if self.is_attached:
            self.query_one("#form-keys", KeyLine).show(self.hints())

    def can_take(self, action: str) -> bool:
        """Whether there is something for this key."""
        return {
            "open_first": self._first is not None,
            "repeat_earlier": bool(self._earlier),
            "take_template": bool(self._templates),
        }.get(action, True)

    # Taking, and taking back.

    def take(self, starts: Mapping[str, Start], source: str = "") -> tuple[str, ...]:
        """Fill fields, all to be taken back at once; `source` marks them until they are read. Their names."""
        change: dict[str, tuple[Entered, str]] = {}
        for name, start in starts.items():
            row = self.rows.get(name)
            if row is None or not start.text or row.text == start.text:
                continue
            change[name] = (row.entered, start.text)
            row.fill(start.text, start.picked)
            if source and not row.asked.shown.choices:
                row.mark_copied(source)
            row.post_message(FieldRow.Edited(row))
        if change:
            self._changes.append(change)
        return tuple(change)

    @property
    def can_take_back(self) -> bool:
        """Whether what was taken last stands there as it was taken."""
        return bool(self._changes) and any(
            self.rows[name].text == after for name, (_before, after) in self._changes[-1].items()
        )

    def take_back(self) -> None:
        """The fields that still hold what was taken last hold again what stood there."""
        back = self._changes.pop()
        for name, (before, after) in back.items():
            row = self.rows[name]
            if row.text == after:
                row.fill(before.text, before.picked)
                row.post_message(FieldRow.Edited(row))
        self.rows[next(iter(back))].editor.focus()
        self.say_for_now(_("Taken back: the fields hold what stood there before."))

    def on_field_row_mended(self, event: FieldRow.Mended) -> None:
        """A ready value was taken; the words of a whole name go where they belong."""
        event.stop()
        row = event.row
        self._changes.append({row.asked.name: (event.before, row.text)})
        also = {name: Start(text) for name, text in event.also if not self.rows[name].text.strip()}
        if also:
            own = self._changes.pop()
            self.take(also)  # into empty fields: it always changes something
            self._changes.append({**own, **self._changes.pop()})

    # Repeat from earlier.

    async def action_repeat_earlier(self) -> None:
        """A list of what was written earlier; the chosen one fills the fields that nobody typed in."""
        from medcab_tui.ui.shell.pick import Pick

        choices = tuple(Choice(one, one.title, note=one.note) for one in self._earlier)

        async def ask(text: str) -> tuple[Choice, ...]:
            return _found(choices, text)

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._repeat(cast("Earlier", choice.value))

        about = _("Fields you typed in stay as they are. What is copied is marked until you read it.")
        await self.app.push_screen(Pick(_("Repeat from earlier"), about, ask), chosen)

    def _repeat(self, earlier: Earlier) -> None:
        fresh = self.sheet.start()
        open_to_it = {
            name: start
            for name, start in earlier.starts.items()
            if name in self.rows
            and self.rows[name].text.strip() in ("", fresh.get(name, Start("")).text.strip())
        }
        taken = self.take(open_to_it, earlier.title)
        if not taken:
            self.say(_("Nothing was copied: every field holds a text of yours."), "warning")
            return
        names = ", ".join(self.rows[name].asked.label for name in taken)
        self.say_for_now(_("Copied: {fields}. Read it through. Ctrl+Z takes it back.").format(fields=names))
        marked = [name for name in self.rows if self.rows[name].copied]
        self.rows[marked[0] if marked else taken[0]].editor.focus()

    def unread(self) -> tuple[FieldRow, ...]:
        """Fields with copied text that the keys have not been in."""
        here = self.focused.parent if self.focused is not None else None
        if isinstance(here, FieldRow):
            here.read_through()
        return tuple(row for row in self.rows.values() if row.copied)

    def to_unread(self, rows: Sequence[FieldRow]) -> None:
        """Go to the first text that was copied and not read."""
        names = ", ".join(row.asked.label for row in rows)
        self.say(_("Not saved: copied and not read: {fields}.").format(fields=names), "warning")
        rows[0].editor.focus()

    def left_blank(self) -> tuple[FieldRow, ...]:
        """Fields that hold a template's «…»; none if they were told and nothing was typed since.

        What stood in the text before is no concern of whoever amends another part of it.
        """
        if not self.sheet.tells_blanks:
            return ()
        before = self.sheet.start()
        held = {
            name: row.text
            for name, row in self._prose.items()
            if row.text.count(BLANK) > before.get(name, Start("")).text.count(BLANK)
        }
        told, self._told_blank = self._told_blank, held
        return () if held == told else tuple(self.rows[name] for name in held)

    def to_blank(self, rows: Sequence[FieldRow]) -> None:
        """Go to the first «…», so that the next letter takes its place."""
        names = ", ".join(row.asked.label for row in rows)
        told = _("Not saved: «…» is not filled in: {fields}. Ctrl+S once more saves it so.")
        self.say(told.format(fields=names), "warning")
        cast("ProseInput", rows[0].editor).to_blank()
        rows[0].editor.focus()

    def copied(self) -> dict[str, str]:
        """What a draft keeps of the marks on copied text."""
        marked = {name: row.copied for name, row in self.rows.items() if row.copied}
        return {COPIED: json.dumps(marked)} if marked else {}

    def mark_copied(self, draft: Mapping[str, str]) -> None:
        """Put the marks of a draft back."""
        try:
            marked = json.loads(draft.get(COPIED, "{}"))
        except ValueError:
            return
        for name, source in marked.items() if isinstance(marked, dict) else ():
            if name in self.rows and self.rows[name].text:
                self.rows[name].copied = str(source)

    # Templates.

    async def action_take_template(self) -> None:
        """A list of templates, those for this field first; the chosen one stands where the cursor is."""
        from medcab_tui.ui.shell.pick import Pick

        here = self.focused.parent if self.focused is not None else None
        prose = here if isinstance(here, FieldRow) and here in self._prose.values() else None
        row = prose or next(iter(self._prose.values()))
        wanted = row.asked.name if prose is not None or not self._whole else WHOLE
        choices = tuple(
            Choice(one, one.wording.title, one.wording.abbreviation, note=_begins(one.wording.body))
            for one in fitting(self._templates, wanted)
            if self._whole or one.wording.field != WHOLE
        )

        async def ask(text: str) -> tuple[Choice, ...]:
            return _found(choices, text)

        async def chosen(choice: Choice | None) -> None:
            template = cast("Template", choice.value) if choice is not None else None
            if template is not None and template.wording.field == WHOLE:
                await self._fill_whole(template)
            elif template is not None:
                self._insert(row, template)

        about = _("It is put into the field «{field}».").format(field=row.asked.label)
        if self._whole:
            about += "\n" + _("One of a whole record fills the fields that hold nothing yet.")
        await self.app.push_screen(Pick(_("Template"), about, ask), chosen)

    @property
    def _whole(self) -> bool:
        """Whether this form has the parts of a record, which one template can fill."""
        return self.rows.keys() >= _PARTS

    async def _fill_whole(self, template: Template) -> None:
        """Every part of the record into its field, if nothing stands there; the diagnosis by its code."""
        starts = {name: Start(text) for name, text in parts_of(template.wording.body).items()}
        if (coded := starts.pop("diagnosis", None)) is not None:
            code = coded.text.split()[0]
            offered = await self.sheet.picks("diagnosis", code)
            picked = next((one for one in offered if one.key == code), None)
            if picked is not None:
                starts["diagnosis"] = Start(picked.shown, picked)
        taken = self.take({name: one for name, one in starts.items() if self._is_bare(name)})
        if not taken:
            self.say(_("Nothing was inserted: every field holds a text of yours."), "warning")
            return
        self.say_for_now(_("Inserted: {title}. Ctrl+Z takes it out.").format(title=template.wording.title))
        filled = [self.rows[name] for name in self.rows if name in taken and name in self._prose]
        for row in filled:
            if cast("ProseInput", row.editor).to_blank():
                row.editor.focus()
                return
        (filled[0] if filled else self.rows[taken[0]]).editor.focus()

    def _is_bare(self, name: str) -> bool:
        return name in self.rows and not self.rows[name].text.strip()

    def _insert(self, row: FieldRow, template: Template) -> None:
        editor = cast("ProseInput", row.editor)
        editor.focus()
        editor.put(template.wording.body)
        told = _("Inserted: {title}. Ctrl+Z takes it out.").format(title=template.wording.title)
        self.say_for_now(told)

    def on_prose_input_expanded(self, event: ProseInput.Expanded) -> None:
        """An abbreviation gave way to its text."""
        event.stop()
        self.say_for_now(_("«{word}» became its text. Ctrl+Z takes it back.").format(word=event.word))

    # The same request.

    def met(self, refused: Refused) -> None:
        """A refusal that may name the first of two equal requests."""
        first = refused.values.get("first", "")
        self._first = self.sheet.duplicate_of(Id(bytes.fromhex(first))) if first else None
        self.show_keys()


def _found(choices: tuple[Choice, ...], text: str) -> tuple[Choice, ...]:
    """Entries that hold every word typed, wherever; failing that, those that are like it."""
    words = fold(text).split()
    held = [one for one in choices if all(word in fold(f"{one.shown} {one.note}") for word in words)]
    return tuple(held) or matching(choices, text)


def _begins(body: str) -> str:
    """The first words of a text, for a line of a list."""
    words = " ".join(body.split())
    return words if len(words) <= 40 else f"{words[:39]}…"
