"""The exact bytes that are signed: of a record an edition as canonical JSON, of a document its file."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

import apsw
from msgspec import Struct

from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.signatures import SignedKind
from medcab_tui.domain.times import moment
from medcab_tui.store import document_files

SHAPE: Final = 1
"""Of the JSON of a record."""

_RECORD: Final = (
    "SELECT e.version, e.patient, e.at, e.external, e.addendum_to, p.surname, p.given, p.patronymic, p.birth"
    " FROM encounter e CROSS JOIN patient p ON p.id = e.patient WHERE e.id = ? AND e.entered_in_error = 0"
)
_EDITION: Final = (
    "SELECT r.at, r.reason, r.shape, r.body, a.worker, a.name, a.post, a.department"
    " FROM revision r CROSS JOIN author a ON a.id = r.author WHERE r.object = ? AND r.version = ?"
)
_DOCUMENT: Final = "SELECT version, patient, withdrawn, file FROM document WHERE id = ?"


class Exact(Struct, frozen=True):
    """What is signed. patient: whose it is, None for a document of no card. hash: SHA-256."""

    content: bytes
    version: int
    patient: Id | None

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.content).digest()


def exact(connection: apsw.Connection, kind: SignedKind, about: Id, seen: int | None = None) -> Exact:
    """The bytes of the present edition; Stale if it is not the one that was seen, Refused without any."""
    of = _of_record if kind is SignedKind.RECORD else _of_file
    return of(connection, about, seen)


def require(connection: apsw.Connection, kind: SignedKind, about: Id, seen: int) -> None:
    """The same refusals without reading the bytes."""
    if kind is SignedKind.RECORD:
        _record(connection, about, seen)
    else:
        _document(connection, about, seen)


def _of_record(connection: apsw.Connection, encounter: Id, seen: int | None) -> Exact:
    version, patient = _record(connection, encounter, seen)
    return Exact(edition(connection, encounter, version), version, patient)


def _record(connection: apsw.Connection, encounter: Id, seen: int | None) -> tuple[int, Id]:
    found = connection.execute(_RECORD, (encounter,)).fetchone()
    if found is None:
        raise Refused("encounter.missing")
    version, patient, *_rest = found
    if seen is not None and version != seen:
        author = _author(connection, encounter, version)
        raise Stale("encounter.stale", seen=str(seen), current=str(version), author=author)
    return version, Id(patient)


def _author(connection: apsw.Connection, encounter: Id, version: int) -> str:
    found = connection.execute(_EDITION, (encounter, version)).fetchone()
    return str(found[5]) if found is not None else ""


def edition(connection: apsw.Connection, encounter: Id, version: int) -> bytes:
    """An edition of a record with whose it is: JSON in UTF-8, keys sorted, nothing between them."""
    record = connection.execute(_RECORD, (encounter,)).fetchone()
    said = connection.execute(_EDITION, (encounter, version)).fetchone()
    if record is None or said is None:
        raise Refused("revision.missing")
    _version, patient, at, external, added_to, *person = record
    # Only an addendum names the record it was added to: what was signed before there were any stays the same.
    addendum = {} if added_to is None else {"addendum_to": bytes(added_to).hex()}
    written, reason, shape, body, *author = said
    return _canonical(
        {
            "shape": SHAPE,
            "encounter": encounter.hex(),
            "edition": version,
            "at": moment(at).isoformat(),
            "written": moment(written).isoformat(),
            "reason": reason,
            "external": bool(external),
            **addendum,
            "patient": {
                "id": bytes(patient).hex(),
                **dict(zip(("surname", "given", "patronymic", "birth"), person, strict=True)),
            },
            "author": {
                "id": bytes(author[0]).hex(),
                **dict(zip(("name", "post", "department"), author[1:], strict=True)),
            },
            "record": {"shape": shape, **json.loads(body)},
        }
    )


def says_the_same(connection: apsw.Connection, kept: bytes) -> bool:
    """Whether the edition that was signed still says in the store what it said then; the person's name, which
    may have been put right since, is not looked at.
    """
    try:
        said: dict[str, Any] = json.loads(kept)
        now: dict[str, Any] = json.loads(
            edition(connection, Id(bytes.fromhex(said["encounter"])), int(said["edition"]))
        )
        of_then, of_now = said.pop("patient"), now.pop("patient")
    except (Refused, ValueError, KeyError, TypeError):
        return False
    return said == now and bool(of_then["id"] == of_now["id"])


def _of_file(connection: apsw.Connection, document: Id, seen: int | None) -> Exact:
    version, patient = _document(connection, document, seen)
    _name, _format, content = document_files.content(connection, document)
    return Exact(content, version, patient)


def _document(connection: apsw.Connection, document: Id, seen: int | None) -> tuple[int, Id | None]:
    found = connection.execute(_DOCUMENT, (document,)).fetchone()
    if found is None:
        raise Refused("document.missing")
    version, patient, withdrawn, file = found
    if seen is not None and version != seen:
        raise Stale("document.stale", seen=str(seen), current=str(version))
    if withdrawn is not None:
        raise Refused("signature.document_withdrawn")
    if file is None:
        raise Refused("signature.no_file")
    return version, None if patient is None else Id(patient)


def _canonical(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
