"""What the lists of «Документы» read from, their columns, and what is told of one document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from medcab_tui.domain.documents import (
    MOST_COUNTED,
    MOST_FOUND,
    Asked,
    DocumentHit,
    DocumentKey,
    Format,
    Kept,
    Snippet,
    megabytes,
    row_key,
)
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.home.words import numbered
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.glyphs import NO
from medcab_tui.ui.widgets.lines import Line, Run, width_of

if TYPE_CHECKING:
    from medcab_tui.cabinet.documents import DocumentsRoom
    from medcab_tui.ui.signing.marks import Marks

Listed: TypeAlias = DocumentRow | DocumentHit

LABEL = 12
_SMALL = 1024 * 1024


def row_of(listed: Any) -> DocumentRow | None:
    """The document of a list's row."""
    if isinstance(listed, DocumentHit):
        return listed.row
    return listed if isinstance(listed, DocumentRow) else None


def place_of(listed: Listed) -> DocumentKey | int:
    """Where a row stands in its list."""
    return listed.place if isinstance(listed, DocumentHit) else row_key(listed)


class EveryDocument:
    """The list, newest first, as a filter asks."""

    def __init__(self, room: DocumentsRoom, asked: Asked, marks: Marks | None = None) -> None:
        self._room, self._asked, self._marks = room, asked, marks

    async def page(
        self, after: Any = None, before: Any = None, last: bool = False, limit: int = 50
    ) -> Sequence[DocumentRow]:
        """A window of it."""
        rows = await self._room.page(self._asked, after=after, before=before, last=last, limit=limit)
        if self._marks is not None:
            await self._marks.learn(rows)
        return rows

    async def total(self) -> int:
        """How many there are."""
        return await self._room.total(self._asked)


class FoundDocuments:
    """What the words of the search field find, as a filter asks."""

    def __init__(self, room: DocumentsRoom, text: str, asked: Asked, marks: Marks | None = None) -> None:
        self._room, self._text, self._asked, self._marks = room, text, asked, marks

    async def page(
        self, after: Any = None, before: Any = None, last: bool = False, limit: int = 50
    ) -> Sequence[DocumentHit]:
        """A window of it."""
        hits = await self._room.search(
            self._text, self._asked, after=after, before=before, last=last, limit=limit
        )
        if self._marks is not None:
            await self._marks.learn([hit.row for hit in hits])
        return hits

    async def total(self) -> int:
        """How many there are, up to a thousand."""
        return await self._room.found(self._text, self._asked)


def columns(marks: Marks) -> list[Column]:
    """What a list of documents shows of each."""
    return [
        Column(lambda row: (f"{_row(row).issued:%Y-%m-%d}", "dim"), lambda: _("Date"), width=10),
        Column(lambda row: _row(row).number.removeprefix("№ "), lambda: _("Number"), width=10, needs=80),
        Column(lambda row: _row(row).title, lambda: _("Document"), flex=4, least=15),
        Column(lambda row: _row(row).patient_name, lambda: _("Patient"), flex=2, least=16, most=24),
        Column(
            lambda row: marks.before(_row(row).id, status_of(_row(row))),
            lambda: _("Status"), flex=1, least=15, most=17,
        ),
        Column(lambda row: (file_word(_row(row)), "dim"), width=3),
        Column(lambda row: (_row(row).author, "dim"), lambda: _("Author"), width=16, needs=106),
    ]  # fmt: skip


def counted(total: int, text: str, asked: Asked) -> str:
    """How many there are: «1000+» where counting stopped."""
    most = MOST_FOUND if text else MOST_COUNTED
    return f"{total}+" if total >= most and (text or not asked.counted) else str(total)


def file_word(row: DocumentRow) -> str:
    """«PDF», «JPG», «PNG»; nothing where there is no file."""
    return row.format.upper()


def status_of(row: DocumentRow) -> Run:
    """The status, or that the document was withdrawn."""
    return (f"{NO} {_('withdrawn')}", "danger") if row.withdrawn else (row.status, "text")


def size_word(size: int) -> str:
    """«214 КБ», «3,1 МБ»."""
    if size < _SMALL:
        return _("{n} KB").format(n=-(-size // 1024))
    return _("{n} MB").format(n=megabytes(size))


def details(row: DocumentRow, signed: Line = ()) -> list[Line]:
    """The properties of a document, one a line. signed: what its signature says."""
    facts = (
        (_("Kind"), row.kind, "text"),
        (_("Number"), numbered(row.number), "text"),
        (_("Date"), f"{row.issued:%Y-%m-%d}", "text"),
        (_("Status"), *status_of(row)),
        (_("Reason"), row.reason if row.withdrawn else "", "text"),
        (_("Patient"), row.patient_name or "—", "text"),
        (_("Author"), row.author, "text"),
        (_("File"), f"{file_word(row)} · {size_word(row.size)}" if row.format else "", "text"),
    )
    lines: list[Line] = [((f"{name:<{LABEL}}", "dim"), (text, role)) for name, text, role in facts if text]
    return [*lines, ((f"{_('Signature'):<{LABEL}}", "dim"), *signed)] if signed else lines


def snippet_lines(snippet: Snippet | None, width: int) -> list[Line]:
    """Where the words stand in the text, the hits in another style; in as many lines as it takes."""
    if snippet is None:
        return []
    lines: list[Line] = []
    line: list[Run] = []
    room = max(20, width - LABEL)
    for text, hit in snippet.pieces:
        for part in re.findall(r"\s+|\S+", text):
            if width_of(line) + width_of(((part, ""),)) > room and line:
                lines.append(tuple(line))
                line = []
            if line or not part.isspace():
                line.append((part, "bold underline accent" if hit else "text"))
    label = _("Page {n}").format(n=snippet.page)
    return [
        ((f"{label if not place else '':<{LABEL}}", "dim"), *one)
        for place, one in enumerate([*lines, tuple(line)])
    ]


def properties(kept: Kept) -> str:
    """What a file is, in a line: «PDF · 3 страницы · 214 КБ»."""
    found = kept.examined
    size = f"{found.width}×{found.height}" if found.width else ""
    paged = found.format is Format.PDF
    pages = ngettext("{n} page", "{n} pages", found.pages).format(n=found.pages) if paged else ""
    return " · ".join(
        part for part in (found.format.value.upper(), pages, size, size_word(kept.size)) if part
    )


def text_lines(kept: Kept) -> list[Line]:
    """The text of a file with a mark before every page; of a picture, what it is."""
    found = kept.examined
    lines: list[Line] = []
    for number, text in enumerate(found.text, 1):
        mark = _("— page {n} of {total} —").format(n=number, total=found.pages)
        lines += [((mark, "dim"),), *(((line, "text"),) for line in text.splitlines()), ()]
    if not any(found.text):
        nothing = (
            _("There is no text in this file: it is a picture, or a scan.")
            if found.format is Format.PDF
            else _("A picture has no text.")
        )
        return [((nothing, "dim"),)]
    if found.cut:
        lines.append(
            ((_("There is more text than is kept here: export the file to read it whole."), "warning"),)
        )
    return lines


def _row(listed: Listed) -> DocumentRow:
    return listed.row if isinstance(listed, DocumentHit) else listed
