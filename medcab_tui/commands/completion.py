"""`medcab completion`: the script that lets a shell complete subcommands and options."""

from __future__ import annotations

import sys

import click
from click.shell_completion import CompletionItem, get_completion_class

from medcab_tui.commands import spoken

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


def files(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Leave it to the shell to complete the names of files."""
    return [CompletionItem(begun, type="file")]


class ReadsItsOwn(spoken.Command):
    """`medcab play`, whose options are those of the player and not of click's command."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from medcab_tui.demo.command import command

        return command().shell_complete(ctx, incomplete)
