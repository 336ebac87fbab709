"""Files of documents: chunks under the hash of the whole, so that the same content is kept once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import apsw

from medcab_tui.domain.documents import CHUNK, MOST_LETTERS, Attachment, Examined, Format, Kept
from medcab_tui.domain.errors import Refused, StoreFault
from medcab_tui.domain.ids import Id

_KNOWN = "SELECT id FROM file WHERE hash = ?"
_ADD = "INSERT INTO file (hash, format, size, pages, width, height, cut) VALUES (?, ?, ?, ?, ?, ?, ?)"
_ADD_CHUNK = "INSERT INTO file_chunk (file, number, content) VALUES (?, ?, ?)"
_ADD_PAGE = "INSERT INTO file_page (file, page, text) VALUES (?, ?, ?)"
_OF = (
    "SELECT f.id, f.hash, f.format, f.size, f.pages, f.width, f.height, f.cut, d.name"
    " FROM document d CROSS JOIN file f ON f.id = d.file WHERE d.id = ?"
)
_OF_EDITION = (
    "SELECT f.id, f.hash, f.size FROM paper p CROSS JOIN file f ON f.id = p.file"
    " WHERE p.document = ? AND p.edition = ?"
)
_VERBATIM = "SELECT name, size, body FROM verbatim WHERE document = ?"
_IS_VERBATIM = "SELECT 1 FROM verbatim WHERE document = ?"
_PAGES = "SELECT text FROM file_page WHERE file = ? ORDER BY page"
_CHUNK = "SELECT content FROM file_chunk WHERE file = ? AND number = ?"


def known(connection: apsw.Connection, content: bytes) -> int | None:
    """The number of a file that is kept already."""
    found = connection.execute(_KNOWN, (hashlib.sha256(content).digest(),)).fetchone()
    return None if found is None else int(found[0])


def keep(connection: apsw.Connection, attachment: Attachment) -> int:
    """Keeps a file and the text found in it; gives its number. What is kept already is not kept again."""
    content, found = attachment.content, attachment.examined
    digest = hashlib.sha256(content).digest()
    there = connection.execute(_KNOWN, (digest,)).fetchone()
    if there is not None:
        return int(there[0])
    connection.execute(
        _ADD,
        (digest, found.format.value, len(content), found.pages, found.width, found.height, int(found.cut)),
    )
    number = connection.last_insert_rowid()
    whole = memoryview(content)
    for place, start in enumerate(range(0, len(content), CHUNK)):
        connection.execute(_ADD_CHUNK, (number, place, whole[start : start + CHUNK]))
    connection.executemany(
        _ADD_PAGE, ((number, page, text) for page, text in enumerate(found.text, 1) if text)
    )
    return number


def kept(connection: apsw.Connection, document: Id) -> Kept:
    """What is known of a document's file, its text by pages; Refused if it has none."""
    came = connection.execute(_VERBATIM, (document,)).fetchone()
    if came is not None:
        name, size, body = came
        shown = readable(body)
        cut = len(shown) > MOST_LETTERS
        return Kept(name, size, Examined(Format.TXT, text=(shown[:MOST_LETTERS],), cut=cut))
    number, _digest, file_format, size, pages, width, height, cut, name = _file(connection, document)
    text = [""] * pages
    for page, found in connection.execute("SELECT page, text FROM file_page WHERE file = ?", (number,)):
        text += [""] * (page - len(text))
        text[page - 1] = found
    return Kept(name, size, Examined(Format(file_format), pages, width, height, tuple(text), bool(cut)))


def texts(connection: apsw.Connection, file: int | None) -> Iterator[str]:
    """The texts of a file's pages in their order."""
    if file is not None:
        for (text,) in connection.execute(_PAGES, (file,)):
            yield text


def chunk(connection: apsw.Connection, file: int, number: int) -> bytes | None:
    """One chunk of a file; None after the last."""
    found = connection.execute(_CHUNK, (file, number)).fetchone()
    return None if found is None else bytes(found[0])


def content(connection: apsw.Connection, document: Id) -> tuple[str, Format, bytes]:
    """Name, format and bytes of a document's file, compared with the hash they are kept under."""
    came = connection.execute(_VERBATIM, (document,)).fetchone()
    if came is not None:
        return came[0], Format.TXT, came[2].encode()
    number, digest, file_format, size, *_, name = _file(connection, document)
    return name, Format(file_format), whole(connection, number, digest, size)


def held(connection: apsw.Connection, document: Id) -> tuple[str, Format, int | None, bytes]:
    """Name and format of a document's file, its number and hash, for whoever reads it piece by piece.

    A text that was kept as it came has no number: it is read whole.
    """
    came = connection.execute(_VERBATIM, (document,)).fetchone()
    if came is not None:
        return came[0], Format.TXT, None, b""
    number, digest, file_format, *_, name = _file(connection, document)
    return name, Format(file_format), int(number), bytes(digest)


def is_verbatim(connection: apsw.Connection, document: Id) -> bool:
    """Whether a document is a text that was kept as it came."""
    return connection.execute(_IS_VERBATIM, (document,)).fetchone() is not None


def readable(body: str) -> str:
    """A text as people read it: of JSON every member on a line of its own."""
    if body[:1] not in ("{", "["):
        return body
    try:
        found = json.loads(body)
    except ValueError:
        return body
    return json.dumps(found, ensure_ascii=False, indent=2)


def whole(connection: apsw.Connection, number: int, digest: bytes, size: int) -> bytes:
    """The bytes of a file, compared with the hash they are kept under."""
    found = bytearray(size)
    end = place = 0
    while (piece := chunk(connection, number, place)) is not None:
        found[end : end + len(piece)] = piece
        end += len(piece)
        place += 1
    if hashlib.sha256(found).digest() != digest:
        raise StoreFault("store.damaged", path=connection.filename)
    return bytes(found)


def of_edition(connection: apsw.Connection, document: Id, edition: int) -> bytes:
    """The file of one edition of a document that was made here, compared with its hash."""
    found = connection.execute(_OF_EDITION, (document, edition)).fetchone()
    if found is None:
        raise Refused("document.no_file")
    return whole(connection, *found)


def _file(connection: apsw.Connection, document: Id) -> tuple[Any, ...]:
    found: tuple[Any, ...] | None = connection.execute(_OF, (document,)).fetchone()
    if found is None:
        raise Refused("document.no_file")
    return found
