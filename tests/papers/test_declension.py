"""Names in their cases: right for those that rules know, left alone for the others, never an error."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.papers import Person
from medcab_tui.domain.patients import Sex
from medcab_tui.papers.declension import DATIVE, GENITIVE, declined

NAMES = (
    ("f", "Кузнецова Мария Павловна", "Кузнецовой Марии Павловны", "Кузнецовой Марии Павловне"),
    ("m", "Ёлкин Дмитрий Сергеевич", "Ёлкина Дмитрия Сергеевича", "Ёлкину Дмитрию Сергеевичу"),
    ("f", "Черных Анна Игоревна", "Черных Анны Игоревны", "Черных Анне Игоревне"),
    ("m", "Шевченко Тарас Петрович", "Шевченко Тараса Петровича", "Шевченко Тарасу Петровичу"),
    ("m", "Бонч-Бруевич Лев Ильич", "Бонч-Бруевича Льва Ильича", "Бонч-Бруевичу Льву Ильичу"),
    ("f", "Мицкевич Ольга Юрьевна", "Мицкевич Ольги Юрьевны", "Мицкевич Ольге Юрьевне"),
    ("m", "Мицкевич Олег Юрьевич", "Мицкевича Олега Юрьевича", "Мицкевичу Олегу Юрьевичу"),
    ("m", "Мамедов Али Гейдар оглы", "Мамедова Али Гейдар оглы", "Мамедову Али Гейдар оглы"),
    ("f", "Алиева Айгюль Рашид кызы", "Алиевой Айгюль Рашид кызы", "Алиевой Айгюль Рашид кызы"),
    ("m", "Живаго Юрий Андреевич", "Живаго Юрия Андреевича", "Живаго Юрию Андреевичу"),
    ("m", "Дюма Александр", "Дюма Александра", "Дюма Александру"),
    ("m", "Цой Виктор", "Цоя Виктора", "Цою Виктору"),
    ("f", "Ким Ольга", "Ким Ольги", "Ким Ольге"),
    ("m", "ПЕТРОВ ПЁТР ПЕТРОВИЧ", "ПЕТРОВА ПЕТРА ПЕТРОВИЧА", "ПЕТРОВУ ПЕТРУ ПЕТРОВИЧУ"),
    ("m", "Smith John", "Smith John", "Smith John"),
    ("m", "Nguyễn Văn An", "Nguyễn Văn An", "Nguyễn Văn An"),
)


def person(whole: str, sex: str) -> Person:
    surname, given, *rest = whole.split(maxsplit=2)
    return Person(surname, given, " ".join(rest), Sex(sex), date(1960, 1, 1))


@pytest.mark.parametrize(("sex", "name", "genitive", "dative"), NAMES, ids=[one[1] for one in NAMES])
def test_a_name_in_its_cases(sex: str, name: str, genitive: str, dative: str) -> None:
    assert declined(person(name, sex), GENITIVE) == genitive
    assert declined(person(name, sex), DATIVE) == dative


@given(
    st.text(st.characters(codec="utf-8"), max_size=80) | st.text("абвгдеёжийяьъ-АЯ '", max_size=40),
    st.text("абвгдеёжийяьъ-АЯ '", max_size=40),
    st.sampled_from(Sex),
    st.sampled_from((GENITIVE, DATIVE)),
)
def test_no_name_is_an_error_and_none_is_lost(surname: str, given_: str, sex: Sex, case: str) -> None:
    told = declined(Person(surname, given_, "", sex, date(1960, 1, 1)), case)
    assert len(told.split()) == len(f"{surname} {given_}".split())
