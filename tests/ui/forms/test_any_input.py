"""No input to any form is lost or breaks it: every field of every model, any text."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from medcab_tui import ui
from medcab_tui.domain import mending
from medcab_tui.domain.cleaning import visible
from medcab_tui.domain.patients import Coded
from medcab_tui.store.drafts import _read, _written
from medcab_tui.ui.forms import kinds
from medcab_tui.ui.forms.checking import Entered, Trouble, check, read
from medcab_tui.ui.forms.fields import Choice, Shown, fields_of
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.words import sentence
from medcab_tui.ui.patients import chart_models
from medcab_tui.ui.patients.models import patient_model, record_model

TODAY, BIRTH = date(2026, 11, 23), date(1958, 3, 14)
DATED: list[type[BaseModel]] = [
    patient_model(TODAY),
    record_model(datetime(2026, 11, 23, 12, 21)),  # noqa: DTZ001 - wall time
    chart_models.identity_model(TODAY),
    chart_models.allergy_model(BIRTH, TODAY),
    chart_models.problem_model(BIRTH, TODAY),
]
"""Models that are made for a day."""
NEAR = (
    "22/11/2026", "2026-11-22", "2026-13-45", "31.02.1958", "8 (912) 345-67-89", "+7", "+375291234567",
    "112-233-445 9б", "00000000000", "7700 0000 0000 0016", "Bdfyjd", "Kузнецова", "ИвановаАнна", "'", "-",
    "ivanova№clinic,ru", "@", "a@b.c", "630 099", "630099,", "09:00-", "7,9", "-.", "²", "٣", "½", "Ⅷ",
    "\x1b[2J", "\u202eабв", "\ud800", "{letter}", "[/]", "%s", "  Иванова  Анна ", "ё\u0301", "ß", "İ",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(NEAR),
    st.text(max_size=40),
    st.text(st.sampled_from("0123456789.-/+ ()@№\"'абвгАБABxy\u0301\u200b\n\t"), max_size=30),
    st.builds(str.__mul__, st.text(min_size=1, max_size=3), st.sampled_from([1, 70, 300, 5000])),
)


def models() -> list[type[BaseModel]]:
    """Every model of every form, wherever it is written; of those made for a day, the one of this day."""
    made = {base for model in DATED for base in model.__mro__}
    packages = pkgutil.walk_packages(ui.__path__, "medcab_tui.ui.")
    modules = [importlib.import_module(one.name) for one in packages if one.name.endswith("models")]
    written = [
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, BaseModel) and one.__module__ == module.__name__
    ]
    return DATED + [one for one in written if one not in made and fields_of(one)]


MODELS = models()


def test_the_models_were_found() -> None:
    names = {model.__name__ for model in MODELS}
    assert {"AmendmentForm", "BookForm", "HoursForm", "AttachForm", "TemplateForm"} <= names


def judged(model: type[BaseModel], name: str, text: str) -> Trouble | None:
    """What is said of a text: words, without a letter that could steer, and values that are better."""
    asked = next(one for one in fields_of(model) if one.name == name)
    trouble = check(model, asked, Entered(text))
    if trouble is None:
        return None
    words = sentence(trouble.code, trouble.values)
    assert words
    assert visible(words) == words
    for fix in trouble.fixes:
        assert isinstance(fix.value, str)
        assert fix.value != text
        left = check(model, asked, Entered(fix.value))
        assert left is None or left.code != trouble.code
    return trouble


@pytest.mark.capability("C108")
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@settings(max_examples=40)
@given(st.data())
def test_any_text_is_judged_told_and_kept(model: type[BaseModel], data: st.DataObject) -> None:
    fields = fields_of(model)
    texts = {one.name: data.draw(TEXTS) for one in fields}
    troubles = {name: judged(model, name, text) for name, text in texts.items()}
    values, wrong = read(model, fields, {name: Entered(text) for name, text in texts.items()})
    assert {name for name, trouble in troubles.items() if trouble} <= set(wrong)
    assert (values is None) == bool(wrong)
    assert _read(_written(texts)) == texts


@settings(max_examples=200)
@given(TEXTS)
def test_what_is_thought_to_be_meant_is_whole_and_on_one_line(text: str) -> None:
    for meant in (
        mending.names_meant, mending.phones_meant, mending.emails_meant, mending.addresses_meant,
        mending.digits_meant, mending.codes_meant,
    ):  # fmt: skip
        for value in meant(text):
            assert value == value.strip()
            assert value
            assert "\n" not in value
    assert "".join(mending.words_run_together(text)) == text


@given(st.sampled_from(["Иванова", "Соловьёва", "Гусь"]), st.sampled_from(["Анна", "Вера"]))
def test_a_name_typed_together_comes_apart(surname: str, given_name: str) -> None:
    assert mending.names_meant(surname + given_name) == (f"{surname} {given_name}",)
    assert mending.words_run_together(f"Мак{surname}") == (f"Мак{surname}",)


@pytest.mark.capability("C175")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Bdfyjd", ["Иванов"]),
        ("Kузнецова", ["Кузнецова"]),
        ("Кузнeцoва", ["Кузнецова"]),
        (";erjd", ["Жуков"]),
        ("Ле[ин", ["Лехин", "Ле ин"]),
        ("Иванова1", ["Иванова"]),
        ("Иванова", []),
        ("Müller", []),
    ],
)
def test_names_that_were_meant(typed: str, meant: list[str]) -> None:
    assert list(mending.names_meant(typed))[: len(meant) or None] == meant


@pytest.mark.capability("C177", "C178", "C179")
@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        (mending.phones_meant, "8 (912) 345-67-89", "+7 912 345-67-89"),
        (mending.phones_meant, "9123456789", "+7 912 345-67-89"),
        (mending.phones_meant, "8 912 З45 67 89", "+7 912 345-67-89"),
        (mending.phones_meant, "345-67-89", None),
        (mending.emails_meant, 'ivanova"clinic.ru', "ivanova@clinic.ru"),
        (mending.emails_meant, "ivanova@clinic,ru", "ivanova@clinic.ru"),
        (mending.emails_meant, "ivanova собака clinic.ru", "ivanova@clinic.ru"),
        (mending.emails_meant, "ivanоva@clinic.ru", "ivanova@clinic.ru"),
        (mending.emails_meant, "ivanova", None),
        (mending.addresses_meant, "630 099, Новосибирск", "630099, Новосибирск"),
        (mending.addresses_meant, "Новосибирск, 630099", "630099, Новосибирск"),
        (mending.addresses_meant, "Новосибирск", None),
        (mending.codes_meant, "Е11,9", "E11.9"),
        (mending.codes_meant, "ш10", "I10"),
        (mending.digits_meant, "1О2", "102"),
    ],
)
def test_values_that_were_meant(kind: object, typed: str, meant: str | None) -> None:
    assert callable(kind)
    found = kind(typed)
    assert meant in found if meant else found == ()


class Odds(Form):
    """Kinds of values that later forms ask for."""

    specialty: Annotated[
        Coded, Shown("Specialty", picks=True, unpicked="form.pick_specialty"),
    ]  # fmt: skip
    number: Annotated[kinds.Number, Shown("Number")]
    code: Annotated[kinds.Code, Shown("Code")]
    email: Annotated[kinds.Email, Shown("E-mail")]
    address: Annotated[kinds.Address, Shown("Address")]


@pytest.mark.capability("C176")
def test_a_specialty_comes_from_the_official_list_and_from_nowhere_else() -> None:
    asked = fields_of(Odds)[0]
    coded = Coded("69", "Терапия", "5.3")
    picked = Choice(coded, coded.display, coded.code)
    assert check(Odds, asked, Entered(picked.shown, picked)) is None
    for typed in ("69", "Терапия", picked.shown + "я"):
        trouble = judged(Odds, "specialty", typed)
        assert trouble is not None
        assert "официального перечня" in sentence(trouble.code, trouble.values)


@pytest.mark.capability("C108", "C178", "C179")
@pytest.mark.parametrize(
    ("name", "typed", "code", "fix"),
    [
        ("number", "7,9", "", ""),
        ("number", "1 250,5", "", ""),
        ("number", "-3", "", ""),
        ("number", "1О2", "form.number", "102"),
        ("number", "семь", "form.number", ""),
        ("number", "1.2.3", "form.number", ""),
        ("code", "E11.9", "", ""),
        ("code", "Е11.9", "form.code_letter", "E11.9"),
        ("code", "E11..9", "form.code", ""),
        ("email", "ivanova@clinic.ru", "", ""),
        ("email", "ivanova.clinic.ru", "form.email_at", ""),
        ("email", "ivanova@clinic.кг", "form.email_letters", "ivanova@clinic.ru"),
        ("email", "ivanоva@clinic.ru", "form.email_letters", "ivanova@clinic.ru"),
        ("address", "630099, Новосибирск, ул. Тихая, д. 5", "", ""),
        ("address", "Новосибирск", "form.address_index", ""),
        ("address", "030099, Новосибирск", "form.address_index", ""),
        ("address", "630099", "form.address_short", ""),
        ("address", "630 099, Новосибирск", "form.address_index", "630099, Новосибирск"),
    ],
)
def test_other_kinds_of_values(name: str, typed: str, code: str, fix: str) -> None:
    trouble = judged(Odds, name, typed)
    assert (trouble.code if trouble else "") == code
    assert [one.value for one in trouble.fixes] == ([fix] if fix else []) if trouble else not fix


def test_a_number_is_read_as_people_write_it() -> None:
    assert TypeAdapter(kinds.Number).validate_python("1 250,5") == Decimal("1250.5")


def test_a_fix_never_hides_what_stands_there() -> None:
    model = patient_model(TODAY)
    asked = fields_of(model)[0]
    trouble = check(model, asked, Entered("СоловьёваВераИльинична"))
    assert trouble is not None
    (fix,) = trouble.fixes
    assert fix == Choice(
        "Соловьёва", fix.title, "Соловьёва · Вера · Ильинична?",
        also=(("given", "Вера"), ("patronymic", "Ильинична")), note="Enter",
    )  # fmt: skip
