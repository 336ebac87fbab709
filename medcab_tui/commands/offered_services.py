"""The words and options of `medcab services`. What it does is in `services`."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from medcab_tui.commands import spoken
from medcab_tui.commands.group import Given, medcab, placed, signing
from medcab_tui.locale import N_


def _adapters(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Names of adapters; none of them is loaded for it."""
    from medcab_tui.services.registry import entries

    return [
        CompletionItem(name) for name in sorted({one.name for one in entries()}) if name.startswith(begun)
    ]


def _settings(context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """«name=» of the settings that are no secrets."""
    from medcab_tui.commands.services import names_of_settings

    names = names_of_settings(str(context.params.get("adapter") or ""))
    return [CompletionItem(f"{name}=") for name in names if f"{name}=".startswith(begun)]


_NAME = spoken.argument("name", metavar=N_("NAME"))


@medcab.group(help=N_("Connected services: state health services, laboratories, mail, SMS and others."))
def services() -> None:
    """Only a group."""


@services.command(
    "list",
    help=N_(
        "List the connections, how they stand and what waits.\n\n"
        "With --adapters the register of what can be connected: what it takes and gives, who may use it, in"
        " which formats; no password is needed for it."
    ),
)
@spoken.option("--adapters", is_flag=True, help=N_("The register of adapters instead."))
@placed
@signing
@click.pass_obj
def list_services(
    given: Given, adapters: bool, store: str | None, language: str | None, login: str | None
) -> int:
    """Connections, or adapters."""
    from medcab_tui.commands import services as does

    chosen = given.settings(store=store, language=language)
    return does.show_adapters() if adapters else does.show(chosen, login)


@services.command(
    "add",
    help=N_(
        "Connect an adapter; it stays switched off.\n\n"
        "Settings are given as KEY=VALUE. What is secret is never an argument: it is asked for, or read from"
        " a file descriptor as lines KEY=VALUE."
    ),
)
@_NAME
@spoken.argument("adapter", metavar=N_("ADAPTER"), shell_complete=_adapters)
@spoken.argument("settings", metavar=N_("[KEY=VALUE...]"), nargs=-1, shell_complete=_settings)
@spoken.option(
    "--secrets-fd", type=click.IntRange(0), metavar="N", help=N_("Read secrets from this file descriptor.")
)
@placed
@signing
@click.pass_obj
def add_service(
    given: Given,
    name: str,
    adapter: str,
    settings: tuple[str, ...],
    secrets_fd: int | None,
    store: str | None,
    language: str | None,
    login: str | None,
) -> int:
    """A new connection."""
    from medcab_tui.commands import services as does

    chosen = given.settings(store=store, language=language)
    return does.add(chosen, login, name, adapter, settings, secrets_fd)


@services.command("check", help=N_("Ask a connected service how it is."))
@_NAME
@placed
@signing
@click.pass_obj
def check_service(given: Given, name: str, store: str | None, language: str | None, login: str | None) -> int:
    """The exit code is 1 when it cannot be used."""
    from medcab_tui.commands import services as does

    return does.check(given.settings(store=store, language=language), login, name)


@services.command("enable", help=N_("Switch a connection on."))
@_NAME
@placed
@signing
@click.pass_obj
def enable_service(
    given: Given, name: str, store: str | None, language: str | None, login: str | None
) -> int:
    """What is to be sent goes from now on."""
    from medcab_tui.commands import services as does

    return does.switch(given.settings(store=store, language=language), login, name, enabled=True)


@services.command("disable", help=N_("Switch a connection off; what waits stays."))
@_NAME
@placed
@signing
@click.pass_obj
def disable_service(
    given: Given, name: str, store: str | None, language: str | None, login: str | None
) -> int:
    """What is to be sent waits."""
    from medcab_tui.commands import services as does

    return does.switch(given.settings(store=store, language=language), login, name, enabled=False)


@services.command("remove", help=N_("Remove a connection; asks first if something waits to be sent by it."))
@_NAME
@placed
@signing
@click.pass_obj
def remove_service(
    given: Given, name: str, store: str | None, language: str | None, login: str | None
) -> int:
    """What was sent stays in its records."""
    from medcab_tui.commands import services as does

    return does.remove(given.settings(store=store, language=language), login, name)
