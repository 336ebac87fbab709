"""One file in, one file out. Links are not followed, nothing is overwritten, no device is waited for."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from medcab_tui.domain.documents import MOST_BYTES, megabytes
from medcab_tui.domain.errors import Invalid

_PIECE: Final = 1024 * 1024
_WRONG: Final = {
    errno.ENOENT: "file.missing",
    errno.ENOTDIR: "file.missing",
    errno.EACCES: "file.denied",
    errno.EPERM: "file.denied",
    errno.EISDIR: "file.folder",
    errno.ENXIO: "file.special",
    errno.ENODEV: "file.special",
    errno.ENAMETOOLONG: "file.missing",
}
_NOT_WRITTEN: Final = {
    errno.EEXIST: "export.exists",
    errno.ELOOP: "export.exists",
    errno.EISDIR: "export.exists",
    errno.ENOENT: "export.no_folder",
    errno.ENOTDIR: "export.no_folder",
    errno.EACCES: "export.denied",
    errno.EPERM: "export.denied",
    errno.EROFS: "export.denied",
    errno.ENOSPC: "export.full",
    errno.EDQUOT: "export.full",
}


def read(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of an ordinary file, read once; at most one more than is accepted. Raises Invalid.

    What it was when its size was looked at is what is read: the descriptor is the same.
    """
    with reading(path) as descriptor:
        size = os.fstat(descriptor).st_size
        if size > most:
            raise _large(size, most)
        content = bytearray()
        while piece := os.read(descriptor, _PIECE):
            content += piece
            if len(content) > most:
                raise _large(len(content), most)
    return bytes(content)


@contextmanager
def reading(path: Path) -> Iterator[int]:
    """An ordinary file, open to be read. What cannot be read is raised as Invalid."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC)
    except ValueError as error:
        raise Invalid("file.missing", "path") from error
    except OSError as error:
        if error.errno == errno.ELOOP and path.is_symlink():
            raise Invalid("file.link", "path", path=str(path.resolve())) from error
        raise _wrong(error) from error
    try:
        state = os.fstat(descriptor)
        if stat.S_ISDIR(state.st_mode):
            raise Invalid("file.folder", "path")
        if not stat.S_ISREG(state.st_mode):
            raise Invalid("file.special", "path")
        yield descriptor
    except OSError as error:
        raise _wrong(error) from error
    finally:
        os.close(descriptor)


def create(path: Path) -> int:
    """A new file that only its owner may read, open for writing; Invalid if there cannot be one."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(path, flags, 0o600)
    except ValueError as error:
        raise Invalid("export.no_folder", "path") from error
    except OSError as error:
        raise _not_written(error) from error


def fill(descriptor: int, path: Path, content: bytes) -> None:
    """Writes a file that `create` opened, down to the disk, and closes it; removes it if that fails."""
    with writing(descriptor, path) as file:
        file.write(content)


@contextmanager
def writing(descriptor: int, path: Path) -> Iterator[BinaryIO]:
    """A file that `create` opened, to be written piece by piece; on the disk and closed when that is over.

    Whatever breaks it off, no part of it stays; what the disk refuses is raised as Invalid.
    """
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _not_written(error) from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def drop(descriptor: int, path: Path) -> None:
    """Takes back a file that `create` opened and nobody wrote."""
    os.close(descriptor)
    path.unlink(missing_ok=True)


def _large(size: int, most: int) -> Invalid:
    return Invalid("file.large", "path", size=megabytes(size), most=megabytes(most))


def _wrong(error: OSError) -> Invalid:
    return Invalid(_WRONG.get(error.errno or 0, "file.unreadable"), "path")


def _not_written(error: OSError) -> Invalid:
    return Invalid(_NOT_WRITTEN.get(error.errno or 0, "export.failed"), "path")
