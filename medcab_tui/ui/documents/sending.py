"""о on documents: to which service they go, and the way back until they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exchange_rules import key_of
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.links.words import service_words

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.cabinet.sending_actions import SendDocument
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.widgets.row_list import RowList


async def send(app: MedcabApp, chosen: Sequence[DocumentRow], rows: RowList | None) -> None:
    """To the one service that takes documents, or to one of several that is chosen first."""
    cabinet = app.cabinet
    if cabinet is None:
        return
    try:
        links = await cabinet.links.all()
    except Refused as refused:
        app.report(refused)
        return
    takers = [one.name for one in links if one.enabled and "document" in one.carries]
    if not takers:
        app.report(Refused("document.no_service"))
        return
    if len(takers) == 1:
        await _send(app, chosen, takers[0], service_words(takers[0], links), rows)
        return
    from medcab_tui.ui.forms.fields import Choice
    from medcab_tui.ui.forms.matching import matching
    from medcab_tui.ui.shell.pick import Pick

    choices = [Choice(one, service_words(one, links), note=one) for one in takers]

    async def ask(text: str) -> tuple[Choice, ...]:
        return matching(choices, text)

    async def picked(choice: Choice | None) -> None:
        if choice is not None:
            await _send(app, chosen, choice.value, choice.shown, rows)

    about = "\n".join(one.title for one in chosen[:6])
    await app.push_screen(Pick(_("Send to a service"), about, ask), picked)


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
            rows.clear_marks()  # the cursor stays on the one that goes: щ shows its way


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
