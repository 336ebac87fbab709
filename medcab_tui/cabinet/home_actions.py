"""What a worker answers to what waits: accepting, postponing, refusing, replying, and taking that back; and
what a worker writes to another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.home import (
    Answer,
    Standing,
    accepted,
    check_no_request,
    check_postponed,
    check_refusable,
    check_returnable,
)
from medcab_tui.domain.ids import Id
from medcab_tui.domain.messages import check_about, check_message, check_sender, check_text, replied
from medcab_tui.domain.notices import Asks, NoticeKind
from medcab_tui.domain.rooms import Attention, Source, SourceKind, TaskState
from medcab_tui.domain.rules import check_reason
from medcab_tui.store.tasks import NewTask
from medcab_tui.store.transaction import Transaction

TOPICS = frozenset({"home"})


@dataclass(frozen=True, slots=True)
class AcceptTask(Action[Id]):
    """Takes a task into work, or, where a confirmation or an answer was asked for, gives it."""

    code: ClassVar[str] = "task.accepted"
    permission: ClassVar[Permission] = Permission.ACT_ON_TASKS
    topics: ClassVar[frozenset[str]] = TOPICS

    id: Id
    task: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.home.standing(self.task, self.seen)
        check_no_request(before)
        state, answer = accepted(before)
        done = state is TaskState.DONE
        after = replace(
            before,
            state=state,
            status=answer.value,
            postponed=None,
            answered=tx.now if done else before.answered,
        )
        return _changed(tx, before, after)


@dataclass(frozen=True, slots=True)
class PostponeTask(Action[Id]):
    """Hides a task until a moment to come; its time limit stays. `until` is aware."""

    code: ClassVar[str] = "task.postponed"
    permission: ClassVar[Permission] = Permission.ACT_ON_TASKS
    topics: ClassVar[frozenset[str]] = TOPICS

    id: Id
    task: Id
    seen: int
    until: datetime

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.home.standing(self.task, self.seen)
        check_postponed(self.until, tx.now)
        if before.state is TaskState.DONE:
            accepted(before)
        return _changed(tx, before, replace(before, postponed=self.until))


@dataclass(frozen=True, slots=True)
class RefuseTask(Action[Id]):
    """Says no to what asks for a confirmation, with a reason."""

    code: ClassVar[str] = "task.refused"
    permission: ClassVar[Permission] = Permission.ACT_ON_TASKS
    topics: ClassVar[frozenset[str]] = TOPICS

    id: Id
    task: Id
    seen: int
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        before = tx.home.standing(self.task, self.seen)
        check_no_request(before)
        check_refusable(before.state, before.asked)
        after = replace(
            before,
            state=TaskState.DONE,
            status=Answer.REFUSED.value,
            postponed=None,
            answered=tx.now,
            reason=reason,
        )
        return _changed(tx, before, after)


@dataclass(frozen=True, slots=True)
class ReturnTask(Action[Id]):
    """Takes the last answer to a task back: it stands as before. `seen` is the version that answer made."""

    code: ClassVar[str] = "task.returned"
    permission: ClassVar[Permission] = Permission.ACT_ON_TASKS
    topics: ClassVar[frozenset[str]] = TOPICS

    id: Id
    task: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        standing = tx.home.standing(self.task, self.seen)
        check_returnable(standing.status)
        return _changed(tx, standing, tx.home.before(standing))


@dataclass(frozen=True, slots=True)
class SendMessage(Action[Id]):
    """Writes to a colleague; begins an exchange whose id is that of this message (C072)."""

    code: ClassVar[str] = "message.sent"
    permission: ClassVar[Permission] = Permission.SEND_MESSAGES
    topics: ClassVar[frozenset[str]] = TOPICS

    id: Id
    to: Id
    subject: str
    text: str
    patient: Id | None = None
    source: Source | None = None

    def apply(self, tx: Transaction) -> Done[Id]:
        subject, text = check_message(self.subject, self.text)
        if self.to == tx.worker.id:
            raise Invalid("message.oneself", "to")
        check_about(self.patient, tx.worker, tx.accounts.worker(self.to))
        if self.patient is not None:
            tx.patients.birth(self.patient)
        message = _written(self.id, self.to, tx, title=subject, detail=text, thread=self.id)
        tx.home.add_all([replace(message, patient=self.patient, source=self.source)])
        return Done(self.id, 1, {"message": self.id.hex(), "to": self.to.hex()}, after=tx.payload)

    def like(self) -> tuple[object, ...]:
        return (self.to, self.subject, self.text, self.patient)

    def stands(self, tx: Transaction, first: Id) -> bool:
        return tx.notices.stands(first)


@dataclass(frozen=True, slots=True)
class RecordApplication(Action[Id]):
    """Keeps what a patient asked for by telephone or at the desk, for whoever is to see to it (C027).

    It is marked as received; nothing goes to the patient from here.
    """

    code: ClassVar[str] = "application.recorded"
    permission: ClassVar[Permission] = Permission.BOOK_VISITS
    topics: ClassVar[frozenset[str]] = TOPICS

    id: Id
    patient: Id
    to: Id
    subject: str
    text: str

    def apply(self, tx: Transaction) -> Done[Id]:
        subject, text = check_message(self.subject, self.text)
        tx.patients.birth(self.patient)
        check_about(self.patient, tx.accounts.worker(self.to))
        asked = _written(self.id, self.to, tx, title=subject, detail=text, thread=self.id)
        tx.home.add_all(
            [
                replace(
                    asked,
                    kind=NoticeKind.APPLICATION,
                    attention=Attention.TO_CONFIRM,
                    status=Asks.CONFIRMATION.value,
                    patient=self.patient,
                    source=Source(SourceKind.PATIENT, self.patient),
                )
            ]
        )
        params = {"message": self.id.hex(), "to": self.to.hex(), "patient": self.patient.hex()}
        return Done(self.id, 1, params, after=tx.payload)

    def like(self) -> tuple[object, ...]:
        return (self.patient, self.to, self.subject, self.text)

    def stands(self, tx: Transaction, first: Id) -> bool:
        return tx.notices.stands(first)


@dataclass(frozen=True, slots=True)
class ReplyToNotice(Action[Id]):
    """Answers whoever sent a line; a message or a query is done with by that. Gives the id of the reply.

    The version it gives is that of the line that was answered.
    """

    code: ClassVar[str] = "message.replied"
    permission: ClassVar[Permission] = Permission.SEND_MESSAGES
    topics: ClassVar[frozenset[str]] = TOPICS

    id: Id
    task: Id
    seen: int
    text: str

    def apply(self, tx: Transaction) -> Done[Id]:
        text = check_text(self.text)
        before = tx.home.standing(self.task, self.seen)
        received = tx.notices.received(self.task)
        to = check_sender(received)
        check_about(received.patient, tx.worker, tx.accounts.worker(to))
        thread = received.thread or self.task
        tx.notices.join(self.task, thread)
        reply = _written(self.id, to, tx, title=received.title, detail=text, thread=thread)
        tx.home.add_all(
            [
                replace(
                    reply,
                    code=received.code,
                    params=received.params,
                    patient=received.patient,
                    number=received.number,
                    source=received.source,
                )
            ]
        )
        after = replied(before, tx.now)
        version = before.version if after == before else tx.home.change(before, after)
        params = {"message": self.id.hex(), "task": self.task.hex(), "to": to.hex()}
        return Done(self.id, version, params, after=tx.payload)


@dataclass(frozen=True, slots=True)
class WithdrawMessage(Action[Id]):
    """Takes a message back that nobody read. Of a reply: also the line it answered, at the version seen."""

    code: ClassVar[str] = "message.withdrawn"
    permission: ClassVar[Permission] = Permission.SEND_MESSAGES
    topics: ClassVar[frozenset[str]] = TOPICS

    id: Id
    message: Id
    task: Id | None = None
    seen: int = 0

    def apply(self, tx: Transaction) -> Done[Id]:
        tx.notices.withdraw(self.message)
        if self.task is not None:
            standing = tx.home.standing(self.task, self.seen)
            if standing.status == Answer.REPLIED.value:
                tx.home.change(standing, tx.home.before(standing))
        return Done(self.message, None, {"message": self.message.hex()})


def _written(identity: Id, to: Id, tx: Transaction, *, title: str, detail: str, thread: Id) -> NewTask:
    """A message of this worker, unread."""
    return NewTask(
        id=identity,
        responsible=to,
        place="home",
        attention=Attention.MESSAGE,
        state=TaskState.AWAITING,
        since=tx.now,
        due=None,
        title=title,
        patient=None,
        number="",
        status=Asks.READING.value,
        detail=detail,
        kind=NoticeKind.MESSAGE,
        thread=thread,
        sender=tx.worker.id,
    )


def _changed(tx: Transaction, before: Standing, after: Standing) -> Done[Id]:
    version = tx.home.change(before, after)
    return Done(
        before.id,
        version,
        {"task": before.id.hex(), "version": str(version)},
        before=fingerprint(before),
        after=fingerprint(after),
        was=before,
        now=after,
    )
