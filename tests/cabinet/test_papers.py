"""Documents made from templates: filled in from the card, numbered without gaps, amended in their place."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_actions import AddAllergy, AddProblem
from medcab_tui.cabinet.documents_actions import WithdrawDocument
from medcab_tui.cabinet.papers import Filled
from medcab_tui.cabinet.patients_actions import AddPatient, WriteRecord
from medcab_tui.domain.accounts import Role
from medcab_tui.domain.chart import Problem
from medcab_tui.domain.errors import Forbidden, Invalid, Refused, Repeated, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.papers import (
    ISSUED,
    REGISTERED,
    Answer,
    FieldKind,
    PaperTemplate,
)
from medcab_tui.domain.patients import (
    Allergy,
    AllergyGrade,
    Coded,
    EncounterKind,
    NewPatient,
    RecordBody,
)
from medcab_tui.domain.reference import Book
from medcab_tui.store.documents import DocumentWrites

AT = datetime(2026, 11, 20, 6, 12, tzinfo=UTC)
I11 = Coded("I11.9", "Гипертензивная болезнь без сердечной недостаточности", "2.27")


async def written_card(cabinet: Cabinet, maria: NewPatient) -> Id:
    ids = cabinet.surroundings.ids
    patient = (await cabinet.do(AddPatient(ids.new(), maria))).result
    await cabinet.do(
        AddProblem(
            ids.new(),
            patient,
            Problem(ids.new(), Coded("E11.9", "Сахарный диабет 2 типа", "2.27"), since="2014"),
        )
    )
    await cabinet.do(
        AddAllergy(
            ids.new(),
            patient,
            Allergy(ids.new(), "пенициллин", AllergyGrade.ANAPHYLAXIS, "2009", reaction="шок"),
        )
    )
    body = RecordBody(
        EncounterKind.EXAMINATION, I11, "головная боль", "АД 160/90", "ухудшение", "контроль АД"
    )
    await cabinet.do(WriteRecord(ids.new(), patient, AT, body))
    return patient


async def template_of(cabinet: Cabinet, name: str) -> PaperTemplate:
    found = (await cabinet.papers.templates()).named(name)
    assert found is not None
    return found


async def referral(cabinet: Cabinet, patient: Id, **changed: Answer | str) -> Filled:
    template = await template_of(cabinet, "referral_057")
    first = await cabinet.papers.first(template, patient)
    entry = (await cabinet.reference.search(Book.SPECIALTIES, "кардиология"))[0]
    first["specialty"] = Answer("specialty", "Профиль", entry.display, FieldKind.SPECIALTY, entry.coded())
    first["purpose"] = Answer("purpose", "На", "консультацию", FieldKind.CHOICE)
    first["reason"] = Answer("reason", "Обоснование", "подбор терапии", FieldKind.TEXT)
    for name, value in changed.items():
        first[name] = Answer(name, name, value) if isinstance(value, str) else value
    return Filled(template, patient, tuple(first.values()))


@pytest.mark.capability("C069")
async def test_the_extract_is_filled_in_from_the_card(cabinet: Cabinet, maria: NewPatient) -> None:
    patient = await written_card(cabinet, maria)
    first = await cabinet.papers.first(await template_of(cabinet, "discharge"), patient)
    told = {name: one.text for name, one in first.items()}
    assert told["diagnosis"] == "I11.9 Гипертензивная болезнь без сердечной недостаточности"
    assert first["diagnosis"].coded == I11
    assert told["problems"] == "Сахарный диабет 2 типа (E11.9), с 2014"
    assert told["allergies"] == "пенициллин: анафилаксия, шок, с 2009"
    assert (told["anamnesis"], told["objective"]) == ("головная боль", "АД 160/90")
    assert told["policy"] == "7700 0000 0000 0016"
    assert told["address"] == "Москва, ул. Лесная, 5"


async def test_a_document_is_made_numbered_found_and_kept_with_its_fingerprints(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    patient = await written_card(cabinet, maria)
    said = await referral(cabinet, patient)
    identity = cabinet.surroundings.ids.new()
    done = await cabinet.papers.make(identity, said)
    assert not done.repeated
    again = await cabinet.papers.make(identity, said)
    assert (again.result, again.repeated) == (identity, True)
    row = await cabinet.documents.row(identity)
    assert (row.number, row.status, row.kind, row.patient) == ("Н-0001/26", ISSUED, "направление", patient)
    kept = await cabinet.documents.kept(identity)
    assert "НАПРАВЛЕНИЕ № Н-0001/26" in kept.examined.text[0]
    assert "Кардиология" in kept.examined.text[0]
    assert [hit.id for hit in await cabinet.documents.search("подбор терапии")] == [identity]
    (edition,) = await cabinet.papers.editions(identity)
    content = await cabinet.papers.file(identity, 1)
    assert edition.hash == hashlib.sha256(content).digest()
    assert edition.fingerprint.hex()[:32] in kept.examined.text[0]
    assert edition.fingerprint != edition.hash


async def test_numbers_go_on_without_gaps_even_when_two_are_made_at_once(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    patient = await written_card(cabinet, maria)
    new = cabinet.surroundings.ids.new
    with pytest.raises(Invalid, match="paper.page"):
        broken = await referral(cabinet, patient)
        await cabinet.papers.make(new(), replace(broken, template=replace(broken.template, page="#let")))
    three = [await referral(cabinet, patient, benefit=str(number)) for number in range(3)]
    done = await asyncio.gather(*(cabinet.papers.make(new(), said) for said in three))
    numbers = {(await cabinet.documents.row(one.result)).number for one in done}
    assert numbers == {"Н-0001/26", "Н-0002/26", "Н-0003/26"}


@pytest.mark.capability("C176")
async def test_a_specialty_that_is_not_official_is_refused_by_its_field(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    patient = await written_card(cabinet, maria)
    new = cabinet.surroundings.ids.new
    for coded in (None, Coded("25", "Лечение сердца", "5.4"), Coded("99999", "Кардиология", "5.4")):
        wrong = Answer("specialty", "Профиль", "Лечение сердца", FieldKind.SPECIALTY, coded)
        with pytest.raises(Invalid) as caught:
            await cabinet.papers.make(new(), await referral(cabinet, patient, specialty=wrong))
        assert (caught.value.code, caught.value.field) == ("paper.specialty", "specialty")
    assert await cabinet.documents.total() == 0


async def test_an_amended_document_keeps_number_day_and_the_file_before(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    patient = await written_card(cabinet, maria)
    new = cabinet.surroundings.ids.new
    document = (await cabinet.papers.make(new(), await referral(cabinet, patient))).result
    before = await cabinet.papers.file(document, 1)
    reason = Answer("reason", "Обоснование", "уточнить схему лечения", FieldKind.TEXT)
    other = await referral(cabinet, patient, reason=reason)
    await cabinet.papers.amend(new(), document, 1, other, "опечатка")
    row = await cabinet.documents.row(document)
    assert (row.number, row.version, row.status) == ("Н-0001/26", 2, ISSUED)
    newer, older = await cabinet.papers.editions(document)
    assert (newer.number, newer.reason, older.number) == (2, "опечатка", 1)
    assert await cabinet.papers.file(document, 1) == before
    assert b"%PDF-" in await cabinet.papers.file(document, 2)
    assert [hit.id for hit in await cabinet.documents.search("уточнить схему")] == [document]
    assert not await cabinet.documents.search("подбор терапии")
    with pytest.raises(Stale):
        await cabinet.papers.amend(new(), document, 1, other, "ещё раз")
    with pytest.raises(Refused):
        await cabinet.papers.file(document, 3)
    await cabinet.do(WithdrawDocument(new(), document, 2, "ошибка"))
    with pytest.raises(Invalid, match="document.withdrawn"):
        await cabinet.papers.amend(new(), document, 3, other, "поздно")


async def test_the_same_document_is_not_made_twice_but_again_after_a_withdrawal(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    patient = await written_card(cabinet, maria)
    new = cabinet.surroundings.ids.new
    said = await referral(cabinet, patient)
    first = (await cabinet.papers.make(new(), said)).result
    with pytest.raises(Repeated) as caught:
        await cabinet.papers.make(new(), said)
    assert caught.value.values["first"] == first.hex()
    await cabinet.do(WithdrawDocument(new(), first, 1, "ошибка"))
    assert (await cabinet.papers.make(new(), said)).result != first


async def test_what_was_typed_last_is_there_the_next_time(cabinet: Cabinet, maria: NewPatient) -> None:
    patient = await written_card(cabinet, maria)
    new = cabinet.surroundings.ids.new
    ogrn = Answer("ogrn", "ОГРН", "1027700132195", FieldKind.OGRN)
    await cabinet.papers.make(new(), await referral(cabinet, patient, ogrn=ogrn, head="Петров О. Д."))
    first = await cabinet.papers.first(await template_of(cabinet, "referral_057"), patient)
    assert (first["ogrn"].text, first["head"].text) == ("1027700132195", "Петров О. Д.")
    assert "benefit" not in first


async def test_who_writes_in_no_card_makes_no_document_about_a_patient(
    cabinet: Cabinet, maria: NewPatient, tmp_path: Path
) -> None:
    patient = await written_card(cabinet, maria)
    said = await referral(cabinet, patient)
    folder = tmp_path / "templates" / "order"
    folder.mkdir(parents=True)
    (folder / "template.toml").write_text(
        'title = "Приказ"\nversion = "1"\nkind = "другое"\nabout = "nobody"\nnumber = "{n}"\n'
        '[fields.text]\ntitle = "Текст"\nkind = "text"\n'
    )
    (folder / "page.typ").write_text('#value("text") #seal()')
    cabinet.own_templates = tmp_path / "templates"
    cabinet._desk.worker = replace(cabinet.worker, roles=frozenset({Role.ADMINISTRATOR}))
    assert [one.name for one in await cabinet.papers.usable(patient=True)] == ["order"]
    with pytest.raises(Forbidden):
        await cabinet.papers.make(cabinet.surroundings.ids.new(), said)
    order = await template_of(cabinet, "order")
    made = await cabinet.papers.make(
        cabinet.surroundings.ids.new(), Filled(order, None, (Answer("text", "Текст", "Открыть"),))
    )
    assert (await cabinet.documents.row(made.result)).number == "1"


async def test_a_status_is_marked_without_a_new_version(cabinet: Cabinet, maria: NewPatient) -> None:
    patient = await written_card(cabinet, maria)
    document = (
        await cabinet.papers.make(cabinet.surroundings.ids.new(), await referral(cabinet, patient))
    ).result
    await cabinet._desk.write(lambda c: DocumentWrites(c).mark(document, REGISTERED))
    row = await cabinet.documents.row(document)
    assert (row.status, row.version) == (REGISTERED, 1)
    assert [(one.status, one.number) for one in await cabinet.documents.counts()] == [(REGISTERED, 1)]


async def test_the_process_is_gone_when_the_cabinet_closes(cabinet: Cabinet, maria: NewPatient) -> None:
    patient = await written_card(cabinet, maria)
    await cabinet.papers.look(await referral(cabinet, patient))
    process = cabinet._typesetter._process
    assert process is not None
    assert process.poll() is None
    await cabinet.lock()
    assert process.poll() is not None
