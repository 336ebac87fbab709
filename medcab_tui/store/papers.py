"""Documents made from templates: their numbers, and every edition of what they say with its file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import apsw
from msgspec import Struct

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.documents import Attachment
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.papers import SHAPE, Answer, FieldKind, PaperEdition
from medcab_tui.domain.patients import Coded
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import document_files, document_index
from medcab_tui.store.authors import number_of

_LAST = "SELECT last FROM paper_series WHERE series = ? AND year = ?"
_TAKE = "INSERT OR REPLACE INTO paper_series (series, year, last) VALUES (?, ?, ?)"
_ADD: Final = (
    "INSERT INTO paper (document, edition, template, template_version, shape, answers, fingerprint, file,"
    " author, at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_FILE = "SELECT file FROM document WHERE id = ?"
_REPLACE = "UPDATE document SET version = ?, status = ?, title = ?, file = ?, name = ? WHERE id = ?"
_EDITION = "SELECT max(edition) FROM paper WHERE document = ?"
_ALL: Final = (
    "SELECT p.edition, p.at, a.name, a.post, p.reason, p.template, p.template_version, p.shape, p.answers,"
    " p.fingerprint, f.hash, d.patient FROM paper p CROSS JOIN author a ON a.id = p.author"
    " CROSS JOIN file f ON f.id = p.file CROSS JOIN document d ON d.id = p.document"
    " WHERE p.document = ? ORDER BY p.edition DESC"
)
_NEWEST: Final = (
    "SELECT shape, answers FROM paper INDEXED BY paper_by_template WHERE template = ?"
    " ORDER BY at DESC LIMIT 1"
)


class KeptPaper(Struct, frozen=True):
    """An edition to be kept beside its document."""

    document: Id
    template: str
    template_version: str
    answers: tuple[Answer, ...]
    fingerprint: bytes
    reason: str = ""


class PaperWrites:
    """What an action may do with documents made here."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection, self._now, self._author = connection, now, author

    def take(self, series: str, year: int, place: int) -> None:
        """Takes the next number of a series. Refused `paper.number_taken` if it is not the next any more."""
        if place != next_place(self._connection, series, year):
            raise Refused("paper.number_taken")
        self._connection.execute(_TAKE, (series, year, place))

    def keep(self, kept: KeptPaper) -> int:
        """Keeps what a document says with the file it has now; gives the number of the edition."""
        file = self._connection.execute(_FILE, (kept.document,)).get
        edition = (self._connection.execute(_EDITION, (kept.document,)).get or 0) + 1
        self._connection.execute(
            _ADD,
            (
                kept.document, edition, kept.template, kept.template_version, SHAPE,
                written(kept.answers), kept.fingerprint, file, number_of(self._connection, self._author),
                instant(self._now), kept.reason,
            ),
        )  # fmt: skip
        return edition

    def made_here(self, document: Id) -> bool:
        """Whether a document was made from a template."""
        return self._connection.execute(_EDITION, (document,)).get is not None

    def replace(self, document: Id, version: int, status: str, title: str, attachment: Attachment) -> int:
        """Another file in place of the one before, which is kept with its edition; gives the new version."""
        places = document_index.taken(self._connection, document)
        file = document_files.keep(self._connection, attachment)
        self._connection.execute(_REPLACE, (version + 1, status, title, file, attachment.name, document))
        document_index.put_back(self._connection, places)
        return version + 1


def next_place(connection: apsw.Connection, series: str, year: int) -> int:
    """The place of the next number."""
    return int(connection.execute(_LAST, (series, year)).get or 0) + 1


def editions(connection: apsw.Connection, document: Id) -> tuple[PaperEdition, ...]:
    """Every edition of a document that was made here, the newest first; nothing for others."""
    return tuple(map(_edition, connection.execute(_ALL, (document,))))


def last_answers(connection: apsw.Connection, template: str) -> tuple[Answer, ...]:
    """What stood in the newest document of a template; nothing before the first."""
    for shape, answers in connection.execute(_NEWEST, (template,)):
        return read(shape, answers)
    return ()


def written(answers: Sequence[Answer]) -> str:
    """Answers as their present shape keeps them."""
    return json.dumps(
        [
            [
                one.name, one.title, one.text, one.kind.value,
                [one.coded.code, one.coded.display, one.coded.version] if one.coded else None,
            ]
            for one in answers
        ],
        ensure_ascii=False,
    )  # fmt: skip


def read(shape: int, body: str) -> tuple[Answer, ...]:
    """Answers that were kept. There is one shape so far."""
    if shape != SHAPE:
        raise Refused("paper.shape")
    return tuple(
        Answer(name, title, text, FieldKind(kind), Coded(*coded) if coded else None)
        for name, title, text, kind, coded in json.loads(body)
    )


def _edition(columns: Sequence[Any]) -> PaperEdition:
    number, at, author, post, reason, template, version, shape, answers, print_, digest, patient = columns
    return PaperEdition(
        number,
        moment(at),
        author,
        post,
        reason,
        template,
        version,
        read(shape, answers),
        print_,
        digest,
        None if patient is None else Id(patient),
    )
