"""Who uses the folder: every open cabinet holds the lock shared; migration, re-key and restore alone.

The lock is a `flock` on the file `lock`: the system drops it when a process dies. Whoever needs the folder
alone holds the file `wanted` beside it; open cabinets look at it when they poll, and lock themselves.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import swap
from medcab_tui.store.faults import told

PATIENCE = 5.0
_STEP = 0.02


class FolderLock:
    """A `flock` on the folder's lock file, held by this open file and by nobody it was not given to."""

    def __init__(self, folder: Path, *, readonly: bool = False) -> None:
        self._path = folder / "lock"
        self._wanted = folder / "wanted"
        self._file = self._open(readonly)

    def shared(self, seconds: float = PATIENCE) -> None:
        """Held beside others; StoreFault store.in_use if somebody keeps the folder alone for longer."""
        self._hold(fcntl.LOCK_SH, seconds)

    def alone(self, seconds: float = PATIENCE) -> None:
        """Held by nobody else; asks the others to lock, and gives up with store.in_use."""
        if self._try(fcntl.LOCK_EX):
            return
        with self.asking():
            self._hold(fcntl.LOCK_EX, seconds)

    @contextlib.contextmanager
    def asking(self) -> Iterator[None]:
        """Asks the open cabinets to lock for as long as the block runs; one who asks is enough."""
        with told(self._wanted):
            descriptor = os.open(self._wanted, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                mine = True
            except BlockingIOError:
                mine = False
            try:
                yield
            finally:
                if mine:
                    self._wanted.unlink(missing_ok=True)
                os.close(descriptor)

    def alone_at_once(self) -> bool:
        """Takes the folder alone if nobody uses it. What was held before is lost when it fails."""
        return self._try(fcntl.LOCK_EX)

    def release(self) -> None:
        """Lets go; the lock can be taken again."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Lets go for good."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def _open(self, readonly: bool) -> int | None:
        try:
            with told(self._path):
                return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except StoreFault as fault:
            if readonly and fault.code in {"store.read_only", "store.full"}:
                return None  # nobody can write there, so there is nobody to keep out
            raise

    def _hold(self, kind: int, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._try(kind):
            if time.monotonic() > deadline:
                raise StoreFault("store.in_use", path=str(self._path.parent))
            time.sleep(_STEP)

    def _try(self, kind: int) -> bool:
        if self._file is None:
            return True
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
                return False
            raise
        return True


def wanted(folder: Path) -> bool:
    """Whether somebody who is still alive waits to have the folder alone."""
    try:
        descriptor = os.open(folder / "wanted", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False  # left behind by a process that was killed


@contextlib.contextmanager
def alone(folder: Path, seconds: float = PATIENCE) -> Iterator[None]:
    """The folder to oneself for the block."""
    lock = FolderLock(folder)
    try:
        lock.alone(seconds)
        yield
    finally:
        lock.close()


@contextlib.contextmanager
def beside(folder: Path) -> Iterator[None]:
    """A moment alone with the small files beside the database (slots, counters), whoever uses the store."""
    with told(folder):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def finish_restoring(folder: Path) -> None:
    """Ends a restore that was interrupted after it was decided; before that there is nothing to end."""
    if swap.unfinished(folder):
        with alone(folder):
            swap.finish(folder)
