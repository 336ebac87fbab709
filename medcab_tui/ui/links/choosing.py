"""To which service something goes: the one that takes the kind, or one of several that is chosen first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.ui.links.words import service_words

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp

Go = Callable[[str, str], Awaitable[None]]
"""Is given the connection's name and what it is called."""


async def to_service(app: MedcabApp, kind: str, about: str, go: Go) -> None:
    """Goes on with the service that takes this kind. about: what is sent, a line each."""
    cabinet = app.cabinet
    if cabinet is None:
        return
    try:
        links = await cabinet.links.all()
    except Refused as refused:
        app.report(refused)
        return
    takers = [one.name for one in links if one.enabled and kind in one.carries]
    if not takers:
        app.report(Refused("document.no_service"))
        return
    if len(takers) == 1:
        await go(takers[0], service_words(takers[0], links))
        return
    from medcab_tui.ui.forms.fields import Choice
    from medcab_tui.ui.forms.matching import matching
    from medcab_tui.ui.shell.pick import Pick

    choices = [Choice(one, service_words(one, links), note=one) for one in takers]

    async def ask(text: str) -> tuple[Choice, ...]:
        return matching(choices, text)

    async def picked(choice: Choice | None) -> None:
        if choice is not None:
            await go(choice.value, choice.shown)

    await app.push_screen(Pick(_("Send to a service"), about, ask), picked)
