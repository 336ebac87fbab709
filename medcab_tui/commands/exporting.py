"""`medcab export`: a card written into a file from the command line."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from medcab_tui.commands.faults import FAILED, printable, say
from medcab_tui.commands.progress import Bar
from medcab_tui.commands.signing_in import signed_in
from medcab_tui.locale import _
from medcab_tui.settings import Settings

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.ids import Id
    from medcab_tui.domain.patients import PatientRow

_LOOK: Final = 0.1
_SHOWN: Final = 20
"""Of those that words find."""


def write_card(chosen: Settings, login: str | None, said: str, wanted: str, out: Path) -> int:
    """Write the card of the one patient that is meant."""
    from medcab_tui.domain.cleaning import one_line
    from medcab_tui.domain.names import full_name

    path, alike = signed_in(chosen, login, lambda cabinet: _written(cabinet, said, wanted, out.absolute()))
    if path is not None:
        sys.stdout.write(printable(f"{path}\n", sys.stdout))
        return 0
    if not alike:
        say(_("No patient was found: {text}.").format(text=said))
        return FAILED
    say(_("These words find more than one patient. Name one by the id:"))
    for row in alike:
        name = full_name(row.surname, row.given, row.patronymic)
        say(one_line(f"{UUID(bytes=bytes(row.id))}  {name}  {row.birth.isoformat()}"))
    return FAILED


async def _written(
    cabinet: Cabinet, said: str, wanted: str, out: Path
) -> tuple[Path | None, tuple[PatientRow, ...]]:
    from medcab_tui.cabinet.chart_export import Way
    from medcab_tui.domain.exports import ChartFormat, ChartOrder
    from medcab_tui.domain.names import full_name
    from medcab_tui.domain.times import day_in

    patient, alike = await _meant(cabinet, said)
    if patient is None:
        return None, alike
    around = cabinet.surroundings
    row = await cabinet.patients.row(patient)
    day = day_in(around.clock.now(), around.zone).isoformat()
    name = f"{full_name(row.surname, row.given, row.patronymic)} {day}"
    way, bar = Way(), Bar(_("Writing the card"), _("Making the file ready…"))
    work = asyncio.ensure_future(
        cabinet.chart_export.write(ChartOrder(patient, ChartFormat(wanted), out, name), way)
    )
    try:
        while not work.done():
            await asyncio.wait({work}, timeout=_LOOK)
            if way.entries:
                bar(way.written, way.entries)
        return await work, ()
    except asyncio.CancelledError:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
        say(_("Stopped. No file was left."))
        raise
    finally:
        bar.end()


async def _meant(cabinet: Cabinet, said: str) -> tuple[Id | None, tuple[PatientRow, ...]]:
    """The patient of an id, or the only one that words find; else those they find."""
    from medcab_tui.domain.errors import Refused
    from medcab_tui.domain.ids import Id

    with suppress(ValueError):
        identity = Id(UUID(said.strip()).bytes)
        with suppress(Refused):
            return (await cabinet.patients.row(identity)).id, ()
        return None, ()
    found = await cabinet.patients.search(said, limit=_SHOWN)
    if len(found.hits) == 1 and not found.more:
        return found.hits[0].row.id, ()
    return None, tuple(hit.row for hit in found.hits or found.similar)
