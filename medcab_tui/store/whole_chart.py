"""All that stands in one patient's card, read at once: for whoever takes the card away with them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, TypeAlias

import apsw
from msgspec import Struct, field

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.chart import Problem
from medcab_tui.domain.documents import Format
from medcab_tui.domain.errors import Invalid, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import (
    Allergy,
    Encounter,
    EncounterRow,
    Observation,
    Patient,
    Prescription,
    PrescriptionStatus,
)
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.domain.vitals import Measurement
from medcab_tui.store import (
    document_files,
    documents,
    encounters,
    merged,
    patients,
    problem_rows,
    results,
    vitals,
)
from medcab_tui.store.authors import author_of

Reading: TypeAlias = Callable[[Callable[[apsw.Connection], Any]], Any]

MOST: Final = 100_000
"""Of anything in one card."""
MOST_BYTES: Final = 256 * 1024 * 1024
"""Of all files of one card, where they are held at once."""
_WINDOW: Final = 500
_PRESCRIBED: Final = (
    "SELECT p.id, p.text, p.status, p.issued, p.until, a.worker, a.name, a.post, a.department"
    " FROM prescription p CROSS JOIN author a ON a.id = p.author WHERE p.patient = ?"
    " ORDER BY p.issued DESC, p.id DESC"
)
_RESULTS: Final = (
    f"SELECT {results.OBSERVATION} FROM observation o WHERE o.patient = ? AND o.entered_in_error = 0"
    " ORDER BY o.code, o.at, o.id"
)


class KeptFile(Struct, frozen=True):
    """A document's file."""

    name: str
    format: Format
    content: bytes


class HeldFile(Struct, frozen=True):
    """A document's file that is still to be read. number: None of a text that was kept as it came."""

    name: str
    format: Format
    number: int | None
    digest: bytes


class WholeChart(Struct, frozen=True):
    """A card with everything that stands in it; what was entered in error does not.

    files: of documents that have one; held: the same where their contents are read later.
    """

    patient: Patient
    allergies: tuple[Allergy, ...]
    problems: tuple[Problem, ...]
    records: tuple[Encounter, ...]
    """Oldest first, as all of the rest."""
    results: tuple[Observation, ...]
    measurements: tuple[Measurement, ...]
    prescriptions: tuple[tuple[Prescription, Author], ...]
    documents: tuple[DocumentRow, ...]
    files: dict[Id, KeptFile]
    held: dict[Id, HeldFile] = field(default_factory=dict)


def of(connection: apsw.Connection, patient: Id, *, files: bool = True, later: bool = False) -> WholeChart:
    """The card, with those that were merged into it; Refused if there is none, Invalid if its files are too
    large together.

    files: whether contents of documents are read. later: only which files there are, for `file_pieces`.
    """
    patient = merged.standing(connection, patient)
    cards = merged.person(connection, patient)
    rows = documents.of_patient(connection, patient, MOST)
    if files and sum(row.size for row in rows) > MOST_BYTES:
        raise Invalid("export.large", "format", most=str(MOST_BYTES >> 20))
    found = [results.observation(row) for card in cards for row in connection.execute(_RESULTS, (card,))]
    return WholeChart(
        patients.one(connection, patient),
        patients.allergies(connection, patient),
        problem_rows.of_patient(connection, patient),
        _records(connection, patient),
        tuple(sorted(found, key=lambda one: (one.at, one.id))),
        tuple(reversed(vitals.of_patient(connection, patient, limit=MOST))),
        _prescriptions(connection, cards),
        tuple(reversed(rows)),
        {row.id: _file(connection, row.id) for row in rows if files and row.format},
        {row.id: HeldFile(*document_files.held(connection, row.id)) for row in rows if later and row.format},
    )


def file_pieces(read: Reading, document: Id, file: HeldFile) -> Iterator[bytes]:
    """A file's contents piece by piece, compared with the hash they are kept under.

    read: runs a query in the store and gives its answer; each piece is one of its own.
    """
    if file.number is None:
        yield read(lambda connection: document_files.content(connection, document)[2])
        return
    number, found, place = file.number, hashlib.sha256(), 0
    while (piece := read(partial(document_files.chunk, file=number, number=place))) is not None:
        found.update(piece)
        yield piece
        place += 1
    if found.digest() != file.digest:
        raise StoreFault("store.damaged", path=read(lambda connection: connection.filename))


def _records(connection: apsw.Connection, patient: Id) -> tuple[Encounter, ...]:
    found: list[Encounter] = []
    last: EncounterRow | None = None
    while page := encounters.page(connection, patient, last, _WINDOW):
        found += [encounters.one(connection, row.id) for row in page]
        last = page[-1]
    return tuple(reversed(found))


def _prescriptions(
    connection: apsw.Connection, cards: Sequence[Id]
) -> tuple[tuple[Prescription, Author], ...]:
    found = [
        (
            Prescription(
                Id(identity),
                text,
                PrescriptionStatus(status),
                date.fromisoformat(issued),
                date.fromisoformat(until),
            ),
            author_of(author),
        )
        for card in cards
        for identity, text, status, issued, until, *author in connection.execute(_PRESCRIBED, (card,))
    ]
    return tuple(sorted(found, key=lambda one: (one[0].issued, one[0].id)))


def _file(connection: apsw.Connection, document: Id) -> KeptFile:
    return KeptFile(*document_files.content(connection, document))
