"""`medcab completion`: the script that lets a shell complete subcommands and options."""

from __future__ import annotations

import sys

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_MEDCAB_COMPLETE"


def script(shell: str, command: click.Command) -> int:
    """Print the script of click for this shell."""
    kind = get_completion_class(shell)
    if kind is None:
        return 1
    sys.stdout.write(kind(command, {}, "medcab", VARIABLE).source() + "\n")
    return 0


def complete(command: click.Command, instruction: str) -> int:
    """Answer the shell's question, put by its script in the environment."""
    from click.shell_completion import shell_complete

    return shell_complete(command, {}, "medcab", VARIABLE, instruction)
