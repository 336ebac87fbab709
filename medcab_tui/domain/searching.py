"""What a search line means: beginnings of words, births and digits, in any order. Pure; no word is syntax."""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct

from medcab_tui.domain.folding import LAST, fold, name_part

SHORTEST_DIGITS = 4
LONGEST_LINE = 200
"""Characters that are looked at: nobody is found by more, and what is pasted may be anything."""
MOST_PARTS = 8
OLDEST_YEAR = 1880
ANY_YEAR = (("1", "3"),)
"""The range of a birth of which only day and month are said."""
_NUMBER = re.compile(r"[+(]?\d[\d\-‐‑–().+/]*")
_SIGNS = re.compile(r"[^\w\-‐‑–—]")
_SNILS = re.compile(r"\d{3}[-\s]?\d{3}[-\s]?\d{3}[-\s]\d{1,2}")
_POLICY = re.compile(r"\d{4}(?: \d{4}){1,2} \d{1,4}|\d{16}")
_PHONE = re.compile(r"(?:\+7|[78])[\s(-]{1,2}\d{3}\)?[\s-]?\d[\d\s-]*|\+7\d+")
_YEAR_FIRST = re.compile(r"(\d{4})[-./](?:(\d{1,2})(?:[-./](\d{0,2}))?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{0,4}))?")
_BARE = re.compile(r"\d{8}")


class Birth(Struct, frozen=True):
    """Births that a number may mean.

    ranges: half-open ranges of ISO dates as text. ending: «-MM-DD», where the year is not said or not whole.
    key: one may search by it alone. digits: the same number if it may also be the tail of a phone.
    """

    ranges: tuple[tuple[str, str], ...]
    ending: str
    key: bool
    digits: str

    def covers(self, birth: str) -> bool:
        """Whether an ISO date is one of those meant."""
        return any(low <= birth < high for low, high in self.ranges) and birth.endswith(self.ending)


class Question(Struct, frozen=True):
    """A search line, understood."""

    words: tuple[str, ...]
    births: tuple[Birth, ...]
    digits: tuple[str, ...]
    typed: tuple[str, ...]
    """What to highlight: folded beginnings and numbers as they were typed."""

    @property
    def empty(self) -> bool:
        return not (self.words or self.births or self.digits)


def understand(text: str, today: date) -> Question:
    """Takes a line apart; `today` bounds which numbers can be years of birth."""
    words: list[str] = []
    births: list[Birth] = []
    digits: list[str] = []
    typed: list[str] = []
    for token in _tokens(fold(text[:LONGEST_LINE]))[:MOST_PARTS]:
        if not _NUMBER.fullmatch(token) and not any(map(str.isdigit, token)):
            if word := name_part(_SIGNS.sub("", token)):
                words.append(word)
                typed.append(word)
            continue
        typed.append(token)
        birth = _birth(token, today)
        if birth is not None:
            births.append(birth)
        elif bare := "".join(filter(str.isdecimal, token)):
            digits.append(bare)
    return Question(tuple(words), tuple(births), tuple(digits), tuple(typed))


def _tokens(text: str) -> list[str]:
    """Words and numbers; a number people write with spaces inside is one."""
    line = text
    for pattern in (_PHONE, _SNILS, _POLICY):
        line = re.sub(rf"(?<!\S){pattern.pattern}(?!\S)", _joined, line)
    return line.replace(",", " ").replace(";", " ").split()


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"[\s()]", "", found[0])


def _birth(token: str, today: date) -> Birth | None:
    if token.isdecimal():
        return _year(token, today) if len(token) <= 4 else _whole_date(token, today)
    if match := _YEAR_FIRST.fullmatch(token):
        return _from_year(match[1], match[2] or "", match[3] or "", today)
    if match := _DAY_FIRST.fullmatch(token):
        return _from_day(int(match[1]), int(match[2]), match[3] or "", today)
    return None


def _year(token: str, today: date) -> Birth | None:
    """A whole year, the beginning of one, or its last two digits."""
    if len(token) == 4:
        number = int(token)
        plausible = OLDEST_YEAR <= number <= today.year
        return Birth(_years([number]), "", key=True, digits=token) if plausible else None
    begun = [year for year in range(OLDEST_YEAR, today.year + 1) if str(year).startswith(token)]
    if not begun and len(token) == 2:
        begun = [year for year in range(OLDEST_YEAR, today.year + 1) if year % 100 == int(token)]
    return Birth(_years(begun), "", key=False, digits="") if begun else None


def _years(numbers: list[int]) -> tuple[tuple[str, str], ...]:
    ranges: list[tuple[str, str]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == str(number):
            ranges[-1] = (ranges[-1][0], str(number + 1))
        else:
            ranges.append((str(number), str(number + 1)))
    return tuple(ranges)


def _whole_date(token: str, today: date) -> Birth | None:
    """14031958 or 19580314."""
    if not _BARE.fullmatch(token):
        return None
    for year, month, day in ((token[4:], token[2:4], token[:2]), (token[:4], token[4:6], token[6:])):
        said = _date(year, month, day)
        if said is not None and OLDEST_YEAR <= said.year <= today.year:
            return Birth(((said.isoformat(), said.isoformat() + LAST),), "", key=True, digits=token)
    return None


def _from_year(year: str, month: str, day: str, today: date) -> Birth | None:
    """1958-03-14 and its beginnings."""
    if not OLDEST_YEAR <= int(year) <= today.year:
        return None
    if not month:
        return Birth(_years([int(year)]), "", key=True, digits="")
    if len(month) == 1 and day:
        month = f"0{month}"
    begun = "-".join(part for part in (year, month, day) if part)
    return Birth(((begun, begun + LAST),), "", key=True, digits="")


def _from_day(day: int, month: int, year: str, today: date) -> Birth | None:
    """14.03.1958, also before the year is typed to its end."""
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    ending = f"-{month:02d}-{day:02d}"
    if len(year) == 4:
        if not OLDEST_YEAR <= int(year) <= today.year:
            return None
        return Birth(((year + ending, year + ending + LAST),), "", key=True, digits="")
    begun = _year(year, today) if year else Birth(ANY_YEAR, "", key=False, digits="")
    return Birth(begun.ranges, ending, key=False, digits="") if begun else None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def after_all(beginning: str) -> str:
    """The end of the range of texts with a beginning."""
    return beginning + LAST


def one_slip(typed: str, written: str) -> bool:
    """Whether one letter put in, left out, replaced, or two neighbours swapped makes the one the other."""
    if typed == written or abs(len(typed) - len(written)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(written)) and typed[start] == written[start]:
        start += 1
    one, other = typed[start:], written[start:]
    if len(one) == len(other):
        return one[1:] == other[1:] or (one[:2] == other[1::-1] and one[2:] == other[2:])
    return one[1:] == other if len(one) > len(other) else one == other[1:]


def similar_beginning(typed: str, written: str) -> bool:
    """One slip in the whole word or inside its beginning, but not in its last letter: that may just go on."""
    if one_slip(typed, written):
        return True
    return any(
        written[length - 1 : length] == typed[-1:] and one_slip(typed, written[:length])
        for length in (len(typed) - 1, len(typed), len(typed) + 1)
        if 0 < length <= len(written)
    )


def left_out(word: str) -> frozenset[str]:
    """The word with each one of its letters left out."""
    return frozenset(word[:place] + word[place + 1 :] for place in range(len(word)))
