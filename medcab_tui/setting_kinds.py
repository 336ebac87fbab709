"""What may stand in each setting: one check a setting, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from medcab_tui import locale
from medcab_tui.locale import _


class SettingsFault(Exception):
    """A setting cannot be used. The text is one sentence with its remedy, in the language in use."""


def plain(text: str) -> str:
    """Text of the file, safe to print: what is not printable becomes a question mark."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:80]


def fault(place: str, remedy: str) -> SettingsFault:
    """What to say of a wrong value: where it stands and what to write instead."""
    return SettingsFault(_("{place}: wrong value. {remedy}").format(place=place, remedy=remedy))


def _folder(value: object, place: str) -> Path:
    if not isinstance(value, str | Path) or not str(value).strip():
        raise fault(place, _("Write the path of a folder."))
    return Path(value).expanduser().absolute()


def _file(value: object, place: str) -> Path:
    if not isinstance(value, str | Path) or not str(value).strip():
        raise fault(place, _("Write the path of a file."))
    return Path(value).expanduser().absolute()


def _arguments(value: object, place: str) -> tuple[str, ...]:
    if isinstance(value, str):
        import shlex

        try:
            value = shlex.split(value)
        except ValueError:
            raise fault(place, _("Close every quote.")) from None
    if not isinstance(value, list | tuple) or not value or not all(isinstance(one, str) for one in value):
        raise fault(place, _("Write a list of arguments in quotes, the name of the program first."))
    return tuple(str(one) for one in value)


def _texts(value: object, place: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise fault(place, _("Write it as a table: name = “value” lines."))
    return {str(name): _word(one, f"{place}.{plain(str(name))}") for name, one in value.items()}


def _language(value: object, place: str) -> str:
    if value not in locale.LANGUAGES:
        raise fault(place, _("Write “ru” or “en”."))
    return str(value)


def _word(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise fault(place, _("Write a name in quotes."))
    return value.strip()


_YES = frozenset({"1", "yes", "true", "on", "да"})
_NO = frozenset({"0", "no", "false", "off", "нет"})


def _switch(value: object, place: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.casefold() in _YES | _NO:
        return value.casefold() in _YES
    raise fault(place, _("Write true or false."))


def _whole(low: int, high: int) -> Callable[[object, str], int]:
    def checked(value: object, place: str) -> int:
        shown = "" if isinstance(value, bool | float) else str(value)
        digits = shown.isascii() and shown.isdigit() and len(shown) < 10
        if not digits or not low <= int(shown) <= high:
            raise fault(place, _("Write a whole number from {low} to {high}.").format(low=low, high=high))
        return int(shown)

    return checked


def _one_of(*words: str) -> Callable[[object, str], str]:
    def checked(value: object, place: str) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value not in words:
            raise fault(place, _("Write one of: {words}.").format(words=", ".join(words)))
        return str(value)

    return checked


def _zone(value: object, place: str) -> str:
    from zoneinfo import ZoneInfo

    name = _word(value, place)
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):
        raise fault(place, _("Write an IANA time zone, for example “Europe/Moscow”.")) from None


def _keymap(value: object, place: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise fault(place, _("Write it as a table: [keymap], then name = “key” lines."))
    return {str(verb): _word(key, f"{place}.{plain(str(verb))}") for verb, key in value.items()}


COLOURS = ("auto", "full", "256", "16", "none")
"""How many colours: as the terminal says, or so many."""

CHANNELS = ("auto", "off", "9", "99", "777")
"""How the terminal is asked to notify: as it understands, not at all, or by this sequence."""

KINDS: dict[str, Callable[[object, str], Any]] = {
    "store": _folder,
    "language": _language,
    "theme": _word,
    "colours": _one_of(*COLOURS),
    "ascii": _switch,
    "mouse": _switch,
    "copy_patient_text": _switch,
    "idle_minutes": _whole(1, 60),
    "repeat_minutes": _whole(1, 60),
    "signing_minutes": _whole(1, 60),
    "file_megabytes": _whole(1, 10),
    "escape_delay_ms": _whole(5, 2000),
    "zone": _zone,
    "notify_line": _switch,
    "notify_terminal": _one_of(*CHANNELS),
    "notify_bell": _switch,
    "backup_folder": _folder,
    "keyring": _switch,
    "signer": _word,
    "sign_file": _file,
    "sign_command": _arguments,
    "sign_certificate": _file,
    "sign_check": _arguments,
    "sign_anchors": _folder,
    "sign_options": _texts,
    "keymap": _keymap,
}
"""The check of each setting: gives the value as it is used, or raises `SettingsFault`."""
