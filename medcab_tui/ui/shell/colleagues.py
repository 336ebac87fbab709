"""A colleague as the picker offers one: name, then post and department."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from medcab_tui.domain.finding import sure
from medcab_tui.domain.names import full_name
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.offers import LOOKED_FOR

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.accounts import Worker


async def colleagues(cabinet: Cabinet, text: str) -> tuple[Choice, ...]:
    """Others who work here; the value of each is a `Worker`. Namesakes and guesses take an arrow."""
    found = await cabinet.accounts.colleagues(text, limit=LOOKED_FOR)
    offered = [_choice(worker) for worker in found]
    titles = [choice.title for choice in offered]
    return tuple(
        choice
        if titles.count(choice.title) == 1 and sure(_Named(choice), text)
        else replace(choice, safe=False)
        for choice in offered
    )


async def colleague_ids(cabinet: Cabinet, text: str) -> tuple[Choice, ...]:
    """The same, where only the worker's id is wanted."""
    return tuple(replace(choice, value=choice.value.id) for choice in await colleagues(cabinet, text))


def _choice(worker: Worker) -> Choice:
    name = full_name(worker.surname, worker.given, worker.patronymic)
    return Choice(worker, name, note=" · ".join(filter(None, (worker.post, worker.department))))


class _Named:
    """A choice as `domain.finding` judges it."""

    def __init__(self, choice: Choice) -> None:
        self.id, self.title, self.also, self.help = "", choice.title, choice.note, ""
