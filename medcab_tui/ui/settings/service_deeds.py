"""What is done with connections: adding, changing, switching, checking, removing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exchange import ServiceFault
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.matching import matching
from medcab_tui.ui.settings.services import Connected, adapters_of, name_of, titled
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from medcab_tui.domain.links import Link
    from medcab_tui.services.adapter import Info
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.settings.work import Work

    Again = Callable[[], object]


async def add(app: MedcabApp, known: Connected, done: Callable[[Link], object]) -> None:
    """Choose an adapter, fill in its form."""
    from medcab_tui.ui.shell.pick import Pick

    every = {info.name: info for info in adapters_of(known.found or ())}
    choices = [Choice(name, titled(info.title), note=name) for name, info in every.items()]

    async def ask(text: str) -> tuple[Choice, ...]:
        return matching(choices, text)

    async def picked(choice: Choice | None) -> None:
        if choice is not None:
            await _open(app, every[choice.value], None, known, done)

    about = _("An adapter speaks to one kind of service; packages bring others.")
    app.push_screen(Pick(_("Connect a service"), about, ask, aside=True), picked)


async def change(app: MedcabApp, link: Link, known: Connected, done: Callable[[Link], object]) -> None:
    """The form of a connection that there is."""
    if app.cabinet is None:
        return
    try:
        info = await app.cabinet.links.info(link.adapter)
    except Refused as refused:
        app.report(refused)
        return
    await _open(app, info, link, known, done)


async def _open(
    app: MedcabApp, info: Info, link: Link | None, known: Connected, done: Callable[[Link], object]
) -> None:
    from medcab_tui.ui.forms.screen import open_form
    from medcab_tui.ui.settings.service_sheet import ServiceSheet

    if app.cabinet is None:
        return
    taken = [one.name for one in known.links or ()]

    def kept(result: Any) -> None:
        if result is not None:
            done(result)

    await app.push_screen(await open_form(app, ServiceSheet(app.cabinet, info, link, taken)), kept)


async def switch(app: MedcabApp, link: Link, again: Again) -> None:
    """On or off by one key; Ctrl+Z takes it back. Switched on, it says how it is used (C033)."""
    from medcab_tui.cabinet.links_actions import About, SwitchService

    cabinet = app.cabinet
    if cabinet is None:
        return
    try:
        action = await cabinet.links.switching(link, enabled=not link.enabled)
    except Refused as refused:
        app.report(refused)
        return
    about = action.about or About(tuple(link.title.items()), link.capabilities, link.carries)
    told = _("Switched on: {service}") if action.enabled else _("Switched off: {service}")

    def back(outcome: Any) -> SwitchService:
        new = cabinet.surroundings.ids.new()
        return SwitchService(new, link.name, outcome.version, not action.enabled, about)

    if await app.act(action, told=told.format(service=name_of(link)), undo=back):
        again()
        if action.enabled and link.last_try is None:
            await instruct(app, link)


async def instruct(app: MedcabApp, link: Link) -> None:
    """How the service is used, what it sees, what of it is invented."""
    from medcab_tui.ui.home.service import Instructions

    if app.cabinet is None:
        return
    info = await app.cabinet.links.info(link.adapter)
    told = [titled(info.usage)]
    if info.sees:
        told.append(_("It sees: {what}").format(what=titled(info.sees)))
    if info.simulates:
        told.append(_("Simulated: {what}").format(what=titled(info.simulates)))
    app.push_screen(Instructions(_("Switched on: {service}").format(service=name_of(link)), told))


async def check(app: MedcabApp, link: Link, job: Work) -> None:
    """Asks the service how it is, and says so on the row."""
    if app.cabinet is None:
        return
    try:
        checked = await app.cabinet.links.check(link.name)
    except Refused as refused:
        job.end(f"✕ {words_of(refused).whole}", "danger")
    except ServiceFault as fault:
        job.end(f"✕ {faulted(fault)}", "danger")
    else:
        job.end(f"✓ {_('answers')}" + (f": {checked.told}" if checked.told else ""))


def faulted(fault: ServiceFault) -> str:
    """What a service answered that cannot be used now, in our words and its own."""
    from medcab_tui.domain import exchange
    from medcab_tui.ui.said import service_said
    from medcab_tui.ui.settings.services import FAULTS

    kinds = {
        exchange.Unreachable: "unreachable",
        exchange.Throttled: "throttled",
        exchange.Denied: "denied",
        exchange.Rejected: "rejected",
        exchange.ChangedThere: "changed",
    }
    told = _(FAULTS[next((code for kind, code in kinds.items() if isinstance(fault, kind)), "unwell")])
    return f"{told}: {service_said(fault.told)}" if fault.told else told


def remove(app: MedcabApp, link: Link, done: Callable[[], object]) -> None:
    """Asks first, and names what would not be sent any more."""
    from medcab_tui.ui.settings.asking import Asking
    from medcab_tui.ui.settings.removing import Removing

    cabinet = app.cabinet
    if cabinet is None:
        return

    async def answered(name: str | None) -> None:
        if name is None:
            return
        try:
            await cabinet.links.remove(link)
        except Refused as refused:
            app.report(refused)
        else:
            done()
            told = _("The connection is removed: {service}.").format(service=name_of(link))
            app.call_later(app.notify, told)

    app.push_screen(Asking(Removing(name_of(link), link.name, waiting_told(link))), answered)


def waiting_told(link: Link) -> str:
    """What is not sent any more once it is gone."""
    if not link.waiting:
        return _("Nothing waits to be sent by it. What was sent stays in its records.")
    told = ngettext(
        "{n} thing waits to be sent by it and will not be sent.",
        "{n} things wait to be sent by it and will not be sent.",
        link.waiting,
    )
    return told.format(n=link.waiting)
