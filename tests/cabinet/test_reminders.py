"""Reminders: each exactly once, whatever the clock, kills and other processes do; late rather than never."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import apsw
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.cabinet.delivering import letters
from medcab_tui.cabinet.desk import transaction_of
from medcab_tui.cabinet.reminders_actions import Remind
from medcab_tui.cabinet.surroundings import MOSCOW, CountedIds, SeededRandom, Surroundings
from medcab_tui.domain.accounts import REMINDERS, Organisation, Role, Worker
from medcab_tui.domain.delivery import Channel, Preferences, Quiet
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.patients import Coded, NewPatient, Observation, Sex
from medcab_tui.domain.reminders import RULES, ReminderKind
from medcab_tui.domain.rooms import AppointmentStatus, Attention, TaskState
from medcab_tui.domain.times import instant, utc_of
from medcab_tui.domain.visits import lacks
from medcab_tui.store import outbox, visits
from medcab_tui.store.leases import LENGTH
from medcab_tui.store.patients import PatientWrites
from medcab_tui.store.results import columns, enter
from medcab_tui.store.schedule_writes import NewAppointment
from medcab_tui.store.tasks import NewTask
from medcab_tui.store.transaction import Transaction
from tests.cabinet.test_plans import empty

BEGIN = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
ANNA, OLEG = Id(b"a" * 16), Id(b"o" * 16)
MARIA = Id(b"m" * 16)
ONE, OTHER = Id(b"1" * 16), Id(b"2" * 16)


class Killed(BaseException):
    """As kill -9 in the middle of a transaction: nobody handles it."""


@dataclass
class Hands:
    """A clock that is set by hand."""

    at: datetime = BEGIN

    def now(self) -> datetime:
        return self.at


@dataclass
class Place:
    """A store in memory, its clock, and the reminding of two processes."""

    connection: apsw.Connection = field(default_factory=empty)
    clock: Hands = field(default_factory=Hands)
    zone: str = MOSCOW

    def __post_init__(self) -> None:
        chance = SeededRandom(7)
        self.ids = CountedIds(self.clock, chance)
        self.random = chance
        tx = self.transaction()
        tx.accounts.found(Organisation(Id(b"p" * 16), "П"), MOSCOW)
        for worker, login in ((ANNA, "anna"), (OLEG, "oleg")):
            person = Worker(worker, login, login, "И", "", "врач", "Т", frozenset({Role.CLINICIAN}))
            tx.accounts.add(person)
        someone = NewPatient("Кузнецова", "Мария", "Павловна", Sex.FEMALE, date(1958, 3, 14))
        PatientWrites(self.connection, BEGIN).add_all([(MARIA, someone, ())])

    def transaction(self) -> Transaction:
        around = Surroundings(self.clock, self.ids, self.random, self.zone)
        return transaction_of(self.connection, REMINDERS, around)

    def task(self, due: datetime, *, worker: Id = ANNA, kind: NoticeKind = NoticeKind.TASK) -> Id:
        identity = self.ids.new()
        new = NewTask(
            identity, worker, "home", None, TaskState.IN_WORK, self.clock.at, due, "Справка Кузнецовой",
            MARIA, "№ 1", "", "", kind=kind,
        )  # fmt: skip
        self.transaction().home.add_all([new])
        return identity

    def visit(self, start: str, worker: Id = ANNA) -> None:
        when = datetime.fromisoformat(start)
        one = NewAppointment(
            self.ids.new(), MARIA, worker, when, MOSCOW, 15, AppointmentStatus.BOOKED, "повторный"
        )
        self.transaction().schedule.add_all([one])

    def result(self, at: datetime, worker: Id = ANNA) -> Id:
        found = Observation(
            self.ids.new(), Coded("4548-4", "HbA1c", "2.72"), Decimal("7.9"), "%", "%", None, Decimal("6.5"),
            at, "ЛИС", acknowledged=False,
        )  # fmt: skip
        enter(self.connection, [columns(MARIA, found, worker, instant(at))])
        return found.id

    def run(self, holder: Id = ONE, killed: bool = False) -> int:
        """One run of one process; killed in the middle, nothing of it stays."""
        action = Remind(self.ids.new(), holder)
        try:
            with self.connection:
                tx = self.transaction()
                done = action.apply(tx)
                outgoing = (*done.outgoing, *letters(tx))
                outbox.put(self.connection, outgoing, action=action.id, worker=REMINDERS.id, now=tx.now)
                if killed:
                    raise Killed
        except Refused:
            return 0
        except Killed:
            return 0
        return int(done.result)

    def prefer(self, chosen: Preferences, worker: Id = ANNA) -> None:
        self.transaction().delivery.keep(worker, chosen)

    def told(self) -> Counter[tuple[str, str, str]]:
        """What was told in a line, by kind, subject and threshold."""
        rows = self.connection.execute("SELECT kind, subject, threshold FROM reminder WHERE task IS NOT NULL")
        return Counter((kind, subject, threshold) for kind, subject, threshold in rows)

    def lines(self, *, waiting: bool = False) -> list[tuple[str, dict[str, str]]]:
        """Lines of reminders, oldest first."""
        rows = self.connection.execute(
            "SELECT code, params FROM task WHERE code GLOB 'reminder.*'"
            + (" AND state = 0" if waiting else "")
            + " ORDER BY since, id"
        )
        return [(code, json.loads(params)) for code, params in rows]

    def waits(self) -> list[tuple[str, int, str]]:
        return list(self.connection.execute("SELECT service, not_before, payload FROM outbox ORDER BY seq"))

    def pass_by(self, hours: float, *, step: float = 0.5) -> int:
        """Time passes, and every half hour somebody looks."""
        made = 0
        for _number in range(round(hours / step)):
            self.clock.at += timedelta(hours=step)
            made += self.run()
        return made


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.mark.capability("C026")
def test_the_visits_of_tomorrow_are_told_once_and_by_number(place: Place) -> None:
    place.visit("2026-11-24T09:00")
    place.visit("2026-11-24T10:30")
    place.visit("2026-11-25T11:00", OLEG)
    assert place.pass_by(3) == 0, "not before the afternoon"
    assert place.pass_by(20) == 1
    told = {"day": "2026-11-24", "count": "2", "first": "09:00", "last": "10:30", "threshold": "1d"}
    assert place.lines() == [("reminder.visits", told)]
    place.visit("2026-11-24T11:30")
    assert place.pass_by(24 * 5) == 1, "that of the other doctor"
    assert not place.lines(waiting=True), "what is over is taken away"


@pytest.mark.capability("C026")
def test_deadlines_are_told_by_thresholds_and_the_later_takes_the_place_of_the_earlier(place: Place) -> None:
    due = datetime(2026, 12, 4, 15, tzinfo=UTC)
    report = place.task(due, kind=NoticeKind.UPCOMING)
    place.task(datetime(2026, 11, 25, 15, tzinfo=UTC), worker=OLEG)
    place.pass_by(24 * 14)
    told = [(kind, threshold) for kind, _subject, threshold in sorted(place.told())]
    assert told == [("report", "1d"), ("report", "3d"), ("report", "7d"), ("task", "1d"), ("task", "2h")]
    assert set(place.told().values()) == {1}
    waiting = [params for code, params in place.lines(waiting=True) if code == "reminder.report"]
    assert [one["threshold"] for one in waiting] == ["1d"]
    assert waiting[0]["due"] == "2026-12-04T18:00"
    place.connection.execute("UPDATE task SET state = 2, answered = 0 WHERE id = ?", (report,))
    place.pass_by(1)
    assert [code for code, _params in place.lines(waiting=True)] == ["reminder.task"]


def test_what_fell_before_a_worker_was_given_a_task_is_no_news(place: Place) -> None:
    place.task(BEGIN + timedelta(days=2), kind=NoticeKind.UPCOMING)
    assert place.pass_by(16) == 0, "that it is due in three days was told by the task itself"
    place.pass_by(24)
    assert [threshold for _kind, _subject, threshold in place.told()] == ["1d"]


def test_a_visit_that_is_not_closed_is_told_until_it_is(place: Place) -> None:
    visit = place.ids.new()
    place.transaction().visits.begin(visit, MARIA, ANNA)
    assert place.pass_by(2.5) == 0
    assert place.pass_by(24) == 2, "the same day and the next"
    ((code, params),) = place.lines(waiting=True)
    assert (code, params["began"], params["threshold"]) == ("reminder.unclosed", "2026-11-23 12:15", "+1d")
    assert place.pass_by(48) == 0
    found = visits.one(place.connection, visit)
    place.transaction().visits.close(found, lacks(found), "пациент ушёл")
    place.pass_by(1)
    assert place.lines(waiting=True) == []


@pytest.mark.capability("C021")
def test_results_that_are_late_are_told_together(place: Place) -> None:
    first = place.result(BEGIN - timedelta(hours=40))
    place.result(BEGIN - timedelta(hours=47))
    place.pass_by(12)
    assert [params["count"] for _code, params in place.lines(waiting=True)] == ["2"]
    assert len(place.told()) == 2
    place.connection.execute("UPDATE observation SET acknowledged = 1 WHERE id <> ?", (first,))
    place.pass_by(24)
    assert [params["count"] for _code, params in place.lines(waiting=True)] == ["1"]
    place.connection.execute("UPDATE observation SET acknowledged = 1")
    place.pass_by(1)
    assert not place.lines(waiting=True)


def test_a_store_that_begins_to_remind_tells_nothing_of_the_past(place: Place) -> None:
    place.connection.execute("DELETE FROM figure WHERE name = 'reminders_since'")
    place.result(BEGIN - timedelta(days=9))
    place.clock.at -= timedelta(days=30)
    place.task(BEGIN + timedelta(hours=20))
    place.clock.at += timedelta(days=30)
    assert place.run() == 0
    place.pass_by(12)
    assert not place.told()
    place.pass_by(12)
    assert [threshold for _kind, _subject, threshold in place.told()] == ["2h"]


def test_after_a_long_closure_only_the_latest_is_told(place: Place) -> None:
    place.task(BEGIN + timedelta(days=10), kind=NoticeKind.UPCOMING)
    place.task(BEGIN + timedelta(days=2))
    for day in range(24, 31):
        place.visit(f"2026-11-{day}T09:00")
    place.clock.at += timedelta(days=8, hours=23)
    assert place.run() == 1
    (line,) = place.lines()
    assert (line[0], line[1]["threshold"]) == ("reminder.report", "1d")
    assert place.pass_by(1) == 0


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-400), timedelta(hours=-3)])
def test_a_clock_that_was_wrong_tells_nothing_twice_and_keeps_nobody_out(
    place: Place, jump: timedelta
) -> None:
    place.task(BEGIN + timedelta(hours=3))
    place.clock.at += timedelta(hours=2)
    place.run(killed=True)
    place.clock.at += jump
    place.run()
    place.clock.at -= jump
    place.run(OTHER)
    place.clock.at += LENGTH * 2
    place.run(OTHER)
    assert len(place.told()) == 1
    assert set(place.told().values()) == {1}


def test_a_process_that_was_killed_keeps_the_others_out_for_two_minutes(place: Place) -> None:
    tx = place.transaction()
    assert tx.reminders.take(ONE)
    assert tx.reminders.take(ONE), "one's own is prolonged"
    assert not place.transaction().reminders.take(OTHER)
    for wrong in (timedelta(days=-30), timedelta(days=30)):
        place.clock.at += wrong
        assert place.transaction().reminders.take(OTHER), "of a clock that was set since"
        assert not place.transaction().reminders.take(ONE)
        place.clock.at -= wrong
        assert place.transaction().reminders.take(ONE)
    place.clock.at += LENGTH
    assert place.transaction().reminders.take(OTHER)


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland", "UTC"])
def test_another_zone_tells_nothing_twice(place: Place, zone: str) -> None:
    place.task(BEGIN + timedelta(days=3), kind=NoticeKind.UPCOMING)
    for day in range(24, 28):
        place.visit(f"2026-11-{day}T09:00")
    for hour in range(24 * 5):
        place.zone = zone if hour % 3 else MOSCOW
        place.clock.at += timedelta(hours=1)
        place.run()
    assert set(place.told().values()) == {1}
    assert sum(kind == "visits" for kind, _subject, _threshold in place.told()) == 4


def test_wall_times_hold_when_the_clocks_are_set(place: Place) -> None:
    """The first of November 2026 has 25 hours in New York, the eighth of March 23."""
    rule = RULES[ReminderKind.REPORT]
    for due, falls in (
        ("2026-11-02T12:00", "2026-11-01T09:00"),
        ("2026-03-09T12:00", "2026-03-08T09:00"),
    ):
        at = rule.thresholds[-1].falls(wall(due, "America/New_York"), "America/New_York")
        assert at == wall(falls, "America/New_York")


@pytest.mark.capability("C029")
def test_letters_wait_for_the_service_and_for_the_end_of_quiet_hours(place: Place) -> None:
    ways = frozenset({Channel.LINE, Channel.MAIL, Channel.SMS})
    chosen = Preferences(
        ((NoticeKind.RESULT, ways), (NoticeKind.UPCOMING, ways)), daily=Quiet(*map(clock, ("15:00", "07:00")))
    )
    place.prefer(chosen)
    place.visit("2026-11-24T09:00")
    place.result(BEGIN - timedelta(hours=43))
    place.pass_by(10)
    waiting = place.waits()
    assert sorted(service for service, _held, _payload in waiting) == ["mail", "mail", "sms", "sms"]
    held = {json.loads(payload)["kind"]: until for _service, until, payload in waiting}
    assert held["upcoming"] == instant(wall("2026-11-24T07:00", MOSCOW))
    assert held["result"] < held["upcoming"], "what is urgent passes"
    place.prefer(replace(chosen, version=1, passing=frozenset(), channels=((NoticeKind.REMINDER, ways),)))
    place.task(BEGIN + timedelta(days=2))
    place.pass_by(48)
    letters_told = [json.loads(payload) for _service, _held, payload in place.waits()]
    assert [one["kind"] for one in letters_told[4:]] == ["reminder"] * 4, "two thresholds, two ways"
    assert {word for one in letters_told for word in one["told"]} == {
        "count", "day", "first", "last", "due", "threshold"
    }  # fmt: skip
    assert "Кузнецов" not in str(letters_told), "no title and no name leaves the machine"
    place.prefer(Preferences(version=2))
    place.visit("2026-11-28T09:00")
    place.pass_by(72)
    assert len(place.waits()) == 8, "a kind that no letter is wanted of sends none"


def test_what_was_postponed_is_told_when_its_time_comes(place: Place) -> None:
    ways = frozenset({Channel.MAIL})
    place.prefer(Preferences(((NoticeKind.REMINDER, ways),)))
    until = BEGIN + timedelta(hours=2)
    for task in (place.task(BEGIN + timedelta(days=30)), place.task(BEGIN + timedelta(days=30))):
        place.connection.execute("UPDATE task SET postponed = ? WHERE id = ?", (instant(until), task))
    place.pass_by(24)
    assert not place.lines(), "it shows itself again"
    assert [json.loads(payload)["told"] for _service, _held, payload in place.waits()] == [{"count": "2"}]


def wall(text: str, zone: str) -> datetime:
    return utc_of(datetime.fromisoformat(text), zone)


def clock(text: str) -> time:
    return time.fromisoformat(text)


Step = Callable[[Place], object]
STEPS: dict[str, Step] = {
    "run": lambda place: place.run(),
    "other": lambda place: place.run(OTHER),
    "killed": lambda place: place.run(killed=True),
    "both": lambda place: (place.run(), place.run(OTHER)),
    "lease left behind": lambda place: place.transaction().reminders.take(OTHER),
    "zone": lambda place: setattr(place, "zone", "Asia/Vladivostok" if place.zone == MOSCOW else MOSCOW),
}


@pytest.mark.capability("C026")
@hypothesis_settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.floats(-30, 60).map(lambda h: round(h, 2)), st.sampled_from(sorted(STEPS))), max_size=25
    ),
    st.lists(st.integers(1, 240), min_size=1, max_size=4, unique=True),
)
def test_whatever_happens_each_is_told_once_and_none_is_lost(
    steps: list[tuple[float, str]], dues: list[int]
) -> None:
    place = Place()
    for ahead in dues:
        kind = NoticeKind.UPCOMING if ahead % 2 else NoticeKind.TASK
        place.task(BEGIN + timedelta(hours=ahead), kind=kind)
    place.result(BEGIN - timedelta(hours=30))
    place.visit("2026-11-27T09:00")
    last = BEGIN
    for hours, step in steps:
        place.clock.at += timedelta(hours=hours)
        STEPS[step](place)
        last = max(last, place.clock.at)
    place.clock.at = max(last, place.clock.at) + LENGTH
    place.run()
    told = place.told()
    assert set(told.values()) <= {1}
    assert place.transaction().reminders.plan(place.zone).empty, "nothing that fell due is left untold"
    lines = Counter((code, json.dumps(params, sort_keys=True)) for code, params in place.lines())
    assert set(lines.values()) <= {1}
    at, line_count = place.clock.at, sum(lines.values())
    place.clock.at = at - timedelta(days=40)
    place.run(OTHER)
    place.clock.at = at
    place.run()
    assert place.told() == told, "set back and put right, the clock tells nothing again"
    assert len(place.lines()) == line_count


@pytest.mark.parametrize("attention", list(Attention))
def test_a_line_of_a_reminder_reminds_of_nothing(place: Place, attention: Attention) -> None:
    place.task(BEGIN + timedelta(hours=3))
    place.pass_by(4)
    place.connection.execute("UPDATE task SET attention = ? WHERE code <> ''", (attention.value,))
    assert place.pass_by(24) == 0
    assert len(place.lines()) == 1
