"""Batches of rows on their way from the process that makes them to the one that writes them."""

from __future__ import annotations

import queue
import struct
import threading
from typing import IO, Final, NamedTuple

from medcab_tui.cabinet import bulk
from medcab_tui.domain.ids import Id

_HEAD: Final = struct.Struct(">III")
"""People, objects and bytes of a batch."""
_AHEAD: Final = 64
"""Batches that wait to be taken: some 12 MB. A pipe holds less than one, and whoever waits makes nothing."""


class Batch(NamedTuple):
    """Rows of at most 500 objects; `people` of them are patients."""

    people: int
    objects: int
    rows: bytes

    def action(self, identity: Id) -> bulk.LoadLaid:
        return bulk.LoadLaid(identity, self.objects, self.rows)

    def send(self, out: IO[bytes]) -> None:
        """Writes it where an `Inflow` of another process reads."""
        out.write(_HEAD.pack(self.people, self.objects, len(self.rows)))
        out.write(self.rows)


END: Final = Batch(0, 0, b"")
"""Sent after the last batch of a block."""


class Inflow:
    """What another process sends, read by a thread ahead of whoever takes it."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._room = threading.Semaphore(_AHEAD)
        self._read: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._left = False
        self._thread = threading.Thread(name="medcab inflow", target=self._work, daemon=True)
        self._thread.start()

    def take(self) -> Batch:
        """The next batch, once it is there."""
        batch = self._read.get()
        if batch is None:
            raise RuntimeError("a maker of demo people ended early")
        self._room.release()
        return batch

    def close(self) -> None:
        """Nobody takes any more; the process that sends has ended."""
        self._left = True
        self._room.release()
        self._thread.join()
        self._pipe.close()

    def _work(self) -> None:
        batch: Batch | None = END
        while batch is not None:
            if not self._left:
                self._room.acquire()
            batch = _received(self._pipe)
            self._read.put(batch)


def _received(pipe: IO[bytes]) -> Batch | None:
    head = pipe.read(_HEAD.size)
    if len(head) == _HEAD.size:
        people, objects, size = _HEAD.unpack(head)
        rows = pipe.read(size)
        if len(rows) == size:
            return Batch(people, objects, rows)
    return None
