"""The filter over a list: ф opens it, a line says what is left out, names keep it.

A screen puts a `FilterBar` above its list and shows again when the bar says so:

    def compose_view(self, view):
        yield FilterBar("home", self._choices, self._orders)
        yield RowList(…)

    def _choices(self):
        return (Choice("state", _("state"), (("waiting", _("waiting")), ("done", _("done")))),)

    def _orders(self):
        return (Order("name", _("by name"), key=lambda row: fold(row.patient_name)),)

    @on(FilterBar.Changed)
    def _narrowed(self, event):
        self._show_rows()

    def _show_rows(self):
        bar = self.filter_bar
        shown = sifted(self._rows, bar.wanted, {"state": lambda row: row.state.value},
                       told=texts, orders=self._orders())
        self._list.set_rows(shown)
        bar.show_found(len(shown))

The verbs «filter» and «sort», Esc, the names and the palette come with `SectionScreen`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, cast

from textual import events
from textual.message import Message

from medcab_tui.domain.preferences import LONGEST_NAME, LONGEST_TEXT, Wanted
from medcab_tui.locale import _
from medcab_tui.ui.shell.filter_bar import BarLook
from medcab_tui.ui.shell.filter_lines import Choice, Order, option_beginning, sifted
from medcab_tui.ui.shell.narrowing import Narrowing
from medcab_tui.ui.twins import LATIN
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp

__all__ = ["Choice", "FilterBar", "Order", "sifted"]

_OTHER: Final = {**LATIN, **{latin: russian for russian, latin in LATIN.items()}}
"""The letter the same key types in the other layout."""


class FilterBar(BarLook):
    """Nothing, one line, or the open filter. Takes every key while it has the focus; Esc and Enter leave it.

    place: whose filters these are, dotted and beginning with the section: "patients.results".
    choices, orders: asked for each time, so that they speak the language of the moment.
    text: whether words can be typed. Closing loses nothing: Esc in the list takes a filter away.
    """

    can_focus = False

    class Left(Message):
        """The bar was closed: the list under it should have the keys."""

        def __init__(self, bar: FilterBar) -> None:
            super().__init__()
            self.bar = bar

    def __init__(
        self,
        place: str,
        choices: Callable[[], Sequence[Choice]] = tuple,
        orders: Callable[[], Sequence[Order]] = tuple,
        *,
        text: bool = True,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(place, choices, orders, text=text, id=id)
        self._beside: list[FilterBar] = []

    def on_mount(self) -> None:
        """Sections ask at every key for the bar in sight: they know theirs without searching."""
        if isinstance(self.screen, Narrowing):
            self._beside = self.screen.bars
        self._beside.append(self)

    def on_unmount(self) -> None:
        self._beside.remove(self)

    # What screens ask and tell.

    @property
    def sortable(self) -> bool:
        """Whether the list can stand in other orders."""
        return bool(self._orders())

    @property
    def narrowable(self) -> bool:
        """Whether anything can be chosen or typed."""
        return self._takes_text or bool(self._choices())

    def clear(self) -> None:
        """Want everything again."""
        self.want(Wanted())

    def turn_order(self) -> None:
        """The next order, then the list's own again."""
        names = ["", *(order.name for order in self._orders())]
        here = names.index(self._wanted.order) if self._wanted.order in names else 0
        name = names[(here + 1) % len(names)]
        self.want(Wanted(self._wanted.chosen, self._wanted.text, name))

    def open(self) -> None:
        """Show the choices and take the keys."""
        if not self.narrowable or self._open:
            return
        self._open, self._line, self._name, self._trouble = True, 0, None, ""
        self.can_focus = True
        self._reshape()
        self.focus()
        soon(self, self._read_saved, group="filters")

    def close(self) -> None:
        """Hide the choices; what is wanted stays."""
        if self._open:
            self._open, self._name = False, None
            self.post_message(self.Left(self))
            self.can_focus = False
            self._reshape()

    # The names.

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    async def _read_saved(self) -> None:
        cabinet = self.medcab.cabinet
        if cabinet is not None:
            self._saved = await cabinet.preferences.filters(self.place)
            self._reshape()

    async def _save(self) -> None:
        from medcab_tui.cabinet.preferences_actions import SaveFilter
        from medcab_tui.domain.errors import Refused
        from medcab_tui.ui.words import words_of

        cabinet, name = self.medcab.cabinet, self._name or ""
        if cabinet is None:
            return
        try:
            await cabinet.do(SaveFilter(cabinet.surroundings.ids.new(), self.place, name, self._wanted))
        except Refused as refused:
            self._trouble = words_of(refused).whole
            self.refresh()
            return
        self._name = None
        await self._read_saved()

    async def _drop(self) -> None:
        from medcab_tui.cabinet.preferences_actions import DropFilter, SaveFilter

        cabinet = self.medcab.cabinet
        if cabinet is None or not self._picked < len(self._saved):
            return
        saved = self._saved[self._picked]
        action = DropFilter(cabinet.surroundings.ids.new(), self.place, saved.name)
        again = SaveFilter(cabinet.surroundings.ids.new(), self.place, saved.name, saved.wanted)
        told = _("Filter removed: {name}").format(name=saved.name)
        await self.medcab.act(action, told=told, undo=lambda _done: again)
        await self._read_saved()
        self._picked = max(0, min(self._picked, len(self._saved) - 1))
        self._line = min(self._line, len(self._lines) - 1)
        self.refresh()

    # Keys.

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters are for the filter while it is open."""
        return self._open and character is not None and character.isprintable()

    async def _on_key(self, event: events.Key) -> None:
        if not self._open or event.key in ("tab", "shift+tab"):
            return
        naming, line = self._name is not None, self._lines[self._line]
        letter = event.character if event.is_printable else None
        if not self._takes(event.key, letter):
            return
        event.stop()
        event.prevent_default()
        if naming:
            await self._key_in_name(event.key, letter)
        elif event.key in ("escape", "enter"):
            self.close()
        elif event.key == "ctrl+s":
            self._name, self._trouble = "", ""
            self._reshape()
        elif event.key in ("up", "down"):
            self._line = (self._line + (1 if event.key == "down" else -1)) % len(self._lines)
            self.refresh()
        elif line == "~text":
            self._key_in_text(event.key, letter)
        elif letter is not None and letter.isdigit():
            self._use(int(letter) - 1)
        elif line == "~saved":
            await self._key_in_saved(event.key)
        else:
            self._key_in_choice(self._choices()[self._line], event.key, letter)

    def on_click(self, event: events.Click) -> None:
        """A closed bar opens, an open one goes to the line."""
        event.stop()
        if not self._open:
            self.open()
        elif self._name is None and 0 <= event.y < len(self._lines):
            self._line = event.y
            self.refresh()

    def on_paste(self, event: events.Paste) -> None:
        """The first line of what is pasted, into the text that is being typed."""
        event.stop()
        text = "".join(letter for letter in (event.text.splitlines() or [""])[0] if letter.isprintable())
        if self._open and self._name is not None:
            self._name = (self._name + text)[:LONGEST_NAME]
            self.refresh()
        elif self._open and self._lines[self._line] == "~text":
            wanted = self._wanted
            self.want(Wanted(wanted.chosen, (wanted.text + text)[:LONGEST_TEXT], wanted.order))

    @staticmethod
    def _takes(key: str, letter: str | None) -> bool:
        own = ("up", "down", "left", "right", "enter", "escape", "backspace", "delete", "ctrl+s")
        return letter is not None or key in own

    async def _key_in_name(self, key: str, letter: str | None) -> None:
        name = self._name or ""
        if key == "escape":
            self._name = None
        elif key in ("enter", "ctrl+s"):
            await self._save()
            return
        elif key == "backspace":
            self._name = name[:-1]
        elif letter is not None and len(name) < LONGEST_NAME:
            self._name = name + letter
        self._trouble = ""
        self._reshape()

    def _key_in_text(self, key: str, letter: str | None) -> None:
        text = self._wanted.text
        if key == "backspace":
            text = text[:-1]
        elif key == "delete":
            text = ""
        elif letter is not None and len(text) < LONGEST_TEXT:
            text += letter
        self.want(Wanted(self._wanted.chosen, text, self._wanted.order))
        self.refresh()

    async def _key_in_saved(self, key: str) -> None:
        if key in ("left", "right"):
            self._picked = (self._picked + (1 if key == "right" else -1)) % len(self._saved)
            self.refresh()
        elif key == "space":
            self._use(self._picked)
        elif key == "delete":
            await self._drop()

    def _key_in_choice(self, choice: Choice, key: str, letter: str | None) -> None:
        values = ["", *(value for value, _title in choice.options)]
        now = self._wanted.option(choice.name)
        here = values.index(now) if now in values else 0
        option: str | None = None
        if key in ("right", "space"):
            option = values[(here + 1) % len(values)]
        elif key == "left":
            option = values[here - 1]
        elif key in ("backspace", "delete"):
            option = ""
        elif letter is not None:
            option = option_beginning(choice, now, letter)
            if option is None:
                option = option_beginning(choice, now, _OTHER.get(letter, letter))
        if option is not None:
            self.want(self._wanted.having(choice.name, option))

    def _use(self, number: int) -> None:
        if 0 <= number < len(self._saved):
            self.want(self._saved[number].wanted)

    def on_blur(self) -> None:
        """The keys went elsewhere."""
        if self._open:
            self._open, self._name = False, None
            self.can_focus = False
            self._reshape()
