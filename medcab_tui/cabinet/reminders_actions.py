"""Reminding: what fell due becomes a line in the inbox of whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import ZoneInfo

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.cabinet.delivering import letters_about
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.reminders import RULES, Due, ReminderKind
from medcab_tui.domain.rooms import Source, SourceKind
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.reminders import CODE, MOST, Plan
from medcab_tui.store.tasks import NewTask, told_line
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Remind(Action[int]):
    """Tells everybody what fell due, each thing once; gives how many reminders were told.

    What was told, its line in the inbox and its letter stand in one transaction: a crash leaves all or none.
    holder: which process is at it. Raises Refused reminders.none if there is nothing to do,
    reminders.elsewhere while another process is at it.
    """

    code: ClassVar[str] = "reminders.told"
    permission: ClassVar[Permission] = Permission.SEND_REMINDERS
    topics: ClassVar[frozenset[str]] = frozenset({"home"})

    id: Id
    holder: Id

    def apply(self, tx: Transaction) -> Done[int]:
        if not tx.reminders.take(self.holder):
            raise Refused("reminders.elsewhere")
        plan = tx.reminders.plan(tx.zone)
        if plan.empty:
            raise Refused("reminders.none")
        if plan.begins:
            tx.reminders.begin()
        tx.reminders.withdraw(plan.moot)
        outgoing = tuple(_tell(tx, plan))
        count = len(plan.dues)
        if count < MOST:
            tx.reminders.leave(self.holder)
        return Done(count, None, {"count": str(count)}, outgoing=outgoing)


@dataclass(frozen=True, slots=True)
class BeginReminding(Action[None]):
    """From now on this store reminds, and of nothing before: for one into which an archive was loaded."""

    code: ClassVar[str] = "reminders.begun"
    permission: ClassVar[Permission] = Permission.KEEP_STORE
    topics: ClassVar[frozenset[str]] = frozenset()

    id: Id

    def apply(self, tx: Transaction) -> Done[None]:
        tx.reminders.begin()
        return Done(None)


def _tell(tx: Transaction, plan: Plan) -> Iterator[Outgoing]:
    """Writes lines and what they told; gives the letters about what gets no line of its own."""
    together: dict[tuple[Id, ReminderKind], Id | None] = {}
    for told in plan.dues:
        subject, rule = told.subject, RULES[told.subject.kind]
        group = (subject.worker, subject.kind)
        if rule.together and group in together:
            tx.reminders.keep(told, together[group])
            continue
        line = tx.ids.new()
        if subject.kind is ReminderKind.POSTPONED:
            returned = [
                one.subject.id for one in plan.dues if (one.subject.worker, one.subject.kind) == group
            ]
            yield from letters_about(
                tx,
                tx.delivery.preferences(subject.worker),
                subject.worker,
                subject.id or line,
                NoticeKind.REMINDER,
                {"count": str(len(returned))},
            )
            together[group] = None
        else:
            tx.reminders.withdraw(_told_before(tx, told))
            tx.home.add_all([_line(tx, told, line, plan)])
            together[group] = line
        tx.reminders.keep(told, together[group])


def _told_before(tx: Transaction, told: Due) -> tuple[Id, ...]:
    """Unanswered lines of earlier thresholds: the new one says it better."""
    if RULES[told.subject.kind].together or told.subject.kind is ReminderKind.VISITS:
        return tx.reminders.lines_of_kind(told.subject.worker, told.subject.kind)
    return tx.reminders.lines(told.subject)


def _line(tx: Transaction, told: Due, line: Id, plan: Plan) -> NewTask:
    subject = told.subject
    params = dict(subject.values) | {"threshold": told.threshold.name}
    number, source = "", None
    if subject.kind is ReminderKind.RESULTS:
        params["count"] = str(plan.late.get(subject.worker, 1))
    elif subject.id is not None:
        about = tx.notices.received(subject.id)
        due = subject.moment.astimezone(ZoneInfo(tx.zone)).replace(tzinfo=None)
        params |= {**about.params, "title": about.title, "of": about.code}
        params["due"] = due.isoformat(timespec="minutes")
        number, source = about.number, Source(SourceKind.TASK, subject.id)
    return told_line(
        line, subject.worker, tx.now, RULES[subject.kind].notice, f"{CODE}{subject.kind.value}", params,
        place="schedule" if subject.kind is ReminderKind.VISITS else "home",
        patient=subject.patient, number=number, source=source,
    )  # fmt: skip
