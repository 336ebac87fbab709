"""Documents by their properties: added, withdrawn, listed by day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

import apsw
from msgspec import Struct

from medcab_tui.domain import names
from medcab_tui.domain.accounts import Author
from medcab_tui.domain.documents import MOST_COUNTED, Asked, Attachment, DocumentCount, DocumentKey
from medcab_tui.domain.errors import Invalid, Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.domain.times import instant
from medcab_tui.store import document_files, document_index, merged, revisions
from medcab_tui.store.authors import number_of

SHAPE: Final = 1
"""Of the properties kept with every edition."""

COLUMNS: Final = (
    "d.id, d.kind, d.title, d.number, d.issued, d.status, a.name, d.patient, d.version,"
    " coalesce(f.format, (SELECT 'txt' FROM verbatim v WHERE v.document = d.id)),"
    " coalesce(f.size, (SELECT v.size FROM verbatim v WHERE v.document = d.id)),"
    " d.withdrawn, d.reason,"
    " (SELECT m.template FROM paper m WHERE m.document = d.id ORDER BY m.edition DESC LIMIT 1),"
    " p.surname, p.given, p.patronymic"
)
JOINED: Final = (
    " CROSS JOIN author a ON a.id = d.author LEFT JOIN patient p ON p.id = d.patient"
    " LEFT JOIN file f ON f.id = d.file"
)
_ADD = (
    "INSERT INTO document (id, kind, title, number, issued, status, patient, author, worker, file, name)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ONE = f"SELECT {COLUMNS} FROM document d{JOINED} WHERE d.id = ?"
_STANDING = (
    "SELECT version, kind, title, number, issued, status, withdrawn, file, name FROM document WHERE id = ?"
)
_WITHDRAW = "UPDATE document SET version = ?, withdrawn = ?, reason = ? WHERE id = ?"
_MARK = "UPDATE document SET status = ? WHERE id = ?"
_COUNTS = "SELECT kind, status, number FROM document_count WHERE withdrawn = ? AND number > 0"
_SAME_FILE = (
    "SELECT title, issued FROM document WHERE file = ? AND patient IS ? AND withdrawn IS NULL LIMIT 1"
)
_OF_PATIENT = (
    f"SELECT {COLUMNS} FROM document d INDEXED BY document_by_patient{JOINED}"
    " WHERE d.patient = ? AND d.withdrawn IS NULL ORDER BY d.issued DESC, d.id DESC LIMIT ?"
)


class NewDocument(Struct, frozen=True):
    """A document to be kept, with its file if it has one."""

    id: Id
    kind: str
    title: str
    number: str
    issued: date
    status: str
    patient: Id | None
    author: Author
    attachment: Attachment | None = None


class Standing(Struct, frozen=True):
    """A document as it stands before it is changed."""

    version: int
    withdrawn: bool
    file: int | None
    properties: tuple[str, ...]


class DocumentWrites:
    """What an action may do with documents."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def add_all(self, new: Sequence[NewDocument]) -> None:
        """Adds documents with their files, each with the words it is found by."""
        authors = {
            author: number_of(self._connection, author) for author in dict.fromkeys(d.author for d in new)
        }
        for d in new:
            file = document_files.keep(self._connection, d.attachment) if d.attachment else None
            name = d.attachment.name if d.attachment else ""
            issued = d.issued.isoformat()
            self._connection.execute(
                _ADD,
                (
                    d.id, d.kind, d.title, d.number, issued, d.status, d.patient, authors[d.author],
                    d.author.worker, file, name,
                ),
            )  # fmt: skip
            document_index.write(self._connection, d.id)

    def keep_edition(self, document: Id, author: Author, at: datetime) -> None:
        """Keeps the document as it stands now among its editions."""
        standing, row = _standing(self._connection, document), one(self._connection, document)
        body = json.dumps({"withdrawn": standing.withdrawn, "properties": standing.properties})
        number = number_of(self._connection, author)
        revisions.add_all(
            self._connection, [(document, standing.version, number, instant(at), row.reason, SHAPE, body)]
        )

    def require_file(self, document: Id) -> None:
        """Refused unless there is such a document and it has a file."""
        if _standing(self._connection, document).file is None and not document_files.is_verbatim(
            self._connection, document
        ):
            raise Refused("document.no_file")

    def of_card(self, document: Id) -> bool:
        """Whether a document belongs to a patient."""
        return one(self._connection, document).patient is not None

    def patient_of(self, document: Id) -> Id | None:
        """Whose a document is."""
        return one(self._connection, document).patient

    def is_withdrawn(self, document: Id) -> bool:
        """Whether a document was entered in error."""
        return _standing(self._connection, document).withdrawn

    def refuse_twice(self, attachment: Attachment, patient: Id | None) -> None:
        """Refused if the same file stands with the same patient already."""
        file = document_files.known(self._connection, attachment.content)
        if file is not None:
            for title, issued in self._connection.execute(_SAME_FILE, (file, patient)):
                raise Invalid("document.twice", "path", title=title, day=issued)

    def standing(self, document: Id, seen: int) -> Standing:
        """The document, if it is still the one that was seen; else Stale."""
        found = _standing(self._connection, document)
        if found.version != seen:
            raise Stale("document.stale", None, seen=str(seen), current=str(found.version))
        return found

    def mark(self, document: Id, status: str) -> None:
        """How a document stands now. No new version: what it says is the same."""
        self._connection.execute(_MARK, (status, document))

    def withdraw(self, document: Id, version: int, at: datetime | None, reason: str) -> int:
        """Marks a document as entered in error, or takes that back (`at` None); gives its new version."""
        kept = None if at is None else instant(at)
        self._connection.execute(_WITHDRAW, (version + 1, kept, reason, document))
        return version + 1


def page(
    connection: apsw.Connection,
    asked: Asked,
    *,
    after: DocumentKey | None = None,
    before: DocumentKey | None = None,
    last: bool = False,
    limit: int = 50,
) -> tuple[DocumentRow, ...]:
    """A window of the list, newest first: after a key, just before one, the last rows, or the first."""
    index, terms, values = _where(asked)
    backwards = before is not None or last
    place = after or before
    if place is not None:
        terms.append(f"(d.issued, d.id) {'<' if after is not None else '>'} (?, ?)")
        values += [place[0].isoformat(), place[1]]
    order = "d.issued, d.id" if backwards else "d.issued DESC, d.id DESC"
    query = (
        f"SELECT {COLUMNS} FROM document d INDEXED BY {index}{JOINED} WHERE {' AND '.join(terms)}"
        f" ORDER BY {order} LIMIT ?"
    )
    rows = tuple(map(row_of, connection.execute(query, (*values, limit))))
    return rows[::-1] if backwards else rows


def total(connection: apsw.Connection, asked: Asked, most: int = MOST_COUNTED) -> int:
    """How many documents a list holds; a narrow filter is counted, at most up to `most`."""
    if asked.counted:
        return sum(
            count.number
            for count in counts(connection, withdrawn=asked.withdrawn)
            if asked.kind in (None, count.kind) and asked.status in (None, count.status)
        )
    index, terms, values = _where(asked)
    query = (
        f"SELECT count(*) FROM (SELECT 1 FROM document d INDEXED BY {index}"
        f" WHERE {' AND '.join(terms)} LIMIT ?)"
    )
    return int(connection.execute(query, (*values, most)).get or 0)


def counts(connection: apsw.Connection, *, withdrawn: bool = False) -> tuple[DocumentCount, ...]:
    """How many documents of each kind and status there are."""
    return tuple(DocumentCount(*columns) for columns in connection.execute(_COUNTS, (withdrawn,)))


def one(connection: apsw.Connection, document: Id) -> DocumentRow:
    """One document; Refused if it is not there."""
    found = connection.execute(_ONE, (document,)).fetchone()
    if found is None:
        raise Refused("document.missing")
    return row_of(found)


@merged.listed(lambda row: (row.issued, row.id), reverse=True)
def of_patient(connection: apsw.Connection, patient: Id, limit: int) -> tuple[DocumentRow, ...]:
    """A patient's documents, newest first."""
    return tuple(map(row_of, connection.execute(_OF_PATIENT, (patient, limit))))


def row_of(columns: Sequence[Any]) -> DocumentRow:
    """A row from `COLUMNS`."""
    (
        identity, kind, title, number, issued, status, author, patient, version, file_format, size,
        withdrawn, reason, template, *person,
    ) = columns  # fmt: skip
    return DocumentRow(
        Id(identity),
        kind,
        title,
        number,
        date.fromisoformat(issued),
        status,
        names.initials(*person) if person[0] is not None else "",
        author,
        None if patient is None else Id(patient),
        version,
        file_format or "",
        size or 0,
        withdrawn is not None,
        reason,
        template or "",
    )


def conditions(asked: Asked) -> Iterator[tuple[str, Any]]:
    """What a filter asks of each row, as SQL over `d` with one value each."""
    for column, value in (
        ("kind", asked.kind),
        ("status", asked.status),
        ("worker", asked.worker),
        ("patient", asked.patient),
    ):
        if value is not None:
            yield f"d.{column} = ?", value
    if asked.since is not None:
        yield "d.issued >= ?", asked.since.isoformat()
    if asked.until is not None:
        yield "d.issued <= ?", asked.until.isoformat()


def stands(asked: Asked) -> str:
    """Those that stand, or those entered in error."""
    return "d.withdrawn IS NOT NULL" if asked.withdrawn else "d.withdrawn IS NULL"


def _where(asked: Asked) -> tuple[str, list[str], list[Any]]:
    """The index that leaves the fewest rows to look at, the terms, their values."""
    found = list(conditions(asked))
    return _index(asked), [stands(asked), *(term for term, _ in found)], [value for _, value in found]


def _index(asked: Asked) -> str:
    if asked.patient is not None:
        return "document_by_patient"
    if asked.withdrawn:
        return "document_withdrawn"
    if asked.worker is not None:
        return "document_by_worker"
    if asked.kind is not None and asked.status is not None:
        return "document_by_both"
    if asked.status is not None:
        return "document_by_status"
    return "document_by_kind" if asked.kind is not None else "document_by_day"


def _standing(connection: apsw.Connection, document: Id) -> Standing:
    found = connection.execute(_STANDING, (document,)).fetchone()
    if found is None:
        raise Refused("document.missing")
    version, *properties, withdrawn, file, name = found
    return Standing(version, withdrawn is not None, file, (*properties, name))
