"""What a person may set: a TOML file under the user's configuration folder, outranked by the environment.

Read before the first frame, so it stays light: no pydantic, and tomllib only when there is a file. What is
changed in the program is written into it by `keep`, comments and order staying as they are; a file that
cannot be read is named with its line and never written over.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from medcab_tui import locale
from medcab_tui.locale import N_, _
from medcab_tui.setting_kinds import KINDS, SettingsFault, plain

__all__ = ["PURPOSES", "VARIABLES", "Settings", "SettingsFault", "config_path", "keep", "load", "read_file"]

MAX_FILE = 64 * 1024
"""A larger settings file is refused unread, in bytes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the program. The name of a field is its key in the file."""

    store: Path
    """Folder of the store. MEDCAB_STORE; by default in the user's data folder."""
    language: str = locale.DEFAULT
    """Language of the interface, "ru" or "en". MEDCAB_LANG; by default that of the system, else Russian."""
    theme: str = "ward-dark"
    """Name of the theme. MEDCAB_THEME."""
    colours: str = "auto"
    """How many colours: "auto", "full", "256", "16" or "none". MEDCAB_COLOURS."""
    ascii: bool = False
    """Draw status signs with ASCII letters only. MEDCAB_ASCII."""
    mouse: bool = True
    """Listen to the mouse. Off, the terminal's own selection works without Shift. MEDCAB_MOUSE."""
    idle_minutes: int = 5
    """Minutes without a key until the cabinet locks itself, 1 to 60. MEDCAB_IDLE_MINUTES."""
    repeat_minutes: int = 10
    """Minutes in which the same request is not taken a second time, 1 to 60. MEDCAB_REPEAT_MINUTES."""
    signing_minutes: int = 15
    """Minutes in which one proof of who sits here is enough for signing, 1 to 60. MEDCAB_SIGNING_MINUTES."""
    file_megabytes: int = 10
    """The largest file that is attached, 1 to 10. MEDCAB_FILE_MEGABYTES."""
    escape_delay_ms: int | None = None
    """Milliseconds to wait after Esc for the rest of a torn key, 5 to 2000. MEDCAB_ESCAPE_DELAY_MS;
    by default short on this machine and 250 over SSH."""
    zone: str | None = None
    """IANA time zone of the workplace, "Europe/Moscow". MEDCAB_ZONE; by default that of the system."""
    copy_patient_text: bool = False
    """Let texts about patients be copied to the terminal's clipboard. MEDCAB_COPY_PATIENT_TEXT."""
    notify_line: bool = True
    """Say above the key line that something new needs attention. MEDCAB_NOTIFY_LINE."""
    notify_terminal: str = "auto"
    """Let the terminal notify of it: "auto", "off", or the number of the sequence it understands, "9", "99"
    or "777". MEDCAB_NOTIFY_TERMINAL."""
    notify_bell: bool = False
    """Ring the terminal's bell at it. MEDCAB_NOTIFY_BELL."""
    backup_folder: Path | None = None
    """Where backups made in the program are put. MEDCAB_BACKUP_FOLDER; by default beside the store."""
    keyring: bool = True
    """Anchor the journal in the system's keyring, if there is one. MEDCAB_KEYRING."""
    signer: str = ""
    """What signs: "pkcs12", "external" or the name of a signer installed beside. MEDCAB_SIGNER."""
    sign_file: Path | None = None
    """The .p12 or .pfx file that "pkcs12" signs with. MEDCAB_SIGN_FILE."""
    sign_command: tuple[str, ...] = ()
    """The command that "external" signs with: a list of arguments, {in} and {out} become paths.
    MEDCAB_SIGN_COMMAND, written as in a shell."""
    sign_certificate: Path | None = None
    """The certificate that command signs with, if it lies in a file. MEDCAB_SIGN_CERTIFICATE."""
    sign_check: tuple[str, ...] = ()
    """The command that compares signatures of algorithms not known here: {in} is the content, {sig} the
    signature; it ends with status 0 if they fit. MEDCAB_SIGN_CHECK."""
    sign_anchors: Path | None = None
    """Folder of certificates, PEM, that vouch for those of signatures. MEDCAB_SIGN_ANCHORS."""
    sign_options: Mapping[str, str] = field(default_factory=dict)
    """What other signers have to be told: the table [sign_options] of the file, name = "value"."""
    keymap: Mapping[str, str] = field(default_factory=dict)
    """Own keys: the table [keymap] of the file, name of a verb = key, as `medcab keys` names them."""
    warnings: tuple[str, ...] = ()
    """What was not understood and is passed over: one sentence each. Not a key of the file."""
    file: Path | None = field(default=None, compare=False)
    """Where changes are kept; None: nowhere, they last until one quits. Not a key of the file."""
    outranked: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Settings that something nearer than the file decides: key = variable or option. Not a key either."""


def config_path() -> Path:
    """Where the settings file is looked for, whether or not there is one."""
    return _folder_of("config") / "config.toml"


def load(
    given: Mapping[str, object] | None = None,
    *,
    path: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """The settings in force: given on the command line, else environment, else file, else the default.

    A given value of None means that nothing was given. Raises SettingsFault for a file that cannot be read
    and for a wrong value, wherever it came from.
    """
    environment = os.environ if environment is None else environment
    path = path or config_path()
    given = {name: value for name, value in (given or {}).items() if value is not None}
    locale.use(_spoken(environment, given))
    written, warnings = _known(_read(path), path)
    values = {name: KINDS[name](value, f"{path}: {name}") for name, value in written.items()}
    outranked: dict[str, str] = {}
    for name, kind in KINDS.items():
        variable = VARIABLES.get(name)
        if variable and environment.get(variable):
            values[name] = kind(environment[variable], variable)
            outranked[name] = variable
    for name, value in given.items():
        values[name] = KINDS[name](value, f"--{name}")
        outranked[name] = f"--{_OPTIONS.get(name, name)}"
    values.setdefault("language", _system_language(environment))
    if "store" not in values:
        values["store"] = default_store()
    locale.use(values["language"])
    return replace(Settings(**values), warnings=warnings, file=path, outranked=outranked)


def keep(name: str, value: object, *, path: Path | None = None) -> None:
    """Write one setting into the file and leave everything else in it as it is; None takes it out.

    Raises SettingsFault, and then writes nothing, for a wrong value and for a file that cannot be read.
    """
    from medcab_tui.settings_file import write

    write(path or config_path(), name, value)


def read_file(path: Path) -> dict[str, Any]:
    """What a sound file says, every value as it is used. Raises SettingsFault, {} without a file."""
    written, _warnings = _known(_read(path), path)
    return {name: KINDS[name](value, f"{path}: {name}") for name, value in written.items()}


def default_store() -> Path:
    """The folder of the store when nothing else is said."""
    return _folder_of("data") / "store"


def log_folder() -> Path:
    """Where the log of faults is kept."""
    return _folder_of("log")


_ON_LINUX = {
    "config": ("XDG_CONFIG_HOME", ".config", ""),
    "data": ("XDG_DATA_HOME", ".local/share", ""),
    "log": ("XDG_STATE_HOME", ".local/state", "log"),
}


def _folder_of(kind: str) -> Path:
    """platformdirs' answer. On Linux it is worked out here, since importing platformdirs costs 10 ms
    before the first frame; a test compares the two.
    """
    if sys.platform == "linux":
        variable, usual, below = _ON_LINUX[kind]
        set_to = os.environ.get(variable, "")
        home = Path(set_to) if set_to.startswith("/") else Path("~").expanduser() / usual
        return home / "medcab" / below
    import platformdirs

    found: Path = getattr(platformdirs, f"user_{kind}_path")("medcab")
    return found


def _spoken(environment: Mapping[str, str], given: Mapping[str, object]) -> str:
    """The language to complain in before the settings are known."""
    for asked in (given.get("language"), environment.get("MEDCAB_LANG")):
        if asked in locale.LANGUAGES:
            return str(asked)
    return _system_language(environment)


def _system_language(environment: Mapping[str, str]) -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            return "en" if environment[variable].startswith("en") else locale.DEFAULT
    return locale.DEFAULT


def _read(path: Path) -> dict[str, Any]:
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise SettingsFault(
                _("{path}: the settings file is too large. Move it aside and start again.").format(path=path)
            )
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        line = _line_of(path, error.start)
        raise SettingsFault(
            _("{path}, line {line}: not UTF-8. Save the file as UTF-8.").format(path=path, line=line)
        ) from None
    except OSError as error:
        raise SettingsFault(
            _(
                "{path}: the settings cannot be read ({reason}). Mend its permissions or move it aside."
            ).format(path=path, reason=error.strerror)
        ) from None
    return _parsed(text, path)


def _parsed(text: str, path: Path) -> dict[str, Any]:
    import re
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        shown = text.splitlines()[line - 1].strip() if line <= len(text.splitlines()) else ""
        raise SettingsFault(
            _("{path}, line {line}: this is not TOML: {shown}. Mend the line or move the file aside.").format(
                path=path, line=line, shown=plain(shown)
            )
        ) from None
    except RecursionError:
        raise SettingsFault(
            _("{path}: nested too deeply. Mend the file or move it aside.").format(path=path)
        ) from None


def _known(written: dict[str, Any], path: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    unknown = sorted(set(written) - set(KINDS))
    warnings = tuple(
        _("{path}: {key} is not a setting and is passed over. Known: {known}.").format(
            path=path, key=plain(key), known=", ".join(KINDS)
        )
        for key in unknown
    )
    return {key: value for key, value in written.items() if key in KINDS}, warnings


def _line_of(path: Path, offset: int) -> int:
    return path.read_bytes()[:offset].count(b"\n") + 1


VARIABLES = {
    "store": "MEDCAB_STORE",
    "colours": "MEDCAB_COLOURS",
    "language": "MEDCAB_LANG",
    "theme": "MEDCAB_THEME",
    "ascii": "MEDCAB_ASCII",
    "mouse": "MEDCAB_MOUSE",
    "copy_patient_text": "MEDCAB_COPY_PATIENT_TEXT",
    "idle_minutes": "MEDCAB_IDLE_MINUTES",
    "repeat_minutes": "MEDCAB_REPEAT_MINUTES",
    "signing_minutes": "MEDCAB_SIGNING_MINUTES",
    "file_megabytes": "MEDCAB_FILE_MEGABYTES",
    "escape_delay_ms": "MEDCAB_ESCAPE_DELAY_MS",
    "zone": "MEDCAB_ZONE",
    "notify_line": "MEDCAB_NOTIFY_LINE",
    "notify_terminal": "MEDCAB_NOTIFY_TERMINAL",
    "notify_bell": "MEDCAB_NOTIFY_BELL",
    "backup_folder": "MEDCAB_BACKUP_FOLDER",
    "keyring": "MEDCAB_KEYRING",
    "signer": "MEDCAB_SIGNER",
    "sign_file": "MEDCAB_SIGN_FILE",
    "sign_command": "MEDCAB_SIGN_COMMAND",
    "sign_certificate": "MEDCAB_SIGN_CERTIFICATE",
    "sign_check": "MEDCAB_SIGN_CHECK",
    "sign_anchors": "MEDCAB_SIGN_ANCHORS",
}
"""The variable of the environment that outranks each key of the file."""

_OPTIONS = {"language": "lang"}
"""Settings whose option of the command line has another name."""

PURPOSES = {
    "store": N_("folder of the store"),
    "language": N_("language of the interface: ru or en"),
    "theme": N_("name of the theme"),
    "colours": N_("how many colours to use"),
    "ascii": N_("draw status signs in ASCII"),
    "mouse": N_("listen to the mouse"),
    "copy_patient_text": N_("copy patients' texts to the clipboard"),
    "idle_minutes": N_("minutes without a key until the cabinet locks itself"),
    "repeat_minutes": N_("minutes in which the same request is not taken a second time"),
    "signing_minutes": N_("minutes in which one password or code is enough for signing and exporting"),
    "file_megabytes": N_("megabytes of the largest file that is attached, at most 10"),
    "escape_delay_ms": N_("milliseconds to wait after Esc for the rest of a torn key"),
    "zone": N_("IANA time zone of the workplace"),
    "notify_line": N_("a line on the screen when something new needs attention"),
    "notify_terminal": N_("the terminal's own notification of it; it never names a patient"),
    "notify_bell": N_("the terminal's bell at it"),
    "backup_folder": N_("where backups made here are put"),
    "keyring": N_("whether the system's keyring is used: it vouches for the journal"),
    "signer": N_("what signs: pkcs12, external, or a signer installed beside"),
    "sign_file": N_("the .p12 or .pfx file with the key one signs with"),
    "sign_command": N_("the command that signs: a list of arguments with {in} and {out}"),
    "sign_certificate": N_("the certificate of that command, if it lies in a file"),
    "sign_check": N_("the command that checks signatures not understood here: {in} and {sig}"),
    "sign_anchors": N_("folder of certificates, PEM, that vouch for those of signatures"),
    "sign_options": N_("what other signers have to be told: name = value"),
    "keymap": N_("own keys: verb = key"),
}
"""What each key is for, in a few words, for `medcab doctor` and the settings section."""

_unexplained = {each.name for each in fields(Settings)} - PURPOSES.keys() - {"warnings", "file", "outranked"}
assert not _unexplained, _unexplained  # noqa: S101 - a setting without its purpose is a mistake of the developer
