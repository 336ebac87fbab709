"""Folders of templates: those that came with the program and those of the user, each read behind checks.

A folder holds `template.toml` and `page.typ` and is named as the template. A bad one is reported by name and
reason and takes nothing down; links are never followed, neither of the folder nor of its files.
"""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path
from typing import Final

from msgspec import Struct

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.paper_folders import template_of
from medcab_tui.domain.papers import PaperTemplate

SHIPPED: Final = Path(__file__).with_name("templates")
SAID, PAGE = "template.toml", "page.typ"
MOST_BYTES: Final = 256 * 1024
MOST_FOLDERS: Final = 200


class BadTemplate(Struct, frozen=True):
    """A folder that is no template: its name and what is wrong."""

    name: str
    fault: Invalid


class Templates(Struct, frozen=True):
    """What was found: templates by name, the shipped first; and what could not be used."""

    good: tuple[PaperTemplate, ...] = ()
    bad: tuple[BadTemplate, ...] = ()

    def named(self, name: str) -> PaperTemplate | None:
        """The template of this name."""
        return next((one for one in self.good if one.name == name), None)


def found(own: Path | None) -> Templates:
    """All templates; `own`: the user's folder of folders, which need not be there. Reads the disk."""
    good: dict[str, PaperTemplate] = {}
    bad: list[BadTemplate] = []
    for parent in (SHIPPED, own):
        if parent is None:
            continue
        for name in _names(parent):
            try:
                if name in good:
                    raise Invalid("paper.name_taken")
                good[name] = _read(parent / name, name, own=parent is own)
            except Invalid as fault:
                bad.append(BadTemplate(one_line(name), fault))
    return Templates(tuple(good.values()), tuple(bad))


def _names(parent: Path) -> list[str]:
    try:
        with os.scandir(parent) as entries:
            names = sorted(entry.name for entry in entries if not entry.name.startswith((".", "_")))
    except OSError:
        return []
    return names[:MOST_FOLDERS]


def _read(folder: Path, name: str, *, own: bool) -> PaperTemplate:
    if folder.is_symlink():
        raise Invalid("paper.link", None, file=name)
    if not folder.is_dir():
        raise Invalid("paper.not_folder")
    for each in (SAID, PAGE):
        if not os.path.lexists(folder / each):
            raise Invalid("paper.no_file", None, file=each)
    try:
        said = tomllib.loads(_text(folder, SAID))
    except ValueError as error:  # a number of thousands of digits as well
        raise Invalid("paper.toml", None, said=str(error)) from error
    except RecursionError as error:
        raise Invalid("paper.toml", None, said="…") from error
    return template_of(name, said, _text(folder, PAGE), own=own)


def _text(folder: Path, name: str) -> str:
    """The text of a plain file of the folder itself."""
    try:
        descriptor = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        code = "paper.link" if (folder / name).is_symlink() else "paper.unreadable"
        raise Invalid(code, None, file=name) from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Invalid("paper.unreadable", None, file=name)
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Invalid("paper.large", None, file=name, most=str(MOST_BYTES // 1024))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid("paper.not_text", None, file=name) from error
