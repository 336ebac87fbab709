"""The `medcab` command.

Opening the cabinet is the everyday case and must show its door at once, so plain `medcab` and
`medcab --store DIR` are answered here, before click or textual are imported; everything else goes to
`medcab_tui.commands`.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Final, NoReturn

from medcab_tui.commands.process import harden

SELDOM: Final = 100_000
"""Allocations between collections. Imports free nothing; a tenth of the start went there."""


def main() -> NoReturn:
    """Run the command of this process and leave with its exit code."""
    leave(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Do what the arguments ask for. The exit code; no traceback reaches the person."""
    gc.set_threshold(SELDOM)
    try:
        harden()
        store = _plain_opening(arguments)
        if store is None:
            from medcab_tui.commands.main import run_command

            return run_command(arguments)
        from medcab_tui.commands.opening import open_cabinet

        return open_cabinet(store=store or None)
    except BaseException as error:  # the last barrier: the person gets a line, the log the rest
        from medcab_tui.commands.faults import tell
        from medcab_tui.ui.terminal.held import give_back

        give_back()
        return tell(error)


def _plain_opening(arguments: list[str]) -> str | None:
    """The folder given to a bare `medcab [--store DIR]`, "" when none is; None for anything else."""
    if os.environ.get("_MEDCAB_COMPLETE"):
        return None
    if not arguments:
        return ""
    if len(arguments) == 2 and arguments[0] == "--store" and not arguments[1].startswith("-"):
        return arguments[1]
    if len(arguments) == 1 and arguments[0].startswith("--store=") and len(arguments[0]) > len("--store="):
        return arguments[0].removeprefix("--store=")
    return None


def leave(code: int) -> NoReturn:
    """End the process at once: a writer thread stuck on a dead terminal must not keep it alive.

    Whoever opened a store has closed it by now.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue  # the reader is gone
    os._exit(code)


if __name__ == "__main__":
    main()
