"""The page of keys: what is bound, what clashes, what this terminal sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from medcab_tui.locale import _
from medcab_tui.ui.settings.rows import Row
from medcab_tui.ui.shell.misfits import UNKNOWN
from medcab_tui.ui.terminal.keys import CLASSIC
from medcab_tui.ui.twins import LATIN, key_name
from medcab_tui.ui.verbs import VERBS, Verb, clashes, shown_key

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.terminal.keys import Seen

KEPT = frozenset(
    "enter escape tab shift+tab up down left right pageup pagedown home end space backspace delete asterisk"
    " ctrl+q ctrl+l ctrl+c f1".split()
)
"""Keys that stay what they are: lists, fields and the ways out need them."""

PREFIX = "keys."


def rows(app: MedcabApp, seen: Seen | None) -> list[Row]:
    """The test, one's own keys with what is wrong in them, then every verb that has a key."""
    keymap = app.settings.keymap
    wrong = clashes(keymap)
    told = _("press keys, see what the terminal sends")
    found = [Row("keys.test", "keys", _("Try the keys"), told, does=_("try"))]
    found += [
        Row(f"keys.seen.{number}", "keys", _("This terminal"), line)
        for number, line in enumerate(seen.summary()[:-1] if seen else ())
    ]
    if keymap:
        found.append(
            Row("keys.reset", "keys", _("Own keys"), str(len(keymap)), _("Enter: back to the usual ones"),
                _("reset"))
        )  # fmt: skip
    for number, clash in enumerate(wrong):
        known = not clash.startswith(UNKNOWN)
        title = _("⚠ Clash") if known else _("⚠ No such verb")
        found.append(Row(f"keys.clash.{number}", "keys", title, (clash.removeprefix(UNKNOWN), "warning")))
    if not wrong:
        found.append(Row("keys.clash", "keys", _("Clashes"), _("none")))
    return [*found, *(_verb(verb, keymap) for verb in bound())]


def bound() -> tuple[Verb, ...]:
    """The verbs of sections whose key one may choose."""
    return tuple(
        verb
        for verb in VERBS
        if (verb.soft_keys or verb.strong) and not verb.id.startswith(("form.", "door."))
    )


def verb_of(row: Row) -> Verb | None:
    """The verb a row is about."""
    return next((verb for verb in bound() if row.id == f"{PREFIX}{verb.id}"), None)


def proposed(verb: Verb, key: str) -> str:
    """The key as the keymap has it; a letter brings its twin of the other layout."""
    for russian, latin in LATIN.items():
        if key in (russian, key_name(latin)) and russian.islower():
            return f"{russian},{key_name(latin)}"
    return key


def objection(verb: Verb, key: str, keymap: Mapping[str, str]) -> str:
    """Why this key cannot be the verb's; empty if it can."""
    if key in KEPT:
        return _("{key} stays what it is: lists and fields need it.").format(key=shown_key(key))
    wrong = clashes({**keymap, verb.id: proposed(verb, key)})
    if not wrong:
        return ""
    place, _at, others = wrong[0].partition(": ")[2].partition(": ")
    names = [_title(name) for name in others.split(", ") if name != verb.id]
    return _("{key} is taken: {verbs}.").format(key=shown_key(place), verbs=", ".join(names) or wrong[0])


def _title(verb_id: str) -> str:
    return next((_(verb.title) for verb in VERBS if verb.id == verb_id), verb_id)


def _verb(verb: Verb, keymap: Mapping[str, str]) -> Row:
    own = keymap.get(verb.id)
    shown = "/".join(shown_key(part.strip()) for part in own.split(",")) if own else _all_keys(verb)
    return Row(
        f"{PREFIX}{verb.id}", "keys", _(verb.title), (shown, "key"), _("own key") if own else "", _("rebind")
    )


def _all_keys(verb: Verb) -> str:
    more = [shown_key(key) for key in (*verb.keys, *verb.strong) if key not in CLASSIC]
    letters = [verb.shown_keys] if verb.letter else []
    return " ".join(dict.fromkeys((*letters, *more)))
