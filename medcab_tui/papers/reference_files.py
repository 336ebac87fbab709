"""Files that books come in: CSV as the register exports it, its JSON in pages, and JSON with rows by column.

Nothing here knows what the columns mean. Whatever the file holds, a few bounded passes decide: its size, how
many rows, cells and brackets there are, how deep they go.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.domain.documents import as_text
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.reference import Unfit
from medcab_tui.domain.reference_rows import LONGEST_CODE, Line
from medcab_tui.papers import files

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 200
MOST_SIGNS: Final = 8_000_000
"""Brackets, braces and commas of a JSON, delimiters of a CSV: what values take in memory hangs on them."""
DEEPEST: Final = 8
_STRING: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""One that nothing closes ends with the text: it is not looked for again from each quote within it."""
_BRACKET: Final = re.compile(r"[\[{\]}]")
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_OID: Final = re.compile(r"1\.2\.643(?:\.\d{1,9}){2,12}")
_VERSION: Final = re.compile(r"_v?(\d{1,6}(?:\.\d{1,6}){1,3})(?![\d.]*\d)")
_DELIMITERS: Final = ";,\t"
_PACKED: Final = (b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")


class Sheet(Struct, frozen=True):
    """What a file holds. columns: in lower case. unfit: rows that could not be taken apart.

    total: how many rows there are on all pages, None if it says none. oid, version: as the file says, else as
    its name says, else "". updated: the day of the version. encoding: in which the text was written.
    """

    columns: tuple[str, ...]
    lines: list[Line]
    unfit: list[Unfit]
    oid: str = ""
    version: str = ""
    title: str = ""
    updated: str = ""
    total: int | None = None
    source: str = ""
    digest: str = ""
    encoding: str = ""


def opened(path: Path) -> Sheet:
    """Reads one file. Raises Invalid about the field `path`."""
    return read_sheet(path.name, look_at(path))


def look_at(path: Path) -> bytes:
    """The bytes of a file that may be a book. Raises Invalid about the field `path`."""
    try:
        return files.read(path, MOST_BYTES)
    except Invalid as refused:
        if refused.code == "file.large":
            size, most = refused.values["size"], refused.values["most"]
            raise Invalid("reference.large", "path", size=size, most=most) from refused
        if refused.code == "file.special":
            raise Invalid("reference.special", "path") from refused
        raise


def read_sheet(name: str, content: bytes) -> Sheet:
    """What the bytes of a file hold."""
    text, encoding = _text_of(content)
    sheet = _json(text) if text.lstrip()[:1] in ("{", "[") else _csv(text)
    named, numbered = _OID.search(name), _VERSION.search(name)
    return replace(
        sheet,
        oid=sheet.oid or (named[0] if named else ""),
        version=sheet.version or (numbered[1] if numbered else ""),
        source=as_text(name),
        digest=hashlib.sha256(content).hexdigest(),
        encoding=encoding,
    )


def _text_of(content: bytes) -> tuple[str, str]:
    if not content.strip():
        raise Invalid("reference.blank", "path")
    if content.startswith(_PACKED):
        raise Invalid("reference.packed", "path")
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text, encoding = content.decode("utf-16"), "UTF-16"
        else:
            text, encoding = content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        text, encoding = _older(content, error), "Windows-1251"
    if found := _CONTROL.search(text):
        raise Invalid("reference.not_text", "path", line=str(text.count("\n", 0, found.start()) + 1))
    return text, encoding


def _older(content: bytes, error: UnicodeDecodeError) -> str:
    """The text in the encoding before UTF-8; Invalid if it is UTF-8 with a broken byte after all."""
    high = len(content.translate(None, bytes(range(128))))
    leading = content.count(b"\xd0") + content.count(b"\xd1")
    line = str(content.count(b"\n", 0, error.start) + 1)
    if leading * 3 > high:
        raise Invalid("reference.bytes", "path", line=line) from error
    try:
        return content.decode("cp1251")
    except UnicodeDecodeError as neither:
        raise Invalid("reference.not_text", "path", line=line) from neither


def _csv(text: str) -> Sheet:
    header = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    if text.count(delimiter) > MOST_SIGNS:
        raise Invalid("reference.rows", "path", most=str(MOST_ROWS))
    rows = _rows(text, delimiter)
    first = next(rows, None)
    if first is None or isinstance(first, Unfit):
        raise Invalid("reference.header", "path")
    columns = _columns(first[1])
    lines: list[Line] = []
    unfit: list[Unfit] = []
    for row in rows:
        if len(lines) + len(unfit) >= MOST_ROWS:
            raise Invalid("reference.rows", "path", most=str(MOST_ROWS))
        if isinstance(row, Unfit):
            unfit.append(row)
            continue
        place, cells = row
        while len(cells) > len(columns) and not cells[-1].strip():
            cells.pop()
        if len(cells) == len(columns):
            lines.append(Line(place, dict(zip(columns, cells, strict=True))))
        else:
            told = {"there": str(len(cells)), "wanted": str(len(columns))}
            unfit.append(Unfit(place, cells[0].strip()[:LONGEST_CODE], "row.cells", told))
    return Sheet(columns, lines, unfit)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]] | Unfit]:
    """Rows with the line each begins on; empty ones are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        place = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):  # a quote that nothing closes took all that follows
                raise Invalid("reference.quote", "path", line=str(place)) from error
            yield Unfit(place, "", "row.quotes" if "expected after" in str(error) else "row.cell")
        else:
            if any(map(str.strip, cells)):
                yield place, cells


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(cell.strip().lower() for cell in cells)
    while columns and not columns[-1]:
        columns = columns[:-1]
    if len(columns) > MOST_COLUMNS:
        raise Invalid("reference.header", "path")
    if len(set(columns)) != len(columns) or not all(columns):
        raise Invalid("reference.header", "path")
    return columns


def _json(text: str) -> Sheet:
    _bound(text)
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise Invalid("reference.json", "path", line=str(error.lineno)) from error
    except RecursionError as error:
        raise Invalid("reference.deep", "path", most=str(DEEPEST)) from error
    _check_letters(text, found)
    if not isinstance(found, dict):
        raise Invalid("reference.shape", "path")
    told = {name: _plain(found.get(name)) for name in ("oid", "version", "fullName", "lastUpdate", "total")}
    if isinstance(found.get("list"), list):
        if (result := _plain(found.get("result")) or "OK") != "OK":
            raise Invalid("reference.answer", "path", said=(_plain(found.get("resultText")) or result)[:200])
        sheet = _sheet(found["list"], _paired)
        total = told["total"] or ""
        sheet = replace(sheet, total=int(total) if total.isdecimal() and len(total) < 10 else None)
    elif isinstance(found.get("rows"), list):
        sheet = _sheet(found["rows"], _mapped)
    elif _plain(found.get("result")) not in ("OK", ""):
        raise Invalid("reference.answer", "path", said=(_plain(found.get("resultText")) or "")[:200])
    else:
        raise Invalid("reference.shape", "path")
    return replace(
        sheet,
        oid=told["oid"] or "",
        version=told["version"] or "",
        title=told["fullName"] or "",
        updated=told["lastUpdate"] or "",
    )


def _check_letters(text: str, found: Any) -> None:
    """Invalid if an escape stands for half a letter, which nothing can keep."""
    half = _HALF.search(text)
    if half is None:
        return
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        line = str(text.count("\n", 0, half.start()) + 1)
        raise Invalid("reference.not_text", "path", line=line) from error


def _bound(text: str) -> None:
    """Invalid if the values would be too many or too deep, before any is made."""
    if sum(map(text.count, ",[{")) > MOST_SIGNS:
        raise Invalid("reference.rows", "path", most=str(MOST_ROWS))
    depth = 0
    for found in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if found[0] in "[{" else -1
        if depth > DEEPEST:
            raise Invalid("reference.deep", "path", most=str(DEEPEST))


def _sheet(rows: list[Any], cells_of: Callable[[Any], dict[str, str] | None]) -> Sheet:
    if len(rows) > MOST_ROWS:
        raise Invalid("reference.rows", "path", most=str(MOST_ROWS))
    lines: list[Line] = []
    unfit: list[Unfit] = []
    for place, row in enumerate(rows, 1):
        cells = cells_of(row)
        if cells is None:
            unfit.append(Unfit(place, "", "row.shape"))
        else:
            lines.append(Line(place, cells))
    columns = tuple(dict.fromkeys(name for line in lines for name in line.cells))
    return Sheet(columns, lines, unfit)


def _paired(row: Any) -> dict[str, str] | None:
    """A row as the register sends it: a list of {column, value}."""
    if not isinstance(row, list) or len(row) > MOST_COLUMNS:
        return None
    cells: dict[str, str] = {}
    for pair in row:
        if not isinstance(pair, dict):
            return None
        column, value = pair.get("column"), _plain(pair.get("value"))
        if not isinstance(column, str) or value is None or column.lower() in cells:
            return None
        cells[column.lower()] = value
    return cells


def _mapped(row: Any) -> dict[str, str] | None:
    """A row whose columns are its keys."""
    if not isinstance(row, dict) or len(row) > MOST_COLUMNS:
        return None
    cells = {name.lower(): _plain(value) for name, value in row.items()}
    whole = {name: value for name, value in cells.items() if value is not None}
    return whole if len(whole) == len(row) else None


def _plain(value: Any) -> str | None:
    """A value as text, "" where there is none; None if it is a list or an object."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value if isinstance(value, str) else None
