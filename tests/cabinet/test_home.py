"""What waits for a worker, what is answered to it, and that nothing is answered twice or by mistake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action
from medcab_tui.cabinet.bulk import LoadBatch, LoadedAppointment, LoadedPatient, LoadedResult, LoadedTask
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.home_actions import AcceptTask, PostponeTask, RefuseTask, ReturnTask
from medcab_tui.cabinet.results_actions import (
    AcknowledgeResults,
    PostponeResults,
    RecallResults,
    WithdrawAcknowledgement,
)
from medcab_tui.cabinet.surroundings import Surroundings, TapeClock
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.errors import Invalid, Refused, Stale
from medcab_tui.domain.home import Answer, may_accept, may_mark, may_refuse, seen_result
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, NewPatient, Observation
from medcab_tui.domain.rooms import (
    AppointmentStatus,
    Attention,
    AttentionRow,
    Badges,
    Source,
    SourceKind,
    TaskState,
)

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
HBA1C = Coded("4548-4", "HbA1c", "2.72")


@pytest.fixture
def surroundings() -> Surroundings:
    return Surroundings.fixed(NOW, 7)


class Home:
    """A cabinet with one patient, and pieces about her."""

    def __init__(self, cabinet: Cabinet, maria: NewPatient) -> None:
        self.cabinet, self.maria = cabinet, maria
        self.new = cabinet.surroundings.ids.new
        self.patient = self.new()

    async def begin(self) -> None:
        await self.load(LoadedPatient(self.patient, self.maria))

    async def load(self, *pieces: Any) -> None:
        await self.cabinet.do(LoadBatch(self.new(), pieces))

    def result(self, value: str, hours: float, *, asked: bool = True, read: bool = False) -> LoadedResult:
        at = NOW - timedelta(hours=hours)
        seen = Observation(
            self.new(), HBA1C, Decimal(value), "%", "%", None, Decimal("6.5"), at, "ЛИС № 5512", read
        )
        return LoadedResult(self.patient, seen, self.cabinet.worker.id if asked else None)

    def task(self, asked: Attention | None = Attention.TO_CONFIRM, **changes: Any) -> LoadedTask:
        made = LoadedTask(
            self.new(), self.cabinet.worker.id, asked, TaskState.AWAITING, NOW - timedelta(hours=3), None,
            "Замена смены", "ждёт согласия",
        )  # fmt: skip
        return replace(made, **changes)

    async def rows(self) -> dict[Id, AttentionRow]:
        return {row.id: row for row in await self.cabinet.home.attention()}

    async def only(self, piece: LoadedTask | LoadedResult) -> AttentionRow:
        identity = piece.id if isinstance(piece, LoadedTask) else piece.observation.id
        return (await self.rows())[identity]

    async def badges(self) -> dict[str, Badges]:
        return {
            place: found for place, found in (await self.cabinet.home.badges()).items() if found != Badges()
        }

    async def do(self, *actions: Action[Any]) -> None:
        await self.cabinet.do_all(actions)

    def pass_time(self, **passed: float) -> None:
        clock = self.cabinet.surroundings.clock
        assert isinstance(clock, TapeClock)
        clock.advance(timedelta(**passed))


@pytest.fixture
async def home(cabinet: Cabinet, maria: NewPatient) -> Home:
    made = Home(cabinet, maria)
    await made.begin()
    return made


def ids(rows: Sequence[AttentionRow]) -> list[Id]:
    return [row.id for row in rows]


@pytest.mark.capability("C021")
async def test_results_nobody_acknowledged_stand_with_the_tasks_the_late_before_the_rest(home: Home) -> None:
    late, fresh, normal = home.result("7.9", 73), home.result("7.4", 5), home.result("5.6", 100)
    foreign, read = home.result("9.9", 5, asked=False), home.result("9.8", 5, read=True)
    task = home.task()
    await home.load(late, fresh, normal, foreign, read, task)
    rows = await home.cabinet.home.attention()
    assert ids(rows) == [late.observation.id, normal.observation.id, fresh.observation.id, task.id]
    assert [row.attention for row in rows] == [
        Attention.OVERDUE, Attention.MESSAGE, Attention.TO_CONFIRM, Attention.TO_CONFIRM,
    ]  # fmt: skip
    assert rows[0].due == late.observation.at + timedelta(hours=48)
    assert rows[1].due is None, "nobody is late with what asks for no confirmation"
    assert rows[0].source == Source(SourceKind.RESULT, late.observation.id)
    assert await home.badges() == {"home": Badges(overdue=1, to_confirm=2, messages=1)}


@pytest.mark.capability("C031")
async def test_each_row_carries_time_responsible_person_and_source(home: Home) -> None:
    about = Source(SourceKind.DOCUMENT, home.new())
    task, result = home.task(source=about), home.result("7.9", 5)
    await home.load(task, result)
    rows = await home.rows()
    assert rows[task.id].source == about
    assert rows[task.id].since == NOW - timedelta(hours=3)
    assert {row.responsible for row in rows.values()} == {"Иванова А. П."}
    assert rows[result.observation.id].patient_name == "Кузнецова М. П."
    assert rows[result.observation.id].born == home.maria.birth


async def test_however_many_normal_results_wait_none_out_of_bounds_is_hidden(home: Home) -> None:
    await home.load(home.result("7.9", 1), *(home.result("5.6", 10 + hours) for hours in range(30)))
    rows = await home.cabinet.home.attention(20)
    assert len(rows) == 20
    assert [row.result.abnormal for row in rows if row.result].count(True) == 1


async def test_a_visit_nobody_closed_asks_how_it_ended(home: Home) -> None:
    def visit(start: str, status: AppointmentStatus) -> LoadedAppointment:
        at = datetime.fromisoformat(f"2026-11-{start}")
        return LoadedAppointment(
            home.new(), home.patient, home.cabinet.worker.id, at, "Europe/Moscow", 15, status
        )

    await home.load(
        visit("20T09:00", AppointmentStatus.BOOKED),
        visit("20T09:30", AppointmentStatus.DONE),
        visit("23T09:00", AppointmentStatus.IN_PROGRESS),
        visit("23T11:30", AppointmentStatus.ARRIVED),
        visit("23T15:00", AppointmentStatus.BOOKED),
    )
    rows = await home.cabinet.home.attention()
    assert [row.title for row in rows] == ["2026-11-20 09:00", "2026-11-23 09:00"]
    assert await home.badges() == {"schedule": Badges(overdue=1, to_confirm=1)}
    assert not any(may_accept(row) or may_refuse(row) or may_mark(row) for row in rows)


async def test_acknowledging_once_and_taking_it_back(home: Home) -> None:
    pieces = [home.result("7.9", 73), home.result("5.6", 5)]
    await home.load(*pieces)
    seen = tuple(seen_result(home.patient, piece.observation) for piece in pieces)
    action = AcknowledgeResults(home.new(), seen)
    assert (await home.cabinet.do(action)).result == 2
    assert (await home.cabinet.do(action)).repeated
    assert await home.badges() == {}
    rows = await home.cabinet.home.attention()
    assert [(row.state, row.attention, row.answered) for row in rows] == [(TaskState.DONE, None, NOW)] * 2
    assert not may_accept(rows[0])
    card = await home.cabinet.patients.card(home.patient)
    assert all(value.acknowledged for series in card.results for value in series.values)
    with pytest.raises(Stale, match=r"result\.stale"):
        await home.do(AcknowledgeResults(home.new(), seen))
    with pytest.raises(Refused, match=r"result\.acknowledged"):
        await home.do(AcknowledgeResults(home.new(), tuple(one.answered for one in seen)))
    await home.do(WithdrawAcknowledgement(home.new(), tuple(one.answered for one in seen)))
    assert await home.badges() == {"home": Badges(overdue=1, messages=1)}
    with pytest.raises(Refused, match=r"result\.waits"):
        await home.do(WithdrawAcknowledgement(home.new(), tuple(one.answered.answered for one in seen)))
    told = [row.code for row in await home.cabinet.journal.mine() if row.code.startswith("results")]
    assert told == ["results.withdrawn", "results.acknowledged"]


async def test_of_several_results_all_are_acknowledged_or_none(home: Home) -> None:
    first, second = home.result("7.9", 73), home.result("5.6", 5)
    await home.load(first, second)
    good, moved = (seen_result(home.patient, one.observation) for one in (first, second))
    with pytest.raises(Stale):
        await home.do(AcknowledgeResults(home.new(), (good, replace(moved, seen=9))))
    with pytest.raises(Refused, match=r"result\.missing"):
        await home.do(AcknowledgeResults(home.new(), (good, replace(moved, id=home.new()))))
    assert await home.badges() == {"home": Badges(overdue=1, messages=1)}


async def test_a_postponed_result_comes_back_when_it_is_time(home: Home) -> None:
    piece = home.result("7.9", 5)
    await home.load(piece)
    seen = seen_result(home.patient, piece.observation)
    with pytest.raises(Invalid, match=r"postpone\.past"):
        await home.do(PostponeResults(home.new(), (seen,), NOW))
    with pytest.raises(Invalid, match=r"postpone\.far"):
        await home.do(PostponeResults(home.new(), (seen,), NOW + timedelta(days=400)))
    await home.do(PostponeResults(home.new(), (seen,), NOW + timedelta(hours=1)))
    assert await home.badges() == {}
    row = await home.only(piece)
    assert (row.attention, row.postponed) == (None, NOW + timedelta(hours=1))
    home.pass_time(minutes=59)
    assert await home.badges() == {}
    home.pass_time(minutes=1)
    assert await home.badges() == {"home": Badges(to_confirm=1)}
    assert (await home.only(piece)).attention is Attention.TO_CONFIRM
    again = PostponeResults(home.new(), (seen.answered,), NOW + timedelta(hours=9))
    await home.do(again)
    await home.do(RecallResults(home.new(), (seen.answered.answered,)))
    assert (await home.only(piece)).postponed == NOW + timedelta(hours=1), "as it was before that"
    never = home.result("5.6", 5)
    await home.load(never)
    with pytest.raises(Refused, match=r"result\.waits"):
        await home.do(RecallResults(home.new(), (seen_result(home.patient, never.observation),)))


@pytest.mark.parametrize(
    ("asked", "steps"),
    [
        (Attention.TO_CONFIRM, [(TaskState.DONE, Answer.CONFIRMED)]),
        (Attention.MESSAGE, [(TaskState.DONE, Answer.READ)]),
        (None, [(TaskState.IN_WORK, Answer.TAKEN), (TaskState.DONE, Answer.CONFIRMED)]),
    ],
)
@pytest.mark.capability("C030")
async def test_accepting_takes_work_up_and_answers_the_rest(
    home: Home, asked: Attention | None, steps: list[tuple[TaskState, Answer]]
) -> None:
    task = home.task(asked)
    await home.load(task)
    for seen, (state, answer) in enumerate(steps, 1):
        await home.do(AcceptTask(home.new(), task.id, seen))
        row = await home.only(task)
        assert (row.state, row.status, row.version) == (state, answer.value, seen + 1)
    with pytest.raises(Refused, match=r"task\.done"):
        await home.do(AcceptTask(home.new(), task.id, len(steps) + 1))
    with pytest.raises(Refused, match=r"task\.done"):
        await home.do(PostponeTask(home.new(), task.id, len(steps) + 1, NOW + timedelta(hours=1)))
    await home.do(ReturnTask(home.new(), task.id, len(steps) + 1))
    row = await home.only(task)
    assert row.status == (steps[-2][1].value if len(steps) > 1 else "ждёт согласия")
    assert row.attention == asked
    assert row.answered is None


async def test_refusing_keeps_the_reason_and_only_confirmations_are_refused(home: Home) -> None:
    task, message = home.task(), home.task(Attention.MESSAGE)
    await home.load(task, message)
    with pytest.raises(Invalid, match=r"reason\.short"):
        await home.do(RefuseTask(home.new(), task.id, 1, " н "))
    with pytest.raises(Refused, match=r"task\.not_refusable"):
        await home.do(RefuseTask(home.new(), message.id, 1, "не моё"))
    await home.do(RefuseTask(home.new(), task.id, 1, "дежурю в этот день"))
    row = await home.only(task)
    assert (row.state, row.status, row.reason) == (TaskState.DONE, Answer.REFUSED.value, "дежурю в этот день")
    await home.do(ReturnTask(home.new(), task.id, 2))
    row = await home.only(task)
    assert (row.state, row.status, row.reason) == (TaskState.AWAITING, "ждёт согласия", "")
    assert may_refuse(row)


async def test_what_moved_on_is_not_answered_nor_taken_back(home: Home) -> None:
    task = home.task(None)
    await home.load(task)
    with pytest.raises(Refused, match=r"revision\.missing"):
        await home.do(ReturnTask(home.new(), task.id, 1))
    await home.do(AcceptTask(home.new(), task.id, 1))
    with pytest.raises(Stale, match=r"task\.stale"):
        await home.do(AcceptTask(home.new(), task.id, 1))
    await home.do(PostponeTask(home.new(), task.id, 2, NOW + timedelta(hours=1)))
    with pytest.raises(Stale, match=r"task\.stale"):
        await home.do(ReturnTask(home.new(), task.id, 2))
    await home.do(ReturnTask(home.new(), task.id, 3))
    row = await home.only(task)
    assert (row.state, row.postponed) == (TaskState.IN_WORK, None)
    with pytest.raises(Refused, match=r"task\.missing"):
        await home.do(AcceptTask(home.new(), home.new(), 1))


async def test_a_task_is_answered_by_whom_it_waits_for(home: Home, door: Door) -> None:
    task = home.task()
    await home.load(task)
    new = NewWorker(
        "petrov", "Петров", "Олег", "Дмитриевич", "врач-терапевт", "", frozenset({Role.CLINICIAN})
    )
    await home.cabinet.accounts.add_worker(new, "Demo-2026!")
    other = await door.sign_in("petrov", "Demo-2026!")
    with pytest.raises(Refused, match=r"task\.others"):
        await other.do(AcceptTask(home.new(), task.id, 1))
    assert await other.home.attention() == ()
    await other.sign_out()


async def test_a_postponed_task_is_not_counted_until_it_is_time(home: Home) -> None:
    task = home.task(Attention.OVERDUE, place="documents", due=NOW - timedelta(hours=1))
    await home.load(task)
    assert await home.badges() == {"documents": Badges(overdue=1)}
    await home.do(PostponeTask(home.new(), task.id, 1, NOW + timedelta(minutes=30)))
    assert await home.badges() == {}
    home.pass_time(minutes=30)
    assert await home.badges() == {"documents": Badges(overdue=1)}


async def test_the_badges_count_what_the_list_shows(home: Home) -> None:
    """Whatever the mixture of classes, limits and moments."""
    pieces: list[Any] = []
    for hours in (1, 47.99, 48.01, 200):
        pieces += [home.result("7.9", hours), home.result("6.5", hours), home.result("6.51", hours)]
        for asked in (None, *Attention):
            for due in (None, NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)):
                pieces.append(home.task(asked, due=due, since=NOW - timedelta(hours=hours)))
    await home.load(*pieces)
    for hours in (0, 1, 50):
        home.pass_time(hours=hours)
        rows = await home.cabinet.home.attention()
        counted = Badges(*(sum(row.attention is kind for row in rows) for kind in Attention))
        assert (await home.cabinet.home.badges())["home"] == counted
    assert counted.overdue > 30


async def test_the_trend_ends_with_the_result_that_waits(home: Home) -> None:
    pieces = [home.result(value, 24 * days) for value, days in
              (("5.6", 300), ("6.4", 200), ("6.9", 150), ("7.4", 100), ("7.9", 3), ("9.0", 1))]  # fmt: skip
    await home.load(*pieces)
    asked = [(home.patient, pieces[place].observation) for place in (4, 1)]
    trends = await home.cabinet.home.trends(asked)
    told = [[str(value.value) for value in trends[result.id]] for _patient, result in asked]
    assert told == [["6.4", "6.9", "7.4", "7.9"], ["5.6", "6.4"]]
