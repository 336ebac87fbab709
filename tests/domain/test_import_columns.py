"""Lists of patients: which column is what, and what a row says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.import_columns import (
    HEADINGS,
    Columns,
    Field,
    columns_of,
    guessed,
    row_of,
    said_columns,
)
from medcab_tui.domain.interchange import Person
from medcab_tui.domain.patients import Sex


def test_every_heading_means_one_thing() -> None:
    for field, names in HEADINGS.items():
        for name in names:
            assert guessed([name.upper()]) == {field: 0}, name


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("Фамилия;Имя;Отчество;Дата рождения;Пол;СНИЛС;Полис ОМС;Адрес",
         "surname given patronymic birth sex snils policy address"),
        ("№ п/п;ФИО;ДР;Тел.;Участок", "- name birth phone -"),
        ("ID,Last_Name,First-Name,DOB,Gender,Phone,Phone", "id surname given birth sex phone phone2"),
        ("ф. и. о.|Дата  рождения |ПОЛ|Фамилия|Фамилия", "name birth sex surname -"),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_headings(headings: str, fields: str) -> None:
    for divider in ";,|":
        if divider in headings:
            names = headings.split(divider)
            break
    wanted = {Field(one): place for place, one in enumerate(fields.split()) if one != "-"}
    assert guessed(names) == wanted


def test_what_somebody_says_goes_before_what_is_guessed() -> None:
    headings = ("A", "Имя", "ДР", "Фамилия")
    said = said_columns("surname=A, birth=3, фамилия=a,sex=")
    assert columns_of(headings, said).places == {Field.SURNAME: 0, Field.GIVEN: 1, Field.BIRTH: 2}
    assert columns_of(headings, said).left == ("Фамилия",)


@pytest.mark.parametrize(
    ("headings", "said", "code"),
    [
        ("a b", "", "import.no_names"),
        ("фио b", "", "import.no_birth"),
        ("фио др", "sex=c", "import.no_column"),
        ("фио др", "sex=3", "import.no_column"),
        ("фио др", "sex=0", "import.no_column"),
        ("фио др", "nothing=фио", "import.no_field"),
        ("фио др", "sex", "import.columns_form"),
        ("фио др", "=др", "import.columns_form"),
        ("фио др", "birth=", "import.no_birth"),
    ],
)
def test_columns_that_cannot_be_are_refused(headings: str, said: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        columns_of(headings.split(), said_columns(said))
    assert (caught.value.code, caught.value.field) == (code, "columns")


def read(headings: str, row: str) -> tuple[Person, list[tuple[str, str]]]:
    found = row_of(row.split(";"), columns_of(headings.split(";"), {}))
    (person,) = found.pieces
    assert isinstance(person, Person)
    return person, [(one.element, one.reason) for one in found.unkept]


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("14.03.1958", date(1958, 3, 14)), ("1958-03-14", date(1958, 3, 14)),
        ("14/3/1958", date(1958, 3, 14)), ("19580314", date(1958, 3, 14)),
        ("1958-03-14T00:00:00", date(1958, 3, 14)),
        ("14.03.1958 0:00:00", date(1958, 3, 14)), ("31.02.1958", None), ("1958", None), ("скоро", None),
    ],
)  # fmt: skip
def test_days_as_lists_write_them(text: str, birth: date | None) -> None:
    person, unkept = read("ФИО;ДР", f"Ли Бо;{text}")
    assert person.birth == birth
    assert unkept == ([] if birth else [("ДР", "date.form")])


@pytest.mark.parametrize(
    ("name", "sex", "said"),
    [
        ("Кузнецова Мария Павловна", "", Sex.FEMALE), ("Ильин Лука Ильич", "", Sex.MALE),
        ("Алиев Анар Эльдар оглы", "", Sex.MALE), ("Ли Бо", "", None), ("Ли Бо", "М.", Sex.MALE),
        ("Ли Бо", "Женский", Sex.FEMALE), ("Ли Бо", "F", Sex.FEMALE), ("Ли Бо", "?", None),
    ],
)  # fmt: skip
def test_a_sex_is_said_or_told_by_the_patronymic(name: str, sex: str, said: Sex | None) -> None:
    person, unkept = read("ФИО;ДР;Пол", f"{name};1.1.1980;{sex}")
    assert person.sex is said
    assert unkept == ([("Пол", "element.value")] if sex == "?" else [])


def test_numbers_that_are_none_are_left_out_and_told() -> None:
    headings = "Фамилия;Имя;ДР;СНИЛС;Полис;Паспорт;Телефон;Почта"
    person, unkept = read(headings, "Ли;Бо;1.1.1980;112-233-445 96;1;2;3;нет")
    assert (person.snils, person.policy, person.passport, person.phone, person.email) == ("",) * 5
    assert [reason for _, reason in unkept] == ["snils", "policy", "passport", "phone", "email"]
    person, unkept = read(
        headings, "Ли;Бо;1.1.1980;112-233-445 95;7700 0000 0000 0016;45 08 123456;8 912 345-67-89;a@b.ru"
    )
    assert (person.snils, person.policy, person.phone) == ("11223344595", "7700000000000016", "+79123456789")
    assert unkept == []


def test_a_row_is_known_again_by_its_number_else_by_the_person() -> None:
    def called(headings: str, row: str) -> str:
        return row_of(row.split(";"), columns_of(headings.split(";"), {})).remote

    assert called("ID;ФИО;ДР", "17;Ли Бо;1.1.1980") == "Patient/17"
    one = called("ФИО;ДР;СНИЛС", "Ли Бо;1.1.1980;112-233-445 95")
    assert one == called("ФИО;ДР;СНИЛС", "Ли Бохай;1.1.1980;11223344595"), "by the number"
    assert "11223344595" not in one
    assert called("ФИО;ДР", "Ли Бо;1.1.1980") == called("ФИО;ДР", "ЛИ  БО;1980-01-01")
    assert called("ФИО;ДР", "Ли Бо;1.1.1980") != called("ФИО;ДР", "Ли Бо;1.1.1981")


@given(st.lists(st.text(max_size=12), max_size=8))
def test_no_row_makes_it_raise(cells: list[str]) -> None:
    columns = Columns({field: place for place, field in enumerate(Field)}, tuple(Field))
    found = row_of(cells, columns)
    assert found.remote
