"""What the key line names: the verbs that work here, now, with these hands on that field or list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from medcab_tui.locale import N_, _
from medcab_tui.ui.verbs import Verb, key_line, keys_shown
from medcab_tui.ui.widgets.key_line import KeyHint

if TYPE_CHECKING:
    from medcab_tui.ui.shell.section import SectionScreen

ENTER_OPENS = {"home": N_("open"), "patients": N_("card"), "schedule": N_("card")}
"""What Enter in the search field does with the row under it, by section."""

EVERYWHERE = 60
"""From this rank on a verb works in every section: what is done in this one is named before it."""


def hints(screen: SectionScreen, *, typing: bool) -> list[KeyHint]:
    """The hints of a section. With a text field in focus (`typing`) letters are text, so none is named."""
    verbs = working(screen)
    bar = screen.filter_bar
    if bar is not None and bar.is_open:
        return [*bar.hints(), *(_hint(screen, verb) for verb in verbs if verb.id == "help")]
    if typing:
        return _of_field(screen, [verb for verb in verbs if not verb.typed])
    moving = screen.moving()
    named = {hint.action for hint in moving if hint.action}
    verbs = [verb for verb in verbs if verb.action not in named]
    shown = [_hint(screen, verb) for verb in verbs]
    if screen.full:
        return [KeyHint("Esc", _("all panes"), True, "back"), *shown]
    own = sum(verb.rank < EVERYWHERE for verb in verbs[:5])
    first = min(own, 2)
    return [*shown[:first], *moving, *shown[first:own], *screen.leaving(), *shown[own:]]


def working(screen: SectionScreen) -> list[Verb]:
    """The verbs of the key line that would do something if they were pressed now."""
    return [verb for verb in key_line(screen.place, screen.view) if _works(screen, verb)]


def _of_field(screen: SectionScreen, verbs: Iterable[Verb]) -> list[KeyHint]:
    """Over a search field: the list it drives, then what else works, then the way out."""
    shown: list[KeyHint] = []
    rows = screen.field.drives
    if rows is not None and rows.cursor_row is not None:
        shown.append(KeyHint("↑↓", _("choose")))
        if screen.available("open_row") and screen.place in ENTER_OPENS:
            shown.append(KeyHint("Enter", _(ENTER_OPENS[screen.place]), action="open_row"))
        shown.append(KeyHint("Tab", _("to the list"), action="app.focus_next"))
    rest = [_hint(screen, verb) for verb in verbs if verb.id != "row.open"]
    out = [KeyHint("Esc", _("clear"), action="back")] if screen.field.value else []
    own = [hint for hint in rest if not hint.action.startswith("app.")]
    return [*shown, *own, *out, *(hint for hint in rest if hint not in own)]


def _works(screen: SectionScreen, verb: Verb) -> bool:
    if verb.id == "card.previous":
        return screen.medcab.cards.previous is not None
    return verb.action.startswith("app.") or screen.available(verb.action)


def _hint(screen: SectionScreen, verb: Verb) -> KeyHint:
    keys = keys_shown(verb, screen.medcab.own_keys)
    return KeyHint(keys, screen.word_for(verb), verb.id == "help", verb.action)
