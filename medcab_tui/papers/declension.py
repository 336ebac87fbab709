"""Names of people in the genitive and dative: «Кузнецовой Марии Павловны». Unknown ones stay as they are."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from medcab_tui.domain.patients import Sex

if TYPE_CHECKING:
    from pytrovich.maker import PetrovichDeclinationMaker

    from medcab_tui.domain.papers import Person

GENITIVE: Final = "genitive"
DATIVE: Final = "dative"

_RUSSIAN = re.compile(r"[А-ЯЁа-яё]+(?:-[А-ЯЁа-яё]+)*")
_LONGEST: Final = 60
_FOREIGN: Final = ("оглы", "кызы", "улы", "уулу", "заде")
"""Parts of a patronymic that never change."""


def declined(person: Person, case: str) -> str:
    """The full name in a case."""
    from pytrovich.enums import NamePart

    parts = (
        (NamePart.LASTNAME, person.surname),
        (NamePart.FIRSTNAME, person.given),
        (NamePart.MIDDLENAME, person.patronymic),
    )
    told = (_part(part, text, person.sex, case) for part, text in parts if text.strip())
    return " ".join(told)


def _part(part: Any, text: str, sex: Sex, case: str) -> str:
    """One part, word by word."""
    return " ".join(_word(part, word, sex, case) for word in text.split())


def _word(part: Any, word: str, sex: Sex, case: str) -> str:
    """A word, in capitals if it came so: the rules know small letters only."""
    if len(word) > 1 and word.isupper():
        return _made(part, word.title(), sex, case).upper()
    return _made(part, word, sex, case)


def _made(part: Any, word: str, sex: Sex, case: str) -> str:
    from pytrovich.enums import Case, Gender

    if not _RUSSIAN.fullmatch(word) or len(word) > _LONGEST or word.lower().endswith(_FOREIGN):
        return word
    gender = Gender.FEMALE if sex is Sex.FEMALE else Gender.MALE
    wanted = Case.GENITIVE if case == GENITIVE else Case.DATIVE
    try:
        made = _maker().make(part, gender, wanted, word)
    except Exception:  # a table of somebody else's: a name it breaks on stays as it is
        return word
    return made if isinstance(made, str) and made else word


@cache
def _maker() -> PetrovichDeclinationMaker:
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()
