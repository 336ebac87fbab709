"""What a refusal says to a person: a sentence and what to do, in the reader's language.

One entry for every code that domain, store and cabinet raise, in the table of its room beside this; a test
compares the two. Imports no textual: the command line tells faults with the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from msgspec import Struct

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _


class Words(Struct, frozen=True):
    """A sentence and its remedy, translated and filled in. The remedy may be empty."""

    sentence: str
    remedy: str

    @property
    def whole(self) -> str:
        """Both, as one paragraph."""
        return f"{self.sentence} {self.remedy}".strip()


_TABLES: Final = {
    "door": "sign_in second_factor step_up recovery keyring",
    "store": "store backup",
    "accounts": "login password organisation post roles worker",
    "patients": (
        "name birth snils policy phone text diagnosis record reason patient chart ogrn passport email "
        "since allergy problem encounter revision result prescription"
    ),
    "schedule": "visit appointment hours",
    "home": "task request note message when postpone",
    "documents": "document paper file picture export",
    "signatures": "signature",
    "services": "exchange sending conflict mail link stand delivery quiet service reminders region",
    "reference": "reference",
    "imports": "import",
    "access": "card access",
    "orders": "order",
    "vitals": "vitals",
    "merges": "merge",
    "everywhere": "forbidden action batch filter template theme",
}
"""By the modules here: the first words of the codes each of them tells. Only what is told is loaded."""
_TABLE_OF: Final = {first: table for table, firsts in _TABLES.items() for first in firsts.split()}


def words_of(refused: Refused) -> Words:
    """The words for a refusal. A code without words (a mistake of ours) is shown as the code."""
    table = _TABLE_OF.get(refused.code.partition(".")[0], "everywhere")
    known = _table(table).get(refused.code)
    if known is None:
        return Words(_("The cabinet refused: {code}.").format(code=refused.code), "")
    written = _written(table)
    values = _Values(
        {name: written.get(name, str)(one_line(value)) for name, value in refused.values.items()}
    )
    return Words(*(_(text).format_map(values) for text in known))


def sentence(refused: Refused) -> str:
    """Sentence and remedy as one line."""
    return words_of(refused).whole


def every() -> dict[str, tuple[str, str]]:
    """The words of every code, untranslated."""
    return {code: words for table in _TABLES for code, words in _table(table).items()}


def _table(name: str) -> Mapping[str, tuple[str, str]]:
    words: Mapping[str, tuple[str, str]] = import_module(f"{__name__}.{name}").WORDS
    return words


def _written(name: str) -> Mapping[str, Callable[[str], str]]:
    """How a table's values are written for people, where that is not as they came."""
    found: Mapping[str, Callable[[str], str]] = getattr(import_module(f"{__name__}.{name}"), "VALUES", {})
    return found


class _Values(dict[str, str]):
    """A value that was not given shows as a dash instead of raising."""

    def __missing__(self, key: str) -> str:
        return "—"
