"""F1: what works in this place, written from the registry of verbs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol, runtime_checkable

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from medcab_tui.locale import N_, _
from medcab_tui.ui.verbs import DOOR, TITLES, Verb, title_of, verbs_of
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel

_EVERYWHERE: tuple[tuple[str, str], ...] = (
    ("↑ ↓ PgUp PgDn Home End", N_("move")),
    ("Tab  Shift+Tab", N_("to the next or previous field or pane")),
    ("1…5  F2…F6  Ctrl+1…5", N_("the five sections; F keys work in text fields too")),
)


@runtime_checkable
class Hinting(Protocol):
    """A sheet that names its own keys."""

    def hints(self) -> Sequence[KeyHint]:
        """What its key line shows."""
        raise NotImplementedError


class Help(ModalScreen[None], inherit_bindings=False):
    """Keys of the place, then those of everywhere. Any of Esc, F1, Enter closes it."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,enter,q", "close", show=False, id="help.close", tooltip="Close the help"),
    ]
    DEFAULT_CSS = """
    Help { align: center middle; background: $medcab-background 60%; }
    Help > VerticalScroll { width: 90; max-width: 100%; height: auto; max-height: 90%; padding: 1 2;
        background: $medcab-background; scrollbar-size-vertical: 1; }
    Help Panel { margin-bottom: 1; }
    """

    def __init__(self, place: str, view: str | None) -> None:
        super().__init__()
        self._place, self._view = place, view

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Panel(id="help-here")
            yield Panel(id="help-everywhere")

    def on_mount(self) -> None:
        here, everywhere = _sorted(self._place, self._view)
        title = title_of(self._place) if self._place in TITLES else _("Here")
        self.query_one("#help-here", Panel).show(self._own(here), title=title)
        moving: list[Line] = [_row(keys, _(text)) for keys, text in _EVERYWHERE]
        self.query_one("#help-everywhere", Panel).show(
            [*moving, *(_line(verb) for verb in everywhere)], title=_("Everywhere"), note=_("Esc closes")
        )

    def _own(self, verbs: list[Verb]) -> list[Line]:
        """A section tells all its verbs, to be learnt; a stage at the door or a sheet only its own keys."""
        below = self.app.screen_stack[-2]
        if isinstance(below, Hinting):
            return [_row(hint.keys, hint.label) for hint in below.hints()]
        if self._place == DOOR:
            verbs = [verb for verb in verbs if below.check_action(verb.action, ())]
        return [_line(verb) for verb in verbs]

    def action_close(self) -> None:
        self.dismiss()


def _sorted(place: str, view: str | None) -> tuple[list[Verb], list[Verb]]:
    verbs = [verb for verb in verbs_of(place, view) if verb.shown_keys and not verb.id.startswith("place.")]
    own = [verb for verb in verbs if not verb.action.startswith("app.")]
    return own, [verb for verb in verbs if verb not in own]


def _line(verb: Verb) -> Line:
    return _row(verb.shown_keys, _(verb.help))


def _row(keys: str, text: str) -> Line:
    return ((f"{keys:<8}", "key"), ("  ", ""), (text, "text"))
