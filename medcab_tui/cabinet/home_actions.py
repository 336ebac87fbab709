"""What a worker answers to a task that waits: accepting, postponing, refusing, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.home import Answer, Standing, accepted, check_postponed, check_refusable
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import TaskState
from medcab_tui.domain.rules import check_reason
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
        return _changed(tx, standing, tx.home.before(standing))


def _changed(tx: Transaction, before: Standing, after: Standing) -> Done[Id]:
    version = tx.home.change(before, after)
    return Done(
        before.id,
        version,
        {"task": before.id.hex(), "version": str(version)},
        before=fingerprint(before),
        after=fingerprint(after),
    )
