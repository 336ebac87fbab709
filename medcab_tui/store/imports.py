"""What came from files: which resource of which system became what here; and what was kept as it came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import apsw
from msgspec import Struct

from medcab_tui.domain.chart import Problem
from medcab_tui.domain.documents import Attachment, Examined, Format
from medcab_tui.domain.ids import Id
from medcab_tui.domain.imports import Kept
from medcab_tui.domain.patients import Allergy, Patient
from medcab_tui.store import document_files, merged, patients, problem_rows

_SOURCE = "SELECT id FROM import_source WHERE name = ?"
_ADD_SOURCE = "INSERT INTO import_source (name) VALUES (?)"
_KNOWN = "SELECT kind, digest, object, patient, version, said FROM imported WHERE source = ? AND remote = ?"
_KEEP = (
    "INSERT INTO imported (source, remote, kind, digest, object, patient, version, said)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, remote) DO UPDATE SET kind = excluded.kind,"
    " digest = excluded.digest, object = excluded.object, patient = excluded.patient,"
    " version = excluded.version, said = excluded.said"
)
_BY_DIGITS = "SELECT id FROM patient_digits WHERE digits = ? LIMIT ?"
_BORN_SO_NAMED = (
    "SELECT id FROM patient_by_year WHERE birth_year = ? AND fold >= ? AND fold < ? AND birth = ? LIMIT ?"
)
_STANDS: Final = {
    Kept.RECORD: "SELECT version FROM encounter WHERE id = ? AND entered_in_error = 0",
    Kept.PRESCRIPTION: "SELECT version FROM prescription WHERE id = ?",
    Kept.DOCUMENT: "SELECT version FROM document WHERE id = ? AND withdrawn IS NULL",
    Kept.VERBATIM: "SELECT version FROM document WHERE id = ? AND withdrawn IS NULL",
    Kept.VITAL: ("SELECT m.version FROM measurement m WHERE m.id = ? AND m.entered_in_error = 0"),
}
_PRESCRIBED = (
    "UPDATE prescription SET version = version + 1, text = ?, status = ?, issued = ?, until = ? WHERE id = ?"
)
_MOVED = "UPDATE imported SET version = ? WHERE object = ? AND kind = 'vital'"
_VERBATIM = (
    "INSERT INTO verbatim (document, name, size, body) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (document) DO UPDATE SET name = excluded.name, size = excluded.size, body = excluded.body"
)
_FILE = "SELECT hash, format, size, pages, width, height, cut FROM file WHERE id = ?"
_MOST_ALIKE: Final = 20


class Known(Struct, frozen=True):
    """What is known of one thing of another system."""

    kind: Kept
    digest: bytes
    object: Id | None
    patient: Id | None
    version: int
    said: str


class ImportWrites:
    """What an action may do with what comes from files."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._rows: dict[tuple[int, str], tuple[Any, ...]] = {}

    def source(self, name: str) -> int:
        """The number of another system, which has one from now on."""
        found = source_of(self._connection, name)
        if found is None:
            self._connection.execute(_ADD_SOURCE, (name,))
            found = self._connection.last_insert_rowid()
        return found

    def known(self, source: int, remote: str) -> Known | None:
        """What became of something, in this transaction or before."""
        row = self._rows.get((source, remote))
        if row is not None:
            return _known(row[2:])
        return known(self._connection, source, remote)

    def keep(
        self,
        source: int,
        remotes: Sequence[str],
        kind: Kept,
        digest: bytes,
        *,
        object: Id | None = None,  # noqa: A002 - the word of the table
        patient: Id | None = None,
        version: int = 1,
        said: str = "",
    ) -> None:
        """Remembers what became of something, under all its names; written by `enter`."""
        for remote in remotes:
            self._rows[source, remote] = (
                source, remote, kind.value, digest, object, patient, version, said,
            )  # fmt: skip

    def enter(self) -> None:
        """Writes what is to be remembered."""
        self._connection.executemany(_KEEP, list(self._rows.values()))
        self._rows.clear()

    def alike(self, digits: str) -> tuple[Id, ...]:
        """Patients of a number: «s» and the СНИЛС, «p» and the policy."""
        return alike(self._connection, digits)

    def namesakes(self, fold: str, birth: str) -> tuple[Id, ...]:
        """Patients of the same names born the same day."""
        return namesakes(self._connection, fold, birth)

    def person(self, patient: Id) -> Patient:
        """A patient's own data."""
        return patients.one(self._connection, patient)

    def version(self, kind: Kept, written: Id) -> int | None:
        """At which version something stands now; None if it was withdrawn."""
        found = self._connection.execute(_STANDS[kind], (written,)).fetchone()
        return None if found is None else int(found[0])

    def problems(self, patient: Id) -> tuple[Problem, ...]:
        """Illnesses that a card names."""
        return problem_rows.of_patient(self._connection, patient)

    def allergies(self, patient: Id) -> tuple[Allergy, ...]:
        """What a card says somebody can't bear."""
        return patients.allergies(self._connection, patient)

    def remeasured(self, written: Id, version: int) -> None:
        """A measurement changed of which several resources are parts."""
        self._connection.execute(_MOVED, (version, written))

    def amend_prescription(self, prescription: Id, text: str, status: str, issued: str, until: str) -> None:
        """Writes what was prescribed after all."""
        self._connection.execute(_PRESCRIBED, (text, status, issued, until, prescription))

    def verbatim(self, document: Id, name: str, body: str) -> None:
        """Keeps what stands in a document, as it came."""
        self._connection.execute(_VERBATIM, (document, name, len(body.encode()), body))

    def keep_file(self, attachment: Attachment) -> int:
        """Keeps a file to which a document will refer; gives its number."""
        return document_files.keep(self._connection, attachment)

    def file(self, number: int, name: str) -> Attachment:
        """A file that was kept."""
        here = self._connection
        found: tuple[Any, ...] = here.execute(_FILE, (number,)).fetchone() or ()
        digest, file_format, size, pages, width, height, cut = found
        content = document_files.whole(here, number, digest, size)
        text = tuple(document_files.texts(here, number))
        examined = Examined(Format(file_format), pages, width, height, text, bool(cut))
        return Attachment(name, content, examined)


def source_of(connection: apsw.Connection, name: str) -> int | None:
    """The number of another system, if anything came from it."""
    found = connection.execute(_SOURCE, (name,)).fetchone()
    return None if found is None else int(found[0])


def known(connection: apsw.Connection, source: int, remote: str) -> Known | None:
    """What became of something that came before."""
    found = connection.execute(_KNOWN, (source, remote)).fetchone()
    return None if found is None else _known(found)


def alike(connection: apsw.Connection, digits: str) -> tuple[Id, ...]:
    """Patients of a number; of merged cards the one that stays."""
    return _standing(connection, connection.execute(_BY_DIGITS, (digits, _MOST_ALIKE)).fetchall())


def namesakes(connection: apsw.Connection, fold: str, birth: str) -> tuple[Id, ...]:
    """Patients whose names begin with these folded ones, as whole words, born the same day."""
    asked = (int(birth[:4]), fold, f"{fold}!", birth, _MOST_ALIKE)
    return _standing(connection, connection.execute(_BORN_SO_NAMED, asked).fetchall())


def _standing(connection: apsw.Connection, rows: Sequence[tuple[Any, ...]]) -> tuple[Id, ...]:
    return tuple(dict.fromkeys(merged.standing(connection, Id(found)) for (found,) in rows))


def _known(row: Sequence[Any]) -> Known:
    kind, digest, written, patient, version, said = row
    return Known(
        Kept(kind),
        digest,
        None if written is None else Id(written),
        None if patient is None else Id(patient),
        version,
        said,
    )
