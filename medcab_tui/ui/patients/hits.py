"""The list under the search field: hits, then likenesses, then a warning about people easily confused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from textual import events

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import Found, Hit
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.patients.columns import hit_columns
from medcab_tui.ui.patients.printing import grouped
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.window import Note


class HitList(RowList):
    """Found patients. Remembers whether the hand moved to the row: Enter alone opens only a sure hit."""

    def __init__(self, today: Callable[[], date], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(
            hit_columns(today), key=lambda hit: hit.row.id, lit=True, id=id, empty=self._nothing, title=" "
        )
        self._chosen = False
        self._words = _start

    @property
    def sure(self) -> bool:
        """Whether Enter may open the row: the only such person, or one that was chosen by arrow or mouse."""
        row = self.cursor_row
        return isinstance(row, Hit) and (self._chosen or not (row.similar or row.namesake))

    def show(self, text: str, found: Found | None, meant: str = "") -> None:
        """An answer to what was typed, or to what was meant by it; None for an empty field."""
        self._chosen = False
        self._words = _start if found is None else _not_understood if not found.understood else _nobody
        self.set_rows(answer_rows(found) if found else (), keep=False)
        said = _("keyboard layout: read as “{text}”").format(text=one_line(meant)) if meant else ""
        self.set_title(answer_title(text, found), said)

    def refresh_found(self, found: Found) -> None:
        """The same question answered again: the cursor and what was chosen stay."""
        self.set_rows(answer_rows(found))

    def _nothing(self) -> str:
        return self._words()

    # Any step or click is a choice, also one that cannot go further.

    def action_step(self, delta: int) -> None:
        self._chosen = True
        super().action_step(delta)

    def action_page(self, sign: int) -> None:
        self._chosen = True
        super().action_page(sign)

    def action_top(self) -> None:
        self._chosen = True
        super().action_top()

    def action_bottom(self) -> None:
        self._chosen = True
        super().action_bottom()

    def on_click(self, event: events.Click) -> None:
        self._chosen = True
        super().on_click(event)


def answer_title(text: str, found: Found | None) -> str:
    """«Найдено 3 из 1 000 000»."""
    if found is None or not text.strip():
        return _("Search")
    if not found.understood:
        return _("Not searched yet")
    count = grouped(len(found.hits)) + ("+" if found.more else "")
    return _("Found {count} of {total}").format(count=count, total=grouped(found.total))


def answer_rows(found: Found) -> list[Any]:
    """Hits, likenesses under a line of their own, and the warnings, with blank lines between."""
    rows: list[Any] = list(found.hits)
    if found.similar:
        rows += [Note()] if rows else []
        rows.append(Note((("≈ " + _("similar (a typo): Enter does not open, choose with an arrow"), "dim"),)))
        rows += found.similar
    warnings = namesake_warnings((*found.hits, *found.similar))
    if warnings:
        rows.append(Note())
        rows += [Note(((words, "warning"),)) for words in warnings]
    return rows


def namesake_warnings(hits: Sequence[Hit]) -> list[str]:
    """One line for each name and year that several of the found share."""
    groups: dict[tuple[str, int], list[Hit]] = {}
    for hit in hits:
        if hit.namesake:
            groups.setdefault((hit.row.surname, hit.row.birth.year), []).append(hit)
    words = []
    for (surname, year), group in groups.items():
        given = _shared([hit.row.given for hit in group])
        name = one_line(f"{surname} {given}*" if given else surname)
        words.append(
            ngettext(
                "⚠ {n} patient «{name}» born in {year}: compare the day of birth",
                "⚠ {n} patients «{name}» born in {year}: compare the day of birth",
                len(group),
            ).format(n=len(group), name=name, year=year)
        )
    return words[:3]


def _shared(words: Sequence[str]) -> str:
    """The beginning that all the words have."""
    least, greatest = min(words), max(words)
    same = (at for at, letter in enumerate(least) if greatest[at : at + 1] != letter)
    return least[: next(same, len(least))]


def _start() -> str:
    return _(
        "Type a surname, a birth date or year, SNILS, policy or the end of a phone number, in any order: "
        "«кузн мар 1958»."
    )


def _not_understood() -> str:
    return _(
        "Add a surname, a birth date or year, or at least four digits of a number: «кузн мар 1958», «6789»."
    )


def _nobody() -> str:
    return _("Nobody was found. Ctrl+N opens a card for a new patient.")
