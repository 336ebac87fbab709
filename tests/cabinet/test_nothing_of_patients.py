"""Who neither treats nor books learns nothing of a patient, in any way; what others settle is theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from medcab_tui.cabinet.bulk import LoadBatch, LoadedTask
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.documents_actions import AttachDocument, RestoreDocument, WithdrawDocument
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.home_actions import AcceptTask, ReplyToNotice, SendMessage
from medcab_tui.cabinet.requests_actions import AskHandOver
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.documents import Asked
from medcab_tui.domain.errors import Forbidden, Invalid, Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.patients import NewPatient
from medcab_tui.domain.rooms import Attention, TaskState
from tests.cabinet.test_notices import PASSWORD, PDF, Clinic, clinic

__all__ = ["clinic"]

WHY = "Бессонница и тревога"
MONDAY = date(2026, 11, 23)
LAWYER = NewWorker("lawyer", "Рябова", "Яна", "", "юрист", "", frozenset({Role.LICENSING}))
REGISTRAR = NewWorker("desk", "Орлова", "Яна", "", "регистратор", "", frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
async def lawyer(clinic: Clinic, door: Door) -> AsyncIterator[Cabinet]:
    await clinic.desk.accounts.add_worker(LAWYER, PASSWORD)
    cabinet = await door.sign_in("lawyer", PASSWORD)
    yield cabinet
    cabinet.close_now()


def told(read: Any) -> str:
    return repr(read).casefold()


async def attached(clinic: Clinic, title: str) -> Id:
    action = AttachDocument(clinic.new(), title, "выписка", clinic.patient, "x.pdf", PDF)
    return (await clinic.desk.do(action)).result


async def test_the_schedule_tells_when_and_with_whom_not_whose_and_why(
    clinic: Clinic, lawyer: Cabinet, maria: NewPatient
) -> None:
    visit = await clinic.book(reason=WHY)
    doctor = clinic.doctor.worker.id
    for cabinet, sees in ((clinic.desk, True), (lawyer, False)):
        schedule = cabinet.schedule
        read: list[Any] = [await schedule.span(doctor, MONDAY), await schedule.find(maria.surname)]
        if not sees:  # she who administers receives herself: her own days are empty
            read += [await schedule.week(MONDAY), await schedule.day(date(2026, 11, 24))]
            assert len(read[2]) == len(read[3]) == 1
        assert (maria.surname.casefold() in told(read)) is sees
        assert (WHY.casefold() in told(read)) is sees
        assert (clinic.patient.hex() in told(read) or repr(clinic.patient).casefold() in told(read)) is sees
    assert len((await lawyer.schedule.span(doctor, MONDAY)).visits) == 1
    with pytest.raises(Forbidden):
        await lawyer.schedule.booked(visit)


async def test_the_list_of_documents_tells_neither_of_whom_nor_about_what(
    clinic: Clinic, lawyer: Cabinet, maria: NewPatient
) -> None:
    title = f"{WHY}, {maria.surname}"
    document = await attached(clinic, title)
    await clinic.desk.do(AttachDocument(clinic.new(), "Лицензия", "акт", None, "y.pdf", PDF + b"%"))
    room = lawyer.documents
    read: list[Any] = [
        await room.page(),
        await room.row(document),
        await room.of_patient(clinic.patient),
        await room.search(maria.surname),
        await room.search("бессонница"),
    ]
    assert [row.title for row in read[0]] == ["Лицензия", "выписка"]
    assert (read[3], await room.found(maria.surname)) == ((), 0)
    assert [hit.row.title for hit in await room.search("лицензия")] == ["Лицензия"]
    await clinic.desk.do(WithdrawDocument(clinic.new(), document, 1, f"не {maria.surname}"))
    read += [await room.page(Asked(withdrawn=True)), await lawyer.home.attention()]
    assert maria.surname.casefold() not in told(read)
    assert "бессонница" not in told(read)
    assert len(await clinic.desk.documents.search(maria.surname, Asked(withdrawn=True))) == 1


async def test_documents_of_patients_are_neither_attached_nor_withdrawn_nor_restored(
    clinic: Clinic, lawyer: Cabinet
) -> None:
    document = await attached(clinic, "Выписка")
    with pytest.raises(Forbidden, match=r"document\.of_card"):
        await lawyer.do(AttachDocument(clinic.new(), "Акт", "акт", clinic.patient, "z.pdf", PDF + b"%"))
    with pytest.raises(Forbidden, match=r"document\.of_card"):
        await lawyer.do(WithdrawDocument(clinic.new(), document, 1, "не нужна"))
    await clinic.desk.do(WithdrawDocument(clinic.new(), document, 1, "не нужна"))
    with pytest.raises(Forbidden, match=r"document\.of_card"):
        await lawyer.do(RestoreDocument(clinic.new(), document, 2))
    own = AttachDocument(clinic.new(), "Лицензия", "акт", None, "z.pdf", PDF + b"%")
    await lawyer.do(own)
    await lawyer.do(WithdrawDocument(clinic.new(), own.id, 1, "не та"))


async def test_neither_an_answer_nor_a_reply_carries_a_patient_to_whom_patients_are_not_shown(
    clinic: Clinic, lawyer: Cabinet
) -> None:
    asked = LoadedTask(
        clinic.new(), clinic.doctor.worker.id, Attention.TO_CONFIRM, TaskState.AWAITING,
        clinic.desk.surroundings.clock.now(), None, "Запрос", "ждёт ответа",
        sender=lawyer.worker.id, kind=NoticeKind.QUERY, patient=clinic.patient,
    )  # fmt: skip
    await clinic.desk.do(LoadBatch(clinic.new(), (asked, replace(asked, id=clinic.new()))))
    with pytest.raises(Invalid, match=r"message\.patient"):
        await clinic.doctor.do(ReplyToNotice(clinic.new(), asked.id, 1, "Вот она."))
    await clinic.doctor.do(AcceptTask(clinic.new(), asked.id, 1))
    assert await lawyer.home.attention() == ()


async def test_only_what_a_colleague_can_see_to_is_handed_over(clinic: Clinic, door: Door) -> None:
    message = SendMessage(clinic.new(), clinic.doctor.worker.id, "тема", "только вам")
    await clinic.desk.do(message)
    with pytest.raises(Refused, match=r"task\.own"):
        await clinic.doctor.do(AskHandOver(clinic.new(), message.id, 1, clinic.desk.worker.id))


async def test_what_one_asks_another_is_not_read_by_an_administrator(clinic: Clinic, door: Door) -> None:
    task = await clinic.task()
    request = AskHandOver(clinic.new(), task, 1, clinic.desk.worker.id, "уезжаю")
    await clinic.doctor.do(request)
    await clinic.desk.accounts.add_worker(REGISTRAR, PASSWORD)
    other = await door.sign_in("desk", PASSWORD)
    with pytest.raises(Forbidden, match=r"request\.not_yours"):
        await other.requests.one(request.id)
    assert (await clinic.desk.requests.one(request.id)).note == "уезжаю"
    other.close_now()
