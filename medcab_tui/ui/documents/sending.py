"""о on documents: to which service they go, and the way back until they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exchange_rules import key_of
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.links.choosing import to_service

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.cabinet.sending_actions import SendDocument
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.widgets.row_list import RowList


async def send(app: MedcabApp, chosen: Sequence[DocumentRow], rows: RowList | None) -> None:
    """To the one service that takes documents, or to one of several that is chosen first."""
    about = "\n".join(one.title for one in chosen[:6])

    async def go(service: str, title: str) -> None:
        await _send(app, chosen, service, title, rows)

    await to_service(app, "document", about, go)


async def _send(
    app: MedcabApp, chosen: Sequence[DocumentRow], service: str, title: str, rows: RowList | None
) -> None:
    from medcab_tui.cabinet.exchange_actions import RecallSending
    from medcab_tui.cabinet.sending_actions import SendDocument

    cabinet = app.cabinet
    if cabinet is None:
        return
    ids = cabinet.surroundings.ids
    actions: list[SendDocument] = []
    for row in chosen:
        signed = row.made_here and await _wants_signature(app, row)
        actions.append(SendDocument(ids.new(), row.id, row.version, service, signed))
    if len(chosen) == 1:
        told = _("To be sent: {title} → {service}").format(title=chosen[0].title, service=title)
    else:
        told = ngettext(
            "To be sent: {n} document → {service}", "To be sent: {n} documents → {service}",
            len(chosen),
        ).format(n=len(chosen), service=title)  # fmt: skip

    def back(_outcomes: Sequence[Outcome[Any]]) -> list[Action[Any]]:
        return [RecallSending(ids.new(), 0, key=key_of(one.id, 0, service)) for one in actions]

    targets = rows.targets() if rows is not None else ()
    if await app.act_all(actions, told=told, undo=back) and rows is not None:
        if len(targets) > 1:
            rows.advance(targets)
        else:
            rows.clear_marks()  # the cursor stays on the one that goes: Щ shows its way


async def _wants_signature(app: MedcabApp, row: DocumentRow) -> bool:
    """Whether the template it was made from wants it signed before it leaves."""
    cabinet = app.cabinet
    if cabinet is None:
        return False
    try:
        editions = await cabinet.papers.editions(row.id)
        found = (await cabinet.papers.templates()).named(editions[0].template) if editions else None
    except Refused:
        return False
    return found is not None and found.signed_before_sending
