"""The words documents are found by, written together with the rows they come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, TypeAlias

import apsw

from medcab_tui.domain.documents import MOST_FOUND, Asked, DocumentHit, Snippet
from medcab_tui.domain.folding import FOLD_VERSION, fold
from medcab_tui.domain.ids import Id
from medcab_tui.store import document_files

Opens: TypeAlias = Callable[[Id], bool] | None
"""Which patients' cards are open; None: it is not asked."""

_SOURCE: Final = (
    "SELECT d.title, d.number, d.kind, d.file, p.surname, p.given, p.patronymic"
    " FROM document d LEFT JOIN patient p ON p.id = d.patient WHERE d.id = ?"
)
_PLACE = "INSERT INTO document_place (document) VALUES (?)"
_WORDS = "INSERT INTO document_words (rowid, title, number, kind, patient, text) VALUES (?, ?, ?, ?, ?, ?)"
_TAKE_OUT = (
    "INSERT INTO document_words (document_words, rowid, title, number, kind, patient, text)"
    " VALUES ('delete', ?, ?, ?, ?, ?, ?)"
)
_PLACES = (
    "SELECT n.place, d.id FROM document d INDEXED BY document_by_patient"
    " CROSS JOIN document_place n ON n.document = d.id WHERE d.patient = ?"
)
_PLACE_OF = "SELECT place FROM document_place WHERE document = ?"
_EMPTY = (
    "INSERT INTO document_words (document_words) VALUES ('delete-all')",
    "DELETE FROM document_place",
)
_SOME = (
    "SELECT issued, id FROM document INDEXED BY document_by_day WHERE (issued, id) > (?, ?)"
    " ORDER BY issued, id LIMIT ?"
)
_FILE = "SELECT file FROM document WHERE id = ?"
_SET_FIGURE = "UPDATE figure SET number = ? WHERE name = 'document_fold_version'"
_FIGURE = "SELECT number FROM figure WHERE name = 'document_fold_version'"
_OUTSIDE_FILES: Final = (
    "(d.patient IS NULL OR n.place IN (SELECT rowid FROM document_words WHERE document_words MATCH ?))"
)
"""For those who may not read cards: a patient's document is found by what the list shows of it."""
_SHOWN: Final = "SELECT 1 FROM document_words WHERE document_words MATCH ? AND rowid = ?"
_AT_ONCE = 1_000
_AROUND = 60
"""Letters of a text shown before and after a hit."""
_MOST_WORDS = 12
_FIRST = 2**62


def write(connection: apsw.Connection, document: Id) -> None:
    """Enters a document that was just added."""
    connection.execute(_PLACE, (document,))
    connection.execute(_WORDS, (connection.last_insert_rowid(), *_found_by(connection, document)))


def _found_by(connection: apsw.Connection, document: Id) -> tuple[str, ...]:
    """What a document is found by as it stands, folded, in the order of the columns."""
    found: Sequence[Any] = connection.execute(_SOURCE, (document,)).fetchone() or ()
    title, number, kind, file, *person = found
    return (
        fold(title),
        fold(number),
        fold(kind),
        fold(" ".join(part for part in person if part)),
        fold("\n".join(document_files.texts(connection, file))),
    )


def taken_out(connection: apsw.Connection, patient: Id) -> tuple[tuple[int, Id], ...]:
    """Takes a patient's documents out before the name changes; gives their places, for `put_back`.

    The words are not kept themselves: they can be taken out only while what they were made of stands.
    """
    if not is_current(connection):
        return ()
    places = tuple((place, Id(document)) for place, document in connection.execute(_PLACES, (patient,)))
    for place, document in places:
        connection.execute(_TAKE_OUT, (place, *_found_by(connection, document)))
    return places


def taken(connection: apsw.Connection, document: Id) -> tuple[tuple[int, Id], ...]:
    """Takes one document out before what it is found by changes; gives its place, for `put_back`."""
    if not is_current(connection):
        return ()
    found = connection.execute(_PLACE_OF, (document,)).fetchone()
    if found is None:
        return ()
    connection.execute(_TAKE_OUT, (found[0], *_found_by(connection, document)))
    return ((int(found[0]), document),)


def put_back(connection: apsw.Connection, places: Sequence[tuple[int, Id]]) -> None:
    """Enters documents again where they stood, by what is true now."""
    for place, document in places:
        connection.execute(_WORDS, (place, *_found_by(connection, document)))


def reindex(connection: apsw.Connection) -> int:
    """Makes the words anew, by day of issue, some documents at a time; gives how many there are."""
    for statement in _EMPTY:
        connection.execute(statement)
    total = 0
    place: Sequence[Any] = ("", b"")
    while found := connection.execute(_SOME, (*place, _AT_ONCE)).fetchall():
        for _issued, document in found:
            write(connection, Id(bytes(document)))  # type: ignore[arg-type]
        total, place = total + len(found), found[-1]
    connection.execute(_SET_FIGURE, (FOLD_VERSION,))
    return total


def is_current(connection: apsw.Connection) -> bool:
    """Whether the words were made by the folding of this program."""
    return bool(connection.execute(_FIGURE).get == FOLD_VERSION)


def find(
    connection: apsw.Connection,
    text: str,
    asked: Asked,
    *,
    after: int | None = None,
    before: int | None = None,
    last: bool = False,
    limit: int = 50,
    cards: bool = True,
    people: bool = True,
    opens: Opens = None,
) -> tuple[DocumentHit, ...]:
    """Documents in which every typed word begins a word somewhere; those entered last come first.

    cards: whether the words may stand in the file of a patient's document too. people: whether documents of
    patients are found at all. opens: which patients' cards are open; documents of the others are found by
    number, kind and name only.
    """
    from medcab_tui.store.documents import COLUMNS, JOINED, row_of

    question, terms, values = _asked(text, asked, cards, people)
    if not question:
        return ()
    backwards = before is not None or last
    terms.append(f"w.rowid {'>' if backwards else '<'} ?")
    place = after if after is not None else before
    values.append(place if place is not None else (-1 if backwards else _FIRST))
    query = (
        f"SELECT w.rowid, d.patient, {COLUMNS}"
        " FROM document_words w CROSS JOIN document_place n ON n.place = w.rowid"
        f" CROSS JOIN document d ON d.id = n.document{JOINED}"
        f" WHERE document_words MATCH ? AND {' AND '.join(terms)}"
        f" ORDER BY w.rowid{'' if backwards else ' DESC'} LIMIT ?"
    )
    hits = connection.execute(query, (question, *values, limit if opens is None else -1))
    rows = tuple(
        DocumentHit(row_of(columns), place)
        for place, _patient, *columns in islice(_open(connection, hits, question, opens), limit)
    )
    return rows[::-1] if backwards else rows


def found(
    connection: apsw.Connection,
    text: str,
    asked: Asked,
    *,
    cards: bool = True,
    people: bool = True,
    opens: Opens = None,
    most: int = MOST_FOUND,
) -> int:
    """How many documents are found, counted up to a thousand."""
    question, terms, values = _asked(text, asked, cards, people)
    if not question:
        return 0
    query = (
        "SELECT w.rowid, d.patient FROM document_words w"
        " CROSS JOIN document_place n ON n.place = w.rowid CROSS JOIN document d ON d.id = n.document"
        f" WHERE document_words MATCH ? AND {' AND '.join(terms)} LIMIT ?"
    )
    hits = connection.execute(query, (question, *values, most if opens is None else -1))
    return sum(1 for _hit in islice(_open(connection, hits, question, opens), most))


def _open(
    connection: apsw.Connection, rows: Iterable[Sequence[Any]], question: str, opens: Opens
) -> Iterator[Sequence[Any]]:
    """Of rows that begin with place and patient those that this worker may find: of a card that is not open
    by what the list shows of it.
    """
    shown = f"{{number kind patient}} : ({question})"
    for row in rows:
        place, patient = row[:2]
        closed = opens is not None and patient is not None and not opens(Id(patient))
        if not closed or connection.execute(_SHOWN, (shown, place)).fetchone() is not None:
            yield row


def snippet(connection: apsw.Connection, document: Id, text: str) -> Snippet | None:
    """Where the words stand in a document's file; None if they stand in its title or nowhere."""
    words = _words(text)
    found = connection.execute(_FILE, (document,)).fetchone()
    if not words or found is None or found[0] is None:
        return None
    pattern = re.compile("|".join(map(_pattern, sorted(words, key=len, reverse=True))), re.IGNORECASE)
    pages = connection.execute("SELECT page, text FROM file_page WHERE file = ? ORDER BY page", (found[0],))
    for page, content in pages:
        hit = pattern.search(content)
        if hit is not None:
            return Snippet(page, _around(content, hit, pattern))
    return None


def _around(content: str, hit: re.Match[str], pattern: re.Pattern[str]) -> tuple[tuple[str, bool], ...]:
    start, end = max(0, hit.start() - _AROUND), min(len(content), hit.end() + 2 * _AROUND)
    while start and start < hit.start() and content[start - 1].isalnum():
        start += 1
    part = content[start:end]
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = 0
    for one in pattern.finditer(part):
        pieces += [(part[at : one.start()], False), (one[0], True)]
        at = one.end()
    pieces.append((part[at:], False))
    if end < len(content):
        pieces.append(("…", False))
    return tuple((" ".join(text.split("\n")), marked) for text, marked in pieces if text)


def _asked(text: str, asked: Asked, cards: bool, people: bool) -> tuple[str, list[str], list[Any]]:
    """A line as a question to FTS5: each word quoted by itself, so that nothing in it is syntax."""
    from medcab_tui.store.documents import conditions, stands

    found = list(conditions(asked))
    question = " ".join('"' + word.replace('"', '""') + '"*' for word in _words(text))
    if not cards:
        found.append((_OUTSIDE_FILES, f"{{title number kind patient}} : ({question})"))
    whose = [] if people else ["d.patient IS NULL"]
    return question, [stands(asked), *whose, *(term for term, _ in found)], [value for _, value in found]


def _words(text: str) -> Sequence[str]:
    """The typed words that have a letter or a digit; signs alone would exclude everything."""
    typed = fold(text.replace("\0", " ")).split()
    return [word for word in typed if any(letter.isalnum() for letter in word)][:_MOST_WORDS]


def _pattern(word: str) -> str:
    """A folded word as it may stand in a text: signs between its parts may differ, as in the index."""
    parts = re.findall(r"[^\W_]+", word)
    return r"(?<![^\W_])" + r"[\W_]+".join(re.escape(part).replace("е", "[её]") for part in parts)
