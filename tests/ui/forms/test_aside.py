"""Work beside a form that stays open: the form is told how far it is, but not while it closes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, cast

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.ui.forms import aside


class Form:
    """A form and its app: notes whether anything still ticks when it is closed."""

    is_attached = is_current = True

    def __init__(self) -> None:
        self.app = self
        self.ticks: Callable[[], None] | None = None
        self.told: list[str] = []
        self.closing_ticked: bool | None = None

    def run_worker(self, work: Coroutine[Any, Any, None], group: str) -> asyncio.Task[None]:
        self.working = asyncio.ensure_future(work)
        return self.working

    def set_interval(self, every: float, ticks: Callable[[], None], name: str) -> Form:
        self.ticks = ticks
        return self

    def stop(self) -> None:
        self.ticks = None

    def say(self, text: str) -> None:
        self.told.append(text)

    async def finish(self, result: object) -> None:
        self.closing_ticked = self.ticks is not None


class Aside(aside.Aside):
    """Nothing but what it works on."""

    def title(self) -> str:
        return ""

    def heading(self, width: int) -> list[Any]:
        return []

    def model(self) -> Any:
        return None

    async def save(self, form: Any, values: Any) -> None:
        return None


async def work_for(form: Form) -> None:
    assert form.ticks is not None
    form.ticks()
    assert len(form.told) == 1
    form.is_current = False
    form.ticks()
    assert len(form.told) == 1, "it was left, and its widgets may be gone"


async def test_a_form_that_closes_is_told_nothing_more() -> None:
    form = Form()
    sheet = Aside(cast(Cabinet, None))
    sheet.begin(cast(Any, form), lambda: work_for(form))
    await form.working
    assert form.closing_ticked is False
