"""After a lock nothing of a patient is left of what was open: Home, requests, merges, pickers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.requests_actions import AskHandOver
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.exports import Listing
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.domain.second_factor import base32
from medcab_tui.domain.signatures import SignedKind, ToSign
from medcab_tui.domain.tables import TableColumn
from medcab_tui.settings import Settings
from medcab_tui.ui.app import MedcabApp
from medcab_tui.ui.comparing.merge import Asked, MergeScreen
from medcab_tui.ui.documents.mailing import MailSheet
from medcab_tui.ui.exports.offered import Columned, Offered, at_once
from medcab_tui.ui.exports.sheet import ExportListSheet
from medcab_tui.ui.forms.files import FilePicker
from medcab_tui.ui.forms.screen import open_form
from medcab_tui.ui.links.way import WayScreen
from medcab_tui.ui.requests.asking import hand_over, open_requests
from medcab_tui.ui.settings.asking import Asking
from medcab_tui.ui.settings.enrolling import EnrolScreen, RecoveryCodes
from medcab_tui.ui.settings.service_sheet import ServiceSheet
from medcab_tui.ui.shell.step_up import StepUpDialog
from medcab_tui.ui.signing.checking import CheckSheet
from medcab_tui.ui.signing.passphrase import Passphrase
from medcab_tui.ui.signing.sheet import SigningSheet
from tests.hands import Hands
from tests.ui.requests.conftest import NOW, PASSWORD
from tests.ui.shell.test_left_behind import holders, told

NOBODY = Id(bytes(16))
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


async def _signing(hands: Hands, whose: str) -> None:
    item = ToSign(SignedKind.RECORD, NOBODY, 1, f"осмотр, {whose}", about=whose)
    await hands.app.push_screen(SigningSheet((item,)))


async def _checking(hands: Hands, whose: str) -> None:
    await hands.app.push_screen(CheckSheet(NOBODY, f"осмотр, {whose}", whose))


async def _way(hands: Hands, whose: str) -> None:
    await hands.app.push_screen(WayScreen(f"выписка, {whose}", NOBODY))


async def _mailing(hands: Hands, whose: str) -> None:
    row = DocumentRow(NOBODY, "акт", f"акт, {whose}", "", NOW.date(), "приложен", whose, "", None)
    sheet = MailSheet(hands.app.cabinet, row, f"акт, {whose}", known="")
    await hands.app.push_screen(await open_form(hands.app, sheet))


async def _export(hands: Hands, whose: str) -> None:
    columns = (TableColumn("who", "Кто"),)

    def made(_format: object, _named: bool) -> Columned:
        return Columned(columns, at_once([(whose,)]))

    offered = Offered(Listing.RESULTS, f"Записи, {whose}", 1, made, patient=NOBODY, whose=whose)
    await hands.app.push_screen(await open_form(hands.app, ExportListSheet(hands.app.cabinet, offered)))


SCREENS: dict[str, Shows] = {
    "home": _home,
    "signing": _signing,
    "checking": _checking,
    "way": _way,
    "mailing": _mailing,
    "export": _export,
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


async def _proof(hands: Hands, secret: str) -> None:
    await hands.app.push_screen(StepUpDialog("Подписать", factor=False))


async def _passphrase(hands: Hands, secret: str) -> None:
    await hands.app.push_screen(Asking(Passphrase()))


async def _enrolling(hands: Hands, secret: str) -> None:
    enrolment = await hands.app.cabinet.second_factor.begin()
    await hands.app.push_screen(EnrolScreen(replace(enrolment, secret=secret.encode())))


async def _codes(hands: Hands, secret: str) -> None:
    await hands.app.push_screen(Asking(RecoveryCodes((f"A{secret}", f"B{secret}"))))


async def _service(hands: Hands, secret: str) -> None:
    info = await hands.app.cabinet.links.info("sms")
    form = await open_form(hands.app, ServiceSheet(hands.app.cabinet, info, None))
    await hands.app.push_screen(form)
    next(one for one in form.query(Input) if one.password).focus()


SECRETS: dict[str, Shows] = {
    "service": _service,
    "proof": _proof,
    "passphrase": _passphrase,
    "enrolling": _enrolling,
    "codes": _codes,
}


@pytest.mark.parametrize("name", SECRETS)
async def test_a_lock_leaves_no_secret_that_was_shown_or_typed(store: Path, name: str) -> None:
    secret = f"ThisIsSecretNumber{list(SECRETS).index(name)}!"
    shown = base32(secret.encode())[:4] if name == "enrolling" else "AThisIs" if name == "codes" else ""

    def is_secret(value: object) -> bool:
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        return isinstance(text, str) and text is not secret and secret in text

    app = MedcabApp(Door(store, Surroundings.fixed(NOW, 5), cost=TEST_COST), Settings(store=store))
    async with app.run_test(size=(140, 40)) as pilot:
        hands = Hands(app, pilot)
        await hands.settle()
        await hands.type("ivanova")
        await hands.press("enter")
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.settle()
        hands.app.call_later(SECRETS[name], hands, secret)
        await hands.settle()
        assert shown in hands.screen
        await hands.type(secret)
        assert holders(is_secret, all_of_them=False) != [[]], "the search sees what is there"
        await hands.press("ctrl+l")
        await hands.settle()
        assert "Заблокировано" in hands.screen
        assert [told(one) for one in holders(is_secret)] == [[]]
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.settle()
        assert secret not in repr(await hands.app.cabinet.drafts.all())
        assert hands.app.faults == []
