"""Whatever workers do to visits and tasks, in whatever order: told once, never oneself, nothing is stuck."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.cabinet.home_actions import (
    AcceptTask,
    PostponeTask,
    RecordApplication,
    RefuseTask,
    ReplyToNotice,
    ReturnTask,
    SendMessage,
    WithdrawMessage,
)
from medcab_tui.cabinet.notices import tell
from medcab_tui.cabinet.schedule_actions import (
    AdvanceVisit,
    BookVisit,
    CancelVisit,
    MarkNoShow,
    MoveVisit,
    RestoreVisit,
)
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import Role, Worker
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient, Sex
from medcab_tui.domain.rooms import Appointment, TaskState, VisitKind
from medcab_tui.domain.schedule_hours import WorkingHours
from medcab_tui.store import home, inbox, schedule
from medcab_tui.store.transaction import Transaction
from tests.cabinet.test_plans import empty

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
ZONE = "Europe/Moscow"
PEOPLE = (("Иванова", "Анна"), ("Петров", "Олег"), ("Сидорова", "Вера"))
HOURS = (time(8), time(20))
NOON = datetime.fromisoformat("2026-11-23T12:00")
ROLES = frozenset({Role.CLINICIAN, Role.ADMINISTRATOR})


class Office:
    """Three workers who all receive patients, and what they do, straight on the rooms of the store."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection
        self.ids = Surroundings.fixed(NOW, 7).ids
        self.now = NOW
        self.workers = tuple(
            Worker(self.ids.new(), f"w{n}", surname, given, "", "врач", "Терапия", ROLES)
            for n, (surname, given) in enumerate(PEOPLE)
        )
        self.patient = self.ids.new()
        self.done: list[tuple[Worker, Action[Any], Done[Any]]] = []
        first = self.tx(self.workers[0])
        for worker in self.workers:
            first.accounts.add(worker)
            days = tuple(WorkingHours(day, *HOURS, 15, "", None) for day in range(7))
            first.hours.put(worker.id, 0, days)
        born = date(1958, 3, 14)
        first.patients.add(self.patient, NewPatient("Кузнецова", "Мария", "", Sex.FEMALE, born))

    def tx(self, worker: Worker) -> Transaction:
        return Transaction(self.connection, worker=worker, now=self.now, zone=ZONE, ids=self.ids)

    def do(self, worker: Worker, action: Action[Any]) -> Done[Any] | None:
        """As `Cabinet.do` does it; None if it was refused, and then nothing was written."""
        self.now += timedelta(seconds=1)
        before = self.told()
        try:
            with self.connection:
                tx = self.tx(worker)
                done = action.apply(tx)
                tell(action, done, tx)
        except Refused:
            assert self.told() == before
            return None
        self.done.append((worker, action, done))
        for responsible, sender in self.told()[len(before) :]:
            assert responsible != sender == worker.id
        return done

    def told(self) -> list[tuple[bytes, bytes]]:
        query = "SELECT responsible, sender FROM task WHERE code <> '' ORDER BY id"
        return self.connection.execute(query).fetchall()

    def visits(self) -> list[Appointment]:
        found = self.connection.execute("SELECT id FROM appointment ORDER BY id").fetchall()
        return [schedule.one(self.connection, Id(identity)) for (identity,) in found]


def visits(office: Office, who: Worker, which: int, kind: int) -> Action[Any]:
    found, new = office.visits(), office.ids.new()
    start = NOON + timedelta(minutes=15 * (which % 20))
    doctor = office.workers[which % 3].id
    if not found or kind == 0:
        return BookVisit(new, office.patient, doctor, start, 15, VisitKind.FIRST)
    visit = found[which % len(found)]
    return (
        MoveVisit(new, visit.id, visit.version, start, doctor),
        CancelVisit(new, visit.id, visit.version, "причина"),
        AdvanceVisit(new, visit.id, visit.version),
        MarkNoShow(new, visit.id, visit.version),
    )[kind % 4]


def undoing(office: Office, who: Worker, which: int, _kind: int) -> Action[Any] | None:
    changes = [done for _, action, done in office.done if isinstance(done.now, Appointment)]
    if not changes:
        return None
    done = changes[which % len(changes)]
    return RestoreVisit(office.ids.new(), done.result, done.version or 0, done.was)


def inboxes(office: Office, who: Worker, which: int, kind: int) -> Action[Any] | None:
    new = office.ids.new()
    rows = [
        row
        for state in TaskState
        for row in inbox.page(office.connection, who.id, state, office.now, after=None, limit=99)
        if row.source is None or row.source.id != row.id
    ]
    if not rows or kind == 0:
        return SendMessage(new, office.workers[which % 3].id, "тема", "текст", office.patient)
    if kind == 1:
        return RecordApplication(new, office.patient, office.workers[which % 3].id, "тема", "текст")
    row = rows[which % len(rows)]
    sent = [done for one, action, done in office.done if one is who and isinstance(action, SendMessage)]
    return (
        AcceptTask(new, row.id, row.version),
        RefuseTask(new, row.id, row.version, "причина"),
        ReturnTask(new, row.id, row.version),
        ReplyToNotice(new, row.id, row.version, "ответ"),
        PostponeTask(new, row.id, row.version, office.now + timedelta(hours=1)),
        WithdrawMessage(new, sent[which % len(sent)].result)
        if sent
        else AcceptTask(new, row.id, row.version),
    )[kind % 6]


DEEDS: tuple[Callable[[Office, Worker, int, int], Action[Any] | None], ...] = (visits, undoing, inboxes)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    connection = empty()
    yield Office(connection)
    connection.close()


@pytest.mark.capability("C032")
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 60), st.integers(0, 9)), max_size=25
    )
)
def test_any_order_of_deeds_tells_once_and_leaves_nothing_stuck(
    office: Office, steps: list[tuple[int, int, int, int]]
) -> None:
    connection = office.connection
    connection.execute("SAVEPOINT before")
    office.done, office.now = [], NOW
    try:
        for deed, by, which, kind in steps:
            worker = office.workers[by]
            action = DEEDS[deed](office, worker, which, kind)
            if action is not None:
                office.do(worker, action)
        everybody_is_told_once(office)
        the_menu_counts_what_the_list_shows(office)
        everything_can_be_answered(office)
    finally:
        connection.execute("ROLLBACK TO before")
        connection.execute("RELEASE before")


def everybody_is_told_once(office: Office) -> None:
    """Of every change of a visit whoever receives it, unless they did it or it was taken back unread."""
    for who, action, done in office.done:
        if not isinstance(done.now, Appointment):
            continue
        changed = done.was is None or standing(done.was) != standing(done.now)
        concerned = {done.now.doctor_id} | ({done.was.doctor_id} if done.was else set())
        query = "SELECT responsible FROM task WHERE about = ? AND about_version = ?"
        told = [row[0] for row in office.connection.execute(query, (done.result, done.version))]
        assert len(told) == len(set(told))
        assert set(told) <= concerned - {who.id}
        if changed and not isinstance(action, RestoreVisit):
            assert set(told) == concerned - {who.id}


def standing(visit: Appointment) -> tuple[object, ...]:
    return visit.doctor_id, visit.start, visit.status


def the_menu_counts_what_the_list_shows(office: Office) -> None:
    for worker in office.workers:
        rows = home.attention(office.connection, worker.id, office.now, 500)
        badges = home.badges(office.connection, worker.id, office.now).values()
        assert sum(row.attention is not None for row in rows) == sum(
            one.overdue + one.to_confirm + one.messages for one in badges
        )


def everything_can_be_answered(office: Office) -> None:
    """Accepting all of it, again and again, comes to an end: no news is made of news."""
    for _round in range(6):
        waiting = [
            (worker, row)
            for worker in office.workers
            for row in home.attention(office.connection, worker.id, office.now, 500)
            if row.state is not TaskState.DONE and (row.source is None or row.source.id != row.id)
        ]
        if not waiting:
            return
        for worker, row in waiting:
            assert office.do(worker, AcceptTask(office.ids.new(), row.id, row.version)) is not None
    raise AssertionError("something waits for ever")
