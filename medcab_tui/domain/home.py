"""What waits for somebody: how a task goes on when it is answered, when a result is late. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import Asks, NoticeKind
from medcab_tui.domain.patients import Observation
from medcab_tui.domain.rooms import Attention, AttentionRow, SourceKind, TaskState

ACKNOWLEDGE_WITHIN: Final = timedelta(hours=48)
"""From the moment of a result out of bounds until it is overdue."""

CLOSE_AFTER: Final = timedelta(hours=1)
"""From the end of a visit until somebody is asked how it ended."""

CLOSE_WITHIN: Final = timedelta(hours=24)

HANDED_OVER: Final = frozenset(
    {NoticeKind.TASK, NoticeKind.QUERY, NoticeKind.APPLICATION, NoticeKind.SHIFT, NoticeKind.DOCUMENT}
)
"""Kinds that somebody else can see to."""

LONGEST_POSTPONED: Final = timedelta(days=366)


class Answer(StrEnum):
    """What became of a task, kept in the place of its status and told in the reader's language."""

    TAKEN = "answer.taken"
    CONFIRMED = "answer.confirmed"
    REFUSED = "answer.refused"
    READ = "answer.read"
    REPLIED = "answer.replied"
    ACTIVATED = "answer.activated"
    """Of a service."""


class SeenResult(Struct, frozen=True):
    """A result as it was seen: where it is kept, and its version."""

    patient: Id
    code: str
    at: datetime
    id: Id
    seen: int

    @property
    def answered(self) -> SeenResult:
        """The same after one change."""
        return SeenResult(self.patient, self.code, self.at, self.id, self.seen + 1)


class Standing(Struct, frozen=True):
    """How a task stands."""

    id: Id
    version: int
    state: TaskState
    asked: Attention | None
    status: str
    postponed: datetime | None
    answered: datetime | None
    reason: str
    kind: NoticeKind = NoticeKind.TASK


def seen_result(patient: Id, result: Observation) -> SeenResult:
    """What an action needs to find this very result again."""
    return SeenResult(patient, result.code.code, result.at, result.id, result.version)


def accepted(task: Standing) -> tuple[TaskState, Answer]:
    """Where accepting leads: work is begun first, anything else is done with. Refused if it was done."""
    if task.state is TaskState.DONE:
        raise Refused("task.done")
    if task.kind is NoticeKind.SERVICE:
        return TaskState.DONE, Answer.ACTIVATED
    if task.state is TaskState.AWAITING and task.asked is None:
        return TaskState.IN_WORK, Answer.TAKEN
    if task.asked is Attention.MESSAGE:
        return TaskState.DONE, Answer.READ
    return TaskState.DONE, Answer.CONFIRMED


def check_refusable(state: TaskState, asked: Attention | None) -> None:
    """Only what asks for a confirmation can be refused, and only before it was given."""
    if state is not TaskState.AWAITING or asked is not Attention.TO_CONFIRM:
        raise Refused("task.not_refusable")


def check_no_request(task: Standing) -> None:
    """What waits for a decision is decided among requests: accepting its line would decide nothing."""
    if task.kind is NoticeKind.DECISION and task.asked is Attention.TO_CONFIRM:
        raise Refused("task.request")
    if task.status == Asks.LOOKING:
        raise Refused("task.conflict")


def check_handed_over(task: Standing) -> None:
    """What a colleague can see to: no message, result, visit or request, and nothing that was done."""
    if task.state is TaskState.DONE:
        raise Refused("task.done")
    if task.kind not in HANDED_OVER:
        raise Refused("task.own")


def check_returnable(status: str) -> None:
    """An answer can be taken back unless it is a message: that is taken back itself, while it is unread."""
    if status == Answer.REPLIED.value:
        raise Refused("task.replied")


def check_postponed(until: datetime, now: datetime) -> None:
    """A moment to come, within a year."""
    if until <= now:
        raise Invalid("postpone.past", "until")
    if until > now + LONGEST_POSTPONED:
        raise Invalid("postpone.far", "until")


def may_refuse(row: AttentionRow) -> bool:
    """Whether this line can be refused."""
    if row.result is not None or is_visit(row) or is_conflict(row):
        return False
    try:
        check_refusable(row.state, row.asked)
    except Refused:
        return False
    return True


def may_accept(row: AttentionRow) -> bool:
    """Whether accepting this line changes something: how a visit ended is said in the schedule."""
    return row.state is not TaskState.DONE and not is_visit(row)


def may_mark(row: AttentionRow) -> bool:
    """Whether a line is answered together with others: what asks for an answer now, but never a result out
    of bounds, no request, and nothing that is being worked on.
    """
    alone = is_request(row) or is_conflict(row) or (row.result is not None and not row.result.plain)
    return may_accept(row) and row.attention is not None and not alone


def may_reply(row: AttentionRow) -> bool:
    """Whether somebody sent this line who can be written to."""
    return row.sender is not None


def may_hand_over(row: AttentionRow) -> bool:
    """Whether a colleague can be asked to take this line: a task that is open or a result that nobody
    acknowledged, and nobody's message, visit or request.
    """
    if row.result is not None:
        return not row.result.acknowledged
    open_task = row.state is not TaskState.DONE and row.kind in HANDED_OVER
    return open_task and not is_visit(row) and not is_request(row)


def is_request(row: AttentionRow) -> bool:
    """Whether the line asks for a decision about a request."""
    about = row.source is not None and row.source.kind is SourceKind.REQUEST
    return about and row.asked is Attention.TO_CONFIRM


def is_conflict(row: AttentionRow) -> bool:
    """Whether the line asks to look at two versions of something."""
    return row.source is not None and row.source.kind is SourceKind.CONFLICT


def is_visit(row: AttentionRow) -> bool:
    """Whether the line is a visit itself, not a task about one."""
    return row.source is not None and row.source.kind is SourceKind.VISIT and row.source.id == row.id
