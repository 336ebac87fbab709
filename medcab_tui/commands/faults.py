"""How a fault reaches a person who typed a command: one line with its remedy, never a traceback."""

from __future__ import annotations

import sys
from typing import TextIO

from medcab_tui import log
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.settings import SettingsFault

FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130


def tell(error: BaseException) -> int:
    """Say what happened on standard error and return the exit code."""
    if isinstance(error, SettingsFault):
        say(str(error))
        return WRONG_USE
    if isinstance(error, Refused):
        from medcab_tui.ui.words import words_of

        say(words_of(error).whole)
        return FAILED
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else FAILED
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    number = log.record(error)
    say(
        _("Something went wrong that should not have. Error {number}; details: {path}").format(
            number=number, path=log.path()
        )
    )
    return FAILED


def say(line: str) -> None:
    """One line on standard error, readable whatever the terminal's encoding is."""
    sys.stderr.write(printable(f"medcab: {line}\n", sys.stderr))
    sys.stderr.flush()


def printable(text: str, stream: TextIO) -> str:
    """The text as this stream can carry it, and without what would steer a terminal: paths, names and files
    come from outside.
    """
    from medcab_tui.domain.cleaning import visible

    encoding = stream.encoding or "ascii"
    return visible(text).encode(encoding, "replace").decode(encoding)
