"""A key in a file of its own, where no keyring can hold it: new, 0600, refused once others may read it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from medcab_tui.cabinet.trust import Device, read, written
from medcab_tui.domain.errors import Refused
from medcab_tui.store import files

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def put(path: Path, device: Device) -> None:
    """Writes the key into a new file, 0600 from its first moment on."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(written(device))
            file.flush()
            os.fsync(descriptor)
        files.sync_folder(path.parent)
    except FileExistsError:
        raise Refused("service.file_exists", path=str(path)) from None
    except OSError as error:
        raise Refused("service.file_unwritable", path=str(path)) from error


def key_of(path: Path) -> Device:
    """The key in a file, if nobody else may read it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            text = file.read(files.MOST_BYTES) if stat.S_ISREG(found.st_mode) else b""
    except OSError as error:
        raise Refused("service.file_unreadable", path=str(path)) from error
    if found.st_mode & OTHERS or found.st_uid != os.geteuid():
        raise Refused("service.file_open", path=str(path))
    device = read(text.decode("utf-8", "replace"))
    if device is None:
        raise Refused("service.file_unreadable", path=str(path))
    return device
