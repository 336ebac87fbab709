"""Signatures: kept, withdrawn, never deleted; and what lists tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import apsw
from msgspec import Struct

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.signatures import Mark, SignedKind
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import document_files, signed_bytes
from medcab_tui.store.authors import author_of, number_of
from medcab_tui.store.signed_bytes import Exact

MOST: Final = 500
"""Objects that are asked about at once."""

_ADD = (
    "INSERT INTO signature (id, kind, object, version, worker, author, at, signer, hash, certificate, cms,"
    " content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CHANGED = (
    " CASE s.kind WHEN 'record' THEN e.version IS NOT s.version ELSE f.hash IS NOT s.hash END AS changed"
)
_JOINED = (
    " LEFT JOIN encounter e ON s.kind = 'record' AND e.id = s.object AND e.entered_in_error = 0"
    " LEFT JOIN document d ON s.kind = 'document' AND d.id = s.object LEFT JOIN file f ON f.id = d.file"
)
_COLUMNS = (
    "s.id, s.kind, s.object, s.version, s.at, s.signer, s.certificate, s.cms, s.hash, s.withdrawn, w.name,"
    f" s.reason, a.worker, a.name, a.post, a.department,{_CHANGED}"
)
_OF = (
    f"SELECT {_COLUMNS} FROM signature s INDEXED BY signature_every"
    f" CROSS JOIN author a ON a.id = s.author LEFT JOIN author w ON w.id = s.withdrawn_by{_JOINED}"
    " WHERE s.object = ? ORDER BY s.at DESC, s.number DESC"
)
_ONE = (
    f"SELECT {_COLUMNS} FROM signature s CROSS JOIN author a ON a.id = s.author"
    f" LEFT JOIN author w ON w.id = s.withdrawn_by{_JOINED} WHERE s.id = ?"
)
_MARKS = (
    f"SELECT s.object, s.kind, s.at, a.worker, a.name,{_CHANGED}"
    " FROM signature s INDEXED BY signature_by_object"
    f" CROSS JOIN author a ON a.id = s.author{_JOINED}"
    " WHERE s.withdrawn IS NULL AND s.object IN ({places}) ORDER BY s.at"
)
_MINE = "SELECT 1 FROM signature WHERE object = ? AND version = ? AND worker = ? AND withdrawn IS NULL"
_STANDS = "SELECT 1 FROM signature WHERE object = ? AND withdrawn IS NULL LIMIT 1"
_STATUS = "SELECT status FROM document WHERE id = ?"
_WITHDRAW = "UPDATE signature SET withdrawn = ?, withdrawn_by = ?, reason = ? WHERE id = ?"
_CONTENT = "SELECT kind, hash, content FROM signature WHERE id = ?"
_FILE = "SELECT id FROM file WHERE hash = ?"


class Kept(Struct, frozen=True):
    """A signature's row; the certificate as bytes."""

    id: Id
    kind: SignedKind
    object: Id
    version: int
    at: datetime
    signer: str
    certificate: bytes
    cms: bytes
    hash: bytes
    withdrawn: datetime | None
    withdrawn_by: str
    reason: str
    author: Author
    changed_since: bool


class SignatureWrites:
    """What an action may do with signatures."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection = connection
        self._now = now
        self._author = author

    def exact(self, kind: SignedKind, about: Id, seen: int) -> Exact:
        """The bytes that are signed; Stale if they are not those of the edition that was seen."""
        return signed_bytes.exact(self._connection, kind, about, seen)

    def refuse_twice(self, about: Id, version: int) -> None:
        """Refused if this worker's signature stands under this version already."""
        if is_signed_by(self._connection, about, version, self._author.worker):
            raise Refused("signature.already")

    def add(
        self,
        identity: Id,
        kind: SignedKind,
        about: Id,
        exact: Exact,
        signer: str,
        certificate: bytes,
        cms: bytes,
    ) -> None:
        """Keeps a signature by this worker."""
        author = number_of(self._connection, self._author)
        content = exact.content if kind is SignedKind.RECORD else None
        self._connection.execute(
            _ADD,
            (
                identity, kind.value, about, exact.version, self._author.worker, author, instant(self._now),
                signer, exact.hash, certificate, cms, content,
            ),
        )  # fmt: skip

    def one(self, signature: Id) -> Kept:
        """A signature as it stands; Refused if there is none."""
        return one(self._connection, signature)

    def withdraw(self, signature: Id, reason: str) -> None:
        """From now on it stands no more; the row stays."""
        author = number_of(self._connection, self._author)
        self._connection.execute(_WITHDRAW, (instant(self._now), author, reason, signature))

    def stands(self, about: Id) -> bool:
        """Whether any signature stands under this object."""
        return self._connection.execute(_STANDS, (about,)).fetchone() is not None

    def status(self, document: Id) -> str:
        """How a document stands; empty if it is gone."""
        found = self._connection.execute(_STATUS, (document,)).fetchone()
        return "" if found is None else str(found[0])

    def of(self, about: Id) -> tuple[Kept, ...]:
        """Every signature under an object, newest first."""
        return of(self._connection, about)


def of(connection: apsw.Connection, about: Id) -> tuple[Kept, ...]:
    """Every signature under an object, newest first, those that were withdrawn among them."""
    return tuple(map(_kept, connection.execute(_OF, (about,))))


def one(connection: apsw.Connection, signature: Id) -> Kept:
    """A signature; Refused if there is none."""
    found = connection.execute(_ONE, (signature,)).fetchone()
    if found is None:
        raise Refused("signature.missing")
    return _kept(found)


def marks(connection: apsw.Connection, objects: Sequence[Id]) -> dict[Id, tuple[SignedKind, Mark]]:
    """Of those objects that bear a signature which stands, the last one under them as they are now; where
    all are older than the last change, the last of those.
    """
    asked = list(dict.fromkeys(objects))[:MOST]
    if not asked:
        return {}
    found: dict[Id, tuple[SignedKind, Mark]] = {}
    query = _MARKS.format(places=",".join("?" * len(asked)))
    for about, kind, at, worker, name, changed in connection.execute(query, asked):
        before = found.get(Id(about))
        if before is None or before[1].changed_since or not changed:
            found[Id(about)] = SignedKind(kind), Mark(name, moment(at), bool(changed), Id(worker))
    return found


def is_signed_by(connection: apsw.Connection, about: Id, version: int, worker: Id) -> bool:
    """Whether a worker's signature stands under this version."""
    return connection.execute(_MINE, (about, version, worker)).fetchone() is not None


def content(connection: apsw.Connection, signature: Id) -> tuple[bytes, bool]:
    """The bytes that were signed, and whether the store still says the same; Refused if they are gone.

    The file of an earlier edition of a document is kept: it is found by its hash.
    """
    found = connection.execute(_CONTENT, (signature,)).fetchone()
    if found is None:
        raise Refused("signature.missing")
    kind, digest, kept = found
    if SignedKind(kind) is SignedKind.RECORD:
        return kept, signed_bytes.says_the_same(connection, kept)
    file = connection.execute(_FILE, (digest,)).fetchone()
    if file is None:
        raise Refused("document.no_file")
    pieces, number = [], 0
    while (piece := document_files.chunk(connection, int(file[0]), number)) is not None:
        pieces.append(piece)
        number += 1
    return b"".join(pieces), True


def _kept(columns: Sequence[Any]) -> Kept:
    (
        identity, kind, about, version, at, signer, certificate, cms, digest, withdrawn, by, reason,
        *author, changed,
    ) = columns  # fmt: skip
    return Kept(
        Id(identity),
        SignedKind(kind),
        Id(about),
        version,
        moment(at),
        signer,
        certificate,
        cms,
        digest,
        None if withdrawn is None else moment(withdrawn),
        by or "",
        reason,
        author_of(author),
        bool(changed),
    )
