"""How requests and decisions are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from medcab_tui.domain.requests import FieldChange, Request, RequestKind, RequestState
from medcab_tui.locale import N_, _, pgettext
from medcab_tui.ui.home.told import told
from medcab_tui.ui.widgets.lines import Run

KINDS: Final[dict[RequestKind, str]] = {
    RequestKind.HAND_OVER: N_("task to take over"),
    RequestKind.RESULT: N_("result to review"),
    RequestKind.CORRECTION: N_("data to put right"),
}
FIELDS: Final[dict[str, str]] = {
    "surname": N_("Surname"),
    "given": N_("Given name"),
    "patronymic": N_("Patronymic"),
    "post": N_("Post"),
}
GLYPHS: Final[dict[RequestState, Run]] = {
    RequestState.WAITING: ("○", "warning"),
    RequestState.APPROVED: ("✓", "ok"),
    RequestState.DECLINED: ("✕", "danger"),
    RequestState.WITHDRAWN: ("·", "dim"),
}


def state_words(state: RequestState) -> str:
    """How a request stands, in a word."""
    return {
        RequestState.WAITING: pgettext("request", "awaits a decision"),
        RequestState.APPROVED: pgettext("request", "approved"),
        RequestState.DECLINED: pgettext("request", "declined"),
        RequestState.WITHDRAWN: pgettext("request", "withdrawn"),
    }[state]


def title(request: Request) -> str:
    """What is asked for: the task as its line says it, or whose data it is about."""
    return told(request.code, request.params) if request.code else request.title


def decider(request: Request) -> str:
    """Who decides, or who did."""
    return request.decided_name or request.decider_name or _("any administrator")


def sides(changes: tuple[FieldChange, ...]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What a correction is about, as it is and as it would be, by the titles of the fields."""
    shown = [change for change in changes if change.field in FIELDS]
    return (
        {_(FIELDS[change.field]): change.before for change in shown},
        {_(FIELDS[change.field]): change.after for change in shown},
    )
