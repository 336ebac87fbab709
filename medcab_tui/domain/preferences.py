"""What a worker likes to see: filters of lists, kept under names."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from medcab_tui.domain import names
from medcab_tui.domain.errors import Invalid

MOST_FILTERS: Final = 9
"""Filters kept for one list: each has a digit."""

LONGEST_NAME: Final = 40
LONGEST_TEXT: Final = 200


class Wanted(Struct, frozen=True):
    """What a list is to show. chosen: choice and option, by name; text: words in a row; order: by what."""

    chosen: tuple[tuple[str, str], ...] = ()
    text: str = ""
    order: str = ""

    def option(self, choice: str) -> str:
        """The option taken of a choice; "" for all."""
        return next((option for name, option in self.chosen if name == choice), "")

    def having(self, choice: str, option: str) -> Wanted:
        """The same with another option of a choice; "" takes all."""
        kept = tuple(pair for pair in self.chosen if pair[0] != choice)
        chosen = (*kept, (choice, option)) if option else kept
        return Wanted(tuple(sorted(chosen)), self.text, self.order)

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.chosen or self.text.split())


class SavedFilter(Struct, frozen=True):
    """A filter under its name. place: of which list."""

    place: str
    name: str
    wanted: Wanted = field(default_factory=Wanted)


def check_filter(name: str, wanted: Wanted) -> str:
    """The name as it is kept; raises Invalid."""
    tidy = names.tidy(name)
    if not tidy:
        raise Invalid("filter.name", "name")
    if len(tidy) > LONGEST_NAME:
        raise Invalid("text.long", "name", most=str(LONGEST_NAME))
    if len(wanted.text) > LONGEST_TEXT:
        raise Invalid("text.long", "text", most=str(LONGEST_TEXT))
    if not wanted.narrows and not wanted.order:
        raise Invalid("filter.empty", "name")
    return tidy
