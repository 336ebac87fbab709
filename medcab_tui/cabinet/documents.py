"""Documents: lists, what is found, and the files that belong to them."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec.structs import replace

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.access import LOOKS_APART
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.documents import (
    MOST_COUNTED,
    MOST_FOUND,
    Asked,
    Attachment,
    DocumentCount,
    DocumentHit,
    DocumentKey,
    Kept,
    Picture,
    Snippet,
    as_text,
    check_content,
    file_name,
    kept_name,
)
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.store import access, document_files, document_index, documents

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.cabinet.guard import Guard
    from medcab_tui.store.journal import Head
    from medcab_tui.store.transaction import Connection

T = TypeVar("T")

EVERYTHING = Asked()
"""Every document that stands."""

_OFFERED = 50
LOOKED: Final = "card.document"
"""How the journal calls that somebody read a patient's document."""


class DocumentsRoom:
    """Documents of the institution.

    The list is everybody's who works with documents. What stands in the file of a patient's document belongs
    to the card: it is read, found by its words and exported by those only who may read cards. Who neither
    treats nor books sees that there is such a document, of which kind and whose work, not of whom nor about
    what. Of a card that is not open to a worker who may read cards the list shows the kind and whose it is,
    and nothing in it is found by its words.
    """

    def __init__(
        self, desk: Desk, do: Callable[[Action[Id]], Awaitable[Outcome[Id]]], megabytes: Callable[[], int]
    ) -> None:
        """megabytes: of the largest file that is taken in."""
        self._desk = desk
        self._do = do
        self._megabytes = megabytes

    @property
    def _cards(self) -> bool:
        return self._desk.worker.may(Permission.READ_CARD)

    @property
    def _people(self) -> bool:
        return self._desk.worker.may(Permission.BOOK_VISITS)

    def _shown(self, row: DocumentRow, guard: Guard, connection: Connection) -> DocumentRow:
        if row.patient is None:
            return row
        if not self._people:
            return replace(row, title=row.kind, patient_name="", reason="")
        if self._cards and not guard.open(connection, row.patient):
            return replace(row, title=row.kind, reason="")
        return row

    async def _rows(self, query: Callable[[Connection], Iterable[DocumentRow]]) -> tuple[DocumentRow, ...]:
        """Documents as this worker's lists show them."""
        guard = self._desk.guard()
        return await self._desk.read(
            Permission.READ_DOCUMENTS, lambda c: tuple(self._shown(row, guard, c) for row in query(c))
        )

    async def _from_file(self, document: Id, query: Callable[[Connection], T]) -> T:
        """Reads what stands in a document's file; Forbidden document.of_card, Refused card.outside if it is
        not for this worker.
        """
        if not self._cards and (await self.row(document)).patient is not None:
            self._desk.require(Permission.READ_CARD, "document.of_card")
        return await self._desk.read_card(
            Permission.READ_DOCUMENTS, lambda c: access.of_document(c, document), query
        )

    async def page(
        self,
        asked: Asked = EVERYTHING,
        *,
        after: DocumentKey | None = None,
        before: DocumentKey | None = None,
        last: bool = False,
        limit: int = 50,
    ) -> tuple[DocumentRow, ...]:
        """A window of the list, newest first: after a key, just before one, the last rows, or the first."""
        return await self._rows(
            lambda c: documents.page(c, asked, after=after, before=before, last=last, limit=limit)
        )

    async def total(self, asked: Asked = EVERYTHING, most: int = MOST_COUNTED) -> int:
        """How many documents such a list holds; a narrow one is counted up to `most`."""
        return await self._desk.read(Permission.READ_DOCUMENTS, lambda c: documents.total(c, asked, most))

    async def counts(self) -> tuple[DocumentCount, ...]:
        """How many documents of each kind and status stand."""
        return await self._desk.read(Permission.READ_DOCUMENTS, documents.counts)

    async def row(self, document: Id) -> DocumentRow:
        """One document as the list shows it."""
        (found,) = await self._rows(lambda c: (documents.one(c, document),))
        return found

    async def of_patient(self, patient: Id, limit: int = 50) -> tuple[DocumentRow, ...]:
        """A patient's documents, newest first."""
        return await self._rows(lambda c: documents.of_patient(c, patient, limit))

    async def search(
        self,
        text: str,
        asked: Asked = EVERYTHING,
        *,
        after: int | None = None,
        before: int | None = None,
        last: bool = False,
        limit: int = 50,
    ) -> tuple[DocumentHit, ...]:
        """Documents in whose title, number, kind, patient or text every typed word begins a word."""
        guard = self._desk.guard()

        def read(c: Connection) -> tuple[DocumentHit, ...]:
            found = document_index.find(
                c,
                text,
                asked,
                after=after,
                before=before,
                last=last,
                limit=limit,
                cards=self._cards,
                people=self._people,
                opens=self._opens(c, guard),
            )
            return tuple(replace(hit, row=self._shown(hit.row, guard, c)) for hit in found)

        return await self._desk.read(Permission.READ_DOCUMENTS, read)

    async def found(self, text: str, asked: Asked = EVERYTHING, most: int = MOST_FOUND) -> int:
        """How many such documents there are, counted up to `most`."""
        guard = self._desk.guard()
        return await self._desk.read(
            Permission.READ_DOCUMENTS,
            lambda c: document_index.found(
                c, text, asked, cards=self._cards, people=self._people, opens=self._opens(c, guard), most=most
            ),
        )

    def _opens(self, connection: Connection, guard: Guard) -> Callable[[Id], bool] | None:
        """Which cards are open, where that is asked: who reads none finds by what the list shows anyhow."""
        return partial(guard.open, connection) if self._cards else None

    async def snippet(self, document: Id, text: str) -> Snippet | None:
        """Where the typed words stand in a document's file; None if they don't."""
        return await self._from_file(document, lambda c: document_index.snippet(c, document, text))

    async def kept(self, document: Id) -> Kept:
        """What is known of a document's file, its text by pages. Refused if it has none."""
        return await self._from_file(document, lambda c: document_files.kept(c, document))

    async def opened(self, document: Id) -> Kept:
        """The same for somebody who reads it whole: of a patient's the card's journal tells, once an hour."""
        found = await self.kept(document)
        self._desk.aside(self._note_look(document))
        return found

    async def _note_look(self, document: Id) -> None:
        from medcab_tui.store import card_journal

        desk, now = self._desk, self._desk.surroundings.clock.now()

        def keep(c: Connection) -> Head | None:
            patient = access.of_document(c, document)
            if patient is None:
                return None
            params = {"document": document.hex(), "patient": patient.hex()}
            if card_journal.looked(c, desk.worker.id, params, LOOKED, now - LOOKS_APART):
                return None
            return desk.append(c, desk.entry(LOOKED, **params), now)

        head = await desk.write(keep)
        if head is not None:
            await desk.anchor(head)

    async def picture(self, document: Id, page: int, width: int, height: int) -> Picture:
        """A page of a document, or its picture, in at most so many pixels.

        Refused `picture.extra` where what is needed to decode pictures is not installed.
        """
        from medcab_tui.papers import reader

        _name, _format, content = await self._from_file(
            document, lambda c: document_files.content(c, document)
        )
        return await reader.picture(content, page, width, height)

    async def examine(self, path: Path) -> Attachment:
        """Reads a file once and looks into it in a process of its own; Invalid about the field `path`."""
        from medcab_tui.papers import files, reader

        self._desk.require(Permission.ATTACH_DOCUMENT)
        content = await asyncio.to_thread(files.read, path, self._megabytes() * 1024 * 1024)
        check_content(content)
        return Attachment(kept_name(path.name), content, await reader.examine(content))

    async def paths(self, begun: Path, *, inside: bool) -> tuple[tuple[str, bool], ...]:
        """Names that go on from a path as typed, and whether each is a folder; `inside`: those in the folder.

        Hidden names are left out unless a dot was typed, and those that are no text, which no field could
        hold; what cannot be read offers nothing.
        """
        self._desk.require(Permission.ATTACH_DOCUMENT)
        return await asyncio.to_thread(_offered, begun, inside)

    async def export(self, document: Id, target: Path) -> Path:
        """Writes a document's file into a folder or under a new name; gives where it lies now.

        Journaled before it is written. Never overwrites; the new file is its owner's alone.
        """
        from medcab_tui.cabinet.documents_actions import ExportDocument
        from medcab_tui.papers import files

        self._desk.require(Permission.EXPORT_DOCUMENT)
        row = await self.row(document)
        name, file_format, content = await self._from_file(
            document, lambda c: document_files.content(c, document)
        )
        path = await asyncio.to_thread(_inside, target, file_name(name, row.title, file_format))
        descriptor = await asyncio.to_thread(files.create, path)
        try:
            await self._do(ExportDocument(self._desk.surroundings.ids.new(), document))
        except BaseException:
            files.drop(descriptor, path)
            raise
        try:
            await asyncio.to_thread(files.fill, descriptor, path, content)
        except Refused:
            await self._desk.note("document.exported", "failed", document=document.hex())
            raise
        return path


def _inside(target: Path, name: str) -> Path:
    return target / name if target.is_dir() else target


def _offered(begun: Path, inside: bool) -> tuple[tuple[str, bool], ...]:
    folder, start = (begun, "") if inside else (begun.parent, begun.name)
    found: list[tuple[str, bool]] = []
    with suppress(OSError, ValueError), os.scandir(folder) as entries:
        for entry in entries:
            shown = start.startswith(".") or not entry.name.startswith(".")
            if shown and entry.name.startswith(start) and _is_text(entry.name):
                found.append((entry.name, _is_folder(entry)))
            if len(found) >= _OFFERED * 40:
                break
    return tuple(sorted(found, key=lambda one: (not one[1], one[0].casefold()))[:_OFFERED])


def _is_text(name: str) -> bool:
    """Whether a name is whole letters: one in another encoding comes as loose bytes."""
    return name == as_text(name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):
        return entry.is_dir()
    return False
