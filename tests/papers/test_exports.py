"""Tables as files: what is written is read back the same, and nothing in it comes alive."""

from __future__ import annotations

import csv
import errno
import io
import json
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from medcab_tui.domain.tables import EVENT_KEYS, Format, Kind, Row, Table, TableColumn
from medcab_tui.papers.exports import exporter

NOON = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
COLUMNS = (
    TableColumn("text", "Текст"),
    TableColumn("number", "Число", Kind.NUMBER),
    TableColumn("day", "День", Kind.DATE),
    TableColumn("at", "Время", Kind.DATETIME),
    TableColumn("length", "Длится", Kind.DURATION),
)
ROW: Row = ("Глюкоза", Decimal("-5.40"), date(2026, 11, 20), NOON, timedelta(minutes=75))
EMPTY: Row = (None, None, None, None, None)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = st.one_of(
    st.sampled_from(["=1+1", "+7", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("a","b")', "＝1"]),
    st.builds("{}{}".format, st.sampled_from(list("=+-@\t\r\n")), st.text()),
    st.text(),
    st.sampled_from(["http://example.org", "mailto:a@b", "internal:A1", "007", "1e5", ";", "\ud800", "\0"]),
)  # fmt: skip


def table(rows: list[Row] | Iterator[Row], columns: tuple[TableColumn, ...] = COLUMNS) -> Table:
    return Table("Результаты", columns, rows, "Europe/Moscow", NOON, ("Составил: Иванова А. П.",))


def written(wanted: Format, made: Table) -> bytes:
    to = io.BytesIO()
    exporter(wanted).write(made, to)
    return to.getvalue()


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        return {name: book.read(name) for name in book.namelist()}


def cells(content: bytes) -> list[list[tuple[str, str]]]:
    """The first sheet: the type and the text of every cell, by rows."""
    sheet = ElementTree.fromstring(parts(content)["xl/worksheets/sheet1.xml"])
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row] for row in sheet.iter(f"{SHEET}row")
    ]


def test_csv_opens_in_a_spreadsheet_with_numbers_as_numbers() -> None:
    content = written(Format.CSV, table([ROW, EMPTY]))
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [
        ["Текст", "Число", "День", "Время", "Длится"],
        ["Глюкоза", "-5,40", "2026-11-20", "2026-11-23 12:15", "1:15"],
        [""] * 5,
    ]


@settings(max_examples=150)
@given(FORMULAS)
@example("-5,4")
def test_no_text_is_a_formula_for_who_opens_csv(text: str) -> None:
    head, row = read_csv(written(Format.CSV, table([(text,)], (TableColumn("x", text),))))
    for cell in (*head, *row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", cell)
    if text and text[0].isalpha() and text.isprintable():
        assert row[0] == text


def test_xlsx_holds_numbers_days_and_lengths_as_such() -> None:
    long = Decimal("1234567890.12345678")
    rows = [
        ROW,
        EMPTY,
        ("x" * 40_000, long, date(1812, 9, 7), datetime(1899, 1, 1, tzinfo=UTC), -timedelta(minutes=5)),
    ]
    content = written(Format.XLSX, table(rows))
    head, first, last = (row for row in cells(content) if row)
    assert [text for _kind, text in head] == ["Текст", "Число", "День", "Время", "Длится"]
    assert [kind for kind, _text in first] == ["inlineStr", "n", "n", "n", "n"]
    assert float(first[1][1]) == -5.4
    assert float(first[2][1]) == (date(2026, 11, 20) - date(1899, 12, 30)).days
    assert float(first[3][1]) == pytest.approx(
        (NOON + timedelta(hours=3) - datetime(1899, 12, 30, tzinfo=UTC)).total_seconds() / 86400
    )
    assert float(first[4][1]) == pytest.approx(75 / 1440)
    assert [kind for kind, _text in last] == ["inlineStr"] * 5
    assert len(last[0][1]) == 32_767
    assert [text for _kind, text in last[1:]] == [
        "1234567890,12345678",
        "1812-09-07",
        "1899-01-01 02:30",
        "−0:05",
    ]
    assert "Составил: Иванова А. П.".encode() in parts(content)["xl/worksheets/sheet2.xml"]


@settings(max_examples=60)
@given(FORMULAS)
def test_no_text_is_a_formula_or_a_link_in_xlsx(text: str) -> None:
    made = Table(text, (TableColumn("x", text),), [(text,)], "Europe/Moscow", NOON, (text,))
    content = written(Format.XLSX, made)
    for name, part in parts(content).items():
        assert b"<f>" not in part, name
        assert b"<f " not in part, name
        assert b"<hyperlink " not in part, name
        ElementTree.fromstring(part)
    assert {kind for row in cells(content) for kind, shown in row if shown} <= {"inlineStr"}


VALUES = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.integers(-(10**9), 4 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.timedeltas(timedelta(), timedelta(days=9)).map(lambda length: timedelta(minutes=length.seconds // 60)),
)


@settings(max_examples=150)
@given(st.lists(st.tuples(VALUES, VALUES), max_size=4))
def test_json_gives_back_what_it_was_given(rows: list[Row]) -> None:
    columns = (TableColumn("a", "А"), TableColumn("b", "Б"))
    told = json.loads(written(Format.JSON, table(rows, columns)))
    assert told["columns"][0] == {"key": "a", "title": "А", "kind": "text"}
    assert (told["zone"], told["notes"]) == ("Europe/Moscow", ["Составил: Иванова А. П."])
    assert len(told["rows"]) == len(rows)
    for row, given_row in zip(told["rows"], rows, strict=True):
        for said, cell in zip(row.values(), given_row, strict=True):
            match cell:
                case datetime():
                    assert datetime.fromisoformat(said) == cell.replace(microsecond=0)
                case date():
                    assert date.fromisoformat(said) == cell
                case Decimal():
                    assert Decimal(said) == cell
                case timedelta():
                    assert said == f"PT{cell // timedelta(minutes=1)}M"
                case _:
                    assert said == cell


EVENTS = tuple(TableColumn(key, key) for key in sorted(EVENT_KEYS))


def event(**said: object) -> Row:
    usual: dict[str, object] = {
        "uid": "aa@medcab", "version": 3, "start": datetime.fromisoformat("2026-11-23T10:15"),
        "place": "каб. 214", "duration": timedelta(minutes=15), "summary": "Приём", "note": "контроль",
        "cancelled": None,
    }  # fmt: skip
    return tuple((usual | said)[column.key] for column in EVENTS)  # type: ignore[return-value]


def test_a_calendar_is_read_back_with_its_zone_its_changes_and_what_was_cancelled() -> None:
    content = written(Format.ICS, table([event(), event(uid="bb@medcab", cancelled=1)], EVENTS))
    read = Calendar.from_ical(content)
    (zone,) = read.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Moscow"
    standing, cancelled = read.walk("VEVENT")
    assert standing["DTSTART"].params["TZID"] == "Europe/Moscow"
    assert standing.decoded("DTSTART").astimezone(UTC) == datetime(2026, 11, 23, 7, 15, tzinfo=UTC)
    assert standing.decoded("DURATION") == timedelta(minutes=15)
    assert standing.decoded("DTSTAMP") == NOON
    assert (standing["UID"], int(standing["SEQUENCE"])) == ("aa@medcab", 2)
    assert (standing["STATUS"], standing["TRANSP"], standing["CLASS"]) == ("CONFIRMED", "OPAQUE", "PRIVATE")
    assert (cancelled["UID"], cancelled["STATUS"], cancelled["TRANSP"]) == (
        "bb@medcab",
        "CANCELLED",
        "TRANSPARENT",
    )
    assert content == written(Format.ICS, table([event(), event(uid="bb@medcab", cancelled=1)], EVENTS))


@settings(max_examples=100)
@given(st.text())
@example("x\r\nBEGIN:VEVENT\r\nUID:y\r\nEND:VEVENT")
@example("a,b;c:d\\n\rEND:VCALENDAR")
def test_no_text_makes_an_event_of_its_own(text: str) -> None:
    content = written(Format.ICS, table([event(summary=text, note=text, place=text)], EVENTS))
    read = Calendar.from_ical(content)
    (only,) = read.walk("VEVENT")
    assert only["UID"] == "aa@medcab"
    assert len(read.walk("VTIMEZONE")) == 1
    if text.isprintable() and text == text.strip():
        assert str(only.get("SUMMARY", "")) == text


@pytest.mark.parametrize("wanted", [Format.CSV, Format.JSON, Format.XLSX])
def test_many_rows_never_stand_in_memory_together(wanted: Format) -> None:
    class Counted(io.RawIOBase):
        size = 0
        at = 0

        def writable(self) -> bool:
            return True

        def write(self, content: object) -> int:
            self.size += len(content)  # type: ignore[arg-type]
            self.at += len(content)  # type: ignore[arg-type]
            return len(content)  # type: ignore[arg-type]

    rows = ((f"Пациент {n}",) for n in range(50_000))
    assert written(wanted, table([ROW]))  # what the library itself takes is there already
    tracemalloc.start()
    try:
        to = Counted()
        exporter(wanted).write(table(rows, COLUMNS[:1]), to)  # type: ignore[arg-type]
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert to.size > 400_000
    assert most < 6 * 1024 * 1024


def test_a_full_disk_is_an_error_of_the_disk_for_every_format() -> None:
    class Full(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, content: object) -> int:
            raise OSError(errno.ENOSPC, "no room")

    for wanted, made in (
        (Format.CSV, table([ROW])),
        (Format.JSON, table([ROW])),
        (Format.XLSX, table([ROW])),
        (Format.ICS, table([event()], EVENTS)),
    ):
        with pytest.raises(OSError, match="no room") as caught:
            exporter(wanted).write(made, Full())  # type: ignore[arg-type]
        assert caught.value.errno == errno.ENOSPC, wanted


def test_pages_say_what_the_table_says_and_count_themselves() -> None:
    hostile = '#let x = read("/etc/passwd"); $x^2$ *[]*\n= Заголовок'
    rows: list[Row] = [(hostile, Decimal("5.40"), date(2026, 11, 20), NOON, timedelta(minutes=5))] * 60
    content = written(Format.PDF, table(rows))
    assert content == written(Format.PDF, table(rows))
    with pypdfium2.PdfDocument(content) as read:
        said = [page.get_textpage().get_text_bounded() for page in read]
    assert len(said) > 1
    assert "Составил: Иванова А. П." in said[0]
    assert said[0].count('#let x = read("/etc/passwd");') == said[0].count("$x^2$ *[]*") > 10
    assert "5,40" in said[0]
    assert "2026-11-23 12:15" in said[0]
    assert f"1 / {len(said)}" in said[0]
    assert all("Текст" in page for page in said)  # the head stands on every page
