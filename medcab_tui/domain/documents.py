"""Documents and the files attached to them: formats, limits, what is asked of a list. Pure."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import tidy
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.domain.rules import LONGEST_LINE, check_line

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 25_000_000
CHUNK: Final = 256 * 1024
MOST_LETTERS: Final = 300_000
"""Of the text kept from one file; some hundred and fifty pages."""

MOST_FOUND: Final = 1_000
"""Hits of a search are counted up to this."""

MOST_COUNTED: Final = 5_000
"""Rows of a list narrowed by more than kind and status are counted up to this."""

ATTACHED: Final = "приложен"
"""The status of a document that came as a file."""

KINDS: Final = (
    "справка",
    "направление",
    "выписка",
    "результат исследования",
    "заявление",
    "акт",
    "шаблон рецепта",
    "график дежурств",
    "лицензия",
    "сертификат",
    "другое",
)
"""What a document can be, in the words the list shows."""


class Format(StrEnum):
    """What may be attached (C097)."""

    PDF = "pdf"
    JPG = "jpg"
    PNG = "png"
    TXT = "txt"
    """A text that came from another system and is kept word by word; nobody attaches one."""


class Examined(Struct, frozen=True):
    """What was found in a file: pages of a PDF, size of a picture, text page by page.

    cut: whether there is more text than is kept.
    """

    format: Format
    pages: int = 1
    width: int = 0
    height: int = 0
    text: tuple[str, ...] = ()
    cut: bool = False


class Attachment(Struct, frozen=True):
    """A file that was read once and found good: its name as it came, its bytes, what is in it."""

    name: str
    content: bytes
    examined: Examined


class Kept(Struct, frozen=True):
    """What the store knows of a document's file."""

    name: str
    size: int
    examined: Examined


class Picture(Struct, frozen=True):
    """Pixels ready to be painted: three bytes each, row by row."""

    width: int
    height: int
    pixels: bytes


class Asked(Struct, frozen=True):
    """Which documents a list shows; None and False ask for nothing.

    worker: who brought it in. since, until: days of issue, both included. withdrawn: those entered in error
    instead of those that stand.
    """

    kind: str | None = None
    status: str | None = None
    worker: Id | None = None
    patient: Id | None = None
    since: date | None = None
    until: date | None = None
    withdrawn: bool = False

    @property
    def counted(self) -> bool:
        """Whether the number of such documents is kept, so that it need not be counted."""
        return self == Asked(kind=self.kind, status=self.status, withdrawn=self.withdrawn)


DocumentKey = tuple[date, Id]
"""Where a document stands in the list: newest first."""


class DocumentCount(Struct, frozen=True):
    """How many documents of one kind and status there are."""

    kind: str
    status: str
    number: int


class DocumentHit(Struct, frozen=True):
    """A document that was found. `place`: where it stands among hits, for reading on."""

    row: DocumentRow
    place: int

    @property
    def id(self) -> Id:
        return self.row.id


Piece = tuple[str, bool]
"""A part of a text, and whether it is what was searched for."""


class Snippet(Struct, frozen=True):
    """Where in a file's text the words stand: the page (from 1) and the text around, the hits marked."""

    page: int
    pieces: tuple[Piece, ...]


def row_key(row: DocumentRow) -> DocumentKey:
    """The key of a row, to read on from it."""
    return row.issued, row.id


def format_of(content: bytes) -> Format | None:
    """What a file is by its first bytes; names and endings say nothing."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return Format.JPG
    return Format.PDF if b"%PDF-" in content[:1024] else None


def check_content(content: bytes) -> Format:
    """Not empty, at most 10 MB, of a format that is accepted (C097, C098). Raises Invalid."""
    if not content:
        raise Invalid("file.empty", "path")
    if len(content) > MOST_BYTES:
        raise Invalid("file.large", "path", size=megabytes(len(content)), most=megabytes(MOST_BYTES))
    found = format_of(content)
    if found is None:
        raise Invalid("file.format", "path")
    return found


def check_document(title: str, kind: str) -> tuple[str, str]:
    """Title and kind as they are kept; raises Invalid."""
    title, kind = tidy(title), tidy(kind)
    check_line(title, "title", required=True)
    check_line(kind, "kind", required=True)
    return title, kind


def kept_name(name: str) -> str:
    """A file's name as it is kept: the last part of a path, of a length that fits on a line."""
    return as_text(name).replace("\\", "/").rpartition("/")[2].replace("\0", "")[-LONGEST_LINE:]


def as_text(name: str) -> str:
    """A name from the disk with a question mark for each byte that is no text: none can be kept or shown."""
    return name.encode("utf-8", "replace").decode("utf-8")


_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def file_name(name: str, title: str, ending: Format) -> str:
    """A name fit for any folder: the one the file came with, else the document's title."""
    stem = name.rpartition(".")[0] if "." in name else name
    return f"{fit_for_a_folder(stem or title)}.{ending.value}"


def fit_for_a_folder(stem: str) -> str:
    """A name without its ending, as any folder takes it."""
    return _UNFIT.sub("_", stem).strip(" .")[:100] or "document"


def megabytes(size: int) -> str:
    """«10,0» for ten of them, and «10,1» for a byte more: numbers of the interface have a comma."""
    tenths = -(-size * 10 // (1024 * 1024))
    return f"{tenths // 10},{tenths % 10}"
