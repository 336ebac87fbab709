"""What people type, paste or drop for a path, as a path; and the paths that go on from there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from medcab_tui.ui.forms.fields import Choice

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet

_QUOTES = "'\"«»"
_ESCAPED = re.compile(r"\\(.)")


def plain(text: str) -> str:
    """A path as typed by hand: out of quotes and `file://`, with a terminal's backslashes undone."""
    text = text.strip()
    if len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
        text = text[1:-1].strip()
    elif "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if text.casefold().startswith("file:"):
        try:
            return unquote(urlsplit(text).path)
        except ValueError:
            return text
    return text


def path_of(text: str) -> Path:
    """The path a text stands for; `~` is the home folder, what is relative counts from the present folder."""
    path = Path(plain(text))
    try:
        path = path.expanduser()
    except RuntimeError:  # nobody by that name has a home
        return path
    return path if path.is_absolute() else Path.cwd() / path


def begun(text: str) -> tuple[str, Path, bool]:
    """What stands before the name being typed, the path so far, and whether a folder was just finished."""
    typed = plain(text)
    if typed == "~":
        typed = "~/"
    head, slash, _name = typed.rpartition("/")
    return head + slash, path_of(typed), typed.endswith("/")


def several(text: str) -> tuple[str, ...]:
    """The paths of what was pasted or dropped: one a line, or several on a line as terminals quote them.

    A line with spaces and nothing quoted is one path: that is how people copy it.
    """
    return tuple(path for line in text.splitlines() if line.strip() for path in _on_a_line(line.strip()))


def _on_a_line(line: str) -> tuple[str, ...]:
    quoted = line[0] in "'\"" or re.search(r"\\ ", line)
    if line.casefold().startswith("file:"):
        return tuple(line.split())
    if not quoted:
        return (line,)
    try:
        parts = tuple(shlex.split(line))
    except ValueError:  # a quote that is not closed
        return (line,)
    return tuple(map(shlex.quote, parts)) if len(parts) > 1 else (line,)


async def offered_paths(cabinet: Cabinet, text: str) -> tuple[Choice, ...]:
    """Files and folders that go on from what is typed; a folder is gone into."""
    before, path, inside = begun(text)
    named = await cabinet.documents.paths(path, inside=inside)
    found = sorted(named, key=lambda one: inside or one != (path.name, False))
    return tuple(
        Choice(f"{before}{name}/", f"{before}{name}/", more=True)
        if folder
        else Choice(f"{before}{name}", f"{before}{name}")
        for name, folder in found
    )
