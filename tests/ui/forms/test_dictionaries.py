"""What the picker offers of the reference books: how it is found, what Enter may take, what is used most."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.patients_actions import WriteRecord
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, EncounterKind, NewPatient, RecordBody
from medcab_tui.domain.reference import Book
from medcab_tui.ui.forms.dictionaries import diagnoses, entries, posts
from medcab_tui.ui.patients.ordering import referrals
from tests.cabinet.conftest import add, cabinet, door, founding, maria, surroundings

__all__ = ["add", "cabinet", "door", "founding", "maria", "surroundings"]

Adding = Callable[[Cabinet, NewPatient], Awaitable[Id]]


async def test_diagnoses_by_code_word_abbreviation_and_layout(cabinet: Cabinet) -> None:
    for text, code, note in (
        ("I10", "I10", ""),
        ("гб", "I10", "гб"),
        ("fu", "I10", "аг"),
        ("ubgthnjybz", "I10", "гипертония"),
        ("хсн", "I50.0", "хсн"),
        ("оркви", "J06.9", "оркви"),
        ("назофарингит острый", "J00", ""),
    ):
        first = (await diagnoses(cabinet, text))[0]
        assert (first.key, first.note, first.safe) == (code, note, True), text
    found = [choice.key for choice in await diagnoses(cabinet, "сд2")]
    assert found[:2] == ["E11.9", "E11"], "without complications first, with them below it"
    assert {"E11.2", "E11.3", "E11.4", "E11.5"} <= set(found)
    assert (await diagnoses(cabinet, "сд1"))[0].key == "E10.9"
    assert await diagnoses(cabinet, "") == ()


async def test_a_code_the_book_does_not_have_counts_with_its_name(cabinet: Cabinet) -> None:
    (typed,) = await diagnoses(cabinet, "q99.9 Набрано от руки")
    assert typed.value == Coded("Q99.9", "Набрано от руки", "")
    for text in ("J00 Совсем не насморк", "J00 Острый назофарингит [насморк]"):
        (known,) = await diagnoses(cabinet, text)
        assert known.value == Coded("J00", "Острый назофарингит [насморк]", "2.27"), (
            "under the book's own name"
        )


async def test_what_one_writes_is_offered_first(cabinet: Cabinet, maria: NewPatient, add: Adding) -> None:
    async def shown() -> list[str]:
        return [choice.key for choice in await diagnoses(cabinet, "гипертензия")]

    before = await shown()
    last = (await diagnoses(cabinet, before[-1]))[0].value
    body = RecordBody(EncounterKind.EXAMINATION, last, conclusion="наблюдение")
    patient = await add(cabinet, maria)
    at = cabinet.surroundings.clock.now()
    await cabinet.do(WriteRecord(cabinet.surroundings.ids.new(), patient, at, body))
    assert await shown() == [before[-1], *before[:-1]]
    assert [choice.key for choice in await diagnoses(cabinet, "")] == [before[-1]]


async def test_where_any_text_will_do_enter_takes_only_what_was_typed_to_its_end(cabinet: Cabinet) -> None:
    begun = await entries(cabinet, Book.INN, "амоксицил", keyed=False, loose=True)
    assert (begun[0].title, begun[0].key, begun[0].safe) == ("Амоксициллин", "", False)
    whole = await entries(cabinet, Book.INN, "амоксициллин", keyed=False, loose=True)
    assert whole[0].safe
    common = await entries(cabinet, Book.INN, "аспирин", keyed=False, loose=True)
    assert (common[0].title, common[0].note, common[0].safe) == ("Ацетилсалициловая кислота", "аспирин", True)
    district = await posts(cabinet, "терап уч")
    assert (district[0].value, district[0].safe) == ("врач-терапевт участковый", False)


async def test_regions_analytes_and_specialties_are_books_like_the_others(cabinet: Cabinet) -> None:
    for book, text, display in (
        (Book.REGIONS, "спб", "г. Санкт-Петербург"),
        (Book.REGIONS, "югра", "Ханты-Мансийский автономный округ - Югра"),
        (Book.ANALYTES, "ттг", "Тиреотропный гормон"),
        (Book.SPECIALTIES, "лор", "Оториноларингология"),
        (Book.POSTS, "окулист", "Врач-офтальмолог"),
    ):
        assert (await entries(cabinet, book, text))[0].title == display, text


async def test_a_test_called_by_its_name_comes_before_the_set_it_stands_in(cabinet: Cabinet) -> None:
    for text, title in (
        ("ттг", "Тиреотропный гормон"),
        ("мно", "Международное нормализованное отношение"),
        ("калий, ттг", "Калий, Тиреотропный гормон"),
        ("оак", "Общий анализ крови"),
        ("щитовидка", "Гормоны щитовидной железы"),
        ("биохимия", "Биохимический анализ крови"),
    ):
        first = (await referrals(cabinet, text))[0]
        assert (first.title, first.safe) == (title, True), text
