"""What the palette offers: what can be done here, every place, recent cards, and what is done elsewhere.

A section adds its own lines by `SectionScreen.palette_entries()`; what belongs to no section that is built
(pages of the settings, saved filters) is added as a function to `app.palette_providers`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from medcab_tui import locale
from medcab_tui.domain.patients import PatientRow
from medcab_tui.locale import N_, _
from medcab_tui.ui.verbs import SECTIONS, TITLES, VERBS, VIEWS, Verb, keys_shown, title_of, verbs_of

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.shell.section import SectionScreen


class Entry(Struct, frozen=True):
    """One line of the palette.

    id: stable; what was used last is remembered by it.
    also: more names to be found by, never shown.
    place, view: where it is done; "" for the section that is shown.
    action: what is run on the screen of that place, as in a binding ("show_view('list')").
    run: called instead, where that is not enough; may be a coroutine function.
    kept: whether having used it is remembered; a patient's name is not.
    now: whether it can be done; what cannot is only found by its name, and says so.
    """

    id: str
    title: str
    help: str = ""
    keys: str = ""
    also: str = ""
    place: str = ""
    view: str = ""
    action: str = ""
    run: Callable[[], object] | None = None
    kept: bool = True
    now: bool = True


Provider: TypeAlias = Callable[[], "Sequence[Entry] | Awaitable[Sequence[Entry]]"]
"""Adds lines to the palette; asked each time it opens. What must be read first comes as a coroutine."""


def entries(section: SectionScreen) -> list[Entry]:
    """Everything that can be asked for now, the nearest first."""
    here = [verb for verb in verbs_of(section.place, section.view) if verb.palette and _now(section, verb)]
    here.sort(key=lambda verb: 0 if _own(verb) else 1 if verb.id.startswith("place.") else 2)
    return [
        *(_of_verb(section, verb) for verb in here),
        *_views(section),
        *section.palette_entries(),
        *(_card(section.medcab, row) for row in section.medcab.cards.recent),
        *_elsewhere(section, {verb.id for verb in here}),
        *_views_elsewhere(section),
        *_not_now(section),
    ]


def _not_now(section: SectionScreen) -> list[Entry]:
    """What has nothing to act on here: found by its name like the rest, and says so."""
    found = []
    for verb in VERBS:
        here = verb.works_in(section.place, section.view)
        acts_elsewhere = verb.acts and not here and len(verb.places) < len(SECTIONS)
        if verb.palette and ((here and not _now(section, verb)) or acts_elsewhere):
            entry = _of_verb(section, verb)
            where = "" if here else " · " + ", ".join(title_of(place) for place in verb.places)
            told = _("not available here") + where
            found.append(
                Entry(f"{verb.id}.not_now", entry.title, told, "", entry.also, kept=False, now=False)
            )
    return found


def names_of(*messages: str) -> str:
    """The messages in every language: the palette finds them by each."""
    return " ".join(locale.said_in(language, one) for one in messages for language in locale.LANGUAGES)


def _of_verb(section: SectionScreen, verb: Verb) -> Entry:
    keys = keys_shown(verb, section.medcab.own_keys)
    title, also = _(verb.title), names_of(verb.title, verb.also)
    if verb.id == "repeat" and (acted := section.medcab.repeatable) is not None:
        title = _("repeat: {verb}").format(verb=_(acted.title))
    return Entry(verb.id, title[:1].upper() + title[1:], _(verb.help), keys, also, action=verb.action)


def _views(section: SectionScreen) -> list[Entry]:
    return [
        Entry(
            f"view.{view}",
            title_of(view),
            _("A view of this section"),
            also=names_of(TITLES[view]),
            action=f"show_view('{view}')",
        )
        for view in section.views
        if view != section.view
    ]


def _views_elsewhere(section: SectionScreen) -> list[Entry]:
    """«Расписание · Список»: the views of the other sections, by both names."""
    return [
        Entry(
            f"place.{place}.{view}",
            f"{title_of(place)} · {title_of(view)}",
            _("A view of another section"),
            also=names_of(TITLES[place], TITLES[view]),
            place=place,
            view=view,
        )
        for place in SECTIONS
        if place != section.place
        for view in VIEWS
    ]


def _card(app: MedcabApp, row: PatientRow) -> Entry:
    name = " ".join(part for part in (row.surname, row.given, row.patronymic) if part)
    return Entry(
        f"card.{row.id.hex()}",
        name,
        _("Recent card") + f" · {row.birth:%Y-%m-%d}",
        also=names_of(N_("card")),
        run=partial(app.open_card, row.id),
        kept=False,
    )


def _elsewhere(section: SectionScreen, here: set[str]) -> list[Entry]:
    """Verbs that belong to one other place or view: going there and doing it."""
    found = []
    for verb in VERBS:
        place = verb.places[0]
        roams = len(verb.places) == 1 and place in SECTIONS and verb.palette and not verb.acts
        if not roams or verb.id in here or (verb.places == (section.place,) and not verb.views):
            continue
        if verb.views == ("summary",) and place == "patients" and section.medcab.cards.wanted is None:
            continue
        entry = _of_verb(section, verb)
        view = verb.views[0] if verb.views else ""
        told = f"{title_of(place)} · {entry.help}"
        found.append(
            Entry(verb.id, entry.title, told, entry.keys, entry.also, place, view, action=verb.action)
        )
    return found


def _own(verb: Verb) -> bool:
    """Whether the verb is of these rows and not of every section."""
    return set(verb.places) < set(SECTIONS)


def _now(section: SectionScreen, verb: Verb) -> bool:
    return verb.action.startswith("app.") or section.available(verb.action)
