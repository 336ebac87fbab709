"""A visit ties together what was done at it, and ends in one place, with what is missing named."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.documents_actions import AttachDocument, WithdrawDocument
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.orders_actions import PlaceOrder
from medcab_tui.cabinet.patients_actions import AddPatient, AddToRecord, AmendRecord, WriteRecord
from medcab_tui.cabinet.schedule_actions import AdvanceVisit, RestoreVisit
from medcab_tui.cabinet.visits_actions import (
    AbandonVisit,
    BeginVisit,
    CloseVisit,
    PutBackService,
    RenderService,
    ReopenVisit,
    TakeOutService,
)
from medcab_tui.cabinet.vitals_actions import AmendVitals, RecordVitals, RestoreVitals, WithdrawVitals
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.errors import Forbidden, Invalid, Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.orders import NewOrder, OrderedTest
from medcab_tui.domain.patients import Coded, EncounterKind, NewPatient, RecordBody
from medcab_tui.domain.rooms import AppointmentStatus
from medcab_tui.domain.signatures import Chosen, SignedKind, ToSign
from medcab_tui.domain.visits import Missing, PartKind, Visit, lacks, total
from medcab_tui.domain.vitals import Measured, VitalKind
from medcab_tui.store import signed_bytes
from tests.cabinet.conftest import FOUNDING
from tests.cabinet.outside import PASSWORD, hire
from tests.cabinet.test_papers import referral
from tests.cabinet.test_schedule import book, colleague, receives
from tests.papers.signing.keys import made

COLD = Coded("J06.9", "Острая инфекция верхних дыхательных путей неуточненная", "2.27")
BODY = RecordBody(EncounterKind.EXAMINATION, COLD, "кашель", anamnesis="болен третий день")
FIRST = Coded("B01.047.001", "Прием (осмотр, консультация) врача-терапевта первичный", "2.10")
NURSE = NewWorker("nurse", "Сестрина", "Ольга", "", "медсестра", "Терапия", frozenset({Role.NURSE}))
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
ECG = Coded("A05.10.006", "Регистрация электрокардиограммы", "2.10")


def missing(visit: Visit) -> list[Missing]:
    return [one.missing for one in lacks(visit)]


async def write(cabinet: Cabinet, patient: Id, body: RecordBody = BODY) -> Id:
    ids, now = cabinet.surroundings.ids, cabinet.surroundings.clock.now()
    return (await cabinet.do(WriteRecord(ids.new(), patient, now, body))).result


async def begin(cabinet: Cabinet, patient: Id) -> Visit:
    done = await cabinet.do(BeginVisit(cabinet.surroundings.ids.new(), patient))
    return await cabinet.visits.one(done.result)


@pytest.fixture
async def patient(cabinet: Cabinet, maria: NewPatient) -> Id:
    await receives(cabinet)
    return (await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), maria))).result


@pytest.fixture
def key(cabinet: Cabinet, tmp_path: Path) -> None:
    """The cabinet signs, and the window is open."""
    by = made()
    (tmp_path / "anchors").mkdir()
    (tmp_path / "anchors" / "own.pem").write_bytes(by.pem)
    cabinet.signatures.chosen = Chosen("pkcs12", {"file": by.p12(tmp_path)}, (), tmp_path / "anchors")
    cabinet.step_up.begin()


@pytest.mark.capability("C036", "C038")
async def test_a_visit_names_what_is_missing_until_nothing_is(
    cabinet: Cabinet, patient: Id, key: None
) -> None:
    ids, do = cabinet.surroundings.ids, cabinet.do
    visit = await begin(cabinet, patient)
    assert (visit.open, visit.doctor, visit.appointment) == (True, cabinet.worker.id, None)
    assert missing(visit) == [Missing.RECORD, Missing.SERVICE]
    await cabinet.drafts.keep("patients.record", patient.hex(), {"complaints": "каш"})
    assert missing(await cabinet.visits.one(visit.id)) == [Missing.RECORD, Missing.DRAFT, Missing.SERVICE]
    await cabinet.drafts.drop("patients.record", patient.hex())
    procedure = await write(cabinet, patient, RecordBody(EncounterKind.PROCEDURE, None, conclusion="ЭКГ"))
    visit = await cabinet.visits.one(visit.id)
    assert missing(visit) == [Missing.DIAGNOSIS, Missing.UNSIGNED, Missing.SERVICE]
    assert [one.about for one in lacks(visit)][:2] == [procedure, procedure]
    record = await write(cabinet, patient)
    await do(RenderService(ids.new(), visit.id, visit.version, FIRST))
    for one in (procedure, record):
        await cabinet.signatures.sign(ToSign(SignedKind.RECORD, one, 1, "осмотр"))
    visit = await cabinet.visits.one(visit.id)
    assert (missing(visit), visit.version) == ([], 2)
    assert [(one.diagnosis, one.signed) for one in visit.records] == [(None, True), (COLD, True)]
    await do(AmendRecord(ids.new(), record, 1, replace(BODY, plan="покой"), "дополнено"))
    assert missing(await cabinet.visits.one(visit.id)) == [Missing.UNSIGNED], "what was signed was changed"
    await cabinet.signatures.sign(ToSign(SignedKind.RECORD, record, 2, "осмотр"))
    done = await do(CloseVisit(ids.new(), visit.id, 2))
    visit = await cabinet.visits.one(visit.id)
    assert (visit.closed, visit.version, visit.lacked) == (cabinet.surroundings.clock.now(), 3, ())
    assert await cabinet.visits.open_of(patient) is None
    latest = await cabinet.visits.latest_of(patient)
    assert latest is not None
    assert latest.id == visit.id
    newest = (await cabinet.journal.mine())[0]
    assert (newest.code, newest.params["reception"]) == ("reception.closed", visit.id.hex())
    assert "Кузнецова" not in str(newest.params)
    with pytest.raises(Invalid, match=r"visit\.is_closed"):
        await do(RenderService(ids.new(), visit.id, done.version or 0, ECG))


async def test_what_is_missing_takes_a_reason_and_closing_is_taken_back(
    cabinet: Cabinet, patient: Id
) -> None:
    ids, do = cabinet.surroundings.ids, cabinet.do
    visit = await begin(cabinet, patient)
    with pytest.raises(Invalid, match=r"visit\.incomplete") as refused:
        await do(CloseVisit(ids.new(), visit.id, 1))
    assert (refused.value.field, refused.value.values["count"]) == ("reason", "2")
    with pytest.raises(Invalid, match=r"reason\.short"):
        await do(CloseVisit(ids.new(), visit.id, 1, "x"))
    await do(CloseVisit(ids.new(), visit.id, 1, "пациент ушёл, не дождавшись"))
    closed = await cabinet.visits.one(visit.id)
    assert closed.lacked == (Missing.RECORD, Missing.SERVICE)
    assert closed.reason == "пациент ушёл, не дождавшись"
    with pytest.raises(Stale):
        await do(ReopenVisit(ids.new(), visit.id, 1))
    await do(ReopenVisit(ids.new(), visit.id, 2))
    opened = await cabinet.visits.one(visit.id)
    assert (opened.open, opened.reason, opened.lacked, opened.version) == (True, "", (), 3)
    with pytest.raises(Invalid, match=r"visit\.is_open"):
        await do(ReopenVisit(ids.new(), visit.id, 3))


async def test_services_go_in_and_out_and_each_stands_once(cabinet: Cabinet, patient: Id) -> None:
    ids, do = cabinet.surroundings.ids, cabinet.do
    visit = await begin(cabinet, patient)
    first = await do(RenderService(ids.new(), visit.id, 1, FIRST))
    with pytest.raises(Stale):
        await do(RenderService(ids.new(), visit.id, 1, ECG))
    await do(RenderService(ids.new(), visit.id, 2, ECG, 2))
    for wrong, code in (
        ((FIRST, 1), "visit.service_twice"),
        ((Coded("A", "Б", "1"), 0), "visit.service_count"),
        ((Coded("", "", ""), 1), "visit.service_missing"),
    ):
        with pytest.raises(Invalid, match=code.replace(".", r"\.")):
            await do(RenderService(ids.new(), visit.id, 3, *wrong))
    (one, two) = (await cabinet.visits.one(visit.id)).services
    assert (one.code, one.name, one.count, two.code, two.count) == (
        "B01.047.001", FIRST.display, 1, "A05.10.006", 2,
    )  # fmt: skip
    assert total((one, two)) is None
    assert total((replace(one, cost=120_000), replace(two, cost=45_050))) == 210_100
    await do(TakeOutService(ids.new(), visit.id, 3, one.id))
    assert [kept.code for kept in (await cabinet.visits.one(visit.id)).services] == ["A05.10.006"]
    with pytest.raises(Refused, match=r"visit\.service_missing"):
        await do(TakeOutService(ids.new(), visit.id, 4, one.id))
    await do(PutBackService(ids.new(), visit.id, 4, one.id))
    assert [kept.id for kept in (await cabinet.visits.one(visit.id)).services] == [one.id, two.id]
    assert first.version == 2


@pytest.mark.capability("C056")
async def test_the_appointment_begins_the_visit_and_is_done_with_it(cabinet: Cabinet, patient: Id) -> None:
    ids, do = cabinet.surroundings.ids, cabinet.do
    booked = (await book(cabinet, patient)).result
    await do(AdvanceVisit(ids.new(), booked, 1))
    assert await cabinet.visits.of_appointment(booked) is None
    arrived = (await cabinet.schedule.booked(booked)).visit
    await do(AdvanceVisit(ids.new(), booked, 2))
    begun = await cabinet.visits.of_appointment(booked)
    assert begun is not None
    await do(RestoreVisit(ids.new(), booked, 3, arrived))
    assert await cabinet.visits.of(patient) == (), "nothing stands in it: it has not begun"
    await do(AdvanceVisit(ids.new(), booked, 4))
    (visit,) = await cabinet.visits.of(patient)
    assert visit.id != begun.id
    record = await write(cabinet, patient)
    assert [one.id for one in (await cabinet.visits.one(visit.id)).parts] == [record]
    with pytest.raises(Invalid, match=r"visit\.has_parts"):
        await do(RestoreVisit(ids.new(), booked, 5, replace(arrived, version=4)))
    with pytest.raises(Invalid, match=r"visit\.lasts"):
        await do(AdvanceVisit(ids.new(), booked, 5))
    done = await do(CloseVisit(ids.new(), visit.id, visit.version, "подписана будет позже"))
    assert (await cabinet.schedule.booked(booked)).visit.status is AppointmentStatus.DONE
    await do(ReopenVisit(ids.new(), visit.id, done.version or 0))
    assert (await cabinet.schedule.booked(booked)).visit.status is AppointmentStatus.IN_PROGRESS


async def test_a_visit_that_was_begun_before_its_hour_is_no_longer_the_next_one(
    cabinet: Cabinet, patient: Id
) -> None:
    ids, do = cabinet.surroundings.ids, cabinet.do
    booked = (await book(cabinet, patient)).result
    assert (await cabinet.patients.card(patient)).next_visit is not None
    await do(AdvanceVisit(ids.new(), booked, 1))
    assert (await cabinet.patients.card(patient)).next_visit is not None
    await do(AdvanceVisit(ids.new(), booked, 2))
    assert (await cabinet.patients.card(patient)).next_visit is None


async def test_a_visit_without_an_appointment_takes_what_was_written_and_the_appointment_that_comes(
    cabinet: Cabinet, patient: Id
) -> None:
    ids, do = cabinet.surroundings.ids, cabinet.do
    record = await write(cabinet, patient)
    visit = await begin(cabinet, patient)
    assert [one.id for one in visit.records] == [record]
    with pytest.raises(Invalid, match=r"visit\.begun"):
        await begin(cabinet, patient)
    booked = (await book(cabinet, patient)).result
    for seen in (1, 2):
        await do(AdvanceVisit(ids.new(), booked, seen))
    (same,) = await cabinet.visits.of(patient)
    assert (same.id, same.appointment) == (visit.id, booked)


async def test_one_left_open_yesterday_takes_nothing_of_today(cabinet: Cabinet, patient: Id) -> None:
    visit = await begin(cabinet, patient)
    with pytest.raises(Refused, match=r"patient\.missing"):
        await begin(cabinet, cabinet.worker.id)
    clock = cabinet.surroundings.clock
    clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    await write(cabinet, patient)
    assert (await cabinet.visits.one(visit.id)).parts == ()
    assert (await begin(cabinet, patient)).id != visit.id
    await cabinet.do(AbandonVisit(cabinet.surroundings.ids.new(), visit.id, 1))
    assert [one.id != visit.id for one in await cabinet.visits.of(patient)] == [True]


async def test_only_its_doctor_changes_a_visit(cabinet: Cabinet, patient: Id) -> None:
    visit, worker = await begin(cabinet, patient), cabinet.worker
    await cabinet.step_up.prove(password=FOUNDING.password)
    other = await colleague(cabinet)
    cabinet._desk.worker = replace(worker, id=other, surname="Петров")
    for action in (
        CloseVisit(cabinet.surroundings.ids.new(), visit.id, 1, "не моё"),
        RenderService(cabinet.surroundings.ids.new(), visit.id, 1, FIRST),
    ):
        with pytest.raises(Forbidden, match=r"visit\.not_own"):
            await cabinet.do(action)
    cabinet._desk.worker = worker


@pytest.mark.capability("C038")
async def test_a_note_is_added_to_what_was_signed_and_stands_beneath_it(
    cabinet: Cabinet, patient: Id, key: None
) -> None:
    ids, do = cabinet.surroundings.ids, cabinet.do
    record = await write(cabinet, patient)
    with pytest.raises(Invalid, match=r"record\.unsigned"):
        await do(AddToRecord(ids.new(), record, "результат мазка отрицательный"))
    kept = await cabinet.signatures.sign(ToSign(SignedKind.RECORD, record, 1, "осмотр"))
    with pytest.raises(Invalid, match=r"text\.missing"):
        await do(AddToRecord(ids.new(), record, "  "))
    added = (await do(AddToRecord(ids.new(), record, " результат мазка отрицательный "))).result
    whole = await cabinet.patients.encounter(record)
    assert (whole.edition, [one.id for one in whole.addenda]) == (1, [added])
    (note,) = whole.addenda
    assert (note.body.conclusion, note.body.diagnosis, note.addendum_to) == (
        "результат мазка отрицательный", None, record,
    )  # fmt: skip
    assert (await cabinet.signatures.check(kept)).says_the_same, "the record stands as it was signed"
    second = (await do(AddToRecord(ids.new(), added, "температура нормализовалась"))).result
    assert [one.id for one in (await cabinet.patients.encounter(record)).addenda] == [added, second]
    own = await cabinet.signatures.sign(ToSign(SignedKind.RECORD, added, 1, "дополнение"))
    exact = await cabinet._desk.vault.read(lambda c: signed_bytes.exact(c, SignedKind.RECORD, added, 1))
    assert json.loads(exact.content)["addendum_to"] == record.hex()
    assert (await cabinet.signatures.check(own)).says_the_same
    body = replace(note.body, conclusion="результат мазка положительный")
    await do(AmendRecord(ids.new(), added, 1, body, "описка"))
    assert (await cabinet.patients.encounter(record)).addenda[0].edition == 2


async def test_an_order_of_the_visit_is_missing_until_it_went(cabinet: Cabinet, patient: Id) -> None:
    ids, visit = cabinet.surroundings.ids, await begin(cabinet, patient)
    tests = (OrderedTest("58410-2", "Общий анализ крови"),)
    order = (await cabinet.do(PlaceOrder(ids.new(), NewOrder(patient, tests)))).result
    visit = await cabinet.visits.one(visit.id)
    assert [(one.kind, one.id, one.sent) for one in visit.parts] == [(PartKind.ORDER, order, False)]
    assert missing(visit) == [Missing.RECORD, Missing.SERVICE, Missing.UNSENT]
    (placed,) = await cabinet.orders.of(patient)
    assert placed.visit == visit.id

    def accept(connection: Any) -> None:
        connection.execute("UPDATE lab_order SET status = 'accepted' WHERE id = ?", (order,))

    await cabinet._desk.write(accept)
    assert missing(await cabinet.visits.one(visit.id)) == [Missing.RECORD, Missing.SERVICE]


async def test_documents_and_vital_signs_of_the_visit_belong_to_it_and_leave_with_it(
    cabinet: Cabinet, patient: Id
) -> None:
    ids, do = cabinet.surroundings.ids, cabinet.do
    visit = await begin(cabinet, patient)
    said = Measured(cabinet.surroundings.clock.now(), ((VitalKind.WEIGHT, Decimal("81.5")),))
    measured = (await do(RecordVitals(ids.new(), patient, said))).result
    made_out = (await cabinet.papers.make(ids.new(), await referral(cabinet, patient))).result
    (document, signs) = (await cabinet.visits.one(visit.id)).parts
    assert (document.kind, document.id) == (PartKind.DOCUMENT, made_out)
    assert document.words.endswith("№ Н-0001/26")
    assert (signs.kind, signs.id, signs.at, signs.measured) == (PartKind.VITALS, measured, said.at, said)
    assert missing(await cabinet.visits.one(visit.id)) == [Missing.RECORD, Missing.SERVICE]
    with pytest.raises(Invalid, match=r"visit\.has_parts"):
        await do(AbandonVisit(ids.new(), visit.id, visit.version))
    amended = replace(said, values=((VitalKind.WEIGHT, Decimal(82)),))
    await do(AmendVitals(ids.new(), measured, 1, amended, "опечатка"))
    assert [one.measured for one in (await cabinet.visits.one(visit.id)).parts] == [None, amended]
    await do(WithdrawVitals(ids.new(), measured, 2, "другого пациента"))
    await do(WithdrawDocument(ids.new(), made_out, 1, "выписан по ошибке"))
    assert (await cabinet.visits.one(visit.id)).parts == ()
    await do(RestoreVitals(ids.new(), measured, 3))
    assert [one.id for one in (await cabinet.visits.one(visit.id)).parts] == [measured]
    await do(CloseVisit(ids.new(), visit.id, visit.version, "запись позже"))
    await do(RecordVitals(ids.new(), patient, replace(said, values=((VitalKind.WEIGHT, Decimal(83)),))))
    assert [one.id for one in (await cabinet.visits.one(visit.id)).parts] == [measured]


async def test_what_a_nurse_measured_and_the_files_of_the_visit_belong_to_it(
    cabinet: Cabinet, patient: Id, door: Door
) -> None:
    ids, do, clock = cabinet.surroundings.ids, cabinet.do, cabinet.surroundings.clock
    await hire(cabinet, NURSE)

    async def measures(weight: int, **ago: int) -> Id:
        nurse = await door.sign_in(NURSE.login, PASSWORD)
        said = Measured(clock.now() - timedelta(**ago), ((VitalKind.WEIGHT, Decimal(weight)),))
        done = await nurse.do(RecordVitals(ids.new(), patient, said))
        await nurse.sign_out()
        return done.result

    await measures(79, days=1)
    before = await measures(80, minutes=10)
    booked = (await book(cabinet, patient)).result
    await do(AdvanceVisit(ids.new(), booked, 1))
    arrived = (await cabinet.schedule.booked(booked)).visit
    await do(AdvanceVisit(ids.new(), booked, 2))
    (visit,) = await cabinet.visits.of(patient)
    assert [one.id for one in visit.parts] == [before], "of today, whoever measured it"
    await do(RestoreVisit(ids.new(), booked, 3, arrived))
    assert await cabinet.visits.of(patient) == (), "nothing was done in it: the slip is taken back"
    await do(AdvanceVisit(ids.new(), booked, 4))
    (visit,) = await cabinet.visits.of(patient)
    during = await measures(81)
    file = AttachDocument(ids.new(), "ЭКГ", "исследование", patient, "ecg.pdf", PDF)
    attached = (await do(file)).result
    await do(AttachDocument(ids.new(), "Приказ", "приказ", None, "order.pdf", PDF + b"%"))
    visit = await cabinet.visits.one(visit.id)
    assert [(one.kind, one.id) for one in visit.parts] == [
        (PartKind.DOCUMENT, attached), (PartKind.VITALS, before), (PartKind.VITALS, during),
    ]  # fmt: skip
    with pytest.raises(Invalid, match=r"visit\.has_parts"):
        await do(AbandonVisit(ids.new(), visit.id, visit.version))
    await do(CloseVisit(ids.new(), visit.id, visit.version, "запись позже"))
    again = await begin(cabinet, patient)
    assert again.parts == (), "what belongs to a visit goes into no other"
    await measures(82, days=7)
    mine = Measured(clock.now() - timedelta(days=1), ((VitalKind.WEIGHT, Decimal(83)),))
    await do(RecordVitals(ids.new(), patient, mine))
    assert (await cabinet.visits.one(again.id)).parts == (), "measured before today, entered today"
    today = await measures(84, minutes=5)
    assert [one.id for one in (await cabinet.visits.one(again.id)).parts] == [today]
