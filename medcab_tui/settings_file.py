"""Writing one setting into the settings file: comments, order and everything else in it stay.

Nothing is written unless the whole file reads cleanly before and says exactly what was asked for after. The
new file takes the place of the old one in one step, with its mode; through a link, of the file it names.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from medcab_tui.locale import _
from medcab_tui.setting_kinds import KINDS, SettingsFault, fault

NEW_FILE = 0o600
"""The mode of a settings file that was not there before."""


def write(path: Path, name: str, value: object) -> None:
    """Set a key of the file, or take it out when the value is None. Raises SettingsFault."""
    from medcab_tui.settings import read_file

    if name not in KINDS:
        raise SettingsFault(_("{name} is not a setting.").format(name=name))
    read_file(path)
    if value is not None:
        value = _written(KINDS[name](value, name))
    text = path.read_bytes().decode("utf-8") if path.exists() else ""
    changed = _changed(text, name, value)
    expected = tomllib.loads(text)
    expected.pop(name, None)
    if value is not None:
        expected[name] = value
    if tomllib.loads(changed) != expected:
        raise fault(f"{path}: {name}", _("Write it into the file by hand."))
    try:
        _replace(path.resolve(), changed)
    except OSError as error:
        raise SettingsFault(
            _("{path}: the setting was not kept ({reason}). Mend the permissions of the folder.").format(
                path=path, reason=error.strerror or type(error).__name__
            )
        ) from None


def _written(value: Any) -> Any:
    """A value as TOML has it."""
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _changed(text: str, name: str, value: Any) -> str:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        if value is None:
            document.pop(name, None)
        elif isinstance(value, dict) and isinstance(document.get(name), dict):
            table: Any = document[name]
            for key in [key for key in table if key not in value]:
                del table[key]
            for key, one in value.items():
                if table.get(key) != one:
                    table[key] = one
        else:
            document[name] = value
        return tomlkit.dumps(document)
    except TOMLKitError as error:  # what tomllib reads and tomlkit does not
        raise fault(name, _("Write it into the file by hand.")) from error


def _replace(path: Path, text: str) -> None:
    """The whole file at once, on the disk when this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o7777 if path.exists() else NEW_FILE
    descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(beside).unlink()
        raise
