"""о in a card: signed records and the results of a day go to a service; the way back until they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from medcab_tui.domain.exchange_rules import key_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import EncounterRow
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.links.choosing import to_service
from medcab_tui.ui.patients.printing import KINDS

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.ui.app import MedcabApp

New = Callable[[], Id]
Actions = Callable[[str, New], Sequence["Action[Any]"]]
"""What is done for a service by its name; ids come from the second."""


class Day(NamedTuple):
    """The results of one day that stand in the table."""

    patient: Id
    day: date
    results: tuple[Id, ...]


async def send_records(
    app: MedcabApp, rows: Sequence[EncounterRow], zone: str, then: Callable[[], None]
) -> None:
    """Signed records, as conclusions."""
    from medcab_tui.cabinet.sending_card import CONCLUSION, SendRecord

    titles = [f"{_(KINDS[row.kind])} {day_in(row.at, zone)}" for row in rows]
    what = titles[0] if len(titles) == 1 else _records(len(titles))

    def actions(service: str, new: New) -> Sequence[Action[Any]]:
        return [SendRecord(new(), row.id, row.edition, service) for row in rows]

    await to_service(app, CONCLUSION, "\n".join(titles[:6]), partial(_send, app, actions, what, then))


async def send_results(app: MedcabApp, chosen: Day, then: Callable[[], None]) -> None:
    """All results of a day."""
    from medcab_tui.cabinet.sending_card import RESULTS, SendResults

    count = len(chosen.results)
    what = ngettext("{n} result of {day}", "{n} results of {day}", count).format(n=count, day=chosen.day)

    def actions(service: str, new: New) -> Sequence[Action[Any]]:
        return [SendResults(new(), chosen.patient, chosen.day, chosen.results, service)]

    await to_service(app, RESULTS, what, partial(_send, app, actions, what, then))


async def _send(
    app: MedcabApp, actions: Actions, what: str, then: Callable[[], None], service: str, title: str
) -> None:
    from medcab_tui.cabinet.exchange_actions import RecallSending

    cabinet = app.cabinet
    if cabinet is None:
        return
    new = cabinet.surroundings.ids.new
    done = actions(service, new)

    def back(_outcomes: Sequence[Outcome[Any]]) -> list[Action[Any]]:
        return [RecallSending(new(), 0, key=key_of(one.id, 0, service)) for one in done]

    told = _("To be sent: {title} → {service}").format(title=what, service=title)
    if await app.act_all(done, told=told, undo=back):
        then()


def _records(count: int) -> str:
    return ngettext("{n} record", "{n} records", count).format(n=count)
