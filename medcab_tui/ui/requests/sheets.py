"""Asking a colleague to take a task, and asking that a worker's data be put right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from medcab_tui.domain.accounts import Worker
from medcab_tui.domain.home import seen_result
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import full_name
from medcab_tui.domain.requests import IDENTITY
from medcab_tui.locale import N_, _
from medcab_tui.ui.forms.dictionaries import posts
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.sheet import ActionSheet, Start
from medcab_tui.ui.shell.colleagues import colleagues
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.actions import Action
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.rooms import AttentionRow
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.requests.models import CorrectionForm, HandOverForm

HAND_OVER = "requests.hand_over"
CORRECTION = "requests.correction"
"""Where the drafts lie; objects are the task's and the worker's ids."""


class Asked(Struct, frozen=True):
    """What came of a sheet: the request in its first version, and how it is told."""

    request: Id
    version: int
    told: str


class HandOverSheet(ActionSheet):
    """To whom a task goes, if they agree."""

    place = HAND_OVER
    first = "to"

    def __init__(self, cabinet: Cabinet, row: AttentionRow, about: str) -> None:
        """about: what the task says, and of whom."""
        self._cabinet = cabinet
        self._row = row
        self._about = about
        self._action = cabinet.surroundings.ids.new()
        self.object = row.id.hex()

    def title(self) -> str:
        return _("Hand over") if self._row.result is None else _("Hand over a result")

    def heading(self, width: int) -> list[Line]:
        lines: list[Line] = [((line, "bold"),) for line in self._about.splitlines()]
        stays = _("it stays with you until the colleague agrees")
        if self._row.result is not None:
            stays = _("the result stays with you until the colleague agrees")
        return [*lines, ((f" {stays}", "dim"),)]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.requests.models import HandOverForm

        return HandOverForm

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        return await colleagues(self._cabinet, text)

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.requests_actions import AskHandOver, AskToReview

        said, row = cast("HandOverForm", values), self._row
        ask: Action[Id]
        if row.result is not None and row.patient is not None:
            seen = seen_result(row.patient, row.result)
            ask = AskToReview(self._action, seen, said.to.id, said.note)
        else:
            ask = AskHandOver(self._action, row.id, row.version, said.to.id, said.note)
        done = await self._cabinet.do(ask)
        name = full_name(said.to.surname, said.to.given, said.to.patronymic)
        told = _("Asked to take it over: {name}").format(name=name)
        return Asked(done.result, done.version or 1, told)


class CorrectionSheet(ActionSheet):
    """A worker's name and post as they should be; an administrator decides."""

    place = CORRECTION
    first = "surname"
    saving = N_("Save changes")

    def __init__(self, cabinet: Cabinet, worker: Worker) -> None:
        self._cabinet = cabinet
        self._worker = worker
        self._action = cabinet.surroundings.ids.new()
        self.object = worker.id.hex()

    def title(self) -> str:
        return _("Put data right")

    def heading(self, width: int) -> list[Line]:
        worker = self._worker
        name = full_name(worker.surname, worker.given, worker.patronymic)
        return [
            ((name, "bold"), (f" · {worker.post}", "dim")),
            ((" " + _("an administrator decides; the data change when they agree"), "dim"),),
        ]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.requests.models import CorrectionForm

        return CorrectionForm

    def start(self) -> Mapping[str, Start]:
        return {name: Start(getattr(self._worker, name)) for name in IDENTITY}

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        return await posts(self._cabinet, text)

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.requests_actions import AskCorrection

        said = cast("CorrectionForm", values)
        wanted = tuple((name, getattr(said, name)) for name in IDENTITY)
        done = await self._cabinet.do(AskCorrection(self._action, self._worker.id, wanted, said.note))
        return Asked(done.result, done.version or 1, _("Asked: an administrator decides"))
