"""The menu at the left: sections with badges, then recent cards. Narrow, it keeps number and badges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct
from textual import events
from textual.message import Message
from textual.strip import Strip

from medcab_tui.domain.rooms import Badges
from medcab_tui.locale import _
from medcab_tui.ui.widgets.glyphs import MARK, MESSAGE, OVERDUE, TO_CONFIRM
from medcab_tui.ui.widgets.labels import Labelled, Spot
from medcab_tui.ui.widgets.lines import Line, blank, clean, cut, fit, look_of, paint, sides, width_of

WIDE, NARROW = 24, 6
"""Cells of the two forms."""


class Place(Struct, frozen=True):
    """A section as the menu shows it: its key («home»), its number, its name in the reader's language."""

    key: str
    number: int
    title: str


class RecentCard(Struct, frozen=True):
    """A card lately open: the patient's id and «Кузнецова М. П.»."""

    id: bytes
    name: str


class Rail(Labelled):
    """Five sections, their badges, recent cards. The width (24 or 6) is set by `narrow`."""

    DEFAULT_CSS = f"""
    Rail {{ width: {WIDE}; height: 1fr; }}
    Rail.-narrow {{ width: {NARROW}; }}
    """

    class Chosen(Message):
        """A section was clicked."""

        def __init__(self, place: str) -> None:
            super().__init__()
            self.place = place

    class CardChosen(Message):
        """A recent card was clicked."""

        def __init__(self, id: bytes) -> None:  # noqa: A002
            super().__init__()
            self.id = id

    def __init__(
        self,
        places: Sequence[Place],
        *,
        active: str = "",
        narrow: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._places = tuple(places)
        self._active = active
        self._badges: Mapping[str, Badges] = {}
        self._cards: tuple[RecentCard, ...] = ()
        self.set_class(narrow, "-narrow")

    def show(
        self,
        *,
        places: Sequence[Place] | None = None,
        active: str | None = None,
        badges: Mapping[str, Badges] | None = None,
        cards: Sequence[RecentCard] | None = None,
        narrow: bool | None = None,
    ) -> None:
        """Change what is given, leave the rest."""
        before = (self._places, self._active, self._badges, self._cards)
        self._places = self._places if places is None else tuple(places)
        self._active = self._active if active is None else active
        self._badges = self._badges if badges is None else dict(badges)
        self._cards = self._cards if cards is None else tuple(cards)
        if narrow is not None:
            self.set_class(narrow, "-narrow")
        if before != (self._places, self._active, self._badges, self._cards):
            self.refresh()

    @property
    def narrow(self) -> bool:
        return self.has_class("-narrow")

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        if y < len(self._places):
            place = self._places[y]
            active = place.key == self._active
            badges = self._badges.get(place.key, Badges())
            line = (
                _narrow_line(place, badges, active)
                if self.narrow
                else _wide_line(place, badges, active, width)
            )
            return paint(look, fit(line, width), width, "cursor" if active else "panel")
        if self.narrow or not self._cards:
            return blank(look, width, "panel")
        return paint(look, fit(self._card_line(y - len(self._places)), width), width, "panel")

    def spots(self) -> Iterator[Spot]:
        for y in range(len(self._places) + 2 + len(self._cards)):
            if (chosen := self._at(y)) is not None:
                yield Spot(0, y, partial(self.post_message, chosen))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if (chosen := self._at(event.y)) is not None:
            self.post_message(chosen)

    def _at(self, y: int) -> Message | None:
        """What choosing this line means."""
        if y < len(self._places):
            return self.Chosen(self._places[y].key)
        number = y - len(self._places) - 2
        if not self.narrow and 0 <= number < len(self._cards):
            return self.CardChosen(self._cards[number].id)
        return None

    def _card_line(self, y: int) -> Line:
        if y == 1:
            return ((" ", ""), (_("Recent cards"), "dim"))
        if 2 <= y < 2 + len(self._cards):
            mark = "ё" if y == 2 else " "
            return ((" ", ""), (mark, "accent"), (" ", ""), (self._cards[y - 2].name, "text"))
        return ()


def _wide_line(place: Place, badges: Badges, active: bool, width: int) -> Line:
    name_role = "bold" if active else "text"
    number = (f"{place.number} ", "dim" if not active else "text")
    shown = _badge_runs(badges)
    left: Line = (_mark(active), number)
    room = width - 4 - width_of(shown) - bool(shown)
    named = cut(clean(((place.title, name_role),)), room)
    return sides((*left, *named), (*shown, (" ", "")), width)


def _narrow_line(place: Place, badges: Badges, active: bool) -> Line:
    """«1!1✓2» after the place of the cursor's glyph; the number always stays."""
    shown = "".join(
        f"{glyph}{count if count < 10 else '+'}"
        for glyph, count in (
            (OVERDUE, badges.overdue),
            (TO_CONFIRM, badges.to_confirm),
            (MESSAGE, badges.messages),
        )
        if count
    )[: NARROW - 2]
    head: Line = (_mark(active), (str(place.number), "bold" if active else "dim"))
    if not badges.overdue:
        return (*head, (shown, "bold danger"))
    return (*head, (shown[:2], "badge"), (shown[2:], "bold danger"))


def _mark(active: bool) -> tuple[str, str]:
    return (MARK, "cursor_mark") if active else (" ", "")


def _badge_runs(badges: Badges) -> Line:
    runs: list[tuple[str, str]] = []
    for glyph, count, role in (
        (OVERDUE, badges.overdue, "badge"),
        (TO_CONFIRM, badges.to_confirm, "bold danger"),
        (MESSAGE, badges.messages, "bold danger"),
    ):
        if count:
            runs += [(" ", ""), (f"{glyph}{count}", role)] if runs else [(f"{glyph}{count}", role)]
    return tuple(runs)
