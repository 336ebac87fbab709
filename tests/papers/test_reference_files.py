"""Files of books are read whatever is in them: a book is taken apart, what is none is refused in words."""

from __future__ import annotations

import csv
import io
import json
import os
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcab_tui.cabinet.reference_import import Asked, Source, read_book, read_books
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.reference import Book
from medcab_tui.papers import reference_files
from medcab_tui.papers.reference_files import read_sheet
from tests import official
from tests.official import official as official_file

TODAY = date(2026, 11, 23)
HEAD = "ID;MKB_CODE;MKB_NAME;ID_PARENT;ACTUAL;DATE\n"
ICD = "1.2.643.5.1.13.13.11.1005_2.27.csv"
BOOKS = {
    official.ICD10: (Book.ICD10, "2.27"),
    official.POSTS: (Book.POSTS, "9.6"),
    official.SPECIALTIES: (Book.SPECIALTIES, "5.4"),
    official.DOCUMENT_KINDS: (Book.DOCUMENT_KINDS, "12.14"),
    official.UNITS: (Book.UNITS, "3.23"),
    official.REGIONS: (Book.REGIONS, "6.5"),
    official.VITALS: (Book.VITALS, "8.7"),
    official.INN: (Book.INN, "2026-11-23"),
    official.ATC: (Book.ATC, "2026-11-23"),
}


def book(text: str | bytes, name: str = ICD, asked: Asked | None = None) -> Source:
    content = text.encode() if isinstance(text, str) else text
    return read_book(name, content, asked or Asked(), TODAY)


def refusal(content: bytes, name: str = ICD, asked: Asked | None = None) -> Invalid:
    with pytest.raises(Invalid) as caught:
        book(content, name, asked)
    return caught.value


@pytest.mark.parametrize("name", BOOKS, ids=lambda name: Path(name).name)
def test_official_files_are_known_and_read_to_the_last_row(name: str) -> None:
    (source,) = read_books([official_file(name)], Asked(), TODAY)
    assert (source.offered.book, source.offered.version) == BOOKS[name]
    assert len(source.entries) + len(source.unfit) == official.ROWS[name]
    assert [row.reason for row in source.unfit] == ["row.mixed"] * official.MIXED.get(name, 0)
    assert len({entry.code for entry in source.entries}) == len(source.entries)
    assert source.encoding == "UTF-8"


def test_what_the_columns_of_the_diagnoses_mean_is_kept() -> None:
    (source,) = read_books([official_file(official.ICD10)], Asked(), TODAY)
    entries = {entry.code: entry for entry in source.entries}
    assert entries["I10"].display == "Эссенциальная [первичная] гипертензия"
    assert entries["A00-A09"].group
    assert not entries["I10"].group
    gone = entries["A90"]
    assert gone.valid_until == date(2020, 10, 7)
    assert not gone.offered(TODAY)
    assert gone.offered(date(2020, 10, 6))


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1251", "Windows-1251")],
)
def test_the_encoding_is_found_out_and_told(encoding: str, told: str) -> None:
    text = HEAD + '1;"I10";"Эссенциальная [первичная] гипертензия; ""первичная""";;1;\r\n'
    source = book(text.encode(encoding))
    assert source.encoding == told
    assert source.entries[0].display == 'Эссенциальная [первичная] гипертензия; "первичная"'


def test_every_wrong_row_is_told_by_number_and_the_others_are_taken() -> None:
    rows = [
        '1;"I";"БОЛЕЗНИ";;1;',
        '2;"I10";"Гипертензия";1;1;',
        '3;"";"Без кода";1;1;',
        '4;"I10";"Ещё раз";1;1;',
        '5;"I11";"";1;1;',
        '6;"I12";"Гипертoния";1;1;',
        '7;"I13";"Гипертония";77;1;',
        '8;"I14";"Гипертония";1;0;"30.02.2020"',
        '9;"I1";"Гипертония";1;1;',
        '10;"I15";"Гипертония"',
        f'11;"I16";"{"о" * 1001}";1;1;',
        '12;"I17";"Гипер\u202eтония";1;1;',
        '13;"I18";"Гипер"тония;1;1;',
        "",
        '14;"I19";"Последняя";1;0;',
        '15;"А20";"Код русскими";1;1;',
    ]
    source = book(HEAD + "\n".join(rows))
    assert [entry.code for entry in source.entries] == ["I", "I10", "I19"]
    assert [(row.place, row.reason) for row in source.unfit] == [
        (4, "row.no_code"), (5, "row.duplicate"), (6, "row.no_name"), (7, "row.mixed"), (8, "row.parent"),
        (9, "row.date"), (10, "row.code"), (11, "row.cells"), (12, "row.long"), (13, "row.control"),
        (14, "row.quotes"), (17, "row.code"),
    ]  # fmt: skip
    assert source.unfit[1].values == {"first": "3"}
    assert source.unfit[3].values == {"word": "Гипертoния"}
    assert source.entries[2].closed


def paired(rows: list[dict[str, str | None]], total: int | None = None, **rest: Any) -> bytes:
    """A page as the register sends it."""
    pairs = [[{"column": name, "value": value} for name, value in row.items()] for row in rows]
    page = {"result": "OK", "resultCode": 1, "total": len(rows) if total is None else total, "list": pairs}
    return json.dumps(page | rest, ensure_ascii=False).encode()


def post(number: int, **rest: str | None) -> dict[str, str | None]:
    return {"ID": str(number), "NAME": f"Врач {number}", "PID": None, "ACTUAL": "1"} | rest


def test_pages_of_the_portal_are_one_book_when_all_are_there(tmp_path: Path) -> None:
    rows = [post(number) for number in range(1, 26)]
    rows[12]["NAME"] = ""
    paths = []
    for page, first in enumerate(range(0, 25, 10)):
        paths.append(tmp_path / f"1.2.643.5.1.13.13.11.1002_9.6-{page}.json")
        paths[-1].write_bytes(paired(rows[first : first + 10], total=25))
    (source,) = read_books(paths, Asked(), TODAY)
    assert (source.offered.version, len(source.entries)) == ("9.6", 24)
    assert [(row.place, row.reason) for row in source.unfit] == [(13, "row.no_name")]
    again = read_books(paths[::-1], Asked(), TODAY)[0].offered
    assert again.digest == source.offered.digest, "the order in which pages are named says nothing"
    with pytest.raises(Invalid) as caught:
        read_books(paths[:2], Asked(), TODAY)
    assert (caught.value.code, caught.value.values["there"]) == ("reference.pages", "20")


def test_several_books_in_one_go_are_several_sources(tmp_path: Path) -> None:
    (tmp_path / ICD).write_text(HEAD + '1;"I10";"Гипертензия";;1;', "utf-8")
    (tmp_path / "1.2.643.5.1.13.13.11.1002_9.6.json").write_bytes(paired([post(1)]))
    found = read_books(sorted(tmp_path.iterdir()), Asked(), TODAY)
    assert {source.offered.book for source in found} == {Book.ICD10, Book.POSTS}


def test_a_list_of_the_house_may_be_any_book() -> None:
    text = (
        "code;display;also;parent;valid_from;genitive\n"
        "7;Врач;доктор|лекарь;;2020-01-01;врача\n8;Фельдшер;;7;;\n"
    )
    source = book(text, "posts.csv", Asked(Book.POSTS, "1"))
    doctor, helper = source.entries
    assert (doctor.also, doctor.valid_from, dict(doctor.extra)) == (
        ("доктор", "лекарь"), date(2020, 1, 1), {"genitive": "врача"},
    )  # fmt: skip
    assert helper.parent == "7"


ROW = HEAD.encode() + '1;"I10";"Гипертензия";;1;\n'.encode()
HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "reference.blank"),
    "spaces": (b" \r\n\t \n", "reference.blank"),
    "packed": (b"PK\x03\x04" + bytes(50), "reference.packed"),
    "zeros": (bytes(100), "reference.not_text"),
    "noise": (bytes(range(256)) * 20, "reference.not_text"),
    "broken UTF-8": ("Гипертензия артериальная".encode()[:-1] + "\nДа".encode(), "reference.bytes"),
    "no columns": (b"1;2;3\n4;5;6\n", "reference.columns"),
    "columns twice": (b"code;code\n1;2\n", "reference.header"),
    "a column without a name": (b"code;;display\n1;2;3\n", "reference.header"),
    "only a heading": (b"code;display\n", "reference.empty"),
    "an open quote": (ROW + '2;"I11;Гипертония\n'.encode() * 3, "reference.quote"),
    "cut JSON": (paired([post(1)])[:-9], "reference.json"),
    "an open string": (b'{"rows": ["' + b'\\"' * 1_000_000, "reference.json"),
    "a list": (b"[1, 2, 3]", "reference.shape"),
    "a passport": (b'{"result": "OK", "oid": "1.2.643", "rowsCount": 5}', "reference.shape"),
    "a fault": (b'{"result": "ERROR", "resultText": "no key"}', "reference.answer"),
    "deep": (b'{"rows": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "reference.deep"),
    "deep and open": (b"[" * 200_000, "reference.deep"),
    "many signs": (b"[" + b"0," * 8_000_001 + b"0]", "reference.rows"),
    "huge numbers": (b'{"rows": [{"ID": ' + b"9" * 100_000 + b', "NAME": 1e999999}]}', "reference.empty"),
    "rows that are no rows": (b'{"rows": [1, null, [], {"ID": {}}]}', "reference.columns"),
    "pairs that are no pairs": (b'{"list": [[1], {"a": 1}, [{"column": 5}]]}', "reference.columns"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_refused_in_words(kind: str) -> None:
    content, code = HOSTILE[kind]
    begun = time.monotonic()
    assert refusal(content, "x.csv", Asked(Book.POSTS, "1")).code == code
    assert time.monotonic() - begun < 20


def test_what_no_file_says_is_asked_for() -> None:
    assert refusal(ROW, "export.csv").code == "reference.version"
    assert refusal(b"a;b\n1;2\n", "export.csv").code == "reference.unknown"
    assert refusal(ROW, "1.2.643.5.1.13.13.11.9999_1.0.csv").code == "reference.unknown_oid"
    assert refusal(ROW, ICD, Asked(Book.POSTS)).code == "reference.other_book"
    assert refusal(ROW, "export.csv", Asked(version="a b")).code == "reference.version_form"
    days = Asked(valid_from=date(2026, 5, 2), valid_until=date(2026, 5, 2))
    assert refusal(ROW, ICD, days).code == "reference.days"
    assert book(ROW, "export.csv", Asked(version="2.28")).offered.version == "2.28"


def test_only_ordinary_files_of_a_size_are_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, fifo = tmp_path / ICD, tmp_path / "pipe"
    real.write_bytes(ROW)
    os.mkfifo(fifo)
    (tmp_path / "link").symlink_to(real)
    codes = {}
    for name in ("missing", "pipe", "link", "."):
        with pytest.raises(Invalid) as caught:
            read_books([tmp_path / name], Asked(), TODAY)
        codes[name] = caught.value.code
    assert codes == {
        "missing": "file.missing", "pipe": "reference.special", "link": "file.link", ".": "file.folder",
    }  # fmt: skip
    monkeypatch.setattr(reference_files, "MOST_ROWS", 3)
    assert refusal(ROW + ROW.splitlines(keepends=True)[1] * 4).code == "reference.rows"
    monkeypatch.setattr(reference_files, "MOST_BYTES", 20)
    with pytest.raises(Invalid) as caught:
        read_books([real], Asked(), TODAY)
    assert caught.value.code == "reference.large"


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=60)
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_a_book_or_refused(content: bytes, with_heading: bool) -> None:
    given_bytes = HEAD.encode() + content if with_heading else content
    try:
        source = book(given_bytes)
    except Invalid as refused:
        assert refused.field == "path"
    else:
        assert source.entries


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=6))
def test_any_rows_are_taken_or_told(rows: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(
        [["7", "I10", "Верно", "", "1", ""], *rows]
    )
    try:
        source = book(HEAD + written.getvalue())
    except Invalid as refused:
        assert refused.code == "reference.not_text"
        return
    blank = sum(not any(map(str.strip, row)) for row in rows)
    assert len(source.entries) + len(source.unfit) == 1 + len(rows) - blank
    assert source.entries[0].display == "Верно"


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)
ROWS = st.lists(st.dictionaries(st.sampled_from(["ID", "NAME", "PID", "column", "value"]), JSONS, max_size=4))


@settings(max_examples=60)
@given(ROWS | JSONS, st.sampled_from(["rows", "list", "result", "total"]))
def test_any_json_is_a_book_or_refused(rows: object, name: str) -> None:
    content = json.dumps({name: rows, "oid": "1.2.643.5.1.13.13.11.1002", "version": "1.0"}).encode()
    try:
        source = book(content, "x.json")
    except Invalid as refused:
        assert refused.field == "path"
    else:
        assert isinstance(rows, list)
        assert len(source.entries) + len(source.unfit) == len(rows)


def test_a_sheet_says_where_it_is_from() -> None:
    sheet = read_sheet("1.2.643.5.1.13.13.11.1005_2.27.csv", ROW)
    assert (sheet.oid, sheet.version, sheet.source) == ("1.2.643.5.1.13.13.11.1005", "2.27", ICD)
    assert read_sheet("справочник_v3.14.csv", ROW).version == "3.14"
    assert read_sheet("заметки.csv", ROW).version == ""


def test_a_quote_that_nothing_closes_is_not_looked_for_again_from_every_quote_in_it() -> None:
    begun = time.monotonic()
    assert refusal(('{"rows":["' + '\\"' * 300_000).encode(), "x.json").code == "reference.json"
    assert refusal(('{"rows":["' + '\\"' * 300_000 + "\\").encode(), "x.json").code == "reference.json"
    assert time.monotonic() - begun < 5, "it took minutes"


@pytest.mark.parametrize("field", ["fullName", "lastUpdate", "column", "display"])
def test_half_a_letter_anywhere_is_refused_before_the_store_meets_it(field: str) -> None:
    half, row = "\ud800", {"code": "1", "display": "Врач"}
    told = {"column": {"rows": [row | {half: "x"}]}, "display": {"rows": [row | {"display": half}]}}
    content = json.dumps(told.get(field, {field: half, "rows": [row]})).encode()
    wrong = refusal(content, "x.json", Asked(Book.POSTS, "1.0"))
    assert (wrong.code, wrong.values["line"]) == ("reference.not_text", "1")
    whole = json.dumps({"rows": [row | {"display": "Врач 😀"}]}).encode()
    assert book(whole, "x.json", Asked(Book.POSTS, "1.0")).entries[0].display == "Врач 😀"


def test_a_name_from_the_disk_that_is_no_text_is_kept_as_one() -> None:
    source = book("code;display\n1;Врач\n", "\udcff.csv", Asked(Book.POSTS, "1.0"))
    assert source.offered.source.encode() == b"?.csv"


def test_cells_are_counted_before_any_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference_files, "MOST_SIGNS", 20)
    assert (
        refusal(b"code;display\n" + b"1;x\n" * 20, "x.csv", Asked(Book.POSTS, "1.0")).code == "reference.rows"
    )
