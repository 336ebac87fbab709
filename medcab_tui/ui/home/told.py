"""What lines say that nobody wrote: told from a code and its parameters, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from medcab_tui.domain.home import Answer
from medcab_tui.domain.notices import LEAVING, NO_MORE, Asks, Service, Told
from medcab_tui.locale import N_, _, pgettext

_TITLES: Final[dict[str, str]] = {  # what happened and when come first: a list may cut the rest
    Told.VISIT_BOOKED: N_("Booked: visit {when}"),
    Told.VISIT_MOVED: N_("Moved to {when} (was {was})"),
    Told.VISIT_GIVEN: N_("Yours now: visit {when} (was with {doctor})"),
    Told.VISIT_GIVEN_AWAY: N_("Passed on: visit {when} (now with {doctor})"),
    Told.VISIT_CANCELLED: N_("Cancelled: visit {when}"),
    Told.VISIT_ARRIVED: N_("Has come: visit {when}"),
    Told.VISIT_BEGUN: N_("Begun: visit {when}"),
    Told.VISIT_DONE: N_("Over: visit {when}"),
    Told.VISIT_NO_SHOW: N_("Nobody came: visit {when}"),
    Told.VISIT_RESTORED: N_("Stands again: visit {when}"),
    Told.HOURS_SET: N_("Your working hours were changed"),
    Told.TASK_TAKEN: N_("Taken into work: {title}"),
    Told.TASK_CONFIRMED: N_("Confirmed: {title}"),
    Told.TASK_DONE: N_("Done: {title}"),
    Told.TASK_REFUSED: N_("Declined: {title}"),
    Told.TASK_RETURNED: N_("The answer was taken back: {title}"),
    Told.DOCUMENT_ATTACHED: N_("Document attached: {title}"),
    Told.DOCUMENT_MADE: N_("Document issued: {title}"),
    Told.DOCUMENT_AMENDED: N_("Document amended: {title}"),
    Told.DOCUMENT_WITHDRAWN: N_("Document withdrawn: {title}"),
    Told.DOCUMENT_RESTORED: N_("Document stands again: {title}"),
    Told.RECORD_AMENDED: N_("Your record was amended"),
    Told.PATIENT_AMENDED: N_("Identity or contacts amended"),
    Told.ALLERGY_ADDED: N_("An allergy was added to the card"),
    Told.ALLERGY_AMENDED: N_("An allergy in the card was amended"),
    Told.ALLERGY_WITHDRAWN: N_("An allergy in the card was withdrawn"),
    Told.ALLERGY_RESTORED: N_("An allergy in the card stands again"),
    Told.CARD_OUTSIDE: N_("Card opened: {who}, {when}, outside the department"),
    Told.ASSIGNED: N_("The department treats: {whom} since {since}"),
    Told.ASSIGNMENT_ENDED: N_("The department treats no more: {whom} from {until}"),
    Told.ASSIGNMENT_REOPENED: N_("The department treats again: {whom}"),
    Told.PROBLEM_ADDED: N_("A problem was added to the card"),
    Told.PROBLEM_AMENDED: N_("A problem in the card was amended"),
    Told.PROBLEM_CLOSED: N_("A problem in the card was closed"),
    Told.PROBLEM_REOPENED: N_("A problem in the card is open again"),
    Told.PROBLEM_WITHDRAWN: N_("A problem in the card was withdrawn"),
    Told.PROBLEM_RESTORED: N_("A problem in the card stands again"),
    Told.PATIENT_MERGED: N_("Two cards of this patient became one"),
    Told.PATIENT_PARTED: N_("A card that had been merged stands apart again"),
    Told.VITALS_AMENDED: N_("Your entry of vital signs was amended"),
    Told.VITALS_WITHDRAWN: N_("Your entry of vital signs was withdrawn"),
    Told.VITALS_RESTORED: N_("Your entry of vital signs stands again"),
    Told.SERVICE: N_("New service: {service}"),
    Told.SECOND_FACTOR_LIFTED: N_("An administrator took your second factor away: sign-in asks no code now"),
    Told.STORE_COPIED: N_("A copy of the store was made: {copy}"),
    Told.STORE_COPY_UNSOUND: N_("A copy of the store does not hold: {copy}"),
    Told.STORE_UNSOUND: N_("The store is damaged: make no changes, restore the latest copy"),
    Told.STORE_BROUGHT_BACK: N_(
        "The store was brought back from a copy: see whether your last work is there"
    ),
    "request.hand_over": N_("Take over: {title}"),
    "request.result": N_("Review the result: {title}"),
    "request.correction": N_("Put data right: {title}"),
    "request.approved": N_("Approved: {title}"),
    "request.declined": N_("Declined: {title}"),
    "exchange.conflict": N_("Two versions of a card: {fields}"),
    "exchange.refused": N_("{connection} refused: {sent}"),
    "region.unmatched": N_("Regional records wait: {why}"),
    "region.edited": N_("Changed here and in the regional system: ours stays"),
    "policy.expired": N_("The policy is not in force"),
    "policy.not_found": N_("The insurer does not know the policy"),
    "request.reopened": N_("The decision was taken back: {title}"),
}

_WHYS: Final[dict[str, str]] = {
    "region.nobody": N_("no such patient here"),
    "region.two": N_("more than one patient fits"),
    "region.unnamed": N_("it is not said whose they are"),
}
"""Why what came from a regional system is nobody's as yet."""

_SERVICES: Final[dict[str, tuple[str, str]]] = {
    Service.FREE_TIME: (
        N_("search for free time"),
        N_("In the schedule с/C takes the cursor to the next free time, Enter books it."),
    ),
    Service.ATTACHMENTS: (
        N_("files with documents"),
        N_("Ctrl+F in a form attaches PDF, JPG or PNG; the limits are shown before you choose."),
    ),
    Service.REFERENCE: (
        N_("reference books"),
        N_(
            "Start typing a code or a word in a field of a form; the books themselves are listed in Settings."
        ),
    ),
    Service.REMINDERS: (
        N_("reminders"),
        N_("In Settings, Notifications, choose for every kind how you are told, and the quiet hours."),
    ),
    Service.EXCHANGE: (
        N_("exchange with state services (stand-in)"),
        N_(
            "Documents are sent by о/j and their way is seen at once. A stand-in answers: nothing reaches a"
            " real service. Settings, Services shows what it sees, and one key switches it off."
        ),
    ),
}

_REMINDED: Final = "reminder."


def told(code: str, params: Mapping[str, str]) -> str:
    """The title of a line; a code of a newer program is shown as it is."""
    if code.startswith(_REMINDED):
        from medcab_tui.ui.home.reminded import reminded  # most lines are no reminders, the first frame none

        of = params.get("of")
        return reminded(code, params, told(of, _within(params)) if of else params.get("title", ""))
    sentence = _TITLES.get(code)
    if sentence is None:
        return code
    filled = _Params(
        {name: _moment(text) if name in ("when", "was") else text for name, text in params.items()}
    )
    if of := params.get("of"):
        filled["title"] = told(of, _within(params))
    if code.startswith("access."):
        area = params.get("area")
        filled["whom"] = _("area {area}").format(area=area) if area else _("one patient")
    if code in ("exchange.conflict", "exchange.refused"):
        filled |= _exchanged(params)
    if code == "region.unmatched":
        why = params.get("why", "")
        filled["why"] = _(_WHYS[why]) if why in _WHYS else why
    if service := params.get("service"):
        filled["service"] = service_title(service)
    return _(sentence).format_map(filled)


def _exchanged(params: Mapping[str, str]) -> dict[str, str]:
    """Fields, kinds and services by their names: few lines are of them."""
    from medcab_tui.ui.links.words import connection_words, field_words, kind_words

    return {
        "fields": ", ".join(field_words(name) for name in params.get("fields", "").split()),
        "sent": kind_words(params.get("kind", "")),
        "connection": connection_words(params.get("connection", "")),
    }


def service_title(service: str) -> str:
    """What a service is called."""
    return _(_SERVICES[service][0]) if service in _SERVICES else service


def usage(service: str) -> str:
    """How a service is used, once it is activated (C033)."""
    return _(_SERVICES[service][1]) if service in _SERVICES else ""


def standing_words(status: str) -> str:
    """What a line waits for, or what became of it; the words it came with where they were written."""
    return {
        Answer.TAKEN.value: pgettext("task", "taken into work"),
        Answer.CONFIRMED.value: pgettext("task", "confirmed"),
        Answer.REFUSED.value: pgettext("task", "refused"),
        Answer.READ.value: pgettext("task", "read"),
        Answer.REPLIED.value: pgettext("task", "replied to"),
        Answer.ACTIVATED.value: pgettext("task", "activated"),
        Asks.READING.value: pgettext("task", "to be read"),
        Asks.REPLY.value: pgettext("task", "awaits a reply"),
        Asks.CONFIRMATION.value: pgettext("task", "awaits confirmation"),
        Asks.WORK.value: pgettext("task", "not begun"),
        Asks.LOOKING.value: pgettext("task", "to be looked into"),
        Asks.ACTIVATION.value: pgettext("task", "can be activated"),
        LEAVING: pgettext("task", "being handed over"),
        NO_MORE: pgettext("task", "no longer asked"),
    }.get(status, status)


def _within(params: Mapping[str, str]) -> dict[str, str]:
    """What a title inside of a title is told from."""
    return {name: text for name, text in params.items() if name != "of"}


def _moment(text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text):%m-%d %H:%M}"
    except ValueError:
        return text


class _Params(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "—"
