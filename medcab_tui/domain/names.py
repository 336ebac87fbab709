"""How people's names are written and which are accepted."""

from __future__ import annotations

import re
import unicodedata

from medcab_tui.domain.errors import Invalid

_LETTERS = r"[^\W\d_]+"
_NAME = re.compile(rf"{_LETTERS}(?:[ '’ʼ‐-]{_LETTERS})*")
_PLAIN = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)?")
"""Names as nearly all of them are: there is nothing to put in order, and nothing wrong."""
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
LONGEST_NAME = 60


def initials(surname: str, given: str, patronymic: str) -> str:
    """«Иванова А. П.»; without a patronymic «Ли Б.»."""
    letters = [f"{part.strip()[0].upper()}." for part in (given, patronymic) if part.strip()]
    return " ".join([surname.strip(), *letters])


def full_name(surname: str, given: str, patronymic: str) -> str:
    """«Иванова Анна Петровна», without doubled spaces where a part is empty."""
    return " ".join(part.strip() for part in (surname, given, patronymic) if part.strip())


def tidy(text: str) -> str:
    """A name as it is kept: composed letters, no spaces around, single ones inside."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def checked_name(text: str, field: str, *, required: bool = True) -> str:
    """The name tidied, if it is one; raises Invalid about `field` otherwise."""
    if len(text) <= LONGEST_NAME and _PLAIN.fullmatch(text):
        return text
    tidied = tidy(text)
    _check(tidied, field, required=required)
    return tidied


def check_name(text: str, field: str, *, required: bool = True) -> None:
    """Letters of one script, single hyphens, apostrophes and spaces between; raises Invalid about `field`.

    A Latin letter inside a Cyrillic name looks right and is never found again, so the two don't mix.
    """
    if text != tidy(text):
        raise Invalid("name.spaces", field)
    _check(text, field, required=required)


def _check(text: str, field: str, *, required: bool) -> None:
    if not text:
        if required:
            raise Invalid("name.missing", field)
        return
    if len(text) > LONGEST_NAME:
        raise Invalid("name.long", field, most=str(LONGEST_NAME))
    if not _NAME.fullmatch(text):
        raise Invalid("name.letters", field)
    if _CYRILLIC.search(text) and _LATIN.search(text):
        raise Invalid("name.mixed", field, letter=_odd_letter(text))


def _odd_letter(text: str) -> str:
    """The first letter of the alphabet that fewer letters of the name belong to."""
    latin, cyrillic = _LATIN.findall(text), _CYRILLIC.findall(text)
    return str((latin if len(latin) <= len(cyrillic) else cyrillic)[0])
