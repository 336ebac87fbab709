"""How the exchange is told: kinds of operations, steps of the way, services by their names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.exchange import Way
from medcab_tui.domain.exchange_rows import GIVEN_UP, SUPERSEDED, Sending, WayStep
from medcab_tui.locale import N_, _, language, pgettext
from medcab_tui.ui.said import service_said
from medcab_tui.ui.shell.dates import local

if TYPE_CHECKING:
    from medcab_tui.domain.links import Link
    from medcab_tui.ui.widgets.lines import Run

_KINDS: Final[Mapping[str, str]] = {
    "patient": N_("patient's data"),
    "document": N_("document"),
    "conclusion": N_("conclusion"),
    "results": N_("results"),
    "encounter": N_("record"),
    "allergy": N_("allergy"),
    "problem": N_("diagnosis on the list"),
    "appointment": N_("visit"),
    "notice.letter": N_("notification"),
    "mail": N_("letter"),
    "prescription": N_("prescription"),
    "order": N_("order to a laboratory"),
    "policy.asked": N_("question about a policy"),
    "services.priced": N_("question what services cost"),
    "chart.asked": N_("question for a chart"),
    "resource": N_("record of another system"),
    "sms": N_("SMS"),
    "application": N_("application to an office"),
    "qualification": N_("qualification"),
    "course.enrolled": N_("enrolment for a course"),
    "report": N_("report"),
    "result": N_("result"),
    "status": N_("what became of something sent"),
}

_NEXT: Final[Mapping[str, str]] = {
    "document": N_("put right what was named, then о/j in the list of documents sends it again"),
    "conclusion": N_("put right what was named, sign it, then о/j in the card sends it again"),
    "results": N_("put right what was named, then о/j in the card sends them again"),
    "patient": N_("put right what was named in the card: it goes again by itself"),
}
"""What to do when it was refused."""

_GLYPHS: Final[Mapping[Way, Run]] = {
    Way.HELD: ("◐", "text"),
    Way.QUEUED: ("◐", "text"),
    Way.SENT: ("◐", "accent"),
    Way.ACCEPTED: ("◐", "accent"),
    Way.REGISTERED: ("✓", "ok"),
    Way.REFUSED: ("✕", "danger"),
    Way.RECALLED: ("·", "dim"),
    Way.CONFLICT: ("⚠", "warning"),
}

_ADDRESSES: Final[Mapping[str, str]] = {"mail": N_("E-mail"), "sms": N_("SMS")}

_OWN: Final[Mapping[str, str]] = {
    SUPERSEDED: N_("goes with what was changed later"),
    GIVEN_UP: N_("given up"),
    "service.removed": N_("the service was taken away"),
    "unreachable": N_("no answer"),
    "throttled": N_("asks to come later"),
    "unwell": N_("is broken there"),
    "denied": N_("does not let us in: check the settings"),
    "document.withdrawn": N_("the document was withdrawn"),
    "document.changed": N_("the file is another one by now"),
    "record.changed": N_("the record was changed meanwhile"),
}


_INTERNAL: Final = frozenset({"deadline", "stuck"})
"""What the exchange calls by itself a service that said nothing."""


def kind_words(kind: str) -> str:
    """What it is that goes; of a newer program its code."""
    return _(_KINDS[kind]) if kind in _KINDS else one_line(kind)


def next_words(kind: str) -> str:
    """What to do about a refusal; nothing where that is not known."""
    return _(_NEXT[kind]) if kind in _NEXT else ""


def way_words(way: Way) -> str:
    """A step of the way, in a word."""
    return {
        Way.HELD: pgettext("way", "held"),
        Way.QUEUED: pgettext("way", "queued"),
        Way.SENT: pgettext("way", "sent"),
        Way.ACCEPTED: pgettext("way", "accepted"),
        Way.REGISTERED: pgettext("way", "registered"),
        Way.REFUSED: pgettext("way", "refused"),
        Way.RECALLED: pgettext("way", "called back"),
        Way.CONFLICT: pgettext("way", "to be looked into"),
    }[way]


def way_run(way: Way) -> Run:
    """Its glyph, in its role."""
    return _GLYPHS[way]


def said(code: str, told: str) -> str:
    """What was said to it: ours in a sentence, a service's own words as they came."""
    if code in _OWN:
        own, words = _(_OWN[code]), "" if told in _INTERNAL else service_said(told)
        return words if own.casefold() in words.casefold() else " · ".join(filter(None, (own, words)))
    return " ".join(filter(None, (one_line(code), service_said(told) if told else "")))


FIELDS: Final[Mapping[str, str]] = {
    "surname": N_("Surname"),
    "given": N_("Given name"),
    "patronymic": N_("Patronymic"),
    "sex": N_("Sex"),
    "birth": N_("Birth date"),
    "snils": N_("SNILS"),
    "policy": N_("OMS policy"),
    "policy_kind": N_("Kind of policy"),
    "phone": N_("Phone"),
    "phone2": N_("Another phone"),
    "email": N_("E-mail address"),
    "address": N_("Address"),
    "area": N_("Area"),
    "passport": N_("Passport"),
    "contact": N_("Whom to call"),
}
"""What two sides can each have changed in a card."""


_AS_THEY_ARE: Final = frozenset({"snils", "policy"})
"""Fields whose names begin with an abbreviation."""


def field_words(name: str) -> str:
    """A field of a card by its name in the form, as it stands in a sentence."""
    if name not in FIELDS:
        return one_line(name)
    words = _(FIELDS[name])
    return words if name in _AS_THEY_ARE else words[:1].lower() + words[1:]


def connection_words(name: str) -> str:
    """A connection where only its name is known."""
    if name == "embedded":
        return _("The services' stand-in")
    return _(_ADDRESSES[name]) if name in _ADDRESSES else one_line(name)


def service_words(name: str, links: tuple[Link, ...]) -> str:
    """What a service is called, by the name or address of its connection."""
    if name in _ADDRESSES:
        return _(_ADDRESSES[name])
    for one in links:
        if one.name == name:
            return one_line(one.title.get(language()) or one.title.get("en") or name)
    return one_line(name)


def moment_words(at: datetime, zone: str) -> str:
    """Day, hour, minute and second: steps follow each other fast."""
    return f"{local(at, zone):%m-%d %H:%M:%S}"


def stands(sending: Sending, now: datetime, zone: str) -> str:
    """How far it has come, with what comes next."""
    words = way_words(sending.state)
    if sending.state is Way.HELD and sending.not_before > now:
        return _("{state} until {time}").format(
            state=words, time=f"{local(sending.not_before, zone):%H:%M:%S}"
        )
    if sending.waits and sending.attempts:
        return _("{state}, attempt {n} at {time}").format(
            state=words, n=sending.attempts + 1, time=f"{local(sending.next_try, zone):%H:%M:%S}"
        )
    return words


def step_words(step: WayStep) -> str:
    """A step with its number there and what was said to it."""
    number = f"№ {one_line(step.number)}" if step.number else ""
    return " · ".join(filter(None, (number, said(step.code, step.told))))
