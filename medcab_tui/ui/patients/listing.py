"""«Список» of all patients: every one, or those a filter lets through, looked through in the list's order."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from textual import on
from textual.worker import WorkerCancelled, WorkerFailed

from medcab_tui.locale import _
from medcab_tui.ui.patients.printing import grouped
from medcab_tui.ui.patients.rows import AllPatients, SomePatients
from medcab_tui.ui.shell.filters import Choice, FilterBar
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.domain.narrowing import Narrowed
    from medcab_tui.domain.preferences import Wanted

LIST_FILTERS = "patients.list"
"""Where the saved filters of the list lie."""

_AGES = {"child": (0, 17), "young": (18, 39), "middle": (40, 64), "old": (65, None)}


class Listing(SectionScreen):
    """The part of section 2 that narrows the list of all."""

    _areas: tuple[str, ...] = ()
    _some: SomePatients | None = None

    def today(self) -> date:
        """The day by the cabinet's clock."""
        raise NotImplementedError

    def list_filter(self) -> FilterBar:
        """The filter over the list."""
        return FilterBar(LIST_FILTERS, self._list_choices, text=False, id="list-filter")

    async def show_list(self) -> None:
        """«Список» in sight, with its filter."""
        if self.view != "list":
            self.show_view("list")
            for worker in [one for one in self.workers if one.group == "view" and one.node is self]:
                with suppress(WorkerCancelled, WorkerFailed):
                    await worker.wait()

    async def know_areas(self) -> None:
        """What areas the filter offers; asked once."""
        if not self._areas:
            self._areas = tuple(sorted(await self.cabinet.patients.narrowing.areas(), key=_by_number))

    @on(FilterBar.Changed, "#list-filter")
    def _list_narrowed(self, event: FilterBar.Changed) -> None:
        event.stop()
        soon(self, self._narrow, group="narrow")

    async def _narrow(self) -> None:
        rows, bar = self.query_one("#patients", RowList), self.query_one("#list-filter", FilterBar)
        asked = narrowed_by(bar.wanted, self.today()) if bar.active else None
        patients = self.cabinet.patients
        self._some = SomePatients(patients, asked) if asked is not None else None
        self.workers.cancel_group(self, "count")
        bar.show_found(None)
        await rows.set_source(self._some or AllPatients(patients))
        self.tell_count(rows)
        if self._some is not None:
            soon(self, self._count, self._some, group="count")

    async def _count(self, some: SomePatients) -> None:
        """In stretches, each told; another filter ends it."""
        rows, bar = self.query_one("#patients", RowList), self.query_one("#list-filter", FilterBar)
        async for number in some.count():
            rows.set_title(_("Patients, {n} or more").format(n=grouped(number)))
        bar.show_found(some.counted)
        rows.set_title(_("Patients {total}").format(total=grouped(some.counted)))
        await rows.reload()

    def tell_count(self, rows: RowList) -> None:
        """How many there are, unless they are being counted."""
        if self._some is None:
            rows.set_title(_("Patients {total}").format(total=grouped(rows.total)))

    def _list_choices(self) -> tuple[Choice, ...]:
        offered = [
            Choice("sex", _("sex"), (("f", _("women")), ("m", _("men")))),
            Choice(
                "age",
                _("age"),
                (
                    ("child", _("under 18")),
                    ("young", "18–39"),
                    ("middle", "40–64"),
                    ("old", _("65 and older")),
                ),
            ),
            Choice("alert", _("allergy"), (("yes", _("with an allergy")), ("no", _("without allergies")))),
        ]
        if self._areas:
            offered.append(Choice("area", _("area"), tuple((area, area) for area in self._areas)))
        return tuple(offered)


def narrowed_by(wanted: Wanted, today: date) -> Narrowed:
    """A filter as a question to the store."""
    from medcab_tui.domain.narrowing import Narrowed, born_between
    from medcab_tui.domain.patients import Sex

    sex, alert, ages = wanted.option("sex"), wanted.option("alert"), _AGES.get(wanted.option("age"))
    since, until = born_between(*ages, today) if ages is not None else (None, None)
    return Narrowed(
        sex=Sex(sex) if sex in set(Sex) else None,
        born_since=since,
        born_until=until,
        area=wanted.option("area") or None,
        alert={"yes": True, "no": False}.get(alert),
    )


def _by_number(area: str) -> tuple[bool, int, str]:
    return (not area.isdecimal(), int(area) if area.isdecimal() else 0, area)
