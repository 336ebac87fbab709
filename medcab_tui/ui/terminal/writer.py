"""Bytes to the terminal, without the caller ever waiting for it.

A terminal that stopped reading (a frozen SSH client, Ctrl+S) fills the kernel's buffer; a writer that waits
takes the event loop with it, and signals with the loop. Here what doesn't fit waits in a bounded queue; when
that is full frames are dropped whole, and a full repaint is asked for once the terminal reads again.
"""

from __future__ import annotations

import contextlib
import os
import select
from collections import deque
from collections.abc import Callable
from threading import Lock, Thread
from typing import Final

LIMIT: Final = 256 * 1024
"""Bytes that may wait; about twenty full frames of a large terminal."""

_PIECE: Final = 128
"""Bytes a write may take at once where the descriptor would wait: the least a ready terminal has room for."""


class Writer:
    """Writes to one descriptor. `put` and `flush` may be called from any thread and return at once."""

    def __init__(
        self, screen: int, *, nonblocking: bool, on_drained: Callable[[], None], limit: int = LIMIT
    ) -> None:
        """on_drained: called from the draining thread after bytes were lost and the rest went out."""
        self._screen = screen
        self._nonblocking = nonblocking
        self._on_drained = on_drained
        self._limit = limit
        self._lock = Lock()
        self._queue: deque[bytes] = deque()
        self._waiting = 0
        self._lost = False
        self._closed = False
        self._drainer: Thread | None = None
        self._wake_out, self._wake_in = os.pipe()

    @property
    def losing(self) -> bool:
        """Whether what is put now is dropped."""
        return self._lost or self._closed

    def put(self, text: str) -> None:
        """Queue text; goes out with the next `flush`. A whole text is kept or dropped, never a part."""
        piece = text.encode("utf-8", "replace")
        with self._lock:
            if self._closed or self._lost or not piece:
                return
            if self._waiting and self._waiting + len(piece) > self._limit:
                self._lost = True
                return
            self._queue.append(piece)
            self._waiting += len(piece)

    def flush(self) -> None:
        """Send what the terminal takes now; the rest is sent by a thread as it takes more."""
        with self._lock:
            if self._closed or self._drainer is not None or not self._queue:
                return
            if self._nonblocking:
                self._send()
            if self._queue or self._lost:
                self._drainer = Thread(target=self._drain, name="medcab-output", daemon=True)
                self._drainer.start()

    def close(self) -> None:
        """Stop at once; what is still queued is dropped. Never waits for the terminal."""
        with self._lock:
            if self._closed:
                return
            self._close_locked()
            drainer = self._drainer
        with contextlib.suppress(OSError):
            os.write(self._wake_in, b"x")
        if drainer is not None:
            drainer.join(0.5 if self._nonblocking else 0.05)

    def _close_locked(self) -> None:
        self._closed = True
        self._queue.clear()
        self._waiting = 0

    def _send(self) -> None:
        """Write until the queue is empty or the terminal takes no more. Called under the lock."""
        try:
            while self._queue:
                sent = os.write(self._screen, b"".join(self._queue))
                self._forget(sent)
        except BlockingIOError:
            return
        except OSError:
            self._close_locked()

    def _forget(self, sent: int) -> None:
        self._waiting -= sent
        while self._queue and sent >= len(self._queue[0]):
            sent -= len(self._queue.popleft())
        if sent:
            self._queue[0] = self._queue[0][sent:]

    def _drain(self) -> None:
        while True:
            try:
                select.select([self._wake_out], [self._screen], [])
            except (OSError, ValueError):
                return
            if not self._nonblocking and not self._closed:
                self._send_piece()
            with self._lock:
                if self._closed:
                    return
                if self._nonblocking:
                    self._send()
                if not self._queue:
                    self._drainer = None
                    lost, self._lost = self._lost, False
                    break
        if lost:
            self._on_drained()

    def _send_piece(self) -> None:
        """Outside the lock, since this write may wait; only the draining thread takes from the queue then."""
        with self._lock:
            piece = self._queue[0][:_PIECE] if self._queue else b""
        try:
            sent = os.write(self._screen, piece) if piece else 0
        except OSError:
            with self._lock:
                self._close_locked()
            return
        with self._lock:
            if not self._closed:
                self._forget(sent)
