"""How patients are found: a question becomes a few ranges of clustered tables, tried in turn until full.

Which word is the surname is not known, so each may be: it opens a range, the others filter inside it. Two
small dictionaries of the names there are say beforehand which ranges can hold anything.
"""

from __future__ import annotations

from collections.abc import Iterator

import apsw
from msgspec import Struct

from medcab_tui.domain.folding import LAST
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import PatientRow
from medcab_tui.domain.searching import (
    SHORTEST_DIGITS,
    Birth,
    Question,
    after_all,
    left_out,
    one_slip,
    similar_beginning,
)
from medcab_tui.store import former, merged, patient_index, patients
from medcab_tui.store.patient_rows import COLUMNS, row_of
from medcab_tui.store.search_filters import Filter, born, both, has_digits, has_words, without

MOST_SIMILAR = 10
FEW_HITS = 10
"""Slips of the keys are looked for when fewer were found as typed."""
LONGEST_TAIL = 5
"""Digits: fewer are looked for at the end of a number first, more at its beginning."""
SHORTEST_SLIP = 4
"""Letters: in shorter words a slip makes another word."""
_SURNAMES_TRIED = 60
_DIGITS_FEW = 1_000
_WHOLE_DATE = len("1958-03-14")
_PHONE = "t"
"""Before the digits of a phone, the last one first."""

_IS_SURNAME = "SELECT 1 FROM surname WHERE later = ? AND part >= ? AND part < ? LIMIT 1"
_IS_GIVEN = "SELECT 1 FROM given_name WHERE later = ? AND part >= ? AND part < ? LIMIT 1"
_SLIPS_FROM = "SELECT surname FROM surname_slip WHERE slip >= ? AND slip < ? LIMIT 2000"
_SLIPS_AT = "SELECT surname FROM surname_slip WHERE slip = ? LIMIT 2000"
_HOW_MANY = "SELECT count(*) FROM (SELECT 1 FROM patient_digits WHERE digits >= ? AND digits < ? LIMIT ?)"

_FROM_NAMES = f"SELECT {COLUMNS} FROM patient_by_name n WHERE n.fold >= ? AND n.fold < ?"
_FROM_YEAR = f"SELECT {COLUMNS} FROM patient_by_year n WHERE n.birth_year = ? AND n.fold >= ? AND n.fold < ?"
_FROM_SURNAMES = (
    f"SELECT {COLUMNS} FROM surname s CROSS JOIN patient_by_name n WHERE s.later = ? AND s.part >= ?"
    " AND s.part < ? AND n.fold >= s.surname || ' ' || ? AND n.fold < s.surname || ' ' || ?"
)
_LATER_NAMES = (
    f"SELECT {COLUMNS} FROM surname s CROSS JOIN patient_by_name n WHERE s.later = 1 AND s.part >= ?"
    " AND s.part < ? AND n.fold >= s.surname || ' ' AND n.fold < s.surname || '!'"
)
_LATER_YEAR = (
    f"SELECT {COLUMNS} FROM surname s CROSS JOIN patient_by_year n WHERE s.later = 1 AND s.part >= ?"
    " AND s.part < ? AND n.birth_year = ? AND n.fold >= s.surname || ' ' AND n.fold < s.surname || '!'"
)
_FROM_DIGITS = (
    f"SELECT {COLUMNS} FROM patient_digits d CROSS JOIN patient n ON n.id = d.id"
    " WHERE d.digits >= ? AND d.digits < ?"
)
_NUMBERED = "SELECT id FROM patient_digits WHERE digits >= ? AND digits < ?"
_FROM_PHONES = f"SELECT {COLUMNS} FROM patient_by_phone n WHERE n.tail >= ? AND n.tail < ?"
_FROM_PHONES_AND_CARDS = (
    f"SELECT {COLUMNS} FROM patient_by_phone t CROSS JOIN patient n ON n.id = t.id"
    " WHERE t.tail >= ? AND t.tail < ?"
)
_PHONED = "SELECT id FROM patient_by_phone WHERE tail >= ? AND tail < ?"
_HOW_MANY_PHONES = (
    "SELECT count(*) FROM (SELECT 1 FROM patient_by_phone WHERE tail >= ? AND tail < ? LIMIT ?)"
)
_FROM_DAY = f"SELECT {COLUMNS} FROM patient_by_day n WHERE n.day = ? AND n.fold >= ? AND n.fold < ?"


class Answer(Struct, frozen=True):
    """Rows as typed, in the order of the list, at most `limit` + 1; and rows found by a slip."""

    rows: tuple[PatientRow, ...]
    similar: tuple[PatientRow, ...]
    understood: bool


def find(connection: apsw.Connection, question: Question, limit: int) -> Answer:
    """Answers a question; `understood` is false when nothing in it is worth searching by."""
    search = _Search(connection, question)
    if not search.keyed():
        return Answer((), (), understood=False)
    rows = search.rows(limit + 1)
    similar = search.similar(rows) if len(rows) < FEW_HITS else ()
    if merged.exist(connection):
        rows = patients.led(connection, rows)
        known = {row.id for row in rows}
        before = former.found(connection, question, (key for one in search.digits for key in _keys(one)))
        rows = (*rows, *(patients.row(connection, one) for one in before if one not in known))[: limit + 1]
    return Answer(rows, _others(patients.led(connection, similar), rows), understood=True)


def _others(similar: tuple[PatientRow, ...], rows: tuple[PatientRow, ...]) -> tuple[PatientRow, ...]:
    seen = {row.id for row in rows}
    return tuple(row for row in similar if row.id not in seen)


class _Search:
    def __init__(self, connection: apsw.Connection, question: Question) -> None:
        self.connection = connection
        self.question = question
        self.surnames = [word for word in dict.fromkeys(question.words) if self._begins_surname(word)]
        self.first = self._given(0)
        self.later = self._given(1)
        self.given = self.first | self.later
        self.years = next((birth for birth in question.births if birth.key), None)
        self.day = next(
            (patient_index.day_of(f"0000{one.ending}") for one in question.births if one.ending), ""
        )
        """Born on it in any year, or in one of several."""
        self.digits = [number for number in question.digits if len(number) >= SHORTEST_DIGITS]

    def keyed(self) -> bool:
        """A surname, a birth date or year, or four digits. An unknown word is taken for a surname."""
        strangers = [word for word in self.question.words if word not in self.given]
        return bool(self.years or self.digits or self.surnames or strangers)

    def rows(self, most: int) -> tuple[PatientRow, ...]:
        found: dict[Id, tuple[str, PatientRow]] = {}
        self._take(self._plans(), found, most)
        if not found or len(self.question.words) == 1:
            self._take(self._wider(), found, most)
        if not found or not self.question.words:
            self._take(self._as_tails(), found, most)
        return tuple(row for _, row in sorted(found.values(), key=lambda hit: (hit[0], hit[1].id)))[:most]

    def _take(
        self,
        plans: Iterator[tuple[str, tuple[object, ...]]],
        found: dict[Id, tuple[str, PatientRow]],
        most: int,
    ) -> None:
        for sql, values in plans if len(found) < most else ():
            for fold, *columns in self.connection.execute(f"{sql} LIMIT ?", (*values, most)):
                row = row_of(columns)
                found.setdefault(row.id, (fold, row))
            if len(found) >= most:
                return

    def similar(self, rows: tuple[PatientRow, ...]) -> tuple[PatientRow, ...]:
        """Patients whose surname is one slip away from a word, the other words and numbers fitting."""
        seen = {row.id for row in rows}
        found: list[PatientRow] = []
        words = () if self.digits else self.question.words
        for word in words:
            if len(word) < SHORTEST_SLIP or (word in self.given and len(words) > 1):
                continue
            kept = both(has_words(without(words, word)), self._births())
            for surname in self._slips(word):
                for sql, values in self._in_surname(surname, kept):
                    for _, *columns in self.connection.execute(f"{sql} LIMIT ?", (*values, MOST_SIMILAR)):
                        row = row_of(columns)
                        if row.id not in seen:
                            seen.add(row.id)
                            found.append(row)
                if len(found) >= MOST_SIMILAR:
                    return tuple(found[:MOST_SIMILAR])
        return tuple(found)

    def _plans(self) -> Iterator[tuple[str, tuple[object, ...]]]:
        if self.digits:
            yield from self._by_digits(self.digits[0], self.digits[1:])
            return
        for word in self.surnames:
            others = without(self.question.words, word)
            if self.given.issuperset(others):
                yield from self._by_surname(word, others)
            yield from self._by_later_part(word, others)
        if self.years and not self.question.words:
            yield from self._by_birth(self.years)

    def _wider(self) -> Iterator[tuple[str, tuple[object, ...]]]:
        """Where more is read than found: a whole year for a given name, a whole surname for patronymics."""
        if self.digits:
            return
        if self.years:
            if self.question.words and self.given.issuperset(self.question.words):
                yield from self._by_birth(self.years)
            return
        for word in self.surnames:
            others = without(self.question.words, word)
            if len(others) > 1 and self.later.issuperset(others):
                kept = both(has_words(others), self._births())
                yield _FROM_NAMES + kept.sql, (word, after_all(word), *kept.values)

    def _as_tails(self) -> Iterator[tuple[str, tuple[object, ...]]]:
        """A number that would be a year or a date may after all be the tail of a phone."""
        for birth in self.question.births if not self.digits else ():
            if birth.digits:
                yield from self._by_digits(birth.digits, [], instead_of=birth)

    def _by_surname(self, word: str, others: tuple[str, ...]) -> Iterator[tuple[str, tuple[object, ...]]]:
        births = self._births()
        if self.years:
            kept = both(has_words(others), births)
            for year in _single_years(self.years):
                yield _FROM_YEAR + kept.sql, (year, word, after_all(word), *kept.values)
        elif self.day:
            kept = both(has_words(others), births)
            yield _FROM_DAY + kept.sql, (self.day, word, after_all(word), *kept.values)
        else:
            for other in others:
                if other in self.first:
                    kept = both(has_words(without(others, other)), births)
                    values = (word, after_all(word), other, after_all(other), *kept.values)
                    yield _FROM_SURNAMES + kept.sql, (0, *values)
                    yield _FROM_SURNAMES + kept.sql, (1, *values)
            if len(others) < 2 and self.later.issuperset(others):
                kept = both(has_words(others), births)
                yield _FROM_NAMES + kept.sql, (word, after_all(word), *kept.values)

    def _by_later_part(self, word: str, others: tuple[str, ...]) -> Iterator[tuple[str, tuple[object, ...]]]:
        """«Петров» finds Иванов-Петров."""
        if not self._has(_IS_SURNAME, 1, word, after_all(word)):
            return
        kept, later = both(has_words(others, whole=True), self._births()), (word, after_all(word))
        if self.years:
            for year in _single_years(self.years):
                yield _LATER_YEAR + kept.sql, (*later, year, *kept.values)
        else:
            yield _LATER_NAMES + kept.sql, (*later, *kept.values)

    def _in_surname(self, surname: str, kept: Filter) -> Iterator[tuple[str, tuple[object, ...]]]:
        """Everybody of exactly this surname whom the rest of the question fits."""
        low, high = f"{surname} ", f"{surname}!"
        if self.years:
            for year in _single_years(self.years):
                yield _FROM_YEAR + kept.sql, (year, low, high, *kept.values)
        elif self.day:
            yield _FROM_DAY + kept.sql, (self.day, low, high, *kept.values)
        else:
            yield _FROM_NAMES + kept.sql, (low, high, *kept.values)

    def _by_birth(self, birth: Birth) -> Iterator[tuple[str, tuple[object, ...]]]:
        kept = both(has_words(self.question.words, whole=True), self._births())
        for low, high in birth.ranges:
            if len(low) == _WHOLE_DATE:
                yield _FROM_DAY + kept.sql, (patient_index.day_of(low), "", LAST, *kept.values)
            else:  # a month, or a date that is being typed: many of a year
                for year in range(int(low[:4]), int(high) if len(low) == 4 else int(low[:4]) + 1):
                    yield _FROM_YEAR + kept.sql, (year, "", LAST, *kept.values)

    def _by_digits(
        self, number: str, others: list[str], instead_of: Birth | None = None
    ) -> Iterator[tuple[str, tuple[object, ...]]]:
        kept = both(
            has_words(self.question.words, whole=True),
            self._births(instead_of),
            *(has_digits(other) for other in others),
        )
        for key in _keys(number):
            if self.surnames and self._many(key):
                continue
            if not key.startswith(_PHONE):
                yield _FROM_DIGITS + kept.sql, (key, after_all(key), *kept.values)
                continue
            tail = key.removeprefix(_PHONE)
            sql = _FROM_PHONES_AND_CARDS if others else _FROM_PHONES
            yield sql + kept.sql, (tail, after_all(tail), *kept.values)
        if self.surnames and any(map(self._many, _keys(number))):
            numbers = both(*map(_numbered, (number, *others)))
            for word in self.surnames:
                named = both(has_words(without(self.question.words, word)), self._births(instead_of), numbers)
                yield _FROM_NAMES + named.sql, (word, after_all(word), *named.values)

    def _births(self, left: Birth | None = None) -> Filter:
        return born(birth for birth in self.question.births if birth is not left)

    def _slips(self, word: str) -> list[str]:
        """Surnames one slip away, those of like length first: leaving a letter out gives a common rest."""
        looked: set[str] = set()
        for rest in {word, *left_out(word)}:
            if rest == word[:-1]:
                rows = self.connection.execute(_SLIPS_AT, (rest,))
            else:
                rows = self.connection.execute(_SLIPS_FROM, (rest, after_all(rest)))
            looked.update(surname for (surname,) in rows)
        fitting = [
            (len(parts), not one_slip(word, surname), abs(len(surname) - len(word)), surname)
            for surname in looked
            for parts in [{surname, *surname.split("-")}]
            if not any(part.startswith(word) for part in parts)
            and any(similar_beginning(word, part) for part in parts)
        ]
        return [surname for *_, surname in sorted(fitting)[:_SURNAMES_TRIED]]

    def _begins_surname(self, word: str) -> bool:
        return self._has(_IS_SURNAME, 0, word, after_all(word)) or self._has(
            _IS_SURNAME, 1, word, after_all(word)
        )

    def _given(self, later: int) -> set[str]:
        return {word for word in self.question.words if self._has(_IS_GIVEN, later, word, after_all(word))}

    def _many(self, key: str) -> bool:
        sql = _HOW_MANY_PHONES if key.startswith(_PHONE) else _HOW_MANY
        low = key.removeprefix(_PHONE)
        counted = self.connection.execute(sql, (low, after_all(low), _DIGITS_FEW)).fetchone()
        return counted is not None and counted[0] >= _DIGITS_FEW

    def _has(self, sql: str, *values: object) -> bool:
        return self.connection.execute(sql, values).fetchone() is not None


def _keys(number: str) -> tuple[str, ...]:
    """Under which digits a number is looked for: СНИЛС, policy, tails of a phone and of СНИЛС."""
    phone = number[1:] if len(number) == 11 and number[0] in "78" else number
    begins, ends = ("s" + number, "p" + number), (_PHONE + phone[::-1], "r" + number[::-1])
    # A few digits are how a phone ends: among a million people as many numbers begin with them by chance.
    return (*ends, *begins) if len(number) <= LONGEST_TAIL else (*begins, *ends)


def _numbered(number: str) -> Filter:
    """Whoever has this number: the numbers are gone through once, not once for everybody of a surname."""
    keys = _keys(number)
    ranges = " UNION ALL ".join(_PHONED if key.startswith(_PHONE) else _NUMBERED for key in keys)
    begun = [key.removeprefix(_PHONE) for key in keys]
    return Filter(f" AND n.id IN ({ranges})", tuple(end for one in begun for end in (one, after_all(one))))


def _single_years(birth: Birth) -> tuple[int, ...]:
    return tuple(int(low[:4]) for low, _ in birth.ranges)
