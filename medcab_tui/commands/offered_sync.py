"""The words and options of `medcab sync`. What it does is in `sync`."""

from __future__ import annotations

from pathlib import Path

import click

from medcab_tui.commands import spoken
from medcab_tui.commands.group import Given, medcab, placed
from medcab_tui.locale import N_


@medcab.command(
    help=N_(
        "Exchange with the connected services once, for cron or a timer: without a password, by the key of"
        " the service that medcab remind enable gives.\n\n"
        "The exit code is 3 when there is no key, 4 when a service could not be reached."
    )
)
@spoken.option(
    "--key-file",
    type=click.Path(path_type=Path),
    metavar=N_("FILE"),
    help=N_("Where the key lies, instead of the keyring."),
)
@spoken.option(
    "--print-timer", is_flag=True, help=N_("Print a timer of systemd and a line for cron, and do nothing.")
)
@placed
@click.pass_obj
def sync(
    given: Given | None, key_file: Path | None, print_timer: bool, store: str | None, language: str | None
) -> int:
    """Once: a timer does it again."""
    chosen = (given or Given()).settings(store=store, language=language)
    if print_timer:
        from medcab_tui.commands.remind import print_timer as prints

        return prints(chosen, key_file, "sync")
    from medcab_tui.commands import sync as does

    return does.run(chosen, key_file)
