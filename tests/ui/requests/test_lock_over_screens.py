"""After a lock nothing of a patient is left of what was open: Home, requests, merges, pickers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.requests_actions import AskHandOver
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.ids import Id
from medcab_tui.settings import Settings
from medcab_tui.ui.app import MedcabApp
from medcab_tui.ui.comparing.merge import Asked, MergeScreen
from medcab_tui.ui.forms.files import FilePicker
from medcab_tui.ui.requests.asking import hand_over, open_requests
from tests.hands import Hands
from tests.ui.requests.conftest import NOW, PASSWORD
from tests.ui.shell.test_left_behind import holders, told

Shows = Callable[[Hands, str], Awaitable[None]]


async def _requests(hands: Hands, whose: str) -> None:
    await open_requests(hands.app)


async def _handing_over(hands: Hands, whose: str) -> None:
    rows = await hands.app.cabinet.home.attention()
    row = next(row for row in rows if row.title == "Позвонить в аптеку")
    await hand_over(hands.app, replace(row, title=whose))


async def _merge(hands: Hands, whose: str) -> None:
    clash = Asked("address", "Адрес", "", f"{whose} 1", f"{whose} 2", free=True)
    await hands.app.push_screen(MergeScreen(lambda _: [((whose, "text"),)], (clash,), whose))


async def _files(hands: Hands, whose: str) -> None:
    await hands.app.push_screen(FilePicker(hands.app.cabinet, whose))


async def _home(hands: Hands, whose: str) -> None:
    hands.app.go("home", "summary")


SCREENS: dict[str, Shows] = {
    "home": _home,
    "requests": _requests,
    "handing over": _handing_over,
    "merge": _merge,
    "files": _files,
}


@pytest.mark.parametrize("name", SCREENS)
async def test_a_lock_leaves_nothing_of_it(
    store: Path, petrov: Cabinet, tasks: dict[str, Id], name: str
) -> None:
    # Each time another name: what an app held that was left unlocked stays in the process for a while.
    whose = f"Сокровенинская-{list(SCREENS).index(name)}"

    def of_the_patient(text: object) -> bool:
        return isinstance(text, str) and text is not whose and whose in text

    new = petrov.surroundings.ids.new
    ivanova = next(one.id for one in await petrov.accounts.colleagues("Иванова"))
    await petrov.do(AskHandOver(new(), tasks["petrov"], 1, ivanova, f"{whose}, палата 3"))
    app = MedcabApp(Door(store, Surroundings.fixed(NOW, 5), cost=TEST_COST), Settings(store=store))
    async with app.run_test(size=(140, 40)) as pilot:
        hands = Hands(app, pilot)
        await hands.settle()
        await hands.type("ivanova")
        await hands.press("enter")
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.settle()
        # The app's own task opens it: what a test awaits, its context would keep.
        hands.app.call_later(SCREENS[name], hands, whose)
        await hands.settle()
        assert whose in hands.screen
        await hands.press("ctrl+l")
        await hands.settle()
        assert "Заблокировано" in hands.screen
        assert whose not in hands.screen
        assert [told(one) for one in holders(of_the_patient)] == [[]]
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.settle()
        assert hands.app.faults == []
