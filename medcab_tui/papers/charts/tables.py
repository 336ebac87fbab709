"""Tables out of a file, row after row, whatever divides the cells, in UTF-8 or Windows-1251."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from medcab_tui.domain.errors import Invalid
from medcab_tui.papers.charts import opening

LONGEST_LINE: Final = 256 * 1024
MOST_COLUMNS: Final = 200
_PIECE: Final = 1024 * 1024
_DELIMITERS: Final = "\t;,|"


class Kind(Struct, frozen=True):
    """How a table is written: its headings, what divides its cells, in which letters, how many rows."""

    headings: tuple[str, ...]
    delimiter: str
    encoding: str
    rows: int


class Row(Struct, frozen=True):
    """One row: the line it begins on, its cells; reason: of `domain.imports` where it cannot be read."""

    place: int
    cells: tuple[str, ...]
    reason: str = ""


def kind_of(path: Path, moved: Callable[[int], None] = lambda _bytes: None) -> Kind:
    """Looks a table through. Raises Invalid about `path`, and what `moved` raises to end it."""
    encoding = _encoding(path, moved)
    with opening.opened(path) as (file, _size):
        lines = _lines(file, encoding)
        heading = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=heading.count)
    if not heading.count(delimiter):
        raise Invalid("import.no_table", "path", name=path.name)
    headings = tuple(cell.strip() for cell in next(csv.reader([heading], delimiter=delimiter), []))
    while headings and not headings[-1]:
        headings = headings[:-1]
    if len(headings) > MOST_COLUMNS:
        raise Invalid("import.no_table", "path", name=path.name)
    kind = Kind(headings, delimiter, encoding, 0)
    rows = 0
    for _row in rows_of(path, kind):
        rows += 1
        moved(0)
    return Kind(headings, delimiter, encoding, rows)


def rows_of(path: Path, kind: Kind) -> Iterator[Row]:
    """The rows after the headings; empty ones are left out. Raises Invalid about `path`."""
    with opening.opened(path) as (file, _size):
        reader = csv.reader(_lines(file, kind.encoding), delimiter=kind.delimiter, strict=True)
        headed = False
        while True:
            place = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if "unexpected end" in str(error) or "field larger" in str(error):
                    raise Invalid("import.quote", "path", place=str(place), name=path.name) from error
                yield Row(place, (), "import.row")
                continue
            if not any(map(str.strip, cells)):
                continue
            if not headed:
                headed = True
                continue
            while len(cells) > len(kind.headings) and not cells[-1].strip():
                cells.pop()
            wrong = len(cells) > len(kind.headings)
            yield Row(place, tuple(cells), "import.cells" if wrong else "")


def _encoding(path: Path, moved: Callable[[int], None]) -> str:
    """In which letters a file is written: the whole is looked through."""
    with opening.opened(path) as (file, _size):
        high = leading = 0
        decoder, utf8, first = codecs.getincrementaldecoder("utf-8")(), True, True
        while piece := file.read(_PIECE):
            moved(len(piece))
            if first and piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
            first = False
            if b"\0" in piece:
                raise Invalid("import.not_text", "path", name=path.name)
            high += len(piece.translate(None, bytes(range(128))))
            leading += piece.count(b"\xd0") + piece.count(b"\xd1")
            if utf8:
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError:
                    utf8 = False
        if utf8:
            return "utf-8-sig"
        if leading * 3 > high:  # it is UTF-8 with a broken byte after all
            raise Invalid("import.not_utf8", "path", name=path.name)
        return "cp1251"


def _lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    text = io.TextIOWrapper(io.BufferedReader(_Raw(file)), encoding=encoding, newline="")
    place = 0
    try:
        while line := text.readline(LONGEST_LINE):
            place += 1
            if len(line) >= LONGEST_LINE:
                raise Invalid("import.long_line", "path", place=str(place))
            yield line.replace("\0", "")
    except UnicodeDecodeError as error:
        raise Invalid("import.bytes", "path", place=str(place + 1)) from error
    finally:
        text.detach()


class _Raw(io.RawIOBase):
    """A file that is not closed with what reads it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        return self._file.readinto(buffer)  # type: ignore[attr-defined, no-any-return]
