"""The observation journal: what each action writes, once; what was there is kept; nobody is overwritten."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action, topics_of
from medcab_tui.cabinet.bulk import LoadBatch, LoadedVitals
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.vitals_actions import AmendVitals, RecordVitals, RestoreVitals, WithdrawVitals
from medcab_tui.domain.accounts import Author, NewWorker, Role
from medcab_tui.domain.errors import Forbidden, Invalid, Refused, Repeated, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient
from medcab_tui.domain.vital_line import read_line
from medcab_tui.domain.vitals import Measured, Measurement, VitalKind

Add = Callable[[Cabinet, NewPatient], Awaitable[Id]]
K = VitalKind


class Bench:
    """A cabinet with one card, and vital signs by few words."""

    def __init__(self, cabinet: Cabinet, patient: Id) -> None:
        self.cabinet, self.patient = cabinet, patient

    def new(self) -> Id:
        return self.cabinet.surroundings.ids.new()

    def said(self, line: str) -> Measured:
        place = self.cabinet.surroundings
        return read_line(line, place.clock.now(), place.zone)

    async def do(self, action: Action[Any]) -> int:
        done = await self.cabinet.do(action)
        again = await self.cabinet.do(action)
        assert (again.repeated, again.result, again.version) == (True, done.result, done.version)
        return done.version or 0

    async def record(self, line: str) -> Id:
        identity = self.new()
        await self.do(RecordVitals(identity, self.patient, self.said(line)))
        return identity

    async def all(self) -> tuple[Measurement, ...]:
        return await self.cabinet.vitals.of(self.patient)


@pytest.fixture
async def bench(cabinet: Cabinet, add: Add, maria: NewPatient) -> Bench:
    return Bench(cabinet, await add(cabinet, maria))


@pytest.mark.capability("C043")
async def test_what_was_measured_is_written_read_amended_withdrawn_and_restored(bench: Bench) -> None:
    first = await bench.record("140/90 78 36,6 вес 81 вчера 21:00")
    second = await bench.record("150/95 84")
    newest, before = await bench.all()
    assert (newest.id, before.id) == (second, first)
    assert before.said == bench.said("140/90 78 36,6 вес 81 вчера 21:00")
    assert [(one.kind, str(one.value), one.unit, one.version) for one in before.vitals][2:4] == [
        (K.HEART_RATE, "78", "в мин", 1), (K.TEMPERATURE, "36.6", "°C", 1),
    ]  # fmt: skip
    assert before.author.name == "Иванова А. П."
    kept = {one.kind: one.id for one in before.vitals}

    amended = bench.said("130/90 78 спо2 98 вчера 21:00")
    version = await bench.do(AmendVitals(bench.new(), first, 1, amended, "опечатка в давлении"))
    assert version == 2
    now = await bench.cabinet.vitals.one(first)
    assert now.said == amended
    assert now.of(K.TEMPERATURE) is None
    assert {one.kind: one.id for one in now.vitals}[K.SYSTOLIC] == kept[K.SYSTOLIC]  # as others know it
    editions = await bench.cabinet.vitals.versions(first)
    assert [(one.version, one.reason, one.body.of(K.SYSTOLIC)) for one in editions] == [
        (2, "опечатка в давлении", Decimal(130)), (1, "", Decimal(140)),
    ]  # fmt: skip

    with pytest.raises(Stale):
        await bench.cabinet.do(AmendVitals(bench.new(), first, 1, bench.said("120/80"), "другая причина"))
    with pytest.raises(Invalid, match=r"vitals\.unchanged"):
        await bench.cabinet.do(AmendVitals(bench.new(), first, 2, amended, "ещё раз"))
    with pytest.raises(Invalid, match="reason"):
        await bench.cabinet.do(WithdrawVitals(bench.new(), first, 2, ""))

    assert await bench.do(WithdrawVitals(bench.new(), first, 2, "другого пациента")) == 3
    assert [one.id for one in await bench.all()] == [second]
    (withdrawn,) = await bench.cabinet.vitals.of(bench.patient, withdrawn=True)
    assert (withdrawn.id, withdrawn.withdrawn, withdrawn.said) == (first, True, amended)
    assert (await bench.cabinet.vitals.versions(first))[0].withdrawn
    for refused in (
        AmendVitals(bench.new(), first, 3, bench.said("120/80"), "другая причина"),
        WithdrawVitals(bench.new(), first, 3, "другая причина"),
        RestoreVitals(bench.new(), second, 1),
    ):
        with pytest.raises(Refused, match=r"vitals\.missing"):
            await bench.cabinet.do(refused)
    assert await bench.do(RestoreVitals(bench.new(), first, 3)) == 4
    assert {one.id for one in await bench.all()} == {first, second}


async def test_what_cannot_be_is_refused_and_nothing_is_written(bench: Bench) -> None:
    now = bench.cabinet.surroundings.clock.now()
    for values, at, code in (
        (((K.SYSTOLIC, Decimal(900)), (K.DIASTOLIC, Decimal(90))), now, "vitals.impossible"),
        (((K.SYSTOLIC, Decimal(120)),), now, "vitals.half"),
        (((K.BMI, Decimal(25)),), now, "vitals.computed"),
        ((), now, "vitals.none"),
        (((K.WEIGHT, Decimal(81)),), now + timedelta(minutes=1), "vitals.future"),
        (((K.WEIGHT, Decimal(81)),), now - timedelta(days=70 * 366), "vitals.before_birth"),
    ):
        with pytest.raises(Invalid, match=code):
            await bench.cabinet.do(RecordVitals(bench.new(), bench.patient, Measured(at, values)))
    with pytest.raises(Refused, match=r"patient\.missing"):
        await bench.cabinet.do(RecordVitals(bench.new(), bench.new(), bench.said("120/80")))
    assert await bench.all() == ()


async def test_a_nervous_hand_writes_once_and_the_taken_back_can_be_written_again(bench: Bench) -> None:
    first = await bench.record("140/90")
    with pytest.raises(Repeated):
        await bench.cabinet.do(RecordVitals(bench.new(), bench.patient, bench.said("140/90")))
    await bench.record("142/90")  # another value is another measurement
    await bench.do(WithdrawVitals(bench.new(), first, 1, "отменено сразу"))
    assert await bench.record("140/90")


async def test_nurses_write_and_the_desk_does_not_even_read(bench: Bench, door: Any) -> None:
    await bench.record("140/90 78")
    await bench.cabinet.step_up.prove(password="Demo-2026!")
    for login, role in (("nurse", Role.NURSE), ("desk", Role.ADMINISTRATOR)):
        worker = NewWorker(login, "Сидорова", "Елена", "", "сотрудник", "Отделение", frozenset({role}))
        await bench.cabinet.accounts.add_worker(worker, "Other-2026!")
    nurse = Bench(await door.sign_in("nurse", "Other-2026!"), bench.patient)
    assert await nurse.record("120/80")
    await nurse.cabinet.sign_out()
    desk = Bench(await door.sign_in("desk", "Other-2026!"), bench.patient)
    with pytest.raises(Forbidden):
        await desk.all()
    with pytest.raises(Forbidden):
        await desk.cabinet.do(RecordVitals(desk.new(), bench.patient, bench.said("121/80")))
    await desk.cabinet.sign_out()


async def test_many_are_loaded_at_once_with_those_who_measured_them_elsewhere(bench: Bench) -> None:
    now = bench.cabinet.surroundings.clock.now()
    author = Author(bench.new(), "Рябов Н. В.", "врач", "Больница № 4")
    said = Measured(now - timedelta(days=3), ((K.WEIGHT, Decimal("80.5")), (K.HEIGHT, Decimal(178))))
    piece = LoadedVitals(bench.new(), bench.patient, said, now, author, "РМИС")
    await bench.cabinet.do(LoadBatch(bench.new(), (piece,)))
    (found,) = await bench.all()
    assert (found.said, found.author, found.origin) == (said, author, "РМИС")
    assert [one.reason for one in await bench.cabinet.vitals.versions(found.id)] == [""]
    amended = replace(said, values=((K.WEIGHT, Decimal("81.5")),))
    await bench.do(AmendVitals(bench.new(), found.id, 1, amended, "взвешен ещё раз"))
    newest, first = await bench.cabinet.vitals.versions(found.id)
    assert (newest.body, first.body, first.author) == (amended, said, author)
    own = replace(piece, id=bench.new(), origin="")
    with pytest.raises(Refused):
        await bench.cabinet.do(LoadBatch(bench.new(), (own,)))  # nobody of that name works here


def test_other_windows_hear_of_it() -> None:
    for code in ("vitals.recorded", "vitals.amended", "vitals.withdrawn", "vitals.restored"):
        assert "vitals" in topics_of(code)
