"""«Импорт карт…»: which file, and which column of a list is what."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from medcab_tui.cabinet.imports import Asked, Plan
from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.import_columns import Field, guessed
from medcab_tui.domain.imports import Doubt
from medcab_tui.locale import N_, _, ngettext
from medcab_tui.ui.forms.aside import Aside
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.matching import matching
from medcab_tui.ui.forms.paths import path_of
from medcab_tui.ui.forms.sheet import Start
from medcab_tui.ui.widgets.lines import Line, wrap
from medcab_tui.ui.widgets.marks import grouped

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.import_reading import Planned
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.imports.models import ImportChartsForm


class _Looking(Aside):
    """A form at whose end files are looked through. Its result is the plan."""

    saving = N_("go on")

    def __init__(self, cabinet: Cabinet) -> None:
        super().__init__(cabinet)
        self._far = (0, 0)

    def how_far(self) -> str:
        done, wanted = self._far
        return _("Looked through: {n} of {all} MB.").format(n=done // 1_000_000, all=wanted // 1_000_000)

    async def look(self, paths: list[Path], asked: Asked, *, strict: bool) -> Plan:
        def told(done: int, wanted: int) -> None:
            self._far = done, wanted

        return await self._cabinet.imports.plan(paths, asked, told, strict=strict)


class ImportSheet(_Looking):
    """Which file or folder, of which system."""

    place = "imports.charts"
    object = "new"

    def title(self) -> str:
        return _("Import charts")

    def heading(self, width: int) -> list[Line]:
        told = (
            (_("FHIR R4 (JSON, NDJSON) or a list of patients (CSV)"), "text"),
            (
                _("Nothing is taken in twice; what was changed here stays. The next step shows what comes."),
                "dim",
            ),
        )
        return [((" " + part, role),) for text, role in told for part in wrap(text, max(20, width - 2))]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.imports.models import ImportChartsForm

        return ImportChartsForm

    def start(self) -> Mapping[str, Start]:
        from medcab_tui.ui.imports.models import DOUBTS

        value, title = DOUBTS[0]
        return {"doubt": Start(_(title), Choice(value, _(title)))}

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        said = cast("ImportChartsForm", values)
        asked = Asked(said.source, Doubt(said.doubt))
        self.begin(form, lambda: self.look([path_of(said.path)], asked, strict=False))
        return None


class ColumnsSheet(_Looking):
    """Which column of a list is what: as far as the headings say, and as whoever imports knows."""

    place = "imports.columns"
    first = ""

    def __init__(self, cabinet: Cabinet, plan: Plan, table: Planned) -> None:
        super().__init__(cabinet)
        self._plan, self._table = plan, table
        self._headings = table.table.headings if table.table is not None else ()
        self.object = table.name[:100]

    def title(self) -> str:
        return _("Columns of the list")

    def heading(self, width: int) -> list[Line]:
        rows = self._table.table.rows if self._table.table is not None else 0
        count = ngettext("{n} row", "{n} rows", rows).format(n=grouped(rows))
        told = _(
            "Needed are the name (whole, or in parts) and the date of birth. What is left empty is not taken."
        )
        about: Line = ((" ", ""), (one_line(self._table.name), "text"), (f" · {count}", "dim"))
        return [about, *(((" " + part, "dim"),) for part in wrap(told, max(20, width - 2)))]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.imports.models import columns_form

        return columns_form()

    def start(self) -> Mapping[str, Start]:
        found = guessed(self._headings)
        return {
            field.value: Start(self._choice(place).title, self._choice(place))
            for field, place in found.items()
        }

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        return matching([self._choice(place) for place, name in enumerate(self._headings) if name], text)

    def _choice(self, place: int) -> Choice:
        return Choice(place, one_line(self._headings[place]))

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        places = {field: getattr(values, field.value) for field in Field}
        said = {field.value: "" if place is None else str(place + 1) for field, place in places.items()}
        before = self._plan.asked
        asked = Asked(before.source, before.doubt, said)
        self.begin(form, lambda: self.look([one.path for one in self._plan.files], asked, strict=True))
        return None
