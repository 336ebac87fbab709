"""Two lists to choose from: whose day is shown, and a free time near now or some weeks ahead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from medcab_tui.domain.schedule import Doctor
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.sheet_screen import SheetScreen
from medcab_tui.ui.schedule.words import moment
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon

SLOTS = 12
"""Free times shown at once."""


class DoctorsSheet(SheetScreen):
    """Whose day and week to show."""

    DEFAULT_CSS = "DoctorsSheet RowList { height: 1fr; max-height: 100%; }"

    def __init__(self, doctors: Sequence[Doctor], shown: Doctor | None) -> None:
        super().__init__()
        self._doctors, self._shown = doctors, shown

    def head(self, width: int) -> list[Line]:
        return [((f" {_('Whose schedule').upper()}", "bold accent"),)]

    def hints(self) -> Sequence[KeyHint]:
        return (KeyHint("↑↓", _("choose")), KeyHint("Enter", _("show")), KeyHint("Esc", _("back")))

    def content(self) -> ComposeResult:
        yield RowList(
            [
                Column(lambda one: (one.name, "text"), width=26),
                Column(lambda one: (one.post, "dim"), flex=1),
            ],
            title=_("Doctors"),
        )

    def on_mount(self) -> None:
        super().on_mount()
        rows = self.query_one(RowList)
        rows.set_rows(self._doctors)
        if self._shown is not None:
            rows.select(self._shown.id)

    @on(RowList.Opened)
    def _chosen(self, event: RowList.Opened) -> None:
        event.stop()
        self.dismiss(event.row)


class SlotsSheet(SheetScreen):
    """The nearest free times of a doctor; a digit looks so many weeks ahead."""

    DEFAULT_CSS = "SlotsSheet RowList { height: 1fr; max-height: 100%; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(weeks),
                f"ahead({weeks})",
                show=False,
                id=f"slots.ahead{weeks}",
                tooltip=N_("So many weeks ahead"),
            )
            for weeks in range(1, 10)
        ),
        Binding("0", "nearest", show=False, id="slots.nearest", tooltip=N_("The nearest times")),
    ]

    def __init__(
        self,
        about: Line,
        doctor: Doctor,
        today: date,
        free: Callable[[datetime | None], Awaitable[Sequence[datetime]]],
    ) -> None:
        super().__init__()
        self._about, self._doctor, self._today, self._free = about, doctor, today, free

    def head(self, width: int) -> list[Line]:
        return [
            ((f" {_('Free time').upper()}  ", "bold accent"), *self._about),
            ((f" {_('free times found automatically')} · {self._doctor.name} · {self._doctor.post}", "dim"),),
        ]

    def hints(self) -> Sequence[KeyHint]:
        return (
            KeyHint("Enter", _("book")),
            KeyHint("1…9", _("weeks ahead")),
            KeyHint("0", _("nearest")),
            KeyHint("Esc", _("back")),
        )

    def content(self) -> ComposeResult:
        yield RowList(
            [Column(lambda at: (moment(at), "text"), width=22)],
            key=lambda at: at,
            title=_("Nearest"),
            empty=lambda: _("No free time in the next three months. и/b in Schedule sets working hours."),
        )

    def on_mount(self) -> None:
        super().on_mount()
        soon(self, self._show, None, _("Nearest"), group="slots")

    async def action_ahead(self, weeks: int) -> None:
        """From the same weekday some weeks ahead."""
        first = self._today + timedelta(weeks=weeks)
        since = datetime(first.year, first.month, first.day)  # noqa: DTZ001 - wall time
        await self._show(since, _("From {day}").format(day=first.isoformat()))

    async def _show(self, since: datetime | None, title: str) -> None:
        rows = self.query_one(RowList)
        rows.set_title(title)
        rows.set_rows(await self._free(since), keep=False)

    async def action_nearest(self) -> None:
        await self._show(None, _("Nearest"))

    @on(RowList.Opened)
    def _chosen(self, event: RowList.Opened) -> None:
        event.stop()
        self.dismiss(event.row)
