"""How the page of the stand-in calls things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.exchange import Way
from medcab_tui.domain.stand import Deed, Direction, Said
from medcab_tui.locale import N_, _
from medcab_tui.ui.links import words as links
from medcab_tui.ui.widgets.lines import Cell, Line

if TYPE_CHECKING:
    from datetime import datetime

    from medcab_tui.domain.stand import Received

VIEWS: Final[dict[str, str]] = {
    "received": N_("Received"),
    "mailbox": N_("Mailbox (stand-in)"),
    "phone": N_("Phone (stand-in)"),
}
TITLES: Final[dict[str, str]] = VIEWS | {"received": N_("What the service will say")}
"""As the palette calls them."""

DEEDS: Final[dict[Deed, str]] = {
    Deed.LATE: N_("answers 30 minutes later than usual"),
    Deed.REFUSE: N_("refuses with a code"),
    Deed.UNREACHABLE: N_("does not answer at all"),
    Deed.BROKEN: N_("answers with an error of its own (500)"),
    Deed.THROTTLED: N_("asks to come two minutes later (429)"),
    Deed.LOST: N_("takes it, but its answer gets lost"),
}
_SHORT: Final[dict[str, str]] = {
    "patient": N_("patient"),
    "notice.letter": N_("notice"),
    "policy.asked": N_("policy"),
    "order": N_("lab order"),
    "application": N_("application"),
    "course.enrolled": N_("course"),
}
"""Kinds whose names are too long for a column here."""
WAYS: Final[dict[Way, tuple[str, str, str]]] = {
    Way.SENT: ("◐", N_("sent"), "text"),
    Way.ACCEPTED: ("◐", N_("accepted"), "text"),
    Way.REGISTERED: ("✓", N_("registered"), "ok"),
    Way.REFUSED: ("✕", N_("refused"), "danger"),
}
"""A sign, a word and a role for each answer."""


def kind_words(kind: str) -> str:
    """What an operation is about, in a word."""
    return _(_SHORT[kind]) if kind in _SHORT else links.kind_words(kind)


def direction_line(direction: Direction | None) -> Line:
    """«Сейчас: …»."""
    if direction is None:
        return ((_("Now: "), "dim"), ("● ", "ok"), (_("answers as usual"), "text"))
    told = _(DEEDS[direction.deed])
    code = f" {direction.code}" if direction.code else ""
    until = _("the next operation only") if direction.once else _("until told otherwise")
    return ((_("Now: "), "dim"), ("⚠ ", "warning"), (f"{told}{code}", "warning"), (f" · {until}", "text"))


def answer_words(said: Said) -> str:
    """«отказано: PATIENT_MPI_MISMATCH Сведения…», or what else changes there."""
    if said.way is None or said.way not in WAYS:
        return _("tells of a change: {kind}").format(kind=kind_words(said.kind))
    word = _(WAYS[said.way][1])
    told = said.text if said.text.casefold() != word.casefold() else ""
    more = " ".join(one_line(part) for part in (said.code, told or said.number) if part)
    return f"{word}: {more}" if more else word


def state_cell(row: Received, now: datetime) -> Cell:
    """The latest answer."""
    said = row.last(now)
    if said is None or said.way not in WAYS:
        return ""
    glyph, word, role = WAYS[said.way]
    code = f" {one_line(said.code)}" if said.way is Way.REFUSED and said.code else ""
    return (f"{glyph} {_(word)}{code}", role)
