"""Rules of reference books: which version serves on a day, what a row is like, how words are compared."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.domain.reference import (
    Book,
    Edition,
    Entry,
    book_of_oid,
    in_force,
    lasts_until,
    version_key,
)
from medcab_tui.domain.reference_columns import OFFICIAL, TELLING, book_of_columns, columns_of
from medcab_tui.domain.reference_rows import Line, day_of, entries_of, mixed_word
from medcab_tui.domain.reference_words import code_like, line_of, ranked_words, readings, words_in

AT = datetime(2026, 11, 23, tzinfo=UTC)
DAYS = st.dates(date(2015, 1, 1), date(2030, 1, 1))


def edition(
    number: int, version: str, since: date | None = None, until: date | None = None, starter: bool = False
) -> Edition:
    return Edition(number, Book.ICD10, version, "", starter, since, until, AT, "", "", 1, 0)


def test_versions_are_ordered_as_people_count() -> None:
    ordered = ["1", "2.9", "2.10", "2.27", "12.14", "12.96"]
    mixed = [ordered[place] for place in (3, 0, 5, 2, 1, 4)]
    assert sorted(mixed, key=version_key) == ordered
    assert version_key("2026-11-23") > version_key("2026-2-28")
    assert sorted(["2.x", "2.1", "", "²"], key=version_key)


def test_each_day_has_its_version() -> None:
    old, new = edition(1, "2.24", date(2024, 1, 1)), edition(2, "2.27", date(2026, 3, 1))
    short = edition(3, "9.9", starter=True)
    books = (new, short, old)
    assert in_force(books, date(2026, 3, 1)) == new
    assert in_force(books, date(2026, 2, 28)) == old
    assert in_force(books, date(2019, 1, 1)) == old, "an older day than any: the earliest"
    assert in_force((short,), date(2026, 1, 1)) == short
    assert in_force((), date(2026, 1, 1)) is None
    assert lasts_until(old, books) == date(2026, 3, 1)
    assert lasts_until(new, books) is None
    ended = replace(new, valid_until=date(2026, 6, 1))
    assert in_force((old, ended), date(2026, 6, 1)) == old, "what ended gives way to what did not"
    assert in_force((ended,), date(2026, 6, 1)) == ended, "an old book is better than none"
    assert lasts_until(ended, (old, ended)) == date(2026, 6, 1)


EDITIONS = st.lists(
    st.builds(
        edition,
        st.integers(1, 99),
        st.from_regex(r"[1-9]\.[0-9]{1,2}", fullmatch=True),
        st.none() | DAYS,
        st.none() | DAYS,
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda each: each.number,
)


@given(EDITIONS, DAYS)
def test_whichever_is_chosen_no_better_one_was_there(editions: list[Edition], day: date) -> None:
    chosen = in_force(editions, day)
    assert (chosen is None) == (not editions)
    if chosen is None:
        return
    assert not chosen.starter or all(each.starter for each in editions)

    def serves(each: Edition) -> bool:
        begun = each.valid_from is None or each.valid_from <= day
        return begun and (each.valid_until is None or day < each.valid_until)

    rivals = [each for each in editions if each.starter == chosen.starter and serves(each)]
    if rivals:
        assert serves(chosen)
        assert version_key(chosen.version) == max(version_key(each.version) for each in rivals)


def test_an_entry_is_offered_from_its_first_day_to_its_last() -> None:
    entry = Entry("A90", "Лихорадка", valid_from=date(2015, 1, 1), valid_until=date(2020, 10, 7))
    days = (date(2014, 12, 31), date(2015, 1, 1), date(2020, 10, 6), date(2020, 10, 7))
    offered = [entry.offered(day) for day in days]
    assert offered == [False, True, True, False]
    assert not replace(entry, group=True).offered(date(2016, 1, 1))
    assert not replace(entry, closed=True).offered(date(2016, 1, 1))


def test_books_are_known_by_number_and_by_columns_of_their_own() -> None:
    assert book_of_oid("1.2.643.5.1.13.13.11.1005") is Book.ICD10
    assert book_of_oid("1.2.643.5.1.13.13.99.2.206") is Book.REGIONS
    assert book_of_oid("") is None
    assert book_of_columns({"ATC", "name_ru"}) is Book.ATC
    assert book_of_columns({"ID", "NAME"}) is None
    for book, telling in TELLING.items():
        assert book_of_columns(telling) is book
        assert columns_of(book, telling) == OFFICIAL[book]
    assert columns_of(Book.POSTS, {"a", "b"}) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("07.10.2020", date(2020, 10, 7)),
        ("13.02.2024 15:21", date(2024, 2, 13)),
        (" 2024-02-13 ", date(2024, 2, 13)),
        ("2024-02-13T15:21:00Z", date(2024, 2, 13)),
        ("", None),
    ],
)
def test_days_are_read_as_books_write_them(text: str, day: date | None) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize("text", ["31.02.2020", "2020", "7.10.2020", "вчера", "0000-00-00", "٠٧.١٠.٢٠٢٠x"])
def test_what_is_no_day_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|month|year|^2020$|^7|вчера|x"):
        day_of(text)


def test_alphabets_are_not_mixed_inside_a_word() -> None:
    assert mixed_word("Декcрабепразол") == "Декcрабепразол"
    assert mixed_word("G-cтрофантин") == "cтрофантин"
    for fine in ("IgA-нефропатия", "витамин B12", "COVID-19, вирус", "Т3", "", "мм H2O"):
        assert mixed_word(fine) == "", fine


def line(place: int, **cells: str) -> Line:
    return Line(place, {"id": "", "name": "", "parent": "", "rel": "1", "dateout": ""} | cells)


def test_what_stands_above_others_and_under_none_is_a_group() -> None:
    rows = [
        line(1, id="0", name="Врачебные специальности"),
        line(2, id="27", name="Терапия", parent="0"),
        line(3, id="3", name="Стоматология", parent="0", rel="0", dateout="07.10.2015"),
        line(4, id="4", name="Забытая", parent="0", rel="0"),
    ]
    entries, unfit = entries_of(Book.SPECIALTIES, OFFICIAL[Book.SPECIALTIES], rows, "5.4")
    assert unfit == []
    assert [entry.group for entry in entries] == [True, False, False, False]
    assert (entries[2].valid_until, entries[2].closed) == (date(2015, 10, 7), False)
    assert entries[3].closed
    assert {entry.parent for entry in entries} == {"", "0"}


def test_words_are_compared_in_either_layout_and_codes_by_look_and_key() -> None:
    assert words_in("Сахарный диабет 2 типа") == ("сахарный", "диабет", "2", "типа")
    assert words_in("Ёлка-ЁЛКА") == ("елка", "елка")
    assert words_in("Е11.9, е11,9") == ("e11.9", "e11.9")
    assert readings("ubgthnjybz")[1] == ("гипертония",)
    assert readings("у11") == (("у11",), ("e11",))
    assert code_like(("e11.9",))
    assert not code_like(("e11", "диабет"))
    assert readings("  -- _ ") == ()


def test_the_rank_of_a_word_is_its_best() -> None:
    entry = Entry("I10", "Болезнь: гипертоническая болезнь", also=("гб", "давление высокое"))
    told = line_of(entry)
    assert told == " i10 | болезнь гипертоническая болезнь | / гб / давление высокое /"
    assert sorted(ranked_words(told, common=True)) == [
        (0, "высокое"), (0, "гб"), (0, "давление"), (1, "i10"), (1, "болезнь"), (2, "гипертоническая"),
    ]  # fmt: skip
    assert {rank for rank, _ in ranked_words(told, common=False)} == {0, 3, 4}
