"""A patient of another department with something of everything, for tests of who may look into the card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from medcab_tui.cabinet.access_actions import Assign
from medcab_tui.cabinet.bulk import LoadBatch, LoadedResult
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_actions import AddAllergy, AddProblem
from medcab_tui.cabinet.documents_actions import AttachDocument
from medcab_tui.cabinet.patients_actions import AddPatient, WriteRecord
from medcab_tui.cabinet.visits_actions import BeginVisit
from medcab_tui.cabinet.vitals_actions import RecordVitals
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.chart import Problem
from medcab_tui.domain.documents import Examined, Format
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import (
    Allergy,
    AllergyGrade,
    Coded,
    EncounterKind,
    NewPatient,
    Observation,
    RecordBody,
)
from medcab_tui.domain.vitals import Measured, VitalKind
from medcab_tui.store.transaction import Connection
from tests.papers import made

PASSWORD = "Demo-2026!"
SURGERY = "Хирургическое отделение"
WORD = "туберкулёз"
"""What stands in the patient's file and nowhere else."""
CHIEF = NewWorker("chief", "Хирургов", "Хирург", "", "заведующий", SURGERY, frozenset({Role.HEAD}))
SURGEON = NewWorker("surgeon", "Скальпелев", "Пётр", "", "хирург", SURGERY, frozenset({Role.CLINICIAN}))
OWN_HEAD = NewWorker(
    "head", "Главная", "Анна", "", "заведующая", "Терапевтическое отделение", frozenset({Role.HEAD})
)
COLLEAGUE = NewWorker(
    "colleague", "Сидорова", "Вера", "", "врач", "Терапевтическое отделение", frozenset({Role.CLINICIAN})
)


@dataclass(frozen=True, slots=True)
class Chart:
    """The ids of what the card holds."""

    patient: Id
    encounter: Id
    allergy: Id
    problem: Id
    document: Id
    measurement: Id
    visit: Id
    appointment: Id
    signature: Id
    conflict: Id
    result: Observation


async def fill(cabinet: Cabinet, maria: NewPatient) -> Chart:
    """A card with something of everything, written while no department treats anybody."""
    ids, now = cabinet.surroundings.ids, cabinet.surroundings.clock.now()
    patient = (await cabinet.do(AddPatient(ids.new(), maria))).result
    hypertension = Coded("I10", "Эссенциальная [первичная] гипертензия", "2.27")
    body = RecordBody(EncounterKind.EXAMINATION, hypertension, "кашель")
    encounter = (await cabinet.do(WriteRecord(ids.new(), patient, now, body))).result
    allergy = Allergy(ids.new(), "йод", AllergyGrade.MILD, "")
    await cabinet.do(AddAllergy(ids.new(), patient, allergy))
    problem = Problem(ids.new(), hypertension)
    await cabinet.do(AddProblem(ids.new(), patient, problem))
    file, found = made.pdf(WORD), Examined(Format.PDF, 1, text=(f"Диагноз: {WORD}",))
    attach = AttachDocument(ids.new(), "Выписка", "справка", patient, "x.pdf", file, found)
    document = (await cabinet.do(attach)).result
    said = Measured(now, ((VitalKind.SYSTOLIC, Decimal(140)), (VitalKind.DIASTOLIC, Decimal(90))))
    measurement = (await cabinet.do(RecordVitals(ids.new(), patient, said))).result
    visit = (await cabinet.do(BeginVisit(ids.new(), patient))).result
    result = Observation(
        ids.new(), Coded("4548-4", "HbA1c", "2.72"), Decimal("7.9"), "%", "%", None, Decimal("6.5"),
        now - timedelta(days=3), "ЛИС", True,
    )  # fmt: skip
    await cabinet.do(LoadBatch(ids.new(), (LoadedResult(patient, result),)))
    signature, conflict, appointment = ids.new(), ids.new(), ids.new()

    def beside(c: Connection) -> None:
        c.execute(
            "INSERT INTO signature (id, kind, object, version, worker, author, at, signer, hash, certificate,"
            " cms, content) VALUES (?, 'record', ?, 1, ?, 1, 1, 'x', zeroblob(32), x'', x'', x'')",
            (signature, encounter, cabinet.worker.id),
        )
        c.execute(
            "INSERT INTO conflict VALUES (?, 1, ?, 'x', 'patient', ?, ?, 1, NULL, 1, '{}', '{}', '{}', '',"
            " '', NULL)",
            (conflict, patient, cabinet.worker.id, conflict),
        )

        c.execute(
            "INSERT INTO appointment (id, patient, doctor, wall, zone, minutes, starts, ends, status, reason)"
            " VALUES (?, ?, ?, '2026-11-23T10:00:00', 'Europe/Moscow', 15, 1, 2, 'cancelled', '')",
            (appointment, patient, cabinet.worker.id),
        )

    await cabinet._desk.write(beside)
    return Chart(
        patient, encounter, allergy.id, problem.id, document, measurement, visit, appointment, signature,
        conflict, result,
    )  # fmt: skip


async def hire(cabinet: Cabinet, *workers: NewWorker) -> None:
    """Adds workers, who proved who they are."""
    await cabinet.step_up.prove(password=PASSWORD)
    for worker in workers:
        await cabinet.accounts.add_worker(worker, PASSWORD)


async def department(cabinet: Cabinet, name: str) -> Id:
    """A department by its name."""
    return next(one.id for one in await cabinet.access.departments() if one.name == name)


async def give_away(cabinet: Cabinet, area: str = "7", name: str = SURGERY) -> Id:
    """The area goes to another department, as an administrator says; gives the assignment."""
    day = cabinet.surroundings.clock.now().date()
    assign = Assign(cabinet.surroundings.ids.new(), await department(cabinet, name), area, None, day)
    return (await cabinet.do(assign)).result


def as_roles(cabinet: Cabinet, *roles: Role) -> None:
    """The worker who sits here has these roles, as the rooms see it."""
    cabinet._desk.worker = replace(cabinet.worker, roles=frozenset(roles))
