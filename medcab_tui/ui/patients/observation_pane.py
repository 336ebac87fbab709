"""The tab «Электронный журнал наблюдения»: vital signs by time, newest first, and how each of them went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card
from medcab_tui.domain.times import day_in
from medcab_tui.domain.vitals import SIGNS, Measurement, VitalKind, bmi_of, grown, side
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.patients.lines import WIDE
from medcab_tui.ui.patients.printing import moment
from medcab_tui.ui.patients.results import date_heads
from medcab_tui.ui.patients.vital_words import HEADS, TITLES, unit_of
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.ground import Stack
from medcab_tui.ui.widgets.lines import Run
from medcab_tui.ui.widgets.marks import decimal
from medcab_tui.ui.widgets.plot import Plot, PlotPoint
from medcab_tui.ui.widgets.row_list import RowList

CELL = 8
"""Cells of a column of values, the gap before it counted; of both pressures PAIR."""

PAIR = 11
WHEN = 16
FIXED = 3 + WHEN + 1
"""Cells of the list that don't hold values: cursor, mark, time, gaps."""

BY = 14
BESIDE = 50
"""Cells of who wrote it, and of the plot beside the table."""

SIDE_ARROWS: Mapping[int, str] = {-1: "▼", 0: " ", 1: "▲"}


class MeasuredRow(Struct, frozen=True):
    """A row of the table: what was measured at one moment."""

    id: Id
    measurement: Measurement
    index: Decimal | None
    """Body mass index, where it is known."""
    adult: bool

    def of(self, kind: VitalKind) -> Decimal | None:
        return self.index if kind is VitalKind.BMI else self.measurement.of(kind)


class ObservationPane(CardPane):
    """Up and down choose the time, left and right the sign; the chosen value is bracketed and plotted."""

    DEFAULT_CSS = """
    ObservationPane > .observation-side { width: 1fr; height: 1fr; }
    ObservationPane > Plot { width: 48; height: 14; margin-left: 2; }
    ObservationPane.-narrow { layout: vertical; }
    ObservationPane.-narrow > Plot { width: 1fr; height: 40%; margin-left: 0; }
    ObservationPane.-plot > .observation-side { display: none; }
    ObservationPane.-plot > Plot { width: 1fr; height: 1fr; margin-left: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "sign(-1)", show=False, id="observation.left", tooltip=N_("The sign to the left")),
        Binding("right", "sign(1)", show=False, id="observation.right", tooltip=N_("The sign to the right")),
    ]

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-observation")
        self.here = here
        self._sign = VitalKind.SYSTOLIC
        self._plot = Plot(focusable=True, id="observation-plot")
        self.rows = RowList(
            (),
            title=_("Electronic journal of observation"),
            id="observation-rows",
            empty=lambda: _("Nothing measured yet. щ/o writes vital signs down in one line."),
        )

    def compose(self) -> ComposeResult:
        yield Stack(self.rows, classes="observation-side")
        yield self._plot

    async def show(self, card: Card, *, keep: bool) -> None:
        """This patient's vital signs; `keep` leaves the cursor on its row, whatever arrived above."""
        patient = self.wanted = card.patient.id
        vitals = self.here.cabinet().vitals
        standing = await vitals.of(patient)
        withdrawn = await vitals.of(patient, withdrawn=True)
        if not self.refers_to(patient):
            return
        index, birth, zone = bmi_of(standing), card.patient.birth, self.here.present().zone
        rows = [
            MeasuredRow(one.id, one, index.get(one.id), grown(birth, day_in(one.at, zone)))
            for one in sorted((*standing, *withdrawn), key=lambda one: (one.at, one.id), reverse=True)
        ]
        if not keep:
            self._sign = next(iter(_signs(rows)), VitalKind.SYSTOLIC)
        self.rows.set_rows(rows, keep=keep)
        self._columns()
        self._tell()
        self.call_after_refresh(self._changed)

    def _changed(self) -> None:
        """The same row may say something else now: what can be done with it is told anew."""
        if self.is_attached and self.display:
            self.rows.post_message(RowList.Moved(self.rows, self.rows.cursor_row))

    @property
    def row(self) -> MeasuredRow | None:
        """The entry a verb acts on."""
        row = self.rows.painted_row
        return row if isinstance(row, MeasuredRow) else None

    @property
    def sign(self) -> VitalKind:
        """The sign that is plotted."""
        return self._sign

    @property
    def plotted(self) -> bool:
        """Whether the plot stands alone."""
        return self.has_class("-plot")

    def toggle_plot(self) -> None:
        """The plot over the whole pane, or the table beside it again."""
        self.set_class(not self.plotted, "-plot")
        self.take_keys()
        self._tell()

    def take_keys(self) -> None:
        (self._plot if self.plotted and self._plot.display else self.rows).focus()

    def on_resize(self) -> None:
        self._columns()
        self._tell()

    def action_sign(self, step: int) -> None:
        signs = _signs(self._rows)
        if signs:
            at = signs.index(self._sign) if self._sign in signs else 0
            self._sign = signs[min(len(signs) - 1, max(0, at + step))]
            self._columns()
            self._tell()

    @on(Plot.Moved)
    def _point_chosen(self, event: Plot.Moved) -> None:
        event.stop()
        shown = self._shown()
        if event.at < len(shown):
            self.rows.select(shown[event.at].id)

    @on(RowList.Moved, "#observation-rows")
    def _moved(self) -> None:
        self._tell()

    @property
    def _rows(self) -> Sequence[MeasuredRow]:
        return [row for row in self.rows.rows if isinstance(row, MeasuredRow)]

    def _shown(self) -> list[MeasuredRow]:
        """The rows that are points of the plot, oldest first."""
        standing = [row for row in self._rows if not row.measurement.withdrawn]
        return [row for row in reversed(standing) if row.of(self._sign) is not None]

    def _columns(self) -> None:
        """The signs there are room for, the chosen one among them; then who wrote it, where that fits.

        The plot stands beside them where they all fit there, else beneath.
        """
        zone = self.here.present().zone
        heads = list(dict.fromkeys(_head(kind) for kind in _signs(self._rows)))
        needed = FIXED + sum(map(_width, heads)) + BY
        beneath = self.size.width < max(WIDE, needed + BESIDE)
        self.set_class(beneath, "-narrow")
        width = self.size.width if beneath else self.size.width - BESIDE
        room = width - FIXED
        while len(heads) > 1 and sum(map(_width, heads)) > room:
            first_out = heads[-1] if heads[-1] is not _head(self._sign) else heads[0]
            heads.remove(first_out)
        left = room - sum(map(_width, heads))
        columns = [
            Column(
                lambda row: (moment(row.measurement.at, zone), _role(row, "dim")),
                lambda: _("Time"),
                width=WHEN,
            ),
            *(self._value_column(kind) for kind in heads),
        ]
        if left >= BY:
            columns.append(Column(_by, lambda: _("Who"), flex=1, least=12))
        self.rows.set_columns(tuple(columns))

    def _value_column(self, kind: VitalKind) -> Column:
        return Column(
            lambda row: self._cell(row, kind), lambda: _(HEADS[kind]), width=_width(kind) - 1, align="right"
        )

    def _cell(self, row: MeasuredRow, kind: VitalKind) -> Run:
        upper = self._value(row, kind)
        if kind is not VitalKind.SYSTOLIC:
            return upper
        lower = self._value(row, VitalKind.DIASTOLIC)
        if row.of(kind) is None:
            return upper
        words = f"{upper[0].rstrip(' ▲▼')}/{lower[0].strip(' ▲▼')}"
        # One arrow for both, of the worse side: the chosen one is plotted with its own.
        above = "▲" in upper[0] + lower[0]
        arrow = "▲" if above else "▼" if "▼" in upper[0] + lower[0] else " "
        return f"{words}{arrow}", upper[1] if upper[1] != "text" else lower[1]

    def _value(self, row: MeasuredRow, kind: VitalKind) -> Run:
        value = row.of(kind)
        chosen = kind is self._sign and row is self.rows.cursor_row
        if value is None:
            return ("[—] " if chosen else "— ", "dim")
        out = side(kind, value, adult=row.adult)
        text = f"[{decimal(value)}]" if chosen else decimal(value)
        return f"{text}{SIDE_ARROWS[out]}", _role(row, "danger" if out else "text")

    def _tell(self) -> None:
        shown, zone, kind = self._shown(), self.here.present().zone, self._sign
        plot = self._plot
        plot.display = bool(shown)
        if not shown:
            return
        days: list[date] = [day_in(row.measurement.at, zone) for row in shown]
        heads = date_heads(days) if len(set(days)) > 1 else _hours(shown, zone)
        points = [
            PlotPoint(head, value, f"{moment(row.measurement.at, zone)} · {_by(row)[0]}")
            for head, row in zip(heads, shown, strict=True)
            if (value := row.of(kind)) is not None
        ]
        low, high = SIGNS[kind].normal if shown[-1].adult or kind is VitalKind.SATURATION else (None, None)
        cursor = self.rows.cursor_row
        at = next((place for place, row in enumerate(shown) if row is cursor), None)
        plot.show(
            points, low=low, high=high, at=at, title=f"{_(TITLES[kind])}, {unit_of(kind)}", note=_norm(kind)
        )


def _norm(kind: VitalKind) -> str:
    low, high = SIGNS[kind].normal
    if low is not None and high is not None:
        return _("norm {norm}").format(norm=f"{decimal(low)}–{decimal(high)}")
    return _("norm {norm}").format(norm=f"≥ {decimal(low)}") if low is not None else ""


def _head(kind: VitalKind) -> VitalKind:
    """The column a sign stands in."""
    return VitalKind.SYSTOLIC if kind is VitalKind.DIASTOLIC else kind


def _width(kind: VitalKind) -> int:
    return PAIR if kind is VitalKind.SYSTOLIC else CELL


def _signs(rows: Sequence[MeasuredRow]) -> list[VitalKind]:
    """The signs that were measured at least once, in their order."""
    return [kind for kind in SIGNS if any(row.of(kind) is not None for row in rows)]


def _hours(rows: Sequence[MeasuredRow], zone: str) -> list[str]:
    """Where all was measured on one day the hours tell it apart."""
    return [moment(row.measurement.at, zone)[-5:] for row in rows]


def _role(row: MeasuredRow, role: str) -> str:
    return "dim" if row.measurement.withdrawn else role


def _by(row: MeasuredRow) -> Run:
    one = row.measurement
    who = one_line(one.author.name)
    if one.withdrawn:
        return f"✕ {_('entered in error')}", "dim"
    if one.origin:
        who = f"{who} · {one_line(one.origin)}"
    return (f"{who} · {_('ed. {n}').format(n=one.version)}" if one.version > 1 else who), "dim"
