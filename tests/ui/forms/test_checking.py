"""Values of forms: what is refused, and what the sentence tells to type instead."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from medcab_tui.domain.patients import Coded, EncounterKind
from medcab_tui.ui.forms import kinds
from medcab_tui.ui.forms.begun import phone_begun, policy_begun, snils_begun
from medcab_tui.ui.forms.checking import Entered, Trouble, check, read
from medcab_tui.ui.forms.dates import date_begun, dates_meant, moment_begun
from medcab_tui.ui.forms.fields import Choice, Field, fields_of
from medcab_tui.ui.forms.matching import best, matching
from medcab_tui.ui.forms.words import SENTENCES, sentence
from medcab_tui.ui.patients.models import AmendmentForm, patient_model, record_model

TODAY = date(2026, 11, 23)
PATIENT = patient_model(TODAY)
RECORD = record_model(datetime(2026, 11, 23, 12, 21))  # noqa: DTZ001 - wall time


def field(model: type, name: str) -> Field:
    return next(one for one in fields_of(model) if one.name == name)


def trouble(name: str, text: str, model: type = PATIENT) -> str:
    found = check(model, field(model, name), Entered(text))
    return found.code if found else ""


def told(name: str, text: str) -> str:
    found = check(PATIENT, field(PATIENT, name), Entered(text))
    assert found is not None
    return sentence(found.code, found.values)


@pytest.mark.capability("C173")
def test_every_required_field_left_empty_is_refused_by_name() -> None:
    fields = fields_of(PATIENT)
    values, troubles = read(PATIENT, fields, {one.name: Entered("  ") for one in fields})
    assert values is None
    assert set(troubles) == {"surname", "given", "sex", "birth"}
    assert {one.code for one in troubles.values()} == {"form.required"}


@pytest.mark.capability("C174")
@pytest.mark.parametrize("typed", ["14.03.1958", "14/03/1958", "14-03-1958", "1958/03/14", "14031958"])
def test_a_date_in_another_form_is_refused_with_the_right_form_named_and_offered(typed: str) -> None:
    assert "ГГГГ-ММ-ДД" in told("birth", typed)
    assert [offer.value for offer in dates_meant(typed)] == ["1958-03-14"]


@pytest.mark.capability("C174")
def test_the_day_stands_before_the_month_and_is_spelled_in_words() -> None:
    (offer,) = dates_meant("03.04.1958")
    assert (offer.value, offer.title) == ("1958-04-03", "3 апреля 1958 г.")


def test_a_day_that_never_was_is_not_offered() -> None:
    assert dates_meant("31.02.1958") == ()
    assert trouble("birth", "1958-02-31") == "form.no_such_day"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_typed_the_russian_way_is_recognised(day: date) -> None:
    assert [offer.value for offer in dates_meant(f"{day:%d.%m.%Y}")] == [day.isoformat()]
    assert dates_meant(day.isoformat()) == ()


@given(st.text(max_size=20))
def test_no_text_breaks_the_recognition_of_dates(text: str) -> None:
    for offer in dates_meant(text):
        date.fromisoformat(str(offer.value)[:10])


@pytest.mark.capability("C181")
def test_dates_have_a_mask_and_are_not_called_wrong_while_they_are_typed() -> None:
    shown = field(PATIENT, "birth").shown
    assert shown.mask == "YYYY-MM-DD"
    whole = "1958-03-14"
    assert all(date_begun(whole[:length]) for length in range(len(whole)))
    assert not date_begun(whole)
    assert not date_begun("1958.")
    assert all(moment_begun("2026-11-20 09:15"[:length]) for length in range(16))


def test_a_birth_tomorrow_or_two_centuries_ago_is_refused() -> None:
    assert trouble("birth", "2026-11-24") == "birth.future"
    assert trouble("birth", "1826-11-24") == "birth.too_old"
    assert trouble("birth", "2026-11-23") == ""


@pytest.mark.capability("C175")
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Kузнецова", "form.latin"),
        ("Кузнецова1", "form.not_a_letter"),
        ("Кузнецова, Мария", "form.not_a_letter"),
        ("Кузнецова  Мария", "name.spaces"),
        ("Кузнецова", ""),
        ("Римский-Корсаков", ""),
        ("Д’Артаньян", ""),
        ("Ёлкин", ""),
    ],
)
def test_names_are_cyrillic(typed: str, code: str) -> None:
    assert trouble("surname", typed) == code


@pytest.mark.capability("C175")
def test_the_latin_letter_is_shown() -> None:
    assert "«K»" in told("surname", "Kузнецова")


@pytest.mark.capability("C177")
def test_a_phone_needs_its_country_code() -> None:
    assert trouble("phone", "8 912 345-67-89") == "form.phone_country"
    assert "+7" in told("phone", "89123456789")
    assert trouble("phone", "+7 912 345-67-89") == ""


@pytest.mark.capability("C178")
def test_mail_needs_its_at_sign() -> None:
    adapter = TypeAdapter(kinds.Email)
    assert adapter.validate_python(" ivanova@clinic.ru ") == "ivanova@clinic.ru"
    for wrong, code in (("ivanova.clinic.ru", "form.email_at"), ("ivanova@clinic", "form.email")):
        with pytest.raises(ValidationError) as refused:
            adapter.validate_python(wrong)
        assert refused.value.errors()[0]["type"] == code


@pytest.mark.capability("C179")
def test_an_address_needs_its_postal_index() -> None:
    assert trouble("address", "Новосибирск, ул. Тихая, д. 5") == "form.address_index"
    assert trouble("address", "630099, Новосибирск, ул. Тихая, д. 5") == ""


def test_numbers_are_checked_by_their_own_rules() -> None:
    assert trouble("snils", "112-233-445 95") == ""
    assert trouble("snils", "112-233-445 96") == "snils.checksum"
    assert trouble("policy", "7700 0000 0000 0016") == ""
    assert trouble("policy", "7700 0000 0000 0017") == "policy.checksum"


@pytest.mark.parametrize(
    ("begun", "whole"),
    [
        (snils_begun, "112-233-445 95"),
        (policy_begun, "7700 0000 0000 0016"),
        (phone_begun, "+7 912 345-67-89"),
    ],
)
def test_a_number_is_not_called_wrong_before_it_is_whole(begun: object, whole: str) -> None:
    assert callable(begun)
    assert all(begun(whole[:length]) for length in range(1, len(whole)))
    assert not begun(whole)
    assert not begun("x")


def test_a_record_reads_into_its_model() -> None:
    fields = fields_of(RECORD)
    coded = Coded("I10", "Эссенциальная гипертензия", "2.24")
    picked = Choice(coded, coded.display, coded.code)
    entered = {one.name: Entered("") for one in fields} | {
        "kind": Entered("осмотр"),
        "at": Entered("2026-11-20 09:15"),
        "diagnosis": Entered(picked.shown, picked),
        "complaints": Entered("головная боль\nк вечеру"),
    }
    values, troubles = read(RECORD, fields, entered)
    assert troubles == {}
    assert values is not None
    assert values.model_dump() == {
        "kind": EncounterKind.EXAMINATION,
        "at": datetime(2026, 11, 20, 9, 15),  # noqa: DTZ001 - wall time
        "diagnosis": coded,
        "complaints": "головная боль\nк вечеру",
        "anamnesis": "",
        "objective": "",
        "conclusion": "",
        "plan": "",
    }


def test_a_record_of_tomorrow_is_refused() -> None:
    assert trouble("at", "2026-11-24 09:15", RECORD) == "record.future"
    assert trouble("at", "2026-11-23 12:21", RECORD) == ""


def test_a_diagnosis_that_was_edited_after_it_was_picked_must_be_picked_again() -> None:
    coded = Coded("I10", "Эссенциальная гипертензия", "2.24")
    picked = Choice(coded, coded.display, coded.code)
    asked = field(RECORD, "diagnosis")
    assert check(RECORD, asked, Entered(picked.shown, picked)) is None
    assert check(RECORD, asked, Entered(picked.shown + "?", picked)) == Trouble("form.pick")


def test_a_reason_of_two_letters_is_too_short() -> None:
    assert trouble("reason", "да", AmendmentForm) == "form.too_short"
    assert trouble("reason", "дата", AmendmentForm) == ""


def test_choices_are_read_in_the_language_in_use_and_in_any_case() -> None:
    assert trouble("sex", "Женский") == ""
    assert trouble("sex", "ж") == "form.choose"


def test_type_to_filter_prefers_beginnings() -> None:
    choices = (
        Choice(1, "Эссенциальная гипертензия", "I10"),
        Choice(2, "Гипертензивная болезнь", "I11.9"),
        Choice(3, "Астма", "J45.0"),
    )
    assert [one.value for one in matching(choices, "гиперт")] == [1, 2]
    assert [one.value for one in matching(choices, "i1")] == [1, 2]
    assert best(choices, "i10") == choices[0]
    assert best(choices, "i1") is None


def test_every_code_of_the_engine_has_words() -> None:
    for code in SENTENCES:
        values = dict.fromkeys(
            ("letter", "place", "first", "second", "min_length", "max_length", "least", "most", "told"), "3"
        )
        assert sentence(code, values)
        assert "{" not in sentence(code, values)


def test_a_hostile_letter_is_shown_harmless() -> None:
    found = check(PATIENT, field(PATIENT, "surname"), Entered("Ив\x1bанов"))
    assert found is not None
    assert "\x1b" not in sentence(found.code, found.values)
