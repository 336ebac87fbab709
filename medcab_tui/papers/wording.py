"""What a page is given: a document's words as plain values, made fit for print. Never source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from medcab_tui.domain.cleaning import visible
from medcab_tui.domain.papers import CODED, FieldKind, Paper, PaperTemplate, fingerprint_of, printed, seal
from medcab_tui.papers.declension import DATIVE, GENITIVE, declined

_MONTHS: Final = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
    "ноября", "декабря",
)  # fmt: skip
_UNBROKEN = re.compile(r"[^\s\u200b-]{31,}")
"""A row of letters too long for a line of the page."""
_PIECE: Final = 30
_BREAK: Final = "\u200b"

Posts = Mapping[str, str]
"""The cases of a post, as the book of posts keeps them: «genitive», «dative»."""


def values_of(paper: Paper, template: PaperTemplate, posts: Posts | None = None) -> dict[str, Any]:
    """All that `sys.inputs` holds for a page."""
    posts = posts or {}
    fingerprint = fingerprint_of(paper)
    answers = {
        one.name: {"title": "", "text": "", "code": "", "display": ""} | {"title": fit(one.title)}
        for one in template.fields
    }
    for answer in paper.answers:
        coded = answer.coded
        answers[answer.name] = {
            "title": fit(answer.title),
            "text": fit(_told(answer.text, answer.kind)),
            "code": fit(coded.code) if coded and answer.kind in CODED else "",
            "display": fit(coded.display if coded else answer.text),
        }
    person = paper.person
    return {
        "title": fit(paper.title),
        "kind": fit(paper.kind),
        "number": fit(paper.number),
        "issued": dated(paper.issued)
        | {"year": paper.issued.year, "month": paper.issued.month, "day": paper.issued.day},
        "organisation": fit(paper.organisation),
        "author": {
            "name": fit(paper.author),
            "post": fit(paper.post),
            "post_genitive": fit(posts.get(GENITIVE) or paper.post),
            "post_dative": fit(posts.get(DATIVE) or paper.post),
            "department": fit(paper.department),
        },
        "person": {
            "name": fit(person.full),
            "genitive": fit(declined(person, GENITIVE)),
            "dative": fit(declined(person, DATIVE)),
            "sex": person.sex.value,
            "birth": dated(person.birth),
        }
        if person
        else {"name": "", "genitive": "", "dative": "", "sex": "", "birth": dated(None)},
        "answers": answers,
        "texts": {name: fit(text) for name, text in template.texts.items()},
        "fingerprint": fingerprint.hex() if paper.number else "",
        "square": square(seal(paper, fingerprint)) if paper.number else [],
    }


def dated(day: date | None) -> dict[str, Any]:
    """A day as papers write it: «23.11.2026», «23 ноября 2026 г.»."""
    if day is None:
        return {"digits": "", "words": ""}
    return {
        "digits": f"{day:%d.%m}.{day.year:04}",
        "words": f"{day.day} {_MONTHS[day.month - 1]} {day.year} г.",
    }


def fit(text: str) -> str:
    """A text as it is printed: nothing in it steers, what no font has stands as its code, long rows break."""
    plain = visible(unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " "))
    whole = "".join(
        letter if printed(letter) else f"[U+{ord(letter):04X}]" if letter != "\ufffd" else "?"
        for letter in plain
    )
    return _UNBROKEN.sub(lambda found: _BREAK.join(_pieces(found[0])), whole)


def square(text: str) -> list[list[list[int]]]:
    """A QR code: for every row where black begins and how far it goes."""
    import segno

    made = segno.make(text, error="m", micro=False)
    return [list(_runs(row)) for row in made.matrix_iter(border=0)]


def _runs(row: Iterable[int]) -> Iterator[list[int]]:
    begun = None
    for place, cell in enumerate((*row, 0)):
        if cell and begun is None:
            begun = place
        elif not cell and begun is not None:
            yield [begun, place - begun]
            begun = None


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), _PIECE):
        yield text[start : start + _PIECE]


def _told(text: str, kind: FieldKind) -> str:
    """A day that was typed as ISO is printed as papers write it."""
    if kind is not FieldKind.DATE:
        return text
    try:
        return str(dated(date.fromisoformat(text))["digits"])
    except ValueError:
        return text
