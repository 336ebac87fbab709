"""A document before it is made: its text, or the page as it will look. Ctrl+S makes it, Esc goes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from medcab_tui.domain.documents import Attachment, Kept, Picture
from medcab_tui.locale import N_, _
from medcab_tui.ui.documents.lists import properties
from medcab_tui.ui.documents.reading import PagesSheet
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line, headline, wrap

if TYPE_CHECKING:
    from medcab_tui.cabinet.papers import PapersRoom


class PaperPreview(PagesSheet):
    """The page of a document that is not made yet. Closes with True if it is to be."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s", "make", show=False, priority=True, id="paper.make", tooltip=N_("Make the document")
        ),
    ]

    def __init__(
        self, title: str, heading: Sequence[Line], looked: Attachment, room: PapersRoom, strange: str
    ) -> None:
        """strange: letters that no font of a document has."""
        super().__init__(Kept(looked.name, len(looked.content), looked.examined))
        self._title, self._heading, self._looked = title, tuple(heading), looked
        self._papers, self._strange = room, strange

    def about(self, width: int) -> list[Line]:
        title: Line = ((f" {headline(self._title)}", "bold accent"), ("  ", "text"))
        first: Line = (*title, *self._heading[0]) if self._heading else title
        note = _("The page as it will be · {what}. Nothing is written yet.").format(
            what=properties(self._kept)
        )
        room = max(20, width - 2)
        lines: list[Line] = [
            first,
            *self._heading[1:],
            *(((f" {part}", "dim"),) for part in wrap(note, room)),
        ]
        if self._strange:
            told = _("⚠ Printed as their codes, since no font has them: {letters}").format(
                letters=" ".join(self._strange[:20])
            )
            lines += [((f" {part}", "warning"),) for part in wrap(told, room)]
        return lines

    def hints(self) -> Sequence[KeyHint]:
        return (KeyHint("^S", _("make it"), action="make"), *super().hints())

    async def read_picture(self, page: int, width: int, height: int) -> Picture:
        return await self._papers.picture(self._looked, page, width, height)

    def action_make(self) -> None:
        """It is right as it is."""
        self.dismiss(True)

    def action_back(self) -> None:
        self.dismiss(False)
