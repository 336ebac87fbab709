"""Documents by their properties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import apsw

from medcab_tui.domain import names
from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.store.authors import number_of

_ADD = (
    "INSERT INTO document (id, kind, title, number, issued, status, patient, author)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_NEWEST = (
    "SELECT d.id, d.kind, d.title, d.number, d.issued, d.status, a.name, p.surname, p.given, p.patronymic"
    " FROM document d CROSS JOIN author a ON a.id = d.author LEFT JOIN patient p ON p.id = d.patient"
    " ORDER BY d.issued DESC, d.id DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to be kept."""

    id: Id
    kind: str
    title: str
    number: str
    issued: date
    status: str
    patient: Id | None
    author: Author


class DocumentWrites:
    """What an action may do with documents."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def add_all(self, new: Sequence[NewDocument]) -> None:
        """Adds documents."""
        authors = {author: number_of(self._connection, author) for author in {d.author for d in new}}
        self._connection.executemany(
            _ADD,
            (
                (
                    d.id,
                    d.kind,
                    d.title,
                    d.number,
                    d.issued.isoformat(),
                    d.status,
                    d.patient,
                    authors[d.author],
                )
                for d in new
            ),
        )


def page(connection: apsw.Connection, limit: int) -> tuple[DocumentRow, ...]:
    """Documents, newest first."""
    return tuple(
        DocumentRow(
            Id(identity),
            kind,
            title,
            number,
            date.fromisoformat(issued),
            status,
            names.initials(*patient) if patient[0] is not None else "",
            author,
        )
        for identity, kind, title, number, issued, status, author, *patient in connection.execute(
            _NEWEST, (limit,)
        )
    )
