"""F1: what works in this place, written from the registry of verbs. Typing finds a key or a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final, Protocol, runtime_checkable

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from medcab_tui.domain.finding import ranked
from medcab_tui.locale import N_, _
from medcab_tui.ui.shell.entries import names_of
from medcab_tui.ui.shell.signs import signs_of
from medcab_tui.ui.verbs import DOOR, SECTIONS, TITLES, Verb, keys_shown, title_of, verbs_of
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.top import SearchField
from medcab_tui.ui.widgets.window import Note

_MOVING: Final[tuple[tuple[str, str], ...]] = (
    ("↑ ↓ PgUp PgDn", N_("by a row, by a screen; the wheel too")),
    ("Home End", N_("to the first row, to the last")),
    (N_("Space * Esc"), N_("mark a row, all that are shown, none of them")),
    ("Tab Shift+Tab", N_("to the next or previous field or pane")),
    ("1…5 F2…F6 ^1…^5", N_("the five sections; F keys work in text fields too")),
)

_WAY: Final = ("view.", "tab.", "history.", "jump", "pane.", "search", "back", "row.")
"""Beginnings of the ids of verbs that only lead somewhere."""


@runtime_checkable
class Hinting(Protocol):
    """A sheet that names its own keys."""

    def hints(self) -> Sequence[KeyHint]:
        """What its key line shows."""
        raise NotImplementedError


@runtime_checkable
class Offering(Protocol):
    """A screen that knows which of its verbs do something now."""

    def available(self, action: str) -> bool:
        """Whether this one does."""
        raise NotImplementedError


class HelpLine(Struct, frozen=True):
    """Keys, or a glyph, and what they are. `also`: more it is found by."""

    id: str
    keys: str
    title: str
    also: str = ""

    @property
    def help(self) -> str:
        """The keys are looked for last."""
        return self.keys


class Help(ModalScreen[None], inherit_bindings=False):
    """Keys of the place, the way about, those of everywhere, the glyphs. Esc, F1 or Enter closes it."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,enter", "close", show=False, id="help.close", tooltip="Close the help"),
    ]
    DEFAULT_CSS = """
    Help { align: center middle; background: $medcab-background 60%; }
    Help > Vertical { width: 90; max-width: 100%; height: auto; max-height: 100%;
        background: $medcab-background; }
    Help SearchField, Help SearchField:focus { width: 1fr; padding: 0 1; }
    Help RowList { height: auto; max-height: 30; }
    """

    def __init__(self, place: str, view: str | None) -> None:
        super().__init__()
        self._place, self._view = place, view
        self._groups: list[tuple[str, list[HelpLine]]] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            yield SearchField(_("key or word…"))
            yield RowList(
                [Column(lambda line: (line.keys, "key"), width=15), Column(lambda line: line.title, flex=1)],
                title=self._title(),
                empty=lambda: _("Nothing here is called that. Delete a letter."),
                lit=True,
            )

    def on_mount(self) -> None:
        field, rows = self.query_one(SearchField), self.query_one(RowList)
        self._groups = list(self._told())
        field.drives = rows
        rows.can_focus = False
        rows.set_title(self._title(), _("Esc closes"))
        self._show("")
        self.set_focus(field)

    def on_resize(self) -> None:
        self.query_one(RowList).styles.max_height = max(3, self.size.height - 2)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    @on(Input.Submitted)
    @on(RowList.Opened)
    def _done(self) -> None:
        self.action_close()

    def action_close(self) -> None:
        self.dismiss()

    def _show(self, text: str) -> None:
        rows: list[HelpLine | Note] = []
        if text.strip():
            rows += ranked([line for _title, lines in self._groups for line in lines], text)
        else:
            for title, lines in self._groups:
                rows += [Note()] if rows else []
                rows += [Note(((title, "title"),)), *lines]
        self.query_one(RowList).set_rows(rows, keep=False)

    def _title(self) -> str:
        parts = [title_of(name) for name in (self._place, self._view or "") if name in TITLES]
        return _("Help · {place}").format(place=" · ".join(parts) or _("Here"))

    def _told(self) -> Iterator[tuple[str, list[HelpLine]]]:
        """A section tells all its verbs, those that do nothing now apart; a stage or a sheet only its own."""
        own: Mapping[str, str] = getattr(self.app, "own_keys", {})
        verbs = [verb for verb in verbs_of(self._place, self._view) if keys_shown(verb, own)]
        verbs = [verb for verb in verbs if not verb.id.startswith("place.")]
        here = [verb for verb in verbs if not verb.action.startswith("app.") and not verb.id.startswith(_WAY)]
        way = [verb for verb in verbs if verb.id.startswith(_WAY)]
        rest = [verb for verb in verbs if verb not in here and verb not in way]
        below = self.app.screen_stack[-2]
        if isinstance(below, Hinting):
            yield _("Here"), [HelpLine(f"h{n}", one.keys, one.label) for n, one in enumerate(below.hints())]
            here = []
        elif self._place == DOOR:
            here = [verb for verb in here if below.check_action(verb.action, ())]
        later = [verb for verb in here if isinstance(below, Offering) and not below.available(verb.action)]
        now = [verb for verb in here if verb not in later]
        if now:
            yield _("What can be done here"), [_line(verb, own) for verb in now]
        if later:
            yield _("Not with what is chosen now"), [_line(verb, own) for verb in later]
        if self._place in SECTIONS:
            moving = [HelpLine(f"m{n}", _(keys), _(text)) for n, (keys, text) in enumerate(_MOVING)]
            yield _("The way about"), [*moving, *(_line(verb, own) for verb in way)]
        yield _("Everywhere"), [_line(verb, own) for verb in rest]
        if self._place in SECTIONS:
            signs = signs_of(self._place)
            yield _("Signs"), [HelpLine(f"s{n}", glyph, _(text)) for n, (glyph, text) in enumerate(signs)]


def _line(verb: Verb, own: Mapping[str, str]) -> HelpLine:
    return HelpLine(verb.id, keys_shown(verb, own), _(verb.help), names_of(verb.title, verb.also))
