"""The line on top: product, worker, organisation, state of exchange; the search field in the right corner."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from medcab_tui.locale import N_, _
from medcab_tui.ui.widgets.lines import Line, Run, clean, look_of, paint, sides, width_of
from medcab_tui.ui.widgets.row_list import RowList

FIELD_WIDE, FIELD_NARROW = 34, 18
"""Cells of the search field from 100 columns on, and below."""


class TopLine(Widget):
    """Who works here and whether data is exchanged. Its last two cells are the field's «/ »."""

    DEFAULT_CSS = "TopLine { height: 1; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._product = self._worker = self._post = self._organisation = ""
        self._exchange: Run = ("", "dim")
        self._briefly: Run | None = None
        self._proved: tuple[str, ...] = ("",)

    def show(
        self,
        *,
        product: str | None = None,
        worker: str | None = None,
        post: str | None = None,
        organisation: str | None = None,
        exchange: Run | None = None,
        briefly: Run | None = None,
        proved: tuple[str, ...] | None = None,
    ) -> None:
        """Change what is given; the same again paints nothing. `exchange`: glyph and word; `briefly`:
        the same in fewer. `proved`: how long a proof of who sits here holds, in more words and in fewer.
        """
        before = self._shown
        self._product = self._product if product is None else product
        self._worker = self._worker if worker is None else worker
        self._post = self._post if post is None else post
        self._organisation = self._organisation if organisation is None else organisation
        if exchange is not None:
            self._exchange, self._briefly = exchange, briefly
        self._proved = self._proved if proved is None else proved or ("",)
        if self._shown != before:
            self.refresh()

    @property
    def _shown(self) -> tuple[str | Run | tuple[str, ...] | None, ...]:
        told = (self._product, self._worker, self._post, self._organisation)
        return *told, self._exchange, self._briefly, self._proved

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        strip = paint(look, self._line(max(0, width - 2)), max(0, width - 2), "bar")
        return Strip.join([strip, paint(look, (("/ ", "key"),), min(2, width), "field")])

    def _line(self, width: int) -> Line:
        worker = f"{self._worker}, {self._post}" if self._post else self._worker
        people = ((worker, self._organisation), (worker, ""), (self._worker, ""))
        rights: list[Line] = []
        for exchange in (self._exchange, *([self._briefly] if self._briefly is not None else ())):
            rights = [self._right(proved, exchange) for proved in self._proved]
            for who, where in people:
                left = self._left(who, where)
                for right in rights:
                    if width_of(left) + width_of(right) < width:
                        return sides(left, right, width)
        return sides(self._left(self._worker, ""), rights[-1], width)

    def _right(self, proved: str, exchange: Run) -> Line:
        return clean(((proved, "ok"), ("  " if proved else "", ""), exchange, ("  ", "")))

    def _left(self, who: str, where: str) -> Line:
        runs: list[Run] = [(" ", ""), (self._product, "bold accent")]
        if who:
            runs += [("  ", ""), (who, "text")]
        if where:
            runs += [("  ", ""), (where, "dim")]
        return clean(runs)


class SearchField(Input):
    """The field in the corner. Arrows and pages move the list it drives, so that the focus need not."""

    DEFAULT_CSS = f"""
    SearchField, SearchField:focus {{
        height: 1; border: none; padding: 0; width: {FIELD_WIDE};
        background: $background; color: $foreground; background-tint: transparent;
    }}
    SearchField>.input--placeholder {{ color: $text-muted; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "up",
            "drive('step', -1)",
            N_("Previous row"),
            show=False,
            id="field.up",
            tooltip=N_("Previous row"),
        ),
        Binding(
            "down", "drive('step', 1)", N_("Next row"), show=False, id="field.down", tooltip=N_("Next row")
        ),
        Binding(
            "pageup", "drive('page', -1)", N_("Page up"), show=False, id="field.pageup", tooltip=N_("Page up")
        ),
        Binding(
            "pagedown", "drive('page', 1)", "Page down", show=False, id="field.pagedown", tooltip="Page down"
        ),
    ]

    def __init__(self, placeholder: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(placeholder=placeholder or _("search…"), id=id, select_on_focus=False, compact=True)
        self.cursor_blink = False
        self.drives: RowList | None = None

    def action_drive(self, what: str, amount: int) -> None:
        """Move the driven list, if there is one."""
        if self.drives is None or not self.drives.is_attached:
            return
        if what == "page":
            self.drives.action_page(amount)
        else:
            self.drives.action_step(amount)

    def on_paste(self, event: events.Paste) -> None:
        """Only the first line of what is pasted, without control characters."""
        event.text = "".join(
            letter for letter in (event.text.splitlines() or [""])[0] if letter.isprintable()
        )


class TopBar(Horizontal):
    """`TopLine` and `SearchField` side by side."""

    DEFAULT_CSS = f"""
    TopBar {{ height: 1; width: 1fr; }}
    TopBar.-narrow SearchField {{ width: {FIELD_NARROW}; }}
    """

    def __init__(
        self,
        line: TopLine | None = None,
        field: SearchField | None = None,
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.line = line or TopLine()
        self.field = field or SearchField()

    def compose(self) -> ComposeResult:
        yield self.line
        yield self.field

    def on_resize(self) -> None:
        self.set_class(self.size.width < 100, "-narrow")
