"""A document over the whole screen: its text page by page, or the pages as pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from medcab_tui.domain.documents import Kept, Picture
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.folding import fold
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.locale import N_, _
from medcab_tui.ui.documents.lists import properties, text_lines
from medcab_tui.ui.documents.pages import Pages
from medcab_tui.ui.patients.sheet_screen import BACK, SheetScreen
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.soon import soon
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.cabinet.documents import DocumentsRoom

WIDEST = 160
"""Cells a picture is painted in at most; each stands for two pixels."""
TALLEST = 4 * WIDEST
PATIENCE = 0.3


class PagesSheet(SheetScreen):
    """What a file says. г/u shows it as it looks and back; arrows turn its pages then."""

    AUTO_FOCUS = "Pages"
    BINDINGS: ClassVar[list[BindingType]] = [
        BACK,
        Binding("г,u", "turn_over", show=False, id="reading.picture", tooltip=N_("Text or picture")),
        Binding("left", "leaf(-1)", show=False, id="reading.before", tooltip=N_("Page before")),
        Binding("right", "leaf(1)", show=False, id="reading.after", tooltip=N_("Next page")),
    ]

    def __init__(self, kept: Kept, words: str = "") -> None:
        super().__init__()
        self._kept = kept
        self._pages = Pages()
        self._words = [word for word in fold(words).split() if word]
        self._page = 0
        """The page that is painted; 0 while the text is shown."""
        self._notice: Line = ()

    def about(self, width: int) -> list[Line]:
        """What it is, in lines for the heading."""
        raise NotImplementedError

    async def read_picture(self, page: int, width: int, height: int) -> Picture:
        """A page in at most so many pixels."""
        raise NotImplementedError

    def head(self, width: int) -> list[Line]:
        said = [self._notice] if self._notice else []
        return [*self.about(width), *said]

    def hints(self) -> Sequence[KeyHint]:
        turned = _("as text") if self._page else _("as picture")
        leaves = [KeyHint("← →", _("page"))] if self._page and self._kept.examined.pages > 1 else []
        return (KeyHint("г/u", turned, action="turn_over"), *leaves, KeyHint("Esc", _("back"), action="back"))

    def content(self) -> ComposeResult:
        yield self._pages

    def on_mount(self) -> None:
        super().on_mount()
        self._pages.show_text(text_lines(self._kept), self._words)

    def on_key_line_chosen(self, event: KeyLine.Chosen) -> None:
        event.stop()
        self.call_later(self.run_action, event.hint.action)

    def action_turn_over(self) -> None:
        """The text, or how it looks."""
        if self._page:
            self._page = 0
            self._tell(())
            self._pages.show_text(text_lines(self._kept), self._words)
        else:
            self._paint(1)

    def action_leaf(self, step: int) -> None:
        """Another page, while pages are painted."""
        page = self._page + step
        if self._page and 1 <= page <= self._kept.examined.pages:
            self._paint(page)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "leaf" or bool(self._page)

    def _paint(self, page: int) -> None:
        soon(self, self._painted, page, group="picture")

    async def _painted(self, page: int) -> None:
        slow = self.set_timer(PATIENCE, lambda: self._tell(((_(" Being painted…"), "dim"),)))
        width = min(WIDEST, max(20, self._pages.size.width - 2))
        try:
            picture = await self.read_picture(page, width, TALLEST)
        except Refused as refused:
            self._tell(((f" {words_of(refused).whole}", "warning"),))
            return
        except asyncio.CancelledError:
            raise
        finally:
            slow.stop()
        self._page = page
        total = self._kept.examined.pages
        self._tell(
            ((" " + _("Page {n} of {total}").format(n=page, total=total), "dim"),) if total > 1 else ()
        )
        self._pages.show_picture(picture)

    def _tell(self, line: Line) -> None:
        self._notice = line
        self.query_one("#sheet-heading", Panel).show(self.head(self.size.width))
        self.query_one(KeyLine).show(self.hints())


class ReadingSheet(PagesSheet):
    """A document that is kept. э signs it: what is read whole can be signed where it is read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("э,apostrophe", "sign", show=False, id="reading.sign", tooltip=N_("Sign this document")),
    ]

    def __init__(
        self,
        row: DocumentRow,
        whose: str,
        kept: Kept,
        room: DocumentsRoom,
        words: str = "",
        *,
        signed: Line = (),
        sign: Callable[[], None] | None = None,
    ) -> None:
        """signed: what its signature says. sign: opens the sheet, for whoever may sign it."""
        super().__init__(kept, words)
        self._row, self._whose, self._room = row, whose, room
        self._signed, self._sign = signed, sign

    def hints(self) -> Sequence[KeyHint]:
        sign = [KeyHint("э/'", _("sign"), action="sign")] if self._sign is not None else []
        *others, back = super().hints()
        return (*others, *sign, back)

    def action_sign(self) -> None:
        """The sheet that signs it."""
        if self._sign is not None:
            self._sign()

    def about(self, width: int) -> list[Line]:
        title: Line = ((" ", "text"), (self._row.title, "bold accent"))
        about = " · ".join(part for part in (self._whose, self._row.number, properties(self._kept)) if part)
        signed = [((" ", "text"), *self._signed)] if self._signed else []
        return [title, ((" ", "text"), (about, "dim")), *signed]

    async def read_picture(self, page: int, width: int, height: int) -> Picture:
        return await self._room.picture(self._row.id, page, width, height)
