"""The patients that always exist in a demo store. Dates are told for Monday 2026-11-23."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from medcab_tui.demo.courses import CHOLESTEROL, CREATININE, EGFR, GLUCOSE, HAEMOGLOBIN, HBA1C, Test, icd
from medcab_tui.demo.histories import (
    CARDIOLOGIST,
    THERAPIST,
    History,
    MadeAllergy,
    MadePrescription,
    MadeProblem,
    MadeResult,
    MadeVisit,
)
from medcab_tui.demo.people import Person
from medcab_tui.domain.chart import KINDS, NATURES, POLICY_KINDS, STAGES
from medcab_tui.domain.identifiers import policy_check_digit, snils_checksum
from medcab_tui.domain.patients import (
    AllergyGrade,
    Certainty,
    Coded,
    EncounterKind,
    NewPatient,
    PrescriptionStatus,
    RecordBody,
    Sex,
)

TODAY = date(2026, 11, 23)
MORNING = timedelta(hours=12)
"""What of that day has passed: results and messages of the morning are there."""
"""The day the cast is written for; built on another day, everything moves with it."""

AMENDED = "2026-10-14 10:40"
CORRECTED = "2026-10-15 09:10"
"""When the record of that time was corrected."""
AMENDED_REASON = "уточнён день начала болезни"

_HYPERTENSION = icd("I10", "Эссенциальная гипертензия")
_DIABETES = icd("E11.9", "Сахарный диабет 2 типа")
_COLD = icd("J06.9", "ОРИ неуточнённая")
_ANGINA = icd("I20.8", "Другие формы стенокардии")
_PNEUMONIA = icd("J18.9", "Пневмония неуточнённая")

_DRAWN = ("2026-02-12 08:20", "2026-05-14 08:35", "2026-08-11 08:10", "2026-11-20 09:12")


def cast() -> tuple[Person, ...]:
    """All of them; the first is Кузнецова Мария Павловна."""
    return (_kuznetsova(), _yolkin(), _abbasov(), *map(_plain, _PLAIN))


_PLAIN = (
    "Гусь|Игорь|Ёсифович|m|1969-10-05|7",
    "Кузнецова|Марина|Петровна|f|1958-11-02|7",
    "Кузнецов|Марк|Павлович|m|1958-01-30|3",
    "Кузинцова|Мария|Петровна|f|1958-03-24|7",
    "Орлова|Нина|Викторовна|f|1949-04-11|7",
    "Соколова|Татьяна|Ивановна|f|1972-09-21|7",
    "Громов|Алексей|Андреевич|m|1988-12-03|3",
    "Яшин|Григорий|Львович|m|1955-02-08|7",
    "Белова|Алина|Сергеевна|f|1994-07-16|5",
    "Орлов|Павел|Николаевич|m|1963-08-25|7",
    "Панина|Ольга|Михайловна|f|1980-01-12|3",
    "Маркова|Евгения|Олеговна|f|1976-05-30|7",
    "Ким|Светлана|Робертовна|f|1967-03-19|5",
    "Титов|Леонид|Фёдорович|m|1951-11-27|7",
    "Кац|Борис|Яковлевич|m|1946-06-02|3",
)


def amended_body(first: RecordBody) -> RecordBody:
    """The corrected text of the record that is amended."""
    return RecordBody(
        first.kind,
        first.diagnosis,
        complaints=first.complaints.replace("третий день", "пятый день"),
        objective=first.objective,
        conclusion=first.conclusion,
        plan=first.plan,
    )


def _kuznetsova() -> Person:
    patient = NewPatient(
        "Кузнецова", "Мария", "Павловна", Sex.FEMALE, date(1958, 3, 14),
        snils="11223344595", policy="7700000000000016", phone="+79123456789",
        address="190007, г. Примерск, ул. Садовая, д. 12, кв. 34", area="7",
        policy_kind=POLICY_KINDS[1], contact="Кузнецов Илья Андреевич, сын, +7 912 345-67-80",
    )  # fmt: skip
    return Person(
        patient,
        History(
            (
                MadeAllergy(
                    "пенициллины", AllergyGrade.ANAPHYLAXIS, "2019", "анафилактический шок",
                    Certainty.CONFIRMED,
                ),
            ),
            _kuznetsova_visits(),
            (
                *_series(GLUCOSE, "5.1 6.9 7.8 8.4", waiting=True),
                *_series(HBA1C, "5.6 6.4 7.4 7.9", waiting=True),
                *_series(CHOLESTEROL, "5.6 5.4 5.2 5.1"),
                *_series(CREATININE, "92 90 89 88"),
                *_series(EGFR, "70 72 73 74"),
            ),
            (
                _script("аторвастатин 20 мг на ночь", "registered", "2026-09-26", "2026-11-25"),
                _script("лизиноприл 20 мг утром", "registered", "2026-11-20", "2027-01-19"),
                _script("метформин 1000 мг, 2 раза в день", "dispensed", "2026-11-20", "2027-01-19"),
            ),
            (
                _problem(_HYPERTENSION, "2012"),
                _problem(_DIABETES, "2019", further=True),
                _problem(_ANGINA, "2023", further=True),
                _problem(_PNEUMONIA, "2021-02", further=True, closed="2021-03-15"),
            ),
        ),
    )  # fmt: skip


def _kuznetsova_visits() -> tuple[MadeVisit, ...]:
    return (
        _visit(
            "2026-11-20 09:40", EncounterKind.EXAMINATION, _HYPERTENSION,
            "головная боль к вечеру, АД дома до 155/95",
            "АД 150/92, ЧСС 78, вес 81 кг, отёков нет",
            "I10, II стадия, риск 3; E11.9, HbA1c 7,9 %",
            "лизиноприл 20 мг утром; контроль HbA1c через 3 мес.",
        ),
        _visit(
            "2026-11-02 11:15", EncounterKind.CONSULTATION, _DIABETES,
            "жажда, сухость во рту, диету соблюдает не всегда",
            "ИМТ 30, пульсация на стопах сохранена, чувствительность не снижена",
            "Сахарный диабет 2 типа, цель HbA1c < 7,0 % не достигнута",
            "метформин 1000 мг 2 раза в день; HbA1c и глюкоза 2026-11-20",
        ),
        _visit(
            AMENDED, EncounterKind.EXAMINATION, _COLD,
            "насморк, першение в горле, температура 37,6 третий день",
            "зев гиперемирован, дыхание везикулярное, хрипов нет",
            "Острая респираторная инфекция, лёгкое течение",
            "обильное питьё; пенициллины противопоказаны; явка при ухудшении",
        ),
        _visit(
            "2026-09-28 13:05", EncounterKind.EPICRISIS, _ANGINA,
            "давящая боль за грудиной при быстрой ходьбе",
            "ЭКГ без острых изменений, тропонин в норме, ЭхоКГ: ФВ 58 %",
            "Стенокардия напряжения II ФК, стабильное течение",
            "аторвастатин 20 мг на ночь, наблюдение терапевта",
            external=True,
        ),
        _visit(
            "2026-08-11 10:00", EncounterKind.EXAMINATION, _DIABETES,
            "жалоб нет",
            "АД 142/88, ЧСС 74, вес 82 кг",
            "Сахарный диабет 2 типа, HbA1c 7,4 %",
            "метформин 850 мг 2 раза в день, дневник питания",
        ),
        _visit(
            "2026-06-03 08:45", EncounterKind.PROCEDURE, None,
            "",
            "ритм синусовый, ЧСС 74, ЭОС отклонена влево, признаки гипертрофии ЛЖ",
            "ЭКГ в покое",
            "",
        ),
    )  # fmt: skip


def _yolkin() -> Person:
    patient = _new("Ёлкин|Дмитрий|Сергеевич|m|1982-06-17|7", 1)
    visit = _visit(
        "2026-10-30 12:30", EncounterKind.EXAMINATION, _HYPERTENSION,
        "подъёмы давления до 150/95 после работы", "АД 144/92, ЧСС 82", "Гипертоническая болезнь I стадии",
        "дневник давления, общий анализ крови, явка 2026-11-23",
    )  # fmt: skip
    blood = tuple(
        MadeResult(test, Decimal(value), _at("2026-11-23 09:15"), "ЛИС № 5527", acknowledged=False)
        for test, value in ((HAEMOGLOBIN, "118"), (GLUCOSE, "5.0"), (CHOLESTEROL, "4.6"))
    )
    return Person(patient, History((), (visit,), blood, (), (_problem(_HYPERTENSION, "2024"),)))


def _abbasov() -> Person:
    patient = _new("Аббасов|Рустам|Тимурович|m|1975-03-02|7", 2)
    visit = _visit(
        "2026-11-20 10:30", EncounterKind.EXAMINATION, _ANGINA,
        "боль за грудиной при подъёме на третий этаж, проходит в покое", "АД 132/84, ЧСС 70, хрипов нет",
        "Стенокардия напряжения II ФК", "направлен к кардиологу; бисопролол 2,5 мг утром",
    )  # fmt: skip
    kidneys = MadeResult(CREATININE, Decimal(112), _at("2026-11-23 11:35"), "ЛИС № 5531", acknowledged=False)
    pills = _script("бисопролол 2,5 мг утром", "registered", "2026-11-20", "2027-01-19")
    return Person(patient, History((), (visit,), (kidneys,), (pills,), (_problem(_ANGINA, "2025"),)))


def _plain(row: str) -> Person:
    return Person(_new(row, 3 + _PLAIN.index(row)), History((), (), (), ()))


def twice() -> Person:
    """Панина once more, under the name she married by: somebody opened a second card at the desk."""
    surname, given, patronymic, sex, birth, area = "Рыкова|Ольга|Михайловна|f|1980-01-12|3".split("|")
    patient = NewPatient(
        surname, given, patronymic, Sex(sex), date.fromisoformat(birth), phone="+79400000771",
        email="rykova@example.ru", area=area,
    )  # fmt: skip
    allergy = MadeAllergy("лидокаин", AllergyGrade.SEVERE, "2024", "отёк Квинке", Certainty.CONFIRMED)
    visit = _visit(
        "2026-11-12 11:20",
        EncounterKind.EXAMINATION,
        _COLD,
        "насморк, першение в горле второй день",
        "зев гиперемирован, температура 37,2",
        "ОРИ, лёгкое течение",
        "обильное питьё, явка при ухудшении",
    )
    return Person(patient, History((allergy,), (visit,), (), ()))


def _new(row: str, number: int) -> NewPatient:
    """Numbers above 800-000-000 and of region 98 are not issued and not used by the generated people."""
    surname, given, patronymic, sex, birth, area = row.split("|")
    snils, policy = str(800_000_000 + number), str(980_000_000_000_000 + number)
    return NewPatient(
        surname, given, patronymic, Sex(sex), date.fromisoformat(birth),
        snils=snils + snils_checksum(snils), policy=policy + policy_check_digit(policy),
        phone=f"+79400000{number:03}", address=f"190{100 + number}, г. Примерск, ул. Тихая, д. {number}",
        area=area,
    )  # fmt: skip


def _visit(
    at: str,
    kind: EncounterKind,
    diagnosis: Coded | None,
    complaints: str,
    objective: str,
    conclusion: str,
    plan: str,
    *,
    external: bool = False,
) -> MadeVisit:
    body = RecordBody(kind, diagnosis, complaints, objective, conclusion, plan)
    return MadeVisit(_at(at), body, external, CARDIOLOGIST if external else THERAPIST)


def _problem(diagnosis: Coded, since: str, *, further: bool = False, closed: str = "") -> MadeProblem:
    nature = NATURES[0] if closed else NATURES[2]
    ended = date.fromisoformat(closed) if closed else None
    return MadeProblem(diagnosis, KINDS[2 if further else 0], STAGES[2], nature, since, ended)


def _series(test: Test, values: str, *, waiting: bool = False) -> tuple[MadeResult, ...]:
    """One test on the four days; the last is not acknowledged if it waits."""
    return tuple(
        MadeResult(
            test, Decimal(value), _at(day), _source(day), acknowledged=not (waiting and day == _DRAWN[-1])
        )
        for day, value in zip(_DRAWN, values.split(), strict=True)
    )


def _source(day: str) -> str:
    return "ЛИС № 5512" if day == _DRAWN[-1] else f"ЛИС № {1200 + _DRAWN.index(day) * 1187}"


def _script(text: str, status: str, issued: str, until: str) -> MadePrescription:
    return MadePrescription(
        text, PrescriptionStatus(status), date.fromisoformat(issued), date.fromisoformat(until)
    )


def _at(text: str) -> datetime:
    """A naive wall time at the institution."""
    return datetime.fromisoformat(text)
