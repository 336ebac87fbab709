"""Choosing files for a form: limits said first, the picker over folders, each file looked into at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from textual import events, on
from textual.message import Message
from textual.widgets import Input

from medcab_tui.domain.documents import MOST_PIXELS, Attachment, megabytes
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.paths import offered_paths, path_of, several
from medcab_tui.ui.shell.pick import Picking
from medcab_tui.ui.widgets.glyphs import NO, YES
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line, wrap
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.words import sentence

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.documents_actions import AttachDocument

MOST_FILES: Final = 10
"""Files attached with one form."""

_BELOW: Final = 15
"""Lines of the picker under what is chosen: the line to type in, the list, the keys, what is around them."""

_SLOW: Final = 0.3
"""Seconds before it is said that a file is being looked into."""


class Chosen(Struct, frozen=True):
    """A file that was looked into and found good. id: of the action that will keep it; path: as typed."""

    id: Id
    path: str
    attachment: Attachment


class PathInput(Input):
    """A line for a path: what is pasted or dropped may be several."""

    class Dropped(Message):
        """Several paths came at once."""

        def __init__(self, paths: tuple[str, ...]) -> None:
            super().__init__()
            self.paths = paths

    def _on_paste(self, event: events.Paste) -> None:
        paths = several(event.text)
        if len(paths) > 1:
            event.stop()
            event.prevent_default()
            self.post_message(self.Dropped(paths))
            return
        super()._on_paste(event)


class FilePicker(Picking[tuple[Chosen, ...]]):
    """Files one after another, or several pasted at once. Gives what is chosen when it is left, with Esc too.

    A folder is gone into by Enter; a file is read once, its content looked into, and refused with the reason
    or put on the list. Delete takes the last one off the list while nothing is typed.
    """

    def __init__(self, cabinet: Cabinet, about: str, chosen: Sequence[Chosen] = ()) -> None:
        super().__init__(_("Attach files"), about, self._paths)
        self._cabinet = cabinet
        self.chosen = list(chosen)
        self._wrong: list[str] = []

    def make_input(self) -> Input:
        return PathInput(compact=True, select_on_focus=False, max_length=4096)

    async def _paths(self, text: str) -> tuple[Choice, ...]:
        return await offered_paths(self._cabinet, text if text.strip() else "~/")

    def about_lines(self, width: int) -> list[Line]:
        """Limits and formats first, then what is chosen, then what was refused and why."""
        lines = super().about_lines(width)
        lines.append(((limits(self._cabinet), "warning"),))
        free = max(3, self.app.size.height - _BELOW - len(lines))
        wrong = [line for words in self._wrong for line in _refusal(words, width)][: free - 1]
        told = [_told(number, one) for number, one in enumerate(self.chosen, 1)]
        return [*lines, *told[max(0, len(told) + len(wrong) - free) :], *wrong]

    def hints(self) -> list[KeyHint]:
        found = [KeyHint("↑↓", _("choose")), KeyHint("Enter", _("take"))]
        if self.chosen:
            found.append(KeyHint("Del", _("take off the last"), action="take_off"))
        done = ngettext("back with {n} file", "back with {n} files", len(self.chosen)).format(
            n=len(self.chosen)
        )
        found.append(KeyHint("Esc", done if self.chosen else _("back"), action="back"))
        return found

    def nothing_words(self, text: str) -> str:
        return _("There is no such file here.") if text.strip() else ""

    def chose(self, choice: Choice) -> None:
        field = self.query_one(Input)
        field.value = str(choice.value)
        field.cursor_position = len(field.value)
        if not choice.more:
            self.take_all((field.value,))

    def entered(self, text: str) -> None:
        """A path typed to its end that the list does not offer: hidden, or not there."""
        if text.strip():
            self.take_all((text,))

    @on(PathInput.Dropped)
    def _dropped(self, event: PathInput.Dropped) -> None:
        event.stop()
        self.take_all(event.paths)

    def take_all(self, paths: Sequence[str]) -> None:
        """Look into these files, one after another."""
        self._wrong = []
        self.run_worker(self._look_into(tuple(paths)), group="files", exclusive=True)

    async def _look_into(self, paths: tuple[str, ...]) -> None:
        slow = self.set_timer(_SLOW, lambda: self.tell(_("Looking into the file…")))
        try:
            for path in paths:
                await self._look(path)
        finally:
            slow.stop()
        self.query_one(Input).value = "" if not self._wrong or len(paths) > 1 else paths[0]
        self.show_about()
        self.tell("")

    async def _look(self, path: str) -> None:
        try:
            found = await self._cabinet.documents.examine(path_of(path))
        except Refused as refused:
            self._refuse(path, sentence(refused))
            return
        if any(one.attachment.content == found.content for one in self.chosen):
            self._refuse(path, _("this file is on the list already"))
        elif len(self.chosen) >= MOST_FILES:
            self._refuse(path, _("no more than {n} files at once").format(n=MOST_FILES))
        else:
            self.chosen.append(Chosen(self._cabinet.surroundings.ids.new(), path, found))

    def _refuse(self, path: str, why: str) -> None:
        self._wrong.append(f"{path_of(path).name}: {why}")

    def show_about(self) -> None:
        """Paint what stands above the line, and the keys that work now."""
        self.query_one("#pick-about", Panel).show(self.about_lines(self.room))
        self.show_hints()

    async def on_key(self, event: events.Key) -> None:
        if event.key == "delete" and not self.query_one(Input).value:
            event.stop()
            self.action_take_off()

    def action_take_off(self) -> None:
        """Take the last file off the list; it stays where it lies."""
        if self.chosen:
            self.chosen.pop()
            self._wrong = []
            self.show_about()

    def action_back(self) -> None:
        self.dismiss(tuple(self.chosen))


def limits(cabinet: Cabinet) -> str:
    """What may be attached, said before anything is chosen (C097, C098)."""
    return _("PDF, JPG, PNG · at most {most} MB · pictures at most {pixels} million pixels").format(
        most=cabinet.file_megabytes, pixels=MOST_PIXELS // 1_000_000
    )


def kept_with(
    chosen: Sequence[Chosen], patient: Id | None, kind: str = "другое", title: str = ""
) -> tuple[AttachDocument, ...]:
    """The actions that keep files as documents; without a title each is called as its file is."""
    from medcab_tui.cabinet.documents_actions import AttachDocument

    return tuple(
        AttachDocument(
            one.id,
            title or one.attachment.name.rpartition(".")[0] or one.attachment.name,
            kind,
            patient,
            one.attachment.name,
            one.attachment.content,
            one.attachment.examined,
        )
        for one in chosen
    )


async def saved_with(cabinet: Cabinet, action: Action[Id], chosen: Sequence[Chosen], patient: Id) -> Id:
    """Does what a form is for and keeps its files for the patient, all or nothing; gives the form's own."""
    actions: list[Action[Id]] = [action, *kept_with(chosen, patient)]
    return (await cabinet.do_all(actions))[0].result


def named(chosen: Sequence[Chosen]) -> str:
    """«выписка.pdf, снимок.png»."""
    return ", ".join(one.attachment.name for one in chosen)


def _refusal(words: str, width: int) -> list[Line]:
    """What was refused and why, whole: the remedy stands at the end."""
    said = wrap(words, width - 2)
    return [((f"{NO if not place else ' '} {part}", "danger"),) for place, part in enumerate(said)]


def _told(number: int, one: Chosen) -> Line:
    found = one.attachment.examined
    pages = ngettext("{n} page", "{n} pages", found.pages).format(n=found.pages) if found.pages else ""
    size = _("{size} MB").format(size=megabytes(len(one.attachment.content)))
    about = " · ".join(part for part in (size, pages) if part)
    return ((f"{YES} {number} ", "ok"), (one.attachment.name, "text"), (f"  {about}", "dim"))


async def look_again(cabinet: Cabinet, paths: Sequence[str]) -> tuple[tuple[Chosen, ...], tuple[str, ...]]:
    """Files that a draft names, read again; and the names of those that cannot be any more."""
    found: list[Chosen] = []
    lost: list[str] = []
    for path in paths:
        try:
            attachment = await cabinet.documents.examine(await asyncio.to_thread(path_of, path))
        except Refused:
            lost.append(path_of(path).name)
        else:
            found.append(Chosen(cabinet.surroundings.ids.new(), path, attachment))
    return tuple(found), tuple(lost)
