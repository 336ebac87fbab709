"""`medcab services`: what is connected, what could be, and setting it up."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from medcab_tui.commands.faults import FAILED, WRONG_USE, printable, say
from medcab_tui.commands.signing_in import asked, asked_secretly, signed_in
from medcab_tui.locale import _
from medcab_tui.settings import Settings

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.links import Link
    from medcab_tui.services.adapter import Info

MOST_SECRETS = 64 * 1024
"""Bytes read from a file descriptor."""


class WrongUse(Exception):
    """An argument that cannot be taken; told with its sentence."""


def show(chosen: Settings, login: str | None) -> int:
    """A line for every connection: name, adapter, state, last exchange, what waits, where secrets lie."""
    from medcab_tui.domain.cleaning import one_line
    from medcab_tui.ui.settings import services as words

    async def read(cabinet: Cabinet) -> list[tuple[str, ...]]:
        now, zone = cabinet.surroundings.clock.now(), cabinet.surroundings.zone
        unread = await cabinet.links.unread()
        return [
            (
                link.name,
                link.adapter,
                words.titled(link.title),
                words.state(link, unread, now, zone)[0],
                words.exchanged(link, now, zone) or "—",
                words.queue(link) or "—",
                words.secrets_told(link, unread) if link.secrets else "—",
            )
            for link in await cabinet.links.all()
        ]

    for told in signed_in(chosen, login, read):
        _tell("\t".join(one_line(each) for each in told))
    return 0


def show_adapters() -> int:
    """The register (C187): every adapter with what it takes and gives, who may, in which formats."""
    from medcab_tui.services.registry import register
    from medcab_tui.ui.settings import services as words

    for found in register():
        whose = f"{found.package} {found.version}".strip()
        if found.info is None:
            _tell(f"✕ {found.name}\t{whose}\t{words.wrong(found)}")
            continue
        _tell(f"● {found.name}\t{whose}\t{words.titled(found.info.title)}")
        for line in _described(found.info):
            _tell(f"    {line}")
    return 0


def add(
    chosen: Settings,
    login: str | None,
    name: str,
    adapter: str,
    settings: Sequence[str],
    secrets_fd: int | None,
) -> int:
    """A new connection, switched off."""
    from medcab_tui.domain.links import clean_link_name

    clean_link_name(name)
    try:
        texts = _texts(_settings_of(adapter), settings, secrets_fd)
    except WrongUse as wrong:
        say(str(wrong))
        return WRONG_USE
    link = signed_in(chosen, login, lambda cabinet: cabinet.links.add(name, adapter, texts))
    _tell(_("Connected: {name}. Switch it on: medcab services enable {name}").format(name=link.name))
    if any(not one.in_keyring for one in link.secrets):
        _tell(_("There is no usable keyring: its secrets lie in the encrypted store."))
    elif link.secrets:
        _tell(_("Its secrets lie in the keyring."))
    return 0


def check(chosen: Settings, login: str | None, name: str) -> int:
    """Ask the service how it is."""
    from medcab_tui.domain.cleaning import one_line
    from medcab_tui.domain.exchange import ServiceFault
    from medcab_tui.ui.settings.service_deeds import faulted

    try:
        checked = signed_in(chosen, login, lambda cabinet: cabinet.links.check(name))
    except ServiceFault as fault:
        say(f"✕ {one_line(faulted(fault))}")
        return FAILED
    _tell(f"✓ {_('answers')}" + (f": {one_line(checked.told)}" if checked.told else ""))
    return 0


def switch(chosen: Settings, login: str | None, name: str, *, enabled: bool) -> int:
    """On or off; switched on, it says how it is used (C033)."""
    from medcab_tui.ui.settings import services as words

    async def turn(cabinet: Cabinet) -> tuple[Link, Info | None]:
        link = await cabinet.links.switch(name, enabled=enabled)
        return link, await cabinet.links.info(link.adapter) if enabled else None

    link, info = signed_in(chosen, login, turn)
    told = _("Switched on: {service}") if enabled else _("Switched off: {service}")
    _tell(told.format(service=words.name_of(link)))
    if info is not None:
        for text in (info.usage, info.sees, info.simulates):
            if text:
                _tell(words.titled(text))
    return 0


def remove(chosen: Settings, login: str | None, name: str) -> int:
    """Take a connection away; what waits for it is named first."""
    from medcab_tui.ui.settings.service_deeds import waiting_told

    async def take_away(cabinet: Cabinet) -> bool:
        link = await cabinet.links.one(name)
        if link.waiting:
            say(waiting_told(link))
            if asked(_("To remove it type its name: ")).casefold() != link.name:
                return False
        await cabinet.links.remove(link)
        return True

    if not signed_in(chosen, login, take_away):
        say(_("Nothing was removed."))
        return FAILED
    _tell(_("The connection is removed: {service}.").format(service=name))
    return 0


def names_of_settings(adapter: str) -> tuple[str, ...]:
    """The settings of an adapter that may be arguments; none if it cannot be used."""
    from medcab_tui.services.registry import load

    found = load(adapter)
    if found.info is None:
        return ()
    from medcab_tui.services.asked import asked as fields

    return tuple(one.name for one in fields(found.info.settings()) if one.kind != "secret")


def _settings_of(adapter: str) -> type[BaseModel]:
    from medcab_tui.services.registry import load
    from medcab_tui.ui.settings import services as words

    found = load(adapter)
    if found.info is None:
        told = _("The adapter {adapter} cannot be used: {why}.")
        raise WrongUse(told.format(adapter=adapter, why=words.wrong(found)))
    return found.info.settings()


def _texts(model: type[BaseModel], settings: Sequence[str], secrets_fd: int | None) -> dict[str, str]:
    """What was given, and what is asked for: every secret that was not read from the descriptor."""
    from medcab_tui.services.asked import asked as fields
    from medcab_tui.ui.settings.services import titled

    known = {one.name: one for one in fields(model)}
    texts = dict(_pair(text) for text in settings)
    read = _read(secrets_fd) if secrets_fd is not None else {}
    for name in (*texts, *read):
        if name not in known:
            told = _("There is no setting {name}; there are: {names}.")
            raise WrongUse(told.format(name=name, names=", ".join(known)))
    for name in texts:
        if known[name].kind == "secret":
            raise WrongUse(
                _("{name} is secret: leave it out, it is asked for, or use --secrets-fd.").format(name=name)
            )
    missing = [one.name for one in known.values() if one.required and one.kind != "secret"]
    if missing := [name for name in missing if not texts.get(name)]:
        raise WrongUse(_("These settings must be given: {names}.").format(names=", ".join(missing)))
    texts |= read
    for one in known.values():
        if one.kind == "secret" and one.name not in texts and secrets_fd is None:
            empty = "" if one.required else _(" (may be empty)")
            texts[one.name] = asked_secretly(f"{titled(one.title) or one.name}{empty}: ")
    return texts


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise WrongUse(_("Settings are given as KEY=VALUE."))
    return name.strip(), value


def _read(descriptor: int) -> Mapping[str, str]:
    """Lines KEY=VALUE from a descriptor the caller opened."""
    try:
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            content = stream.read(MOST_SECRETS)
    except OSError:
        raise WrongUse(_("File descriptor {number} cannot be read.").format(number=descriptor)) from None
    lines = content.decode("utf-8", "replace").splitlines()
    return dict(_pair(line) for line in lines if line.strip())


def _described(info: Info) -> list[str]:
    from medcab_tui.services.asked import asked as fields
    from medcab_tui.ui.settings import services as words

    settings = ", ".join(
        f"{one.name}{'*' if one.required else ''} ({one.kind})" for one in fields(info.settings())
    )
    told = [
        f"{_('Simulated')}: {words.titled(info.simulates)}" if info.simulates else words.kind(info),
        f"{_('Carries')}: {', '.join(sorted(one.value for one in info.capabilities))}",
        *(
            f"{_('takes')} {kind}: {words.format_of(kind)} · {_('access')}: {words.access(kind)}"
            for kind in sorted(info.takes)
        ),
        *(f"{_('gives')} {kind}: {words.format_of(kind)}" for kind in sorted(info.gives)),
        f"{_('Settings')}: {settings or '—'}",
    ]
    if info.sees:
        told.append(f"{_('It sees')}: {words.titled(info.sees)}")
    return told


def _tell(line: str) -> None:
    sys.stdout.write(printable(f"{line}\n", sys.stdout))
