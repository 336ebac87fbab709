"""Texts that are written again and again: one's own, shared ones, and those that came with the program.

An abbreviation makes a template an autotext: typed in a text and followed by a space, it gives way to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct

from medcab_tui.domain import names
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.folding import fold
from medcab_tui.domain.ids import Id

LONGEST_TITLE: Final = 60
LONGEST_BODY: Final = 4_000
ABBREVIATION: Final = (2, 12)
"""Letters of an abbreviation: of one alone every other word would give way."""
MOST: Final = 200
"""Templates of one worker."""

BLANK: Final = "…"
"""What stands in a template where something of this patient's is to be written."""


class Share(StrEnum):
    """Who sees a template."""

    OWN = "own"
    DEPARTMENT = "department"
    ORGANISATION = "organisation"
    SHIPPED = "shipped"
    """Comes with the program; it can be copied, not changed."""


class Wording(Struct, frozen=True):
    """What a template says. field: the part of a record it is for, "" for any."""

    title: str
    body: str
    abbreviation: str = ""
    field: str = ""
    share: Share = Share.OWN


class Template(Struct, frozen=True):
    """A template as it is kept. department: by its name, of those that a department shares."""

    id: Id
    wording: Wording
    owner: Id | None = None
    department: str = ""
    version: int = 1

    @property
    def shipped(self) -> bool:
        return self.wording.share is Share.SHIPPED


WHOLE: Final = "record"
"""The field of a template that fills a whole record: its body tells the parts under their heads."""

FIELDS: Final = ("", "complaints", "anamnesis", "objective", "conclusion", "plan", WHOLE)

_HEADS: Final = {
    "жалобы": "complaints", "анамнез": "anamnesis", "объективно": "objective", "диагноз": "diagnosis",
    "заключение": "conclusion", "рекомендации": "plan", "назначено": "plan",
    "complaints": "complaints", "history": "anamnesis", "objective": "objective", "diagnosis": "diagnosis",
    "conclusion": "conclusion", "plan": "plan",
}  # fmt: skip
_HEAD = re.compile(r"[ \t]*([^\W\d_]+)[ \t]*:[ \t]*(.*)")


def check_wording(said: Wording) -> Wording:
    """The wording as it is kept: a tidy title, a text without blank ends; raises Invalid."""
    title, body = names.tidy(said.title), said.body.strip()
    if not title:
        raise Invalid("text.missing", "title")
    if len(title) > LONGEST_TITLE:
        raise Invalid("text.long", "title", most=str(LONGEST_TITLE))
    if not body:
        raise Invalid("text.missing", "body")
    if len(body) > LONGEST_BODY:
        raise Invalid("text.long", "body", most=str(LONGEST_BODY))
    if said.field not in FIELDS:
        raise Invalid("template.field", "field")
    if said.field == WHOLE and not parts_of(body):
        raise Invalid("template.parts", "body")
    if said.share is Share.SHIPPED:
        raise Invalid("template.shipped")
    return Wording(title, body, check_abbreviation(said.abbreviation), said.field, said.share)


def parts_of(body: str) -> dict[str, str]:
    """The parts of a whole record: a part begins with its head at the beginning of a line, «Жалобы: …».

    What stands before the first head belongs to none and is left out; of the diagnosis only the code counts.
    """
    found: dict[str, list[str]] = {}
    into: list[str] | None = None
    for line in body.splitlines():
        head = _HEAD.fullmatch(line)
        name = _HEADS.get(head[1].casefold()) if head is not None else None
        if head is not None and name is not None:
            into = found.setdefault(name, [])
            line = head[2]  # noqa: PLW2901 - the head goes, the rest of its line is text
        if into is not None:
            into.append(line.rstrip())
    told = {name: "\n".join(lines).strip() for name, lines in found.items()}
    return {name: text for name, text in told.items() if text}


def check_abbreviation(text: str, field: str = "abbreviation") -> str:
    """Letters and digits without a space between, small; raises Invalid."""
    short = fold(names.tidy(text))
    least, most = ABBREVIATION
    if short and not (least <= len(short) <= most and short.isalnum()):
        raise Invalid("template.abbreviation", field, least=str(least), most=str(most))
    return short


def autotexts(templates: Iterable[Template]) -> dict[str, str]:
    """Folded abbreviation → text. Where two have one abbreviation, the nearer to the worker holds."""
    found: dict[str, str] = {}
    for template in sorted(templates, key=lambda one: tuple(Share).index(one.wording.share)):
        if template.wording.abbreviation and template.wording.field != WHOLE:
            found.setdefault(fold(template.wording.abbreviation), template.wording.body)
    return found


def fitting(templates: Iterable[Template], field: str) -> tuple[Template, ...]:
    """Templates for a field of a record: its own first, then those for any, then the rest; by title."""
    return tuple(
        sorted(
            templates,
            key=lambda one: (
                0 if one.wording.field == field else 1 if not one.wording.field else 2,
                tuple(Share).index(one.wording.share),
                fold(one.wording.title),
            ),
        )
    )
