"""Everything `medcab` does besides opening the cabinet: the arguments are handed to click."""

from __future__ import annotations

import io
import os
import sys

import click

from medcab_tui import locale, settings
from medcab_tui.commands import (
    completion,
    offered,  # noqa: F401 - importing it adds the subcommands to the group
    offered_export,  # noqa: F401
    offered_import,  # noqa: F401
    offered_reference,  # noqa: F401 - and these those of their own
    offered_remind,  # noqa: F401
    offered_services,  # noqa: F401
    offered_sync,  # noqa: F401
    spoken,
)
from medcab_tui.commands.faults import INTERRUPTED, printable
from medcab_tui.commands.group import medcab


def run_command(arguments: list[str]) -> int:
    """Run click without its habit of leaving the process."""
    _choose_language(arguments)
    spoken.speak()
    if instruction := os.environ.get(completion.VARIABLE):
        return completion.complete(medcab, instruction)
    try:
        code = medcab.main(arguments, prog_name="medcab", standalone_mode=False)
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as wrong:
        told = io.StringIO()
        wrong.show(told)
        sys.stderr.write(printable(told.getvalue(), sys.stderr))
        return wrong.exit_code
    return code if isinstance(code, int) else 0


def _choose_language(arguments: list[str]) -> None:
    """Help and complaints are in the reader's language, even when the settings file is broken."""
    asked = None
    for place, word in enumerate(arguments):
        if word.startswith("--lang"):
            asked = word.partition("=")[2] or "".join(arguments[place + 1 : place + 2])
    try:
        settings.load({"language": asked if asked in locale.LANGUAGES else None})
    except settings.SettingsFault:
        return  # the language is chosen by then; the command that needs the settings says what is wrong
