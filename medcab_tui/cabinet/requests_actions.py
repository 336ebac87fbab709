"""Asking for another's approval, giving it, and taking either back.

Those who may decide are told by a line of their inbox, in the same transaction; that line is done with when
somebody decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Forbidden, Refused, Stale
from medcab_tui.domain.home import Answer, SeenResult, check_handed_over
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import LEAVING, NO_MORE, Asks, NoticeKind
from medcab_tui.domain.requests import (
    FieldChange,
    NewRequest,
    Request,
    RequestKind,
    RequestState,
    check_note,
    check_waiting,
    corrected,
    deciders,
    inverse,
    may_decide,
    moved_on,
)
from medcab_tui.domain.rooms import Attention, Source, SourceKind
from medcab_tui.domain.rules import check_reason
from medcab_tui.store.tasks import told_line
from medcab_tui.store.transaction import Transaction

TOPICS = frozenset({"home", "requests"})
STATUS = "status"
"""The field under which a request to hand over keeps how the task stood."""


@dataclass(frozen=True, slots=True)
class AskHandOver(Action[Id]):
    """Asks a colleague to take a task. It stays with the one who asks until the colleague agrees."""

    code: ClassVar[str] = "request.hand_over"
    permission: ClassVar[Permission] = Permission.ACT_ON_TASKS
    topics: ClassVar[frozenset[str]] = TOPICS

    id: Id
    task: Id
    seen: int
    to: Id
    note: str = ""

    def apply(self, tx: Transaction) -> Done[Id]:
        if self.to == tx.worker.id:
            raise Refused("request.oneself", "to")
        note = check_note(self.note)
        receiver = tx.accounts.worker(self.to)
        if not receiver.may(Permission.ACT_ON_TASKS):
            raise Refused("request.receiver", "to")
        check_handed_over(tx.home.standing(self.task, self.seen))  # Stale or refused if it is not theirs
        task = tx.requests.task(self.task)
        if task.patient is not None and not receiver.may(Permission.READ_CARD):
            raise Refused("request.cards", "to")
        return _ask(
            tx,
            NewRequest(
                self.id,
                RequestKind.HAND_OVER,
                self.task,
                self.to,
                task.title,
                note,
                (FieldChange(STATUS, task.status, ""),),
                task.patient,
                task.code,
                task.params,
            ),
            (self.to,),
        )


@dataclass(frozen=True, slots=True)
class AskToReview(Action[Id]):
    """Asks a colleague to acknowledge a result. It waits with the one who asks until the colleague agrees."""

    code: ClassVar[str] = "request.result"
    permission: ClassVar[Permission] = Permission.ACKNOWLEDGE_RESULTS
    topics: ClassVar[frozenset[str]] = TOPICS

    id: Id
    result: SeenResult
    to: Id
    note: str = ""

    def apply(self, tx: Transaction) -> Done[Id]:
        if self.to == tx.worker.id:
            raise Refused("request.oneself", "to")
        note = check_note(self.note)
        if not tx.accounts.worker(self.to).may(Permission.ACKNOWLEDGE_RESULTS):
            raise Refused("request.receiver", "to")
        tx.access.require(self.result.patient)
        kept = tx.results.find(self.result.patient, self.result.id)
        if kept is None:
            raise Refused("result.missing")
        if kept.result.version != self.result.seen:
            raise Stale("result.stale", seen=str(self.result.seen), current=str(kept.result.version))
        if kept.result.acknowledged:
            raise Refused("result.acknowledged")
        if kept.responsible not in (None, tx.worker.id):
            raise Refused("result.not_yours")
        title, patient = kept.result.code.display, self.result.patient
        new = NewRequest(self.id, RequestKind.RESULT, self.result.id, self.to, title, note, (), patient)
        return _ask(tx, new, (self.to,))


@dataclass(frozen=True, slots=True)
class AskCorrection(Action[Id]):
    """Asks that a worker's name or post be put right: one's own, or a colleague's (C106).

    wanted: the fields of `domain.requests.IDENTITY` as they should be; those left out stay.
    """

    code: ClassVar[str] = "request.correction"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = TOPICS

    id: Id
    worker: Id
    wanted: tuple[tuple[str, str], ...]
    note: str = ""

    def apply(self, tx: Transaction) -> Done[Id]:
        note = check_note(self.note)
        worker = tx.accounts.worker(self.worker)
        changes = corrected(worker, dict(self.wanted))
        name = " ".join(part for part in (worker.surname, worker.given, worker.patronymic) if part)
        new = NewRequest(self.id, RequestKind.CORRECTION, self.worker, None, name, note, changes)
        administrators = tx.accounts.holding(Permission.MANAGE_WORKERS)
        return _ask(tx, new, deciders(tx.worker.id, self.worker, administrators))


@dataclass(frozen=True, slots=True)
class Decide(Action[Id]):
    """Says yes or no to a request. Yes does at once what was asked; no takes a reason.

    seen: 0 for whatever version waits: what is asked does not change while it does.
    """

    code: ClassVar[str] = "request.decided"
    permission: ClassVar[Permission] = Permission.ACT_ON_TASKS
    topics: ClassVar[frozenset[str]] = TOPICS | {"accounts"}

    id: Id
    request: Id
    seen: int
    approve: bool
    reason: str = ""

    def apply(self, tx: Transaction) -> Done[Id]:
        request = _decidable(tx, self.request, self.seen)
        check_waiting(request)
        reason = "" if self.approve else check_reason(self.reason)
        if self.approve:
            _grant(tx, request, request.changes)
        elif request.kind is RequestKind.HAND_OVER:
            _stays(tx, request)
        state = RequestState.APPROVED if self.approve else RequestState.DECLINED
        version = tx.requests.close(request, state, reason)
        tx.requests.tell_answered(request.id, (Answer.CONFIRMED if self.approve else Answer.REFUSED).value)
        return _done(request, version, state, reason)


@dataclass(frozen=True, slots=True)
class ReopenRequest(Action[Id]):
    """Takes one's own decision back: what it did is undone, and the request waits again.

    seen: the version the decision made. Refused if what was decided about has moved on since.
    """

    code: ClassVar[str] = "request.reopened"
    permission: ClassVar[Permission] = Permission.ACT_ON_TASKS
    topics: ClassVar[frozenset[str]] = TOPICS | {"accounts"}

    id: Id
    request: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        request = _decidable(tx, self.request, self.seen)
        if request.decided_by != tx.worker.id or request.state not in (
            RequestState.APPROVED,
            RequestState.DECLINED,
        ):
            raise Refused("request.not_yours")
        if request.state is RequestState.APPROVED:
            _take_back(tx, request)
        elif request.kind is RequestKind.HAND_OVER:
            _leaves(tx, request)
        version = tx.requests.open_again(request)
        tx.requests.tell_waiting(request.id, Asks.CONFIRMATION.value)
        return _done(request, version, RequestState.WAITING)


@dataclass(frozen=True, slots=True)
class WithdrawRequest(Action[Id]):
    """Who asked asks no more; nothing was decided."""

    code: ClassVar[str] = "request.withdrawn"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = TOPICS

    id: Id
    request: Id
    seen: int
    reason: str = ""

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason) if self.reason else ""
        request = tx.requests.one(self.request, self.seen)
        if request.asker != tx.worker.id:
            raise Refused("request.not_yours")
        check_waiting(request)
        if request.kind is RequestKind.HAND_OVER:
            _stays(tx, request)
        version = tx.requests.close(request, RequestState.WITHDRAWN, reason)
        tx.requests.tell_answered(request.id, NO_MORE)
        return _done(request, version, RequestState.WITHDRAWN)


def _ask(tx: Transaction, new: NewRequest, deciders: tuple[Id, ...]) -> Done[Id]:
    tx.requests.add(new)
    if new.kind is RequestKind.HAND_OVER:
        tx.requests.pass_on(new.subject, tx.worker.id, LEAVING)
    params = {"title": new.title, **({"of": new.code, **new.params} if new.code else {})}
    tx.home.add_all(
        [
            told_line(
                tx.ids.new(),
                decider,
                tx.now,
                NoticeKind.DECISION,
                f"request.{new.kind.value}",
                params,
                asks=Asks.CONFIRMATION,
                attention=Attention.TO_CONFIRM,
                detail=new.note,
                patient=new.patient,
                source=Source(SourceKind.REQUEST, new.id),
                sender=tx.worker.id,
            )
            for decider in deciders
        ]
    )
    return Done(new.id, 1, {"request": new.id.hex()}, after=fingerprint(new.kind, new.subject, new.changes))


def _decidable(tx: Transaction, identity: Id, seen: int) -> Request:
    request = tx.requests.one(identity, seen)
    if not may_decide(request, tx.worker.id, tx.accounts.holding(Permission.MANAGE_WORKERS)):
        raise Forbidden("request.not_yours", permission=Permission.MANAGE_WORKERS.value)
    return request


def _grant(tx: Transaction, request: Request, changes: tuple[FieldChange, ...]) -> None:
    """Does what was asked."""
    if request.kind is RequestKind.CORRECTION:
        if moved_on(tx.accounts.worker(request.subject), changes):
            raise Stale("request.moved_on")
        tx.accounts.amend(request.subject, {change.field: change.after for change in changes})
        return
    if request.kind is RequestKind.RESULT:
        _hand_result(tx, request, (request.asker, None), tx.worker.id)
        return
    task = tx.requests.task(request.subject)
    if task.done or task.responsible != request.asker:
        raise Stale("request.moved_on")
    tx.requests.pass_on(task.id, tx.worker.id, _stood(request))


def _take_back(tx: Transaction, request: Request) -> None:
    """Undoes what approving did."""
    if request.kind is RequestKind.CORRECTION:
        _grant(tx, request, inverse(request.changes))
        return
    if request.kind is RequestKind.RESULT:
        _hand_result(tx, request, (tx.worker.id,), request.asker)
        return
    task = tx.requests.task(request.subject)
    if task.done or task.responsible != tx.worker.id or task.status != _stood(request):
        raise Stale("request.moved_on")
    tx.requests.pass_on(task.id, request.asker, LEAVING)


def _hand_result(tx: Transaction, request: Request, held: tuple[Id | None, ...], to: Id) -> None:
    """A result that still waits with one of these waits with another."""
    kept = tx.results.find(request.patient, request.subject) if request.patient is not None else None
    if kept is None or kept.result.acknowledged or kept.responsible not in held:
        raise Stale("request.moved_on")
    if request.patient is not None:
        tx.results.hand(request.patient, kept.result, to)


def _stays(tx: Transaction, request: Request) -> None:
    """The task remains with the one who wanted to hand it over, as it stood."""
    task = tx.requests.task(request.subject)
    if not task.done and task.status == LEAVING:
        tx.requests.pass_on(task.id, task.responsible, _stood(request))


def _leaves(tx: Transaction, request: Request) -> None:
    """The task waits again to be taken over."""
    task = tx.requests.task(request.subject)
    if task.done or task.responsible != request.asker:
        raise Stale("request.moved_on")
    tx.requests.pass_on(task.id, task.responsible, LEAVING)


def _stood(request: Request) -> str:
    return next((change.before for change in request.changes if change.field == STATUS), "")


def _done(request: Request, version: int, state: RequestState, reason: str = "") -> Done[Id]:
    params: Mapping[str, str] = {"request": request.id.hex(), "version": str(version), "state": state.value}
    return Done(
        request.id,
        version,
        params,
        before=fingerprint(request.state, request.changes),
        after=fingerprint(state, request.changes),
        now=replace(request, version=version, state=state, reason=reason),
    )
