"""The door, painted in plain escape sequences before anything heavy is imported.

From here on the terminal neither echoes nor waits for lines: what is typed stays in its buffer until the
driver reads it, so a login typed at once reaches the field whole. The frame names no colours: whichever
theme follows, nothing is unreadable meanwhile.
"""

from __future__ import annotations

import contextlib
import os
import termios
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import Final, Protocol

from medcab_tui.locale import _
from medcab_tui.ui.terminal import held

_ENTER: Final = "\x1b[?1049h\x1b[?25l\x1b[2J"
_BOLD: Final = "\x1b[1m"
_UNDERLINED: Final = "\x1b[4m"
_PLAIN: Final = "\x1b[0m"

_COLUMN: Final = 46
"""Width of the door's centre column, as the door screen draws it."""

_LABEL: Final = 10
"""Width of a field's label there."""

_LARGEST_SLOTS: Final = 1024 * 1024
"""A larger file beside the store is not looked into for a name."""


class Chosen(Protocol):
    """The settings that the first frame needs."""

    @property
    def store(self) -> Path:
        """Folder of the store."""


def refusal(environ: Mapping[str, str] | None = None, keys: int = 0, screen: int = 1) -> str | None:
    """Why the cabinet can't be shown here: one line in plain ASCII, or None if it can.

    keys, screen: the descriptors that should be a terminal.
    """
    environ = os.environ if environ is None else environ
    if not (os.isatty(keys) and (os.isatty(screen) or os.isatty(2))):
        return "a terminal is needed on standard input and output."
    if environ.get("TERM", "dumb") in ("", "dumb", "unknown"):
        return "this terminal cannot place text (TERM=dumb). Set TERM to its real name, e.g. xterm-256color."
    name = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    if name and name.partition(".")[2].partition("@")[0].lower().replace("-", "") != "utf8":
        return f"the locale {name!a} is not UTF-8. Start with LC_ALL=C.UTF-8, or choose another locale."
    return None


def paint(chosen: Chosen) -> None:
    """Take the terminal, show the door, and begin to import Textual on a thread.

    Does nothing if the terminal can't be taken: the driver will say why.
    """
    try:
        terminal = held.hold()
    except termios.error:
        return
    held.leave_early_on_signals()
    try:
        columns, rows = os.get_terminal_size(terminal.screen)
    except OSError:
        columns, rows = 80, 24
    founded = (chosen.store / "slots.json").exists()
    name = organisation_of(chosen.store) if founded else ""
    lines = door_lines(name, (columns or 80, rows or 24), fields=founded)
    with contextlib.suppress(OSError):
        os.write(terminal.screen, (_ENTER + "".join(lines)).encode())
    terminal.painted = True
    Thread(target=_import_textual, name="medcab-import", daemon=True).start()


def door_lines(organisation: str, size: tuple[int, int], *, fields: bool) -> list[str]:
    """The sequences that draw the door; every line fits the size given as columns and rows.

    fields: whether login and password will be asked; without a store the door founds one instead.
    """
    columns, rows = size
    width = min(_COLUMN, columns)
    left = (columns - width) // 2
    top = max(1, rows // 2 - 3)
    head = _("Medcabinet")
    if organisation:
        head += f" · {_shown(organisation)}"
    wanted = [(top, left + max(0, (width - len(head)) // 2), _BOLD, head[:width])]
    for row, label in ((top + 2, _("Login")), (top + 4, _("Password"))) if fields else ():
        wanted.append((row, left, "", label[: min(_LABEL, width)]))
        wanted.append((row, left + _LABEL, _UNDERLINED, " " * max(0, width - _LABEL)))
    return [
        f"\x1b[{row};{column + 1}H{style}{text}{_PLAIN}"
        for row, column, style, text in wanted
        if row <= rows and text
    ]


def organisation_of(folder: Path) -> str:
    """The name kept in the clear beside the store, "" if there is none to be read."""
    import json

    with contextlib.suppress(OSError, ValueError, AttributeError, RecursionError):
        path = folder / "slots.json"
        if path.is_file() and path.stat().st_size <= _LARGEST_SLOTS:
            return str(json.loads(path.read_bytes()).get("organisation", ""))
    return ""


def _shown(name: str) -> str:
    """The name with everything that could move the cursor taken out: the file is not trusted yet."""
    return "".join(character for character in name if character.isprintable())


def _import_textual() -> None:
    with contextlib.suppress(Exception):
        import textual.app  # noqa: F401 - for the time it takes, not for a name
