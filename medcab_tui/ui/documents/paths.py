"""What people type or drop into a field for a path, as a path. Nothing is looked at on the disk."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

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
