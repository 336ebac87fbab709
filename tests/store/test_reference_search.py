"""How books are searched: every statement by an index, few rows looked at, and nothing missed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.resources import files

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcab_tui.cabinet.reference_import import Asked, read_books
from medcab_tui.domain.ids import Id
from medcab_tui.domain.reference import Book, Edition, Entry, Offered
from medcab_tui.domain.reference_words import line_of, readings, words_in
from medcab_tui.store import reference, reference_search, reference_writes
from tests import official

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
WORKER = Id(b"w" * 16)
LINES = (
    "г",
    "п",
    "н",
    "не",
    "бо",
    "др",
    "по",
    "с п н",
    "болезнь неут",
    "неут другие",
    "i1",
    "J",
    "ubgth",
    "ф00",
)


def empty() -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    folder = files("medcab_tui.store").joinpath("migrations")
    for step in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if step.name.endswith(".sql"):
            connection.execute(step.read_text(encoding="utf-8"))
    connection.execute("PRAGMA foreign_keys = OFF")
    return connection


def filled(
    entries: list[Entry], starter: list[Entry], connection: apsw.Connection | None = None
) -> tuple[apsw.Connection, Edition]:
    connection = connection or empty()
    writes = reference_writes.ReferenceWrites(connection, NOW, WORKER)
    with connection:
        if starter:
            writes.load(Offered(Book.ICD10, "1", "", "", "1", starter=True), starter)
        writes.load(Offered(Book.ICD10, "2.27", "", "", "2"), entries)
        writes.used(Book.ICD10, "J45.9")
    (edition,) = (each for each in reference.editions(connection, Book.ICD10) if not each.starter)
    return connection, edition


@pytest.fixture(scope="module")
def diagnoses() -> Iterator[tuple[apsw.Connection, Edition]]:
    (source,) = read_books([official.official(official.ICD10)], Asked(), TODAY)
    connection, edition = filled(source.entries, [Entry("I10", "Гипертензия", also=("гб", "гипертония"))])
    yield connection, edition
    connection.close()


def found(connection: apsw.Connection, edition: Edition, line: str, limit: int = 8) -> list[str]:
    entries = reference_search.find(connection, edition, WORKER, line, TODAY, limit)
    return [entry.code for entry in entries]


@pytest.mark.parametrize("line", LINES)
def test_a_letter_looks_at_few_of_fifteen_thousand(
    diagnoses: tuple[apsw.Connection, Edition], line: str
) -> None:
    connection, edition = diagnoses
    taken = 0

    def count() -> bool:
        nonlocal taken
        taken += 100
        return False

    connection.set_progress_handler(count, 100)
    try:
        found(connection, edition, line)
    finally:
        connection.set_progress_handler(None)
    assert taken <= 80_000, f"{line}: {taken} steps"


def test_the_answer_comes_while_one_types(diagnoses: tuple[apsw.Connection, Edition]) -> None:
    took = []
    for line in LINES * 5:
        begun = time.perf_counter()
        found(*diagnoses, line)
        took.append(time.perf_counter() - begun)
    median = sorted(took)[len(took) // 2]
    assert median < 0.05, "some ten times what it takes on a quiet machine"


def test_every_statement_goes_by_an_index_and_sorts_nothing(
    diagnoses: tuple[apsw.Connection, Edition],
) -> None:
    connection, edition = diagnoses
    asked: dict[str, object] = {}

    def keep(_cursor: apsw.Cursor, sql: str, values: object) -> bool:
        asked[sql] = values if isinstance(values, tuple | dict) else ()
        return True

    connection.exec_trace = keep
    try:
        for line in ("", "гипертензия", "сахарный диабет 2", "i10", "ш10"):
            found(connection, edition, line)
        reference.editions(connection)
        reference.editions(connection, Book.ICD10)
        reference.entry(connection, edition, "I10")
        reference.entries(connection, edition, "I10", 20)
        reference.refused(connection, edition, 0, 20)
        reference_writes.clear(connection, 0)
        with connection:
            number = reference_writes.begin(connection, Offered(Book.POSTS, "1", "", "", "3"), NOW)
            reference_writes.ReferenceWrites(connection, NOW, WORKER).adopt(number)
    finally:
        connection.exec_trace = None
    reads = {sql: values for sql, values in asked.items() if sql.startswith("SELECT")}
    assert len(reads) > 12
    wrong = []
    for sql, values in reads.items():
        for *_, plan in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values):  # type: ignore[arg-type]
            by_index = "USING INDEX" in plan or "USING COVERING INDEX" in plan
            whole = plan.startswith("SCAN") and not by_index and "(subquery" not in plan
            if "TEMP B-TREE" in plan or (whole and "CONSTANT ROW" not in plan):
                wrong.append((plan, sql))
    assert wrong == []


def test_a_version_that_goes_takes_all_its_rows_with_it(
    diagnoses: tuple[apsw.Connection, Edition],
) -> None:
    connection, edition = filled([Entry("A00", "Холера"), Entry("A01", "Тиф")], [])
    reference_writes.forget(connection, edition.number)
    for table in ("reference_edition", "reference_entry", "reference_word", "reference_refused"):
        assert connection.execute(f"SELECT count(*) FROM {table}").get == 0, table
    assert found(*diagnoses, "i10")[0] == "I10", "that was another store"


WORDS = st.sampled_from(["холера", "острый", "острая", "бронхит", "Астма", "ёлка", "e11", "тип", "2", "К29"])
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
CODES = st.from_regex(r"[A-C][01][0-2](\.[0-3])?", fullmatch=True)
BOOKS = st.dictionaries(CODES, st.tuples(NAMES, st.lists(NAMES, max_size=2)), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def blank() -> Iterator[apsw.Connection]:
    connection = empty()
    yield connection
    connection.close()


@settings(max_examples=40)
@given(BOOKS, st.dictionaries(CODES, NAMES, max_size=3), st.lists(WORDS, min_size=1, max_size=3), st.data())
def test_a_search_finds_exactly_what_reading_everything_finds(
    blank: apsw.Connection,
    book: dict[str, tuple[str, list[str]]],
    starter: dict[str, str],
    typed: list[str],
    data: st.DataObject,
) -> None:
    entries = [Entry(code, name, also=tuple(also)) for code, (name, also) in book.items()]
    short = [Entry(code, "что-то", also=(name,)) for code, name in starter.items()]
    parts = [data.draw(st.integers(1, len(word)).map(lambda n, word=word: word[:n])) for word in typed]
    line = " ".join(parts)
    blank.execute("SAVEPOINT before")
    connection, edition = filled(entries, short, blank)
    known = dict(starter)
    wanted: list[str] = []
    for words in readings(line):
        for entry in entries:
            names = (*entry.also, *([known[entry.code]] if entry.code in known else []))
            there = words_in(f"{entry.code} {entry.display} {' '.join(names)}")
            if all(any(word.startswith(part) for word in there) for part in words):
                wanted.append(entry.code)
    there_are = found(connection, edition, line, 50)
    blank.execute("ROLLBACK TO before; RELEASE before")
    assert sorted(there_are) == sorted(set(wanted))


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_no_line_that_can_be_typed_is_more_than_a_line(
    diagnoses: tuple[apsw.Connection, Edition], line: str
) -> None:
    assert len(found(*diagnoses, line)) <= 8
    assert "|" not in "".join(word for words in readings(line) for word in words)
    assert line_of(Entry("A00", line)).count("|") == 2
