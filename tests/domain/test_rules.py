"""What a new patient, a record and a worker must be like."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.domain.accounts import check_login, check_password, clean_login
from medcab_tui.domain.ages import age
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.names import check_name, full_name, initials
from medcab_tui.domain.patients import Coded, EncounterKind, NewPatient, RecordBody, Sex
from medcab_tui.domain.rules import check_patient, check_reason, check_record, summary_of
from medcab_tui.domain.times import instant, moment, utc_of

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
MARIA = NewPatient("Кузнецова", "Мария", "Павловна", Sex.FEMALE, date(1958, 3, 14))
BODY = RecordBody(EncounterKind.EXAMINATION, Coded("I10", "Гипертензия", "2.24"), conclusion="Без изменений")


def code_of(call: object, *args: object) -> tuple[str, str | None]:
    assert callable(call)
    with pytest.raises(Invalid) as refused:
        call(*args)
    return refused.value.code, refused.value.field


def test_a_patient_is_tidied_and_numbers_are_made_bare() -> None:
    typed = replace(
        MARIA, surname="  Кузнецова ", given="Анна   Мария", snils="112-233-445 95", phone="8 912 345 67 89"
    )
    kept = check_patient(typed, TODAY)
    assert (kept.surname, kept.given) == ("Кузнецова", "Анна Мария")
    assert (kept.snils, kept.policy, kept.phone) == ("11223344595", "", "+79123456789")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"surname": ""}, "name.missing", "surname"),
        ({"given": " "}, "name.missing", "given"),
        ({"surname": "Кузнецова2"}, "name.letters", "surname"),
        ({"surname": "Иванов\x1b[2J"}, "name.letters", "surname"),
        ({"surname": "Иванов\u202e"}, "name.letters", "surname"),
        ({"surname": "Иванов--Петров"}, "name.letters", "surname"),
        ({"surname": "Иvанов"}, "name.mixed", "surname"),
        ({"patronymic": "А" * 61}, "name.long", "patronymic"),
        ({"birth": date(2026, 11, 24)}, "birth.future", "birth"),
        ({"birth": date(1895, 11, 22)}, "birth.too_old", "birth"),
        ({"snils": "11223344596"}, "snils.checksum", "snils"),
        ({"policy": "7700000000000017"}, "policy.checksum", "policy"),
        ({"address": "а" * 251}, "text.long", "address"),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, object], code: str, field: str) -> None:
    assert code_of(check_patient, replace(MARIA, **change), TODAY) == (code, field)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "letter"), [("Кузнeцова", "e"), ("Oрлов", "O"), ("Smiтh", "т")])
def test_the_letter_of_another_alphabet_is_named(name: str, letter: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_name(name, "surname")
    assert (refused.value.code, refused.value.values) == ("name.mixed", {"letter": letter})


@pytest.mark.parametrize(
    "name", ["Иванов-Петров", "О'Нил", "Д’Артаньян", "Эль Сайед", "Ли", "Müller", "Ёлкин"]
)
def test_names_people_have_are_accepted(name: str) -> None:
    check_name(name, "surname")


@given(st.text(alphabet="аб-' ", max_size=40))
def test_checking_a_name_is_quick_whatever_is_typed(text: str) -> None:
    try:
        check_name(text * 3, "surname")
    except Invalid as refused:
        assert refused.code.startswith("name.")


def test_initials_and_full_names() -> None:
    assert initials("Иванова", "Анна", "Петровна") == "Иванова А. П."
    assert initials("Ли", "Бо", "") == "Ли Б."
    assert full_name("Ли", "Бо", "") == "Ли Бо"


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 40_000))
def test_age_grows_by_one_on_each_birthday(birth: date, days: int) -> None:
    on = birth + timedelta(days=days)
    years = age(birth, on)
    assert 0 <= years <= days / 365 + 1
    assert age(birth, on + timedelta(days=366)) - years in (1, 2)


def test_age_on_and_before_the_birthday() -> None:
    assert age(date(1958, 3, 14), date(2026, 3, 13)) == 67
    assert age(date(1958, 3, 14), date(2026, 3, 14)) == 68
    assert age(date(2004, 2, 29), date(2025, 2, 28)) == 20
    assert age(date(2004, 2, 29), date(2025, 3, 1)) == 21


@pytest.mark.parametrize(
    ("body", "at", "code", "field"),
    [
        (BODY, NOW + timedelta(minutes=6), "record.future", "at"),
        (BODY, datetime(1958, 3, 12, tzinfo=UTC), "record.before_birth", "at"),
        (replace(BODY, conclusion=" \n"), NOW, "record.empty", "conclusion"),
        (replace(BODY, plan="я" * 20_001), NOW, "record.long", "plan"),
        (replace(BODY, diagnosis=None), NOW, "diagnosis.missing", "diagnosis"),
        (replace(BODY, diagnosis=Coded("i10", "Гипертензия", "")), NOW, "diagnosis.code", "diagnosis"),
        (replace(BODY, diagnosis=Coded("I10.123", "Гипертензия", "")), NOW, "diagnosis.code", "diagnosis"),
        (replace(BODY, diagnosis=Coded("I10", "ГБ", "")), NOW, "diagnosis.display", "diagnosis"),
    ],
)
def test_a_wrong_record_is_refused(body: RecordBody, at: datetime, code: str, field: str) -> None:
    assert code_of(check_record, body, at, NOW, MARIA.birth) == (code, field)


def test_a_procedure_needs_no_diagnosis_and_a_typed_one_needs_no_dictionary() -> None:
    check_record(replace(BODY, kind=EncounterKind.PROCEDURE, diagnosis=None), NOW, NOW, MARIA.birth)
    check_record(replace(BODY, diagnosis=Coded("Q99.9", "Набрано от руки", "")), NOW, NOW, MARIA.birth)


def test_the_line_of_a_record() -> None:
    assert summary_of(BODY) == "Гипертензия"
    assert summary_of(replace(BODY, diagnosis=None, conclusion="Прививка\nбез реакции")) == "Прививка"


def test_a_reason_has_three_letters() -> None:
    assert check_reason("  уточнён   диагноз ") == "уточнён диагноз"
    assert code_of(check_reason, " да ") == ("reason.short", "reason")


def test_logins_are_compared_without_case_and_spaces() -> None:
    assert clean_login("  Ivanova ") == "ivanova"
    check_login("анна.петровна")
    for wrong in ("", "два слова", "a" * 65, ".a"):
        with pytest.raises(Invalid):
            check_login(wrong)


def test_a_password_is_long_and_not_the_login() -> None:
    check_password("Demo-2026!", "ivanova")
    assert code_of(check_password, "1234567", "ivanova") == ("password.short", "password")
    assert code_of(check_password, "ivanova.ap", "ivanova.ap") == ("password.login", "password")
    assert code_of(check_password, "demo-2026!", "ivanova") == ("password.classes", "password")
    assert code_of(check_password, "P@ssw0rd1!", "ivanova", "new") == ("password.common", "new")
    assert code_of(check_password, "Aa1!" * 300, "ivanova") == ("password.long", "password")


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_instants_lose_nothing(at: datetime) -> None:
    assert moment(instant(at)) == at


def test_wall_time_becomes_an_instant_of_its_zone() -> None:
    wall = datetime.fromisoformat("2026-11-23T12:15")
    assert utc_of(wall, "Europe/Moscow") == datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
