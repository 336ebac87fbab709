"""«Выгрузить…»: in what format a list goes out, where to, and with whose names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from medcab_tui.cabinet.exports import Feed
from medcab_tui.domain.accounts import author_of
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exports import Order
from medcab_tui.domain.tables import Table
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.exports.offered import Offered
from medcab_tui.ui.forms.aside import Aside
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.paths import path_of
from medcab_tui.ui.forms.sheet import Start
from medcab_tui.ui.shell.dates import local
from medcab_tui.ui.widgets.lines import Line, wrap

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.shell.section import SectionScreen

PLACE = "exports.list"


class ExportListSheet(Aside):
    """A list on its way out. Its result is where the file lies."""

    place = PLACE

    def __init__(self, cabinet: Cabinet, offered: Offered) -> None:
        super().__init__(cabinet)
        self._offered = offered
        self._named = offered.names and cabinet.exports.names
        self._feed: Feed | None = None
        self.object = offered.listing.value
        self.proof = _("Write a list out: {title}").format(title=offered.title)

    def title(self) -> str:
        return _("Write a list out")

    def heading(self, width: int) -> list[Line]:
        one = self._offered
        rows = ngettext("{n} row", "{n} rows", one.rows).format(n=one.rows)
        about = " · ".join(part for part in (one.title, one.whose, one.narrowed, rows) if part)
        told = [
            (self._columns_told(), "dim"),
            (
                _(
                    "The file is not encrypted: whoever gets it reads it. Nothing is overwritten; the journal"
                    " notes which list, how many rows and in what format."
                ),
                "warning",
            ),
        ]
        return [
            ((about, "text"),),
            *(((" " + part, role),) for text, role in told for part in wrap(text, max(20, width - 2))),
        ]

    def _columns_told(self) -> str:
        usual, named = (
            self._offered.made(self._offered.formats[0], names).columns for names in (False, True)
        )
        told = _("Columns: {names}.").format(names=", ".join(one.title for one in usual))
        more = [one.title for one in named if one not in usual]
        if more and self._named:
            told += " " + _("With names also: {names}.").format(names=", ".join(more))
        return told

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.exports.models import form_of

        return form_of(self._offered.formats, names=self._named)

    def start(self) -> Mapping[str, Start]:
        from medcab_tui.ui.exports.models import FORMATS, NAMES

        first, (without, title) = self._offered.formats[0], NAMES[0]
        usual = {"format": Start(_(FORMATS[first]), Choice(first, _(FORMATS[first])))}
        return usual | ({"names": Start(_(title), Choice(without, _(title)))} if self._named else {})

    def how_far(self) -> str:
        if self._feed is None:
            return ""
        return _("Written: {n} of {all}.").format(n=self._feed.given, all=self._offered.rows)

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        self.begin(form, lambda: self._write(values))
        return None

    async def _write(self, said: Any) -> Path:
        from medcab_tui.ui.exports.models import WITH

        one, cabinet = self._offered, self._cabinet
        named = self._named and said.names == WITH
        order = Order(
            one.listing,
            said.format,
            path_of(said.path),
            f"{one.title} {self._now():%Y-%m-%d}",
            one.rows,
            named,
            one.patient,
        )
        made = one.made(order.format, named)
        self._feed = cabinet.exports.feed(made.pages, order)
        table = Table(
            " · ".join(part for part in (one.title, one.whose if named else "") if part),
            made.columns,
            (),
            cabinet.surroundings.zone,
            cabinet.surroundings.clock.now().replace(microsecond=0),
            tuple(self._notes(named=named)),
            _("page {n} of {all}"),
            named,
        )
        return await cabinet.exports.write(order, table, self._feed)

    def _notes(self, *, named: bool) -> list[str]:
        cabinet, author = self._cabinet, author_of(self._cabinet.worker)
        made = _("Made by {name}, {post}, {when}").format(
            name=author.name, post=author.post, when=f"{self._now():%Y-%m-%d %H:%M}"
        )
        one, zone = self._offered, _("Times of {zone}").format(zone=cabinet.surroundings.zone)
        if named or not one.names:
            narrowed = one.narrowed
        else:  # what was looked for can be a name
            narrowed = _("Names of patients were left out.")
            narrowed += " " + _("The list was narrowed.") if one.narrowed else ""
        return [part for part in (cabinet.organisation.name, made, zone, narrowed) if part]

    def _now(self) -> Any:
        around = self._cabinet.surroundings
        return local(around.clock.now(), around.zone)

    def saved(self, result: Any) -> str:
        return _("Written: {path}").format(path=result)


async def open_export(screen: SectionScreen) -> None:
    """The sheet for the list that the section shows."""
    from medcab_tui.ui.forms.screen import open_form

    try:
        offered = await screen.to_export()
    except Refused as refused:
        screen.medcab.report(refused)
        return
    if not offered.rows:
        screen.say(_("There is no row to write out."), "warning")
        return
    await screen.app.push_screen(await open_form(screen.medcab, ExportListSheet(screen.cabinet, offered)))
