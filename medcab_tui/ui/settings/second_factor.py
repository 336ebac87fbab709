"""The rows of «Мои данные» about proving who one is: the second factor, and the signing window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _, ngettext, pgettext
from medcab_tui.ui.settings.rows import Row
from medcab_tui.ui.shell.dates import stamp
from medcab_tui.ui.widgets.lines import Cell

if TYPE_CHECKING:
    from medcab_tui.domain.second_factor import SecondFactor
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.settings.screen import SettingsScreen

ENROL, REMOVE, WINDOW = "me.factor", "me.factor.remove", "me.window"


def rows(app: MedcabApp, factor: SecondFactor | None, *, known: bool) -> list[Row]:
    """Whether sign-in asks for a code, and how long signing is open yet."""
    minutes = app.minutes_proved
    told: Cell = (f"○ {pgettext('window', 'shut')}", "dim")
    if minutes:
        told = ("● " + _("open for {minutes} min more").format(minutes=minutes), "ok")
    window = Row(WINDOW, "me", _("Signing window"), told, does=_("shut it") if minutes else "")
    if not known:
        return [Row(ENROL, "me", _("Second factor"), "…"), window]
    if factor is None:
        none: Cell = (f"○ {_('none: the password alone opens the door')}", "dim")
        return [Row(ENROL, "me", _("Second factor"), none, does=_("set up")), window]
    zone = app.cabinet.surroundings.zone if app.cabinet is not None else ""
    left = ngettext("{n} recovery code left", "{n} recovery codes left", factor.codes_left)
    since = _("since {when}").format(when=stamp(factor.since, zone))
    stands: Cell = (
        f"● {since} · {left.format(n=factor.codes_left)}",
        "ok" if factor.codes_left else "warning",
    )
    return [
        Row(ENROL, "me", _("Second factor"), stands, _("another phone or new recovery codes"), _("replace")),
        Row(REMOVE, "me", _("Without it"), _("the password alone opens the door"), does=_("give up")),
        window,
    ]


async def enrol(screen: SettingsScreen) -> None:
    """Ask for a proof, show the picture, keep it once the first code was right, show the recovery codes."""
    app = screen.medcab

    async def begin() -> None:
        from medcab_tui.ui.settings.asking import Asking
        from medcab_tui.ui.settings.enrolling import EnrolScreen, RecoveryCodes

        if app.cabinet is None:
            return

        def written(answer: str | None) -> None:
            if answer:
                app.notify(_("The second factor is set up: sign-in asks for a code from now on."))
            else:
                told = _("The recovery codes are not shown again; replacing it gives new ones.")
                app.notify(told, severity="warning")

        def kept(codes: tuple[str, ...] | None) -> None:
            if codes:
                app.push_screen(Asking(RecoveryCodes(codes), confirms=True), written)

        app.push_screen(EnrolScreen(await app.cabinet.second_factor.begin()), kept)

    await app.once_proved(_("Set up a second factor"), begin)


async def remove(screen: SettingsScreen) -> None:
    """Give it up; the proof is asked anew, and says what it is for: Enter alone does not do it."""
    app = screen.medcab

    async def give_up() -> None:
        if app.cabinet is None:
            return
        try:
            await app.cabinet.second_factor.remove()
        except Refused as refused:
            app.report(refused)
        else:
            app.notify(_("The second factor is given up: the password alone opens the door."))

    await app.once_proved(_("Give the second factor up"), give_up, anew=True)
