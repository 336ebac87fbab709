"""The words and options of `medcab remind`. What it does is in `remind`."""

from __future__ import annotations

from pathlib import Path

import click

from medcab_tui.commands import spoken
from medcab_tui.commands.group import Given, medcab, placed, signing
from medcab_tui.locale import N_, _

_KEY_FILE = spoken.option(
    "--key-file",
    type=click.Path(path_type=Path),
    metavar=N_("FILE"),
    help=N_("Where the key lies, instead of the keyring."),
)


@medcab.group(
    invoke_without_command=True,
    help=N_(
        "Tell what falls due, for cron or a timer: without a password, by a key of its own.\n\n"
        "Each reminder is told once, whoever else looks. The exit code is 3 when there is no key."
    ),
)
@_KEY_FILE
@spoken.option(
    "--print-timer", is_flag=True, help=N_("Print a timer of systemd and a line for cron, and do nothing.")
)
@placed
@click.pass_context
def remind(
    ctx: click.Context, key_file: Path | None, print_timer: bool, store: str | None, language: str | None
) -> int | None:
    """Without a subcommand it reminds."""
    given = ctx.find_object(Given) or Given()
    if ctx.invoked_subcommand is not None:
        if key_file is not None or print_timer:
            raise click.UsageError(_("These options stand behind the subcommand."))
        ctx.obj = Given(store or given.store, language or given.language, given.theme)
        return None
    chosen = given.settings(store=store, language=language)
    from medcab_tui.commands import remind as does

    return does.print_timer(chosen, key_file) if print_timer else does.run(chosen, key_file)


@remind.command("enable", help=N_("Give this machine a key for it; asks for your password."))
@_KEY_FILE
@placed
@signing
@click.pass_obj
def enable(
    given: Given, key_file: Path | None, store: str | None, language: str | None, login: str | None
) -> int:
    """In the keyring, or in a file."""
    from medcab_tui.commands import remind as does

    return does.enable(given.settings(store=store, language=language), login, key_file)


@remind.command("disable", help=N_("Take all its keys away; asks for your password."))
@_KEY_FILE
@placed
@signing
@click.pass_obj
def disable(
    given: Given, key_file: Path | None, store: str | None, language: str | None, login: str | None
) -> int:
    """Of every machine."""
    from medcab_tui.commands import remind as does

    return does.disable(given.settings(store=store, language=language), login, key_file)


@remind.command("status", help=N_("Show who enabled it, and when it told something last."))
@placed
@signing
@click.pass_obj
def status(given: Given, store: str | None, language: str | None, login: str | None) -> int:
    """What the store knows of it."""
    from medcab_tui.commands import remind as does

    return does.status(given.settings(store=store, language=language), login)
