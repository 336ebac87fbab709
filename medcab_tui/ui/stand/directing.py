"""Telling the stand-in how to answer, and changing a patient there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.stand import Copy, Deed, Direction
from medcab_tui.locale import N_, _
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.stage import Stage
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.matching import matching
from medcab_tui.ui.settings.asking import Asking
from medcab_tui.ui.shell.pick import Pick
from medcab_tui.ui.stand.words import DEEDS

if TYPE_CHECKING:
    from medcab_tui.ui.stand.screen import StandScreen

USUAL: Final = "usual"
FIELDS: Final[dict[str, str]] = {"phone": N_("Phone"), "address": N_("Address")}


async def choose(screen: StandScreen) -> None:
    """How it answers: first what it does, then with which code, then for how long."""
    choices = [
        Choice(USUAL, _("answers as usual")),
        *(Choice(deed.value, _(told)) for deed, told in DEEDS.items()),
    ]
    about = _("The stand-in of services. Nothing real is switched over.")

    def chosen(choice: Choice | None) -> None:
        if choice is None:
            return
        if choice.value == USUAL:
            screen.direct(None)
        elif choice.value == Deed.REFUSE.value:
            _choose_code(screen)
        else:
            _choose_while(screen, Deed(choice.value), "")

    await screen.app.push_screen(Pick(_("How it answers"), about, _asking(choices)), chosen)


def _choose_code(screen: StandScreen) -> None:
    from medcab_tui.cabinet.stand import REFUSALS

    choices = [Choice(code, told, code) for code, told in REFUSALS.items()]

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            _choose_while(screen, Deed.REFUSE, str(choice.value))

    about = _("Codes as РЭМД has them; the words are this stand-in's.")
    screen.app.push_screen(Pick(_("Refuses with"), about, _asking(choices)), chosen)


def _choose_while(screen: StandScreen, deed: Deed, code: str) -> None:
    choices = [Choice(True, _("the next operation only")), Choice(False, _("until told otherwise"))]

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            screen.direct(Direction(deed, bool(choice.value), code))

    about = " ".join(part for part in (_(DEEDS[deed]), code) if part)
    screen.app.push_screen(Pick(_("For how long"), about, _asking(choices)), chosen)


async def alter(screen: StandScreen) -> None:
    """Whose, which field, and what it says there from now on."""
    try:
        copies = await screen.cabinet.stand.copies()
    except Refused as refused:
        screen.medcab.report(refused)
        return
    if not copies:
        screen.say(_("No patient was sent to it yet: amend one, it goes there by itself."), "warning")
        return
    choices = [Choice(one, one_line(one.name), note=one_line(one.phone)) for one in copies]

    def whose(choice: Choice | None) -> None:
        if choice is not None:
            _choose_field(screen, choice.value)

    about = _("Somebody on the other side puts right what they know of a patient.")
    await screen.app.push_screen(Pick(_("Change a patient there"), about, _asking(choices)), whose)


def _choose_field(screen: StandScreen, copy: Copy) -> None:
    now = {"phone": copy.phone, "address": copy.address}
    choices = [Choice(name, _(title), note=one_line(now[name])) for name, title in FIELDS.items()]

    def which(choice: Choice | None) -> None:
        if choice is not None:
            _ask_value(screen, copy, str(choice.value), now[str(choice.value)])

    screen.app.push_screen(Pick(_("What changes there"), one_line(copy.name), _asking(choices)), which)


def _ask_value(screen: StandScreen, copy: Copy, field: str, now: str) -> None:
    def typed(value: str | None) -> None:
        if value is not None:
            screen.alter(copy, field, value)

    screen.app.push_screen(Asking(ThereNow(copy.name, _(FIELDS[field]), now)), typed)


class ThereNow(Stage):
    """What a field says there from now on."""

    def __init__(self, whose: str, title: str, now: str) -> None:
        super().__init__()
        self._whose, self._title, self._now = whose, title, now

    def heading(self) -> str:
        return one_line(self._whose)

    def fields(self) -> list[DoorField]:
        return [DoorField("value", self._title)]

    def on_mount(self) -> None:
        super().on_mount()
        self.field("value").value = self._now
        self.field("value").input.focus()
        self.tell(_("Here it arrives with the next exchange."), glyph="○")

    async def submit(self) -> None:
        if self.required():
            self.screen.dismiss(self.typed("value"))


def _asking(choices: Sequence[Choice]) -> Any:
    async def ask(text: str) -> tuple[Choice, ...]:
        return matching(choices, text)

    return ask
