"""What a filter asks and how it is told: choices, orders, the line over a list, the lines of the open bar."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct

from medcab_tui.domain.folding import fold
from medcab_tui.domain.preferences import SavedFilter, Wanted
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.shell.filtering import matching
from medcab_tui.ui.widgets.glyphs import CUT, MARK
from medcab_tui.ui.widgets.lines import Line, Run, sides, width_of

Row = TypeVar("Row")


class Choice(Struct, frozen=True):
    """One thing a list can be narrowed by: its name, its title, and the options with their titles.

    Titles are in the reader's language. «All» comes first by itself.
    """

    name: str
    title: str
    options: tuple[tuple[str, str], ...]

    def told(self, option: str) -> str:
        """The title of an option; an option that is not offered any more stands for itself."""
        return next((title for value, title in self.options if value == option), option)


class Order(Struct, frozen=True):
    """One order a list can stand in. key: what of a row is compared; None where the store sorts."""

    name: str
    title: str
    key: Callable[[Any], Any] | None = None
    down: bool = False


def sifted(
    rows: Iterable[Row],
    wanted: Wanted,
    by: Mapping[str, Callable[[Row], str | Collection[str]]],
    *,
    told: Callable[[Row], Iterable[str]] | None = None,
    orders: Sequence[Order] = (),
) -> tuple[Row, ...]:
    """The rows a filter lets through, in its order.

    by: for each choice what of a row is compared with the option: a value, or several of which one has to be
    it. told: the texts of a row in which the typed words are looked for.
    """
    kept = tuple(row for row in rows if all(_fits(by[name](row), option) for name, option in wanted.chosen
                                            if name in by))  # fmt: skip
    if told is not None:
        kept = matching(kept, wanted.text, told)
    order = next((one for one in orders if one.name == wanted.order), None)
    if order is not None and order.key is not None:
        kept = tuple(sorted(kept, key=order.key, reverse=order.down))
    return kept


def _fits(value: str | Collection[str], option: str) -> bool:
    return value == option if isinstance(value, str) else option in value


def words_of_filter(wanted: Wanted, choices: Sequence[Choice], orders: Sequence[Order]) -> list[str]:
    """A filter in a few words, one for each thing it asks."""
    titles = {choice.name: choice for choice in choices}
    said = [titles[name].told(option) for name, option in wanted.chosen if name in titles]
    if wanted.text.split():
        said.append(_("“{text}”").format(text=wanted.text.strip()))
    order = next((one for one in orders if one.name == wanted.order), None)
    if order is not None:
        said.append(_("order: {title}").format(title=order.title))
    return said


def found_words(count: int | None) -> str:
    """«найдено 12»; nothing while it is not known."""
    return "" if count is None else ngettext("found {count}", "found {count}", count).format(count=count)


def closed_line(said: Sequence[str], found: int | None, width: int, *, cleared: bool = True) -> Line:
    """«фильтр: ждут · мои     найдено 12 · ✕ Esc»; the key only where it takes the filter away."""
    left: list[Run] = [(" ", ""), (_("filter:"), "dim"), (" ", "")]
    if not said:
        left = [(" ", ""), (_("filter: nothing is left out"), "dim")]
    for number, text in enumerate(said):
        left += [(" · ", "dim"), (text, "bold accent")] if number else [(text, "bold accent")]
    right: list[Run] = [(found_words(found), "text"), ("  ✕ Esc " if said and cleared else " ", "key")]
    return sides(left, right, width)


def option_line(choice: Choice, option: str, *, here: bool, title_width: int, width: int) -> Line:
    """«▌статус   [ждут]  в работе»: what is taken stands in brackets, in sight."""
    offered = (("", _("all")), *choice.options)
    if option and all(value != option for value, _title in choice.options):
        offered = (*offered, (option, option))
    cells: list[Run] = []
    for value, title in offered:
        cells.append((f"[{title}]", "bold accent") if value == option else (f" {title} ", "dim"))
    taken = next(place for place, (value, _title) in enumerate(offered) if value == option)
    room, first = width - title_width - 4, 0
    while first < taken and width_of(cells[first : taken + 1]) + 2 * (taken - first) > room - 2:
        first += 1
    runs: list[Run] = [(f"{CUT} ", "dim")] if first else []
    for cell in cells[first:]:
        runs += [cell, (" ", "")]
    return (*_head(choice.title, here=here, width=title_width), *runs)


def text_line(title: str, text: str, *, here: bool, title_width: int) -> Line:
    """«▌текст    глюк▏»."""
    return (
        *_head(title, here=here, width=title_width),
        (text, "text"),
        *((("▏", "accent"),) if here else ()),
    )


def saved_line(saved: Sequence[SavedFilter], picked: int, *, here: bool, title_width: int) -> Line:
    """«  сохранены  1 мои ждут  2 срочные»."""
    runs: list[Run] = []
    for number, one in enumerate(saved, 1):
        chosen = here and number - 1 == picked
        name: Run = (f"[{one.name}]", "bold accent") if chosen else (f" {one.name} ", "text")
        runs += [(str(number), "key"), name, (" ", "")]
    return (*_head(_("saved"), here=here, width=title_width), *runs)


def _head(title: str, *, here: bool, width: int) -> Line:
    pad = " " * max(0, width - width_of(((title, ""),)))
    return ((MARK if here else " ", "accent"), (title, "title" if here else "dim"), (pad + "  ", ""))


def option_beginning(choice: Choice, option: str, letter: str) -> str | None:
    """The next option after this one whose title begins with the letter, round the end; None if none does."""
    offered = [("", _("all")), *choice.options]
    here = next((place for place, (value, _title) in enumerate(offered) if value == option), 0)
    for value, title in (*offered[here + 1 :], *offered[: here + 1]):
        if fold(title).startswith(fold(letter)):
            return value
    return None
