"""Whom a change concerns is told of it: once, in the same transaction, never whoever did it (C032)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet import notices
from medcab_tui.cabinet.accounts_actions import RemoveWorker
from medcab_tui.cabinet.actions import Action
from medcab_tui.cabinet.bulk import LoadBatch, LoadedAppointment, LoadedTask
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.documents_actions import AttachDocument, RestoreDocument, WithdrawDocument
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.home_actions import AcceptTask, PostponeTask, RefuseTask, ReturnTask
from medcab_tui.cabinet.patients_actions import AmendRecord, WriteRecord
from medcab_tui.cabinet.schedule_actions import (
    AdvanceVisit,
    BookVisit,
    CancelVisit,
    MarkNoShow,
    MoveVisit,
    RestoreVisit,
    SetWorkingHours,
)
from medcab_tui.cabinet.storage_actions import NoteBroughtBack, NoteUnsoundStore
from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.domain.accounts import NewWorker, Permission, Role
from medcab_tui.domain.errors import Forbidden, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind, Told
from medcab_tui.domain.patients import EncounterKind, NewPatient, RecordBody
from medcab_tui.domain.rooms import (
    AppointmentStatus,
    Attention,
    AttentionRow,
    Source,
    SourceKind,
    TaskState,
    VisitKind,
)
from medcab_tui.domain.schedule_hours import WorkingHours
from tests.cabinet.test_permissions import every_action
from tests.cabinet.test_schedule import Adding

PASSWORD = "Другой-2026!"
HOURS = tuple(WorkingHours(day, time(8), time(18), 15, "12", None) for day in range(5))
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


class Clinic:
    """Иванова, who administers, and Петров, who receives; each with a cabinet of their own."""

    def __init__(self, desk: Cabinet, doctor: Cabinet, patient: Id) -> None:
        self.desk, self.doctor, self.patient = desk, doctor, patient
        self.new = desk.surroundings.ids.new

    async def book(self, at: str = "24T10:00", by: Cabinet | None = None, **more: Any) -> Id:
        who = by or self.desk
        start = datetime.fromisoformat(f"2026-11-{at}")
        doctor = more.pop("doctor", self.doctor.worker.id)
        action = BookVisit(self.new(), self.patient, doctor, start, 15, VisitKind.FIRST, **more)
        return (await who.do(action)).result

    async def told(self, cabinet: Cabinet | None = None) -> list[AttentionRow]:
        """What was told by rules and waits to be read."""
        rows = await (cabinet or self.doctor).home.attention()
        return [row for row in rows if row.code and row.state is TaskState.AWAITING]

    async def codes(self, cabinet: Cabinet | None = None) -> list[str]:
        return [row.code for row in await self.told(cabinet)]

    async def read(self, cabinet: Cabinet | None = None) -> None:
        for row in await self.told(cabinet):
            await (cabinet or self.doctor).do(AcceptTask(self.new(), row.id, row.version))

    async def task(self, asked: Attention | None = Attention.TO_CONFIRM) -> Id:
        """Something Иванова asks of Петров."""
        piece = LoadedTask(
            self.new(), self.doctor.worker.id, asked, TaskState.AWAITING, self.desk.surroundings.clock.now(),
            None, "Замена дежурства", "ждёт ответа", sender=self.desk.worker.id, kind=NoticeKind.SHIFT,
        )  # fmt: skip
        await self.desk.do(LoadBatch(self.new(), (piece,)))
        return piece.id


@pytest.fixture
async def clinic(cabinet: Cabinet, door: Door, maria: NewPatient, add: Adding) -> AsyncIterator[Clinic]:
    new = NewWorker("petrov", "Петров", "Олег", "Дмитриевич", "врач", "Терапия", frozenset({Role.CLINICIAN}))
    await cabinet.accounts.add_worker(new, PASSWORD)
    doctor = await door.sign_in("petrov", PASSWORD)
    hours = SetWorkingHours(cabinet.surroundings.ids.new(), doctor.worker.id, 0, HOURS)
    own = SetWorkingHours(cabinet.surroundings.ids.new(), cabinet.worker.id, 0, HOURS)
    await cabinet.do_all((hours, own), quietly=True)
    yield Clinic(cabinet, doctor, await add(cabinet, maria))
    doctor.close_now()


@pytest.mark.capability("C032")
def test_every_action_has_a_rule_or_a_reason_to_tell_nobody() -> None:
    codes = {code for code in every_action() if not code.startswith("test.")}
    known = set(notices.RULES) | set(notices.SILENT)
    assert codes - known == set(), "an action neither tells anybody nor says why not"
    assert known - codes == set(), "there is no such action any more"
    assert not set(notices.RULES) & set(notices.SILENT)
    assert set(notices.UNDOES) <= set(notices.RULES)
    assert all(notices.SILENT.values())
    for code in notices.RULES:
        assert "home" in every_action()[code].topics, f"{code}: the menu of whoever is told is not counted"


@pytest.mark.capability("C022")
async def test_a_doctor_is_told_what_others_do_with_the_visits(clinic: Clinic) -> None:
    visit = await clinic.book(reason="кашель")
    (row,) = await clinic.told()
    assert (row.code, row.kind, row.attention) == (Told.VISIT_BOOKED, NoticeKind.SCHEDULE, Attention.MESSAGE)
    assert row.params == {"when": "2026-11-24T10:00"}
    assert row.source == Source(SourceKind.VISIT, visit)
    assert (row.patient, row.sender_name, row.detail) == (clinic.patient, "Иванова А. П.", "кашель")
    assert row.since == clinic.desk.surroundings.clock.now()
    assert (await clinic.doctor.home.badges())["schedule"].messages == 1
    start = datetime.fromisoformat("2026-11-25T09:00")
    await clinic.desk.do(MoveVisit(clinic.new(), visit, 1, start, clinic.doctor.worker.id))
    moved = (await clinic.told())[-1]
    assert moved.params == {"when": "2026-11-25T09:00", "was": "2026-11-24T10:00"}
    await clinic.desk.do(CancelVisit(clinic.new(), visit, 2, "пациент просил"))
    assert await clinic.codes() == [Told.VISIT_BOOKED, Told.VISIT_MOVED, Told.VISIT_CANCELLED]
    assert (await clinic.told())[-1].detail == "пациент просил"
    assert await clinic.told(clinic.desk) == [], "nobody is told of what they did themselves"


async def test_how_far_a_visit_is_is_told_too(clinic: Clinic) -> None:
    come, missed = await clinic.book("23T12:30"), await clinic.book("23T12:45")
    clock = clinic.desk.surroundings.clock
    assert isinstance(clock, TapeClock)
    clock.advance(timedelta(hours=1))
    await clinic.read()
    for seen, code in enumerate((Told.VISIT_ARRIVED, Told.VISIT_BEGUN, Told.VISIT_DONE), 1):
        await clinic.desk.do(AdvanceVisit(clinic.new(), come, seen))
        assert await clinic.codes() == [code], "what was not read gives way to what is so now"
    visit = (await clinic.desk.schedule.booked(come)).visit
    before = replace(visit, version=3, status=AppointmentStatus.IN_PROGRESS)
    await clinic.desk.do(RestoreVisit(clinic.new(), come, 4, before))
    assert await clinic.codes() == [Told.VISIT_BEGUN], "and comes back when that is taken back"
    await clinic.desk.do(AdvanceVisit(clinic.new(), come, 5))
    await clinic.desk.do(MarkNoShow(clinic.new(), missed, 1))
    assert await clinic.codes() == [Told.VISIT_DONE, Told.VISIT_NO_SHOW]


async def test_a_visit_given_to_another_doctor_is_told_both(clinic: Clinic) -> None:
    own = clinic.desk.worker.id
    visit = await clinic.book(by=clinic.doctor, doctor=own)
    assert await clinic.codes(clinic.desk) == [Told.VISIT_BOOKED]
    assert await clinic.codes() == []
    start = datetime.fromisoformat("2026-11-24T11:00")
    await clinic.doctor.do(MoveVisit(clinic.new(), visit, 1, start, clinic.doctor.worker.id))
    (_booked, away) = await clinic.told(clinic.desk)
    assert (away.code, away.params["doctor"]) == (Told.VISIT_GIVEN_AWAY, "Петров О. Д.")
    await clinic.desk.do(MoveVisit(clinic.new(), visit, 2, datetime.fromisoformat("2026-11-24T12:00"), own))
    (taken,) = await clinic.told()
    assert (taken.code, taken.params["doctor"]) == (Told.VISIT_GIVEN_AWAY, "Иванова А. П.")


async def test_undone_before_it_was_read_is_as_if_nothing_had_been(clinic: Clinic) -> None:
    visit = await clinic.book()
    before = (await clinic.desk.schedule.booked(visit)).visit
    await clinic.read()
    await clinic.desk.do(CancelVisit(clinic.new(), visit, 1, "ошиблись днём"))
    (row,) = await clinic.told()
    await clinic.desk.do(RestoreVisit(clinic.new(), visit, 2, before))
    assert await clinic.told() == []
    assert (await clinic.doctor.home.badges())["schedule"].messages == 0
    done = [found.id for found in await clinic.doctor.home.attention() if found.state is TaskState.DONE]
    assert row.id not in done
    await clinic.desk.do(CancelVisit(clinic.new(), visit, 3, "всё же отмена"))
    await clinic.read()
    await clinic.desk.do(RestoreVisit(clinic.new(), visit, 4, replace(before, version=3)))
    assert await clinic.codes() == [Told.VISIT_RESTORED], "whoever read it must hear that it is not so"


async def test_a_postponed_notice_counts_as_unread(clinic: Clinic) -> None:
    visit = await clinic.book()
    (row,) = await clinic.told()
    until = clinic.desk.surroundings.clock.now() + timedelta(days=1)
    await clinic.doctor.do(PostponeTask(clinic.new(), row.id, 1, until))
    await clinic.desk.do(RestoreVisit(clinic.new(), visit, 1, None))
    assert await clinic.told() == []


async def test_hours_set_by_another(clinic: Clinic) -> None:
    action = SetWorkingHours(clinic.new(), clinic.doctor.worker.id, 1, HOURS[:3])
    await clinic.desk.do(action)
    assert (await clinic.desk.do(action)).repeated
    (row,) = await clinic.told()
    assert (row.code, row.source) == (Told.HOURS_SET, Source(SourceKind.HOURS, clinic.doctor.worker.id))
    await clinic.doctor.do(SetWorkingHours(clinic.new(), clinic.doctor.worker.id, 2, HOURS))
    assert len(await clinic.told()) == 1


@pytest.mark.capability("C032")
async def test_whoever_asked_learns_the_answer_and_that_it_was_taken_back(clinic: Clinic) -> None:
    task = await clinic.task()
    await clinic.doctor.do(RefuseTask(clinic.new(), task, 1, "дежурю в этот день"))
    (row,) = await clinic.told(clinic.desk)
    assert (row.code, row.kind, row.detail) == (Told.TASK_REFUSED, NoticeKind.SHIFT, "дежурю в этот день")
    assert (row.params["title"], row.sender_name) == ("Замена дежурства", "Петров О. Д.")
    await clinic.doctor.do(ReturnTask(clinic.new(), task, 2))
    assert await clinic.told(clinic.desk) == []
    await clinic.doctor.do(AcceptTask(clinic.new(), task, 3))
    assert await clinic.codes(clinic.desk) == [Told.TASK_CONFIRMED]
    await clinic.read(clinic.desk)
    assert await clinic.told() == [], "that news was read is no news"
    await clinic.doctor.do(ReturnTask(clinic.new(), task, 4))
    assert await clinic.codes(clinic.desk) == [Told.TASK_RETURNED]


async def test_work_is_told_when_it_is_taken_and_when_it_is_done(clinic: Clinic) -> None:
    task = await clinic.task(None)
    for seen in (1, 2):
        await clinic.doctor.do(AcceptTask(clinic.new(), task, seen))
    assert await clinic.codes(clinic.desk) == [Told.TASK_TAKEN, Told.TASK_DONE]


async def test_whoever_treats_a_patient_is_told_of_documents(clinic: Clinic) -> None:
    def attach(patient: Id | None) -> AttachDocument:
        return AttachDocument(clinic.new(), "Выписка", "выписка", patient, "x.pdf", PDF)

    await clinic.desk.do(attach(None))
    first = attach(clinic.patient)
    await clinic.desk.do(first)
    assert await clinic.told() == [], "nobody treats her yet"
    await clinic.desk.do(WithdrawDocument(clinic.new(), first.id, 1, "не тот файл"))
    await clinic.book(by=clinic.doctor)
    second = attach(clinic.patient)
    await clinic.desk.do(second)
    (row,) = await clinic.told()
    assert (row.code, row.kind) == (Told.DOCUMENT_ATTACHED, NoticeKind.DOCUMENT)
    assert (row.params, row.source) == ({"title": "Выписка"}, Source(SourceKind.DOCUMENT, second.id))
    await clinic.desk.do(WithdrawDocument(clinic.new(), second.id, 1, "не тот файл"))
    assert await clinic.told() == []
    await clinic.desk.do(RestoreDocument(clinic.new(), second.id, 2))
    assert await clinic.codes() == [Told.DOCUMENT_RESTORED]
    await clinic.doctor.do(WithdrawDocument(clinic.new(), second.id, 3, "это другого пациента"))
    assert await clinic.codes(clinic.desk) == [Told.DOCUMENT_WITHDRAWN], "its author"
    await clinic.read()
    third = AttachDocument(clinic.new(), "Анализ", "выписка", clinic.patient, "y.pdf", PDF + b"%")
    await clinic.doctor.do(third)
    await clinic.desk.do(WithdrawDocument(clinic.new(), third.id, 1, "не тот анализ"))
    assert await clinic.codes() == [Told.DOCUMENT_WITHDRAWN], "who wrote it and treats her is told once"


async def test_whoever_wrote_a_record_is_told_that_it_was_amended(clinic: Clinic) -> None:
    at = clinic.desk.surroundings.clock.now()
    body = RecordBody(EncounterKind.PROCEDURE, None, conclusion="Прививка")
    record = (await clinic.doctor.do(WriteRecord(clinic.new(), clinic.patient, at, body))).result
    changed = replace(body, conclusion="Прививка, серия А-17")
    await clinic.desk.do(AmendRecord(clinic.new(), record, 1, changed, "дописана серия"))
    (row,) = await clinic.told()
    assert (row.code, row.source, row.detail) == (
        Told.RECORD_AMENDED, Source(SourceKind.RECORD, record), "дописана серия",
    )  # fmt: skip


async def test_of_much_at_once_nobody_is_told_and_that_takes_the_right(clinic: Clinic) -> None:
    start = datetime.fromisoformat("2026-11-24T14:00")
    piece = LoadedAppointment(
        clinic.new(), clinic.patient, clinic.doctor.worker.id, start, "Europe/Moscow", 15,
        AppointmentStatus.BOOKED,
    )  # fmt: skip
    await clinic.desk.do(LoadBatch(clinic.new(), (piece,)))
    assert await clinic.told() == []
    action: Action[Any] = CancelVisit(clinic.new(), piece.id, 1, "причина")
    with pytest.raises(Forbidden):
        await clinic.doctor.do_all((action,), quietly=True)


async def test_who_was_removed_is_not_told(clinic: Clinic) -> None:
    visit = await clinic.book()
    await clinic.desk.do(RemoveWorker(clinic.new(), clinic.doctor.worker.id))
    await clinic.desk.do(CancelVisit(clinic.new(), visit, 1, "врач ушёл"))
    inbox = await clinic.desk._desk.read(
        Permission.READ_HOME, lambda c: c.execute("SELECT code FROM task").fetchall()
    )
    assert inbox == [(Told.VISIT_BOOKED,)]


async def test_a_change_that_fails_tells_nobody(clinic: Clinic) -> None:
    visit = await clinic.book()
    bad = CancelVisit(clinic.new(), visit, 9, "причина")
    good: Action[Any] = CancelVisit(clinic.new(), visit, 1, "причина")
    with pytest.raises(Exception, match=r"visit\.stale"):
        await clinic.desk.do_all((good, bad))
    assert await clinic.codes() == [Told.VISIT_BOOKED]


@pytest.mark.capability("C014")
async def test_another_process_is_heard(clinic: Clinic, tmp_path: Path) -> None:
    """The menu of a doctor who sits in another window is counted again within two seconds."""
    heard = asyncio.Event()
    clinic.doctor.subscribe(lambda topics: heard.set() if "home" in topics else None)
    code = (
        "import asyncio, sys\n"
        "from datetime import datetime\n"
        "from pathlib import Path\n"
        "from medcab_tui.cabinet.door import TEST_COST, Door\n"
        "from medcab_tui.cabinet.home_actions import SendMessage\n"
        "from medcab_tui.cabinet.surroundings import Surroundings\n"
        "from medcab_tui.domain.ids import Id\n"
        "async def main():\n"
        "    door = Door(Path(sys.argv[1]), Surroundings.real('Europe/Moscow'), cost=TEST_COST)\n"
        "    cabinet = await door.sign_in('ivanova', 'Demo-2026!')\n"
        "    new, to = cabinet.surroundings.ids.new(), Id(bytes.fromhex(sys.argv[2]))\n"
        "    await cabinet.do(SendMessage(new, to, 'Планёрка', 'В 14:00, каб. 214'))\n"
        "    await cabinet.sign_out()\n"
        "asyncio.run(main())\n"
    )
    folder = tmp_path / "cabinet"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(folder), clinic.doctor.worker.id.hex()
    )
    assert await process.wait() == 0
    await asyncio.wait_for(heard.wait(), 5)
    assert [row.title for row in await clinic.doctor.home.attention()] == ["Планёрка"]


@pytest.mark.capability("C032")
async def test_who_keeps_the_store_is_told_what_became_of_it(clinic: Clinic, tmp_path: Path) -> None:
    new = NewWorker("gromova", "Громова", "Ольга", "", "администратор", "", frozenset({Role.ADMINISTRATOR}))
    await clinic.desk.accounts.add_worker(new, PASSWORD)
    other = await Door(clinic.desk._desk.vault.folder, clinic.desk.surroundings).sign_in("gromova", PASSWORD)
    copy = tmp_path / "2026-11-23"
    await clinic.desk.storage.back_up(copy, lambda _share: True)
    (made,) = await clinic.told(other)
    assert (made.code, made.params) == (Told.STORE_COPIED, {"copy": "2026-11-23"})
    assert made.source == Source(SourceKind.STORE, Id(b"backup"))
    (copy / "cabinet.db").write_bytes((copy / "cabinet.db").read_bytes()[:-1])
    with pytest.raises(StoreFault):
        await other.storage.verify(copy)
    assert await clinic.codes(clinic.desk) == [Told.STORE_COPY_UNSOUND]
    assert await clinic.codes(clinic.doctor) == [], "copies are no affair of who does not keep the store"
    await clinic.doctor.do(NoteUnsoundStore(clinic.new(), 3))
    assert Told.STORE_UNSOUND in await clinic.codes(clinic.desk)
    assert Told.STORE_UNSOUND in await clinic.codes(other)
    await other.do(NoteBroughtBack(clinic.new()))
    assert await clinic.codes(clinic.doctor) == [Told.STORE_BROUGHT_BACK], "work of anybody may be lost"
    other.close_now()
