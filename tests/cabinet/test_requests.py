"""Asking for another's approval: who decides, what it does, that it can be taken back and happens once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from medcab_tui.cabinet.bulk import LoadBatch, LoadedPatient, LoadedTask
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.home_actions import AcceptTask
from medcab_tui.cabinet.requests_actions import (
    AskCorrection,
    AskHandOver,
    Decide,
    ReopenRequest,
    WithdrawRequest,
)
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.errors import Forbidden, Invalid, Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import LEAVING
from medcab_tui.domain.patients import NewPatient
from medcab_tui.domain.requests import RequestKind, RequestState
from medcab_tui.domain.rooms import Attention, AttentionRow, SourceKind, TaskState

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
PASSWORD = "Demo-2026!"
PETROV = NewWorker("petrov", "Петров", "Олег", "Дмитриевич", "врач", "", frozenset({Role.CLINICIAN}))
ZUEV = NewWorker("license", "Зуев", "Константин", "", "специалист", "", frozenset({Role.LICENSING}))


class Two:
    """Иванова, who founded the cabinet, and Петров, each at a terminal of their own."""

    def __init__(self, first: Cabinet, second: Cabinet, task: LoadedTask) -> None:
        self.first, self.second, self.task = first, second, task
        self.new = first.surroundings.ids.new

    async def ask(self, **said: str) -> Id:
        asked = AskHandOver(self.new(), self.task.id, 1, self.second.worker.id, **said)
        return (await self.first.do(asked)).result

    async def rows(self, cabinet: Cabinet) -> dict[Id, AttentionRow]:
        return {row.id: row for row in await cabinet.home.attention()}

    async def waiting(self, cabinet: Cabinet) -> list[AttentionRow]:
        """The lines of requests that wait for this worker's decision."""
        return [
            row
            for row in (await self.rows(cabinet)).values()
            if row.source is not None
            and row.source.kind is SourceKind.REQUEST
            and row.attention is Attention.TO_CONFIRM
        ]


@pytest.fixture
async def two(door: Door, cabinet: Cabinet, maria: NewPatient) -> AsyncIterator[Two]:
    await cabinet.accounts.add_worker(PETROV, PASSWORD)
    other = await door.sign_in("petrov", PASSWORD)
    new = cabinet.surroundings.ids.new
    patient = new()
    due = NOW + timedelta(hours=3)
    task = LoadedTask(
        new(), cabinet.worker.id, None, TaskState.AWAITING, NOW - timedelta(hours=3), due,
        "Позвонить в аптеку", "", patient=patient,
    )  # fmt: skip
    await cabinet.do(LoadBatch(new(), (LoadedPatient(patient, maria), task)))
    yield Two(cabinet, other, task)
    other.close_now()


async def test_a_task_stays_until_the_colleague_agrees_and_is_theirs_from_then_on(two: Two) -> None:
    request = await two.ask(note="уезжаю до среды")
    assert (await two.rows(two.first))[two.task.id].status == LEAVING
    assert two.task.id not in await two.rows(two.second)
    (line,) = await two.waiting(two.second)
    assert (line.source and line.source.id, line.patient) == (request, two.task.patient)
    assert (await two.second.home.badges())["home"].to_confirm == 1
    (waiting,) = await two.second.requests.to_decide()
    assert (waiting.title, waiting.note, waiting.asker_name) == (
        "Позвонить в аптеку",
        "уезжаю до среды",
        "Иванова А. П.",
    )

    await two.second.do(Decide(two.new(), request, 1, approve=True))

    taken = (await two.rows(two.second))[two.task.id]
    assert (taken.state, taken.status, taken.due) == (TaskState.AWAITING, "", two.task.due)
    assert two.task.id not in await two.rows(two.first)
    assert await two.waiting(two.second) == []
    assert (await two.second.home.badges())["home"].to_confirm == 0
    (asked,) = await two.first.requests.asked()
    assert (asked.state, asked.decided_name) == (RequestState.APPROVED, "Петров О. Д.")
    await two.second.do(AcceptTask(two.new(), two.task.id, taken.version))


async def test_a_decision_is_taken_back_whole(two: Two) -> None:
    request = await two.ask()
    for approve, reason in ((True, ""), (False, "занят")):
        seen = (await two.first.requests.one(request)).version
        before = await two.rows(two.first), [row.id for row in await two.waiting(two.second)]
        decided = await two.second.do(Decide(two.new(), request, seen, approve=approve, reason=reason))
        assert await two.waiting(two.second) == []
        await two.second.do(ReopenRequest(two.new(), request, decided.version or 0))
        row = (await two.rows(two.first))[two.task.id]
        assert (row.status, row.state) == (LEAVING, TaskState.AWAITING)
        assert [row.id for row in await two.waiting(two.second)] == before[1]
        assert (await two.first.requests.one(request)).state is RequestState.WAITING


async def test_a_no_takes_a_reason_and_the_task_stands_as_before(two: Two) -> None:
    request = await two.ask()
    with pytest.raises(Invalid, match=r"reason\.short"):
        await two.second.do(Decide(two.new(), request, 1, approve=False, reason=" "))
    await two.second.do(Decide(two.new(), request, 1, approve=False, reason="не мой участок"))
    assert (await two.rows(two.first))[two.task.id].status == ""
    (asked,) = await two.first.requests.asked()
    assert (asked.state, asked.reason) == (RequestState.DECLINED, "не мой участок")
    again = (await two.rows(two.first))[two.task.id]
    second = AskHandOver(two.new(), two.task.id, again.version, two.second.worker.id)
    await two.first.do(second)  # nothing of the first stands in the way


async def test_who_asked_takes_it_back_and_nobody_else(two: Two) -> None:
    request = await two.ask()
    with pytest.raises(Refused, match=r"request\.not_yours"):
        await two.second.do(WithdrawRequest(two.new(), request, 1))
    await two.first.do(WithdrawRequest(two.new(), request, 1))
    assert await two.waiting(two.second) == []
    assert await two.second.requests.to_decide() == ()
    assert (await two.rows(two.first))[two.task.id].status == ""
    with pytest.raises(Stale, match=r"request\.stale"):
        await two.second.do(Decide(two.new(), request, 1, approve=True))
    with pytest.raises(Refused, match=r"request\.decided"):
        await two.second.do(Decide(two.new(), request, 2, approve=True))


async def test_what_moved_on_is_not_handed_over(two: Two) -> None:
    request = await two.ask()
    now = (await two.rows(two.first))[two.task.id]
    taken = await two.first.do(AcceptTask(two.new(), two.task.id, now.version))
    await two.first.do(AcceptTask(two.new(), two.task.id, taken.version or 0))
    with pytest.raises(Stale, match=r"request\.moved_on"):
        await two.second.do(Decide(two.new(), request, 1, approve=True))
    await two.second.do(Decide(two.new(), request, 1, approve=False, reason="уже сделано"))
    assert (await two.rows(two.first))[two.task.id].state is TaskState.DONE


async def test_only_what_can_be_done_is_asked(two: Two) -> None:
    request = await two.ask()
    mine = (await two.rows(two.first))[two.task.id]
    with pytest.raises(Refused, match=r"request\.asked"):
        await two.first.do(AskHandOver(two.new(), two.task.id, mine.version, two.second.worker.id))
    with pytest.raises(Refused, match=r"request\.oneself"):
        await two.first.do(AskHandOver(two.new(), two.task.id, mine.version, two.first.worker.id))
    with pytest.raises(Forbidden, match=r"request\.not_yours"):
        await two.first.do(Decide(two.new(), request, 1, approve=True))
    zuev = await two.first.accounts.add_worker(ZUEV, PASSWORD)
    await two.first.do(WithdrawRequest(two.new(), request, 1))
    mine = (await two.rows(two.first))[two.task.id]
    with pytest.raises(Refused, match=r"request\.cards"):
        await two.first.do(AskHandOver(two.new(), two.task.id, mine.version, zuev))
    with pytest.raises(Invalid, match=r"note\.long"):
        asked = AskHandOver(two.new(), two.task.id, mine.version, two.second.worker.id, "а" * 501)
        await two.first.do(asked)


async def test_deciding_twice_decides_once(two: Two) -> None:
    request = await two.ask()
    decision = Decide(two.new(), request, 1, approve=True)
    assert not (await two.second.do(decision)).repeated
    assert (await two.second.do(decision)).repeated
    with pytest.raises(Refused, match=r"request\.decided"):
        await two.second.do(Decide(two.new(), request, 2, approve=True))


@pytest.mark.capability("C106", "C107")
async def test_an_administrator_confirms_a_colleagues_data_and_they_show_at_once(two: Two) -> None:
    petrov = two.second.worker
    wanted = (("surname", "Петров-Водкин"), ("post", "врач-кардиолог"))
    asked = await two.second.do(AskCorrection(two.new(), petrov.id, wanted, "ошибка в приказе"))
    (waiting,) = await two.first.requests.to_decide()
    assert (waiting.kind, waiting.title) == (RequestKind.CORRECTION, "Петров Олег Дмитриевич")
    assert [(one.field, one.before, one.after) for one in waiting.changes] == [
        ("surname", "Петров", "Петров-Водкин"),
        ("post", "врач", "врач-кардиолог"),
    ]
    with pytest.raises(Forbidden, match=r"request\.not_yours"):
        await two.second.do(Decide(two.new(), asked.result, 1, approve=True))
    decided = await two.first.do(Decide(two.new(), asked.result, 1, approve=True))
    await two.second.accounts.look_again()
    assert (two.second.worker.surname, two.second.worker.post) == ("Петров-Водкин", "врач-кардиолог")
    assert [worker.surname for worker in await two.first.accounts.workers()] == ["Иванова", "Петров-Водкин"]

    await two.first.do(ReopenRequest(two.new(), asked.result, decided.version or 0))
    await two.second.accounts.look_again()
    assert (two.second.worker.surname, two.second.worker.post) == ("Петров", "врач")


async def test_data_that_changed_meanwhile_are_not_overwritten(two: Two) -> None:
    petrov = two.second.worker.id
    first = await two.second.do(AskCorrection(two.new(), petrov, (("post", "врач-кардиолог"),)))
    with pytest.raises(Refused, match=r"request\.asked"):
        await two.first.do(AskCorrection(two.new(), petrov, (("post", "врач-хирург"),)))
    decided = await two.first.do(Decide(two.new(), first.result, 1, approve=True))
    again = await two.first.do(AskCorrection(two.new(), petrov, (("post", "врач-хирург"),)))
    await two.first.do(Decide(two.new(), again.result, 1, approve=True))
    with pytest.raises(Stale, match=r"request\.moved_on"):
        await two.first.do(ReopenRequest(two.new(), first.result, decided.version or 0))


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ((), "request.nothing"),
        ((("surname", "Петров"),), "request.nothing"),
        ((("surname", ""),), "name.missing"),
        ((("surname", "Пeтров"),), "name.mixed"),
        ((("post", "  "),), "post.missing"),
    ],
)
async def test_a_correction_is_checked_when_it_is_asked(
    two: Two, wanted: tuple[tuple[str, str], ...], code: str
) -> None:
    with pytest.raises(Invalid) as told:
        await two.second.do(AskCorrection(two.new(), two.second.worker.id, wanted))
    assert told.value.code == code


async def test_two_administrators_decide_for_each_other_one_for_herself(two: Two) -> None:
    own = (("patronymic", "Павловна"),)
    asked = await two.first.do(AskCorrection(two.new(), two.first.worker.id, own))
    await two.first.do(Decide(two.new(), asked.result, 1, approve=True))  # nobody else could
    chief = NewWorker("chief", "Громова", "Ольга", "", "администратор", "", frozenset({Role.ADMINISTRATOR}))
    await two.first.accounts.add_worker(chief, PASSWORD)
    again = await two.first.do(AskCorrection(two.new(), two.first.worker.id, (("patronymic", "Петровна"),)))
    with pytest.raises(Forbidden, match=r"request\.not_yours"):
        await two.first.do(Decide(two.new(), again.result, 1, approve=True))


async def test_of_two_administrators_the_other_agrees_to_what_is_about_them(two: Two, door: Door) -> None:
    chief = NewWorker("chief", "Громова", "Ольга", "", "администратор", "", frozenset({Role.ADMINISTRATOR}))
    await two.first.accounts.add_worker(chief, PASSWORD)
    third = await door.sign_in("chief", PASSWORD)
    asked = await two.first.do(AskCorrection(two.new(), third.worker.id, (("surname", "Громова-Ли"),)))
    with pytest.raises(Forbidden, match=r"request\.not_yours"):
        await two.first.do(Decide(two.new(), asked.result, 1, approve=True))
    assert len(await two.waiting(third)) == 1
    await third.do(Decide(two.new(), asked.result, 1, approve=True))
    await third.sign_out()


async def test_what_others_ask_each_other_is_theirs(two: Two, door: Door) -> None:
    request = await two.ask()
    await two.first.accounts.add_worker(ZUEV, PASSWORD)
    third = await door.sign_in("license", PASSWORD)
    with pytest.raises(Forbidden):
        await third.requests.one(request)
    assert (await third.requests.to_decide(), await third.requests.asked()) == ((), ())
    await third.sign_out()
