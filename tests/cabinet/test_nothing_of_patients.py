"""Who neither treats nor books learns nothing of a patient, in any way; what others settle is theirs."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.bulk import LoadBatch, LoadedTask
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.documents_actions import AttachDocument, RestoreDocument, WithdrawDocument
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.home_actions import AcceptTask, ReplyToNotice, SendMessage
from medcab_tui.cabinet.requests_actions import AskHandOver
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.documents import Asked
from medcab_tui.domain.errors import Forbidden, Invalid, Refused
from medcab_tui.domain.exchange import Receipt, Way
from medcab_tui.domain.exchange_rules import Standing
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.patients import NewPatient
from medcab_tui.domain.rooms import Attention, TaskState
from medcab_tui.store import exchange, outbox
from medcab_tui.store.outbox import Outgoing
from tests.cabinet.test_notices import PASSWORD, PDF, Clinic, clinic
from tests.exchange.test_exchange import SERVICE

__all__ = ["clinic"]

SOME = Id(bytes(15) + b"s")
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


async def test_what_services_answer_about_patients_is_not_for_who_neither_treats_nor_books(
    clinic: Clinic, lawyer: Cabinet, maria: NewPatient
) -> None:
    """An answer may repeat what it was asked, and a fault of a whole service is one answer of it."""

    def fill(c: Any) -> None:
        c.execute(SERVICE)
        mine, raw = lawyer.worker.id, f"<error>{maria.surname}</error>"
        fault = Standing(1, last_try=clinic.desk.surroundings.clock.now(), code="unwell", told=maria.surname)
        exchange.keep_standing(c, "region", fault, raw)
        for number, (about, worker) in enumerate(((clinic.patient, clinic.desk.worker.id), (SOME, mine))):
            out = Outgoing(about, "patient" if worker != mine else "document", "{}", "region")
            now = clinic.desk.surroundings.clock.now()
            outbox.put(c, (out,), action=Id(bytes([number]) * 16), worker=worker, now=now)
            seq = c.last_insert_rowid()
            exchange.answered(c, seq, Receipt(Way.REFUSED, code="NO", text=maria.surname, raw=raw), now)

    await clinic.desk._desk.write(fill)
    for cabinet, sees in ((clinic.desk, True), (lawyer, False)):
        room = cabinet.exchange
        own, other = await room.queue()
        assert (own.object, other.object) == (SOME, clinic.patient)
        read: list[Any] = [
            other, await room.sending(other.seq), await room.sendings(clinic.patient),
            await room.way(clinic.patient),
            await room.way_of(dataclasses.replace(other, worker=cabinet.worker.id)),
            await cabinet.links.all(), await cabinet.links.one("region"),
        ]  # fmt: skip
        assert [maria.surname.casefold() in told(one) for one in read] == [sees] * len(read)
        assert other.code == "NO"
        assert maria.surname in told_of(await room.way_of(own)), (
            "what one sent oneself is answered to oneself"
        )


def told_of(steps: Any) -> str:
    return " ".join(one.raw for one in steps)
