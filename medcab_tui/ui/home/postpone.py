"""Until when? Four moments by digit, or one typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.home import check_postponed
from medcab_tui.domain.times import utc_of
from medcab_tui.locale import N_, _
from medcab_tui.ui.shell.dates import local, weekday
from medcab_tui.ui.verbs import FORM, bindings
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line, wrap
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp

MORNING: Final = time(9)
_TYPED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?")
_TYPED_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?: (\d{1,2}):(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Moment:
    """One of the moments offered. `wall`: on the institution's wall, naive; None: to be typed."""

    id: int
    name: str
    wall: datetime | None


def offered(wall: datetime) -> tuple[Moment, ...]:
    """What is offered at this wall time: an hour, tomorrow, Monday, a week; the last three in the morning."""
    today = wall.date()
    monday = today + timedelta(days=7 - today.weekday())
    return (
        Moment(1, _("in an hour"), wall + timedelta(hours=1)),
        Moment(2, _("tomorrow at 9:00"), datetime.combine(today + timedelta(days=1), MORNING)),
        Moment(3, _("Monday at 9:00"), datetime.combine(monday, MORNING)),
        Moment(4, _("in a week"), datetime.combine(today + timedelta(days=7), MORNING)),
        Moment(5, _("another date"), None),
    )


def meant(text: str) -> datetime | None:
    """The wall time that was typed; without a time of day the morning. None: no date."""
    typed = " ".join(text.split())
    found = _TYPED.fullmatch(typed)
    parts = found.groups() if found else None
    if parts is None and (found := _TYPED_DAY_FIRST.fullmatch(typed)):
        day, month, year, *clock = found.groups()
        parts = (year, month, day, *clock)
    if parts is None:
        return None
    hour, minute = (int(parts[3]), int(parts[4])) if parts[3] else (MORNING.hour, 0)
    try:
        day_meant = date(int(parts[0]), int(parts[1]), int(parts[2]))
        return datetime.combine(day_meant, time(hour, minute))
    except ValueError:
        return None


class UntilField(Input):
    """The typed date and time."""

    DEFAULT_CSS = """
    UntilField.-textual-compact, UntilField.-textual-compact:focus {
        border: none; height: 1; padding: 0 1; width: 1fr;
        background: $medcab-panel; color: $medcab-text;
    }
    UntilField.-textual-compact:focus { background: $medcab-cursor-dim; background-tint: transparent; }
    """

    def __init__(self, typed: str) -> None:
        super().__init__(typed, compact=True, select_on_focus=False, max_length=20)
        self.placeholder = _("YYYY-MM-DD HH:MM")
        self.cursor_blink = False


class Postpone(ModalScreen[datetime | None], inherit_bindings=False):
    """Asks until when; gives an aware moment, or None. `typed`: what was typed here before."""

    AUTO_FOCUS = ""
    place = FORM
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(FORM),
        *(
            Binding(
                str(number),
                f"take({number})",
                show=False,
                id=f"postpone.{number}",
                tooltip=N_("Until this moment"),
            )
            for number in range(1, 6)
        ),
        Binding("tab", "turn", show=False, id="postpone.turn", tooltip=N_("To the date field and back")),
        Binding("shift+tab", "turn", show=False, id="postpone.back", tooltip=N_("To the list")),
    ]
    DEFAULT_CSS = """
    Postpone { align: center middle; background: $medcab-background 60%; }
    Postpone > Vertical { width: 76; max-width: 100%; height: auto; padding: 0 1;
        background: $medcab-background; }
    Postpone #postpone-about { margin-bottom: 1; }
    Postpone RowList { height: auto; }
    """

    def __init__(self, about: str, typed: str = "") -> None:
        super().__init__()
        self._about = about
        self.typed = typed
        self._field = UntilField(typed)

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Panel(id="postpone-about")
            yield RowList(
                [
                    Column(lambda row: (str(row.id), "key"), width=1),
                    Column(lambda row: row.name, width=22),
                    Column(_when, width=20, role="dim"),
                ]
            )
            yield self._field
            yield Panel(id="postpone-said", indent=1)
            yield KeyLine()

    def on_mount(self) -> None:
        width = min(76, self.app.size.width) - 6
        lines: list[Line] = [
            ((line, "text"),) for part in self._about.splitlines()[:6] for line in wrap(part, max(20, width))
        ]
        self.query_one("#postpone-about", Panel).show(lines, title=_("Postpone until…"))
        rows = self.query_one(RowList)
        rows.set_rows(offered(self._wall()))
        rows.focus()
        self.query_one(KeyLine).show(
            [
                KeyHint("1–5", _("choose")),
                KeyHint("Tab", _("date and time"), action="turn"),
                KeyHint("Enter", _("postpone"), action="save"),
                KeyHint("Esc", _("back"), action="back"),
            ]
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "take":
            return not self._field.has_focus
        return super().check_action(action, parameters)

    def action_take(self, number: int) -> None:
        """The moment with this digit."""
        self._choose(self.query_one(RowList).rows[number - 1])

    def action_turn(self) -> None:
        """To the list from the field, and back."""
        (self.query_one(RowList) if self._field.has_focus else self._field).focus()

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        self._choose(event.row)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """What is typed, or the moment under the cursor."""
        if not self._field.has_focus:
            self._choose(self.query_one(RowList).cursor_row)
            return
        wall = meant(self._field.value)
        if wall is None:
            self.say(_("This is not a date. Write it as 2026-11-24 09:00."), "danger")
            return
        self._give(wall)

    def action_back(self) -> None:
        """Nothing happens; what was typed is there the next time."""
        self.typed = self._field.value
        self.dismiss(None)

    def say(self, text: str, role: str = "text") -> None:
        """A sentence under the field."""
        self.query_one("#postpone-said", Panel).show([((text, role),)])

    def _choose(self, moment: Moment | None) -> None:
        if moment is None:
            return
        if moment.wall is None:
            self._field.focus()
            return
        self._give(moment.wall)

    def _give(self, wall: datetime) -> None:
        surroundings = self.medcab.cabinet.surroundings if self.medcab.cabinet else None
        if surroundings is None:
            return
        until = utc_of(wall, surroundings.zone)
        try:
            check_postponed(until, surroundings.clock.now())
        except Invalid as invalid:
            self.say(words_of(invalid).whole, "danger")
            return
        self.typed = ""
        self.dismiss(until)

    def _wall(self) -> datetime:
        cabinet = self.medcab.cabinet
        if cabinet is None:
            raise RuntimeError("a sheet without a cabinet")
        now = local(cabinet.surroundings.clock.now(), cabinet.surroundings.zone)
        return now.replace(tzinfo=None, second=0, microsecond=0)

    @on(KeyLine.Chosen)
    def _hint_chosen(self, event: KeyLine.Chosen) -> None:
        event.stop()
        if event.hint.action:
            self.call_later(self.run_action, event.hint.action)


def _when(moment: Moment) -> str:
    return f"{weekday(moment.wall.date())} {moment.wall:%Y-%m-%d %H:%M}" if moment.wall else ""


__all__: Sequence[str] = ("Moment", "Postpone", "meant", "offered")
