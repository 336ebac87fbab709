"""What was probably meant by a value that is written wrong. Offered, never put in by itself.

Every function takes any text and gives whole values to write instead, the likeliest first; none when nothing
is likely.
"""

from __future__ import annotations

import re
from typing import Final

from medcab_tui.domain import identifiers
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.layouts import other_layout
from medcab_tui.domain.names import tidy

ALIKE: Final[dict[str, str]] = {
    latin: cyrillic
    for latins, cyrillics in (("ABCEHKMOPTXYaceopxykmtË", "АВСЕНКМОРТХУасеорхукмтЁ"), ("ë", "ё"))
    for latin, cyrillic in zip(latins, cyrillics, strict=True)
}
"""Latin letter → the Cyrillic one that looks the same."""

_LATIN_OF: Final = {cyrillic: latin for latin, cyrillic in ALIKE.items() if latin.isascii()}
_DIGITS_OF: Final = str.maketrans("ОоOoЗзбIlІ", "0000336111")
"""Letters that are typed, or read by a scanner, where a digit stands."""

_TOGETHER: Final = re.compile(r"(?<=[а-яё])(?=[А-ЯЁ][а-яё])")
_PREFIXES: Final = frozenset({"мак", "ди", "ла", "ле", "де", "дю", "ван", "фон", "дель", "о"})
"""Beginnings of surnames after which a capital stands without a space: «МакДональд»."""

_NAME: Final = re.compile(r"[А-Яа-яЁё]+(?:[ '’ʼ-][А-Яа-яЁё]+)*")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_AT: Final = re.compile(r'\s*(?:"|№|\(at\)|\[at\]|\bсобака\b|\s@|@\s)\s*', re.IGNORECASE)
_LONGEST: Final = 200
_SPACED_INDEX: Final = re.compile(r"^([1-6]\d{2})[ -](\d{3})(?!\d)")
_INDEX_LATER: Final = re.compile(r"[\s,;]*(?<!\d)([1-6]\d{5})(?!\d)[\s,;]*")


def first_latin(text: str) -> tuple[str, int] | None:
    """The first Latin letter and its place from one; None if there is none."""
    return next(((c, n) for n, c in enumerate(text, 1) if c.isalpha() and _latin(c)), None)


def _latin(letter: str) -> bool:
    return letter < "\u0250"


def words_run_together(text: str) -> tuple[str, ...]:
    """The words of «ИвановаАнна»: a capital letter inside begins another one. One word gives itself."""
    words: list[str] = []
    for piece in _TOGETHER.split(text):
        if words and words[-1].rpartition("-")[2].casefold() in _PREFIXES:
            words[-1] += piece
        elif piece:
            words.append(piece)
    return tuple(words)


def names_meant(text: str) -> tuple[str, ...]:
    """Names in Cyrillic: letters that look alike, the other layout, words that run together, stray signs."""
    text = tidy(text[:_LONGEST])
    found: list[str] = []
    latin = first_latin(text)
    if latin is not None:
        found.append("".join(ALIKE.get(letter, letter) for letter in text))
        if not re.search("[А-Яа-яЁё]", text):
            found.append(_capital(other_layout(text)))
            found.reverse()
    else:
        if re.search(r"[\[\]{};,<>`~\"]", text):
            found.append(_capital("".join(_letter_of_key(sign) for sign in text)))
        found.append(re.sub(r"[^А-Яа-яЁё'’ʼ -]+", " ", text))
    spaced = (" ".join(words_run_together(tidy(one).strip("-'’ʼ "))) for one in found)
    good = (one for one in spaced if one != text and _NAME.fullmatch(one))
    return tuple(dict.fromkeys(good))


def _letter_of_key(sign: str) -> str:
    other = other_layout(sign)
    return other if sign in '[]{};,<>`~"' and other.isalpha() else sign


def _capital(text: str) -> str:
    """«ИВАНОВ» and «иванов» stay as they were typed, but for the first letter of each word."""
    return re.sub(r"(?<![^\s-])[а-яё]", lambda first: first[0].upper(), text)


def phones_meant(text: str) -> tuple[str, ...]:
    """«8 (912) 345-67-89», «9123456789» and 7 without a plus, with the country code."""
    text = text[:_LONGEST].translate(_DIGITS_OF)
    try:
        meant = identifiers.print_phone(identifiers.check_phone(text.strip()))
    except Refused:
        return ()
    return (meant,) if meant != text else ()


def emails_meant(text: str) -> tuple[str, ...]:
    """An address whose «@» came out as another sign, with a comma for the dot, or in the other layout."""
    plain = text[:_LONGEST].strip()
    found = []
    if plain:
        signs = _AT.sub("@", plain, count=1) if plain.count("@") < 2 else plain
        found.append(signs.replace(",", "."))
        found.append("".join(_LATIN_OF.get(letter, letter) for letter in found[0]))
        if not found[-1].isascii():
            keys = re.sub("[А-Яа-яЁё]+", lambda run: other_layout(run[0]), plain)
            found.append(_AT.sub("@", keys, count=1))
    squeezed = ("".join(one.split()) for one in found)
    good = (one for one in squeezed if one != text and _EMAIL.fullmatch(one) and one.isascii())
    return tuple(dict.fromkeys(good))


def addresses_meant(text: str) -> tuple[str, ...]:
    """The postal index written in one piece and put in front. An index that is not there can't be known."""
    text = tidy(text[: _LONGEST * 2])
    joined = _SPACED_INDEX.sub(r"\1\2", text)
    index = _INDEX_LATER.search(joined)
    if index is None or not index[0]:
        return ()
    rest = tidy(f"{joined[: index.start()]}, {joined[index.end() :]}").strip(" ,;")
    meant = f"{index[1]}, {rest}" if rest else index[1]
    return (meant,) if meant != text else ()


def digits_meant(text: str) -> tuple[str, ...]:
    """A number in which letters stand for the digits they look like: «О» for 0, «З» for 3."""
    meant = tidy(text[:_LONGEST]).translate(_DIGITS_OF)
    return (meant,) if meant != text and re.search(r"\d", meant) else ()


def codes_meant(text: str) -> tuple[str, ...]:
    """A code in Latin letters that was typed in Cyrillic ones, by their looks and by their keys."""
    plain = "".join(text[:_LONGEST].split()).upper().replace(",", ".")
    alike = "".join(_LATIN_OF.get(letter, letter) for letter in plain)
    found = (plain, alike, other_layout(plain).upper())
    return tuple(dict.fromkeys(one for one in found if one != text and one.isascii() and one))
