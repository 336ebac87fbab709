"""A row of the settings section: what is set, to what, what decides it, and what Enter does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from medcab_tui.locale import N_, _, pgettext
from medcab_tui.settings import PURPOSES
from medcab_tui.ui.widgets.lines import Cell

if TYPE_CHECKING:
    from medcab_tui.settings import Settings

PAGES: Final[dict[str, str]] = {
    "me": N_("My data"),
    "look": N_("Appearance"),
    "language": N_("Language"),
    "keys": N_("Keys"),
    "lock": N_("Idle lock"),
    "notices": N_("Notifications"),
    "store": N_("Store"),
    "backup": N_("Backup copies"),
    "actions": N_("My actions"),
    "services": N_("Services"),
    "books": N_("Reference books"),
    "templates": N_("Templates"),
    "signing": N_("Signature"),
    "departments": N_("Departments"),
}
"""The pages of «Сводка», in their order."""


class Row(Struct, frozen=True):
    """One line of a page.

    id: what `Doing` knows it by; the name of a setting where it is one. value: what holds now. note: what
    decides it besides the file, or what to know before Enter. does: what Enter does, "" for a mere fact.
    """

    id: str
    page: str
    title: str
    value: Cell = ""
    note: str = ""
    does: str = ""

    @property
    def said(self) -> str:
        """The value as text, for searching."""
        if isinstance(self.value, str):
            return self.value
        if len(self.value) == 2 and isinstance(self.value[0], str):
            return str(self.value[0])
        return "".join(str(run[0]) for run in self.value)

    def texts(self) -> tuple[str, ...]:
        """What a search finds it by: its name in both languages of the file and the screen."""
        return (self.title, self.said, _(PAGES[self.page]), self.note, self.id, _(PURPOSES.get(self.id, "")))


def switch(on: bool) -> Cell:
    """«● да», «○ нет»."""
    words = (pgettext("setting", "on"), pgettext("setting", "off"))
    return (f"● {words[0]}", "ok") if on else (f"○ {words[1]}", "dim")


def decided(chosen: Settings, name: str) -> str:
    """What outranks the file for this setting: «задано переменной MEDCAB_THEME»; "" if nothing does."""
    by = chosen.outranked.get(name, "")
    if by.startswith("--"):
        return _("set by the option {option}").format(option=by)
    return _("set by the variable {variable}").format(variable=by) if by else ""


def facts(page: str, *told: tuple[str, str]) -> list[Row]:
    """Rows that only tell."""
    return [Row(f"{page}.{number}", page, name, value or "—") for number, (name, value) in enumerate(told)]


COLOURS: Final[Mapping[str, str]] = {
    "auto": N_("as the terminal says"),
    "full": N_("16 million"),
    "256": N_("256"),
    "16": N_("the terminal's 16"),
    "none": N_("no colours"),
}
CHANNELS: Final[Mapping[str, str]] = {
    "auto": N_("as the terminal understands"),
    "off": N_("off"),
    "9": N_("OSC 9 (iTerm2, WezTerm, Ghostty)"),
    "99": N_("OSC 99 (kitty)"),
    "777": N_("OSC 777 (foot, urxvt, VTE)"),
}
LANGUAGES: Final[Mapping[str, str]] = {"ru": "русский", "en": "English"}
MINUTES: Final = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60)
"""What the idle lock offers; the file takes any number from 1 to 60."""
