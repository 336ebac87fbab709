"""Output that never waits for the terminal."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from threading import Event

import pytest

from medcab_tui.ui.terminal.writer import Writer


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """The reading and the writing end of a pipe."""
    reading, writing = os.pipe()
    yield reading, writing
    for end in (reading, writing):
        os.close(end)


def drained(reading: int, until: bytes, deadline: float = 10.0) -> bytes:
    """Everything up to a mark."""
    os.set_blocking(reading, False)
    got, end = b"", time.monotonic() + deadline
    while until not in got:
        assert time.monotonic() < end, got[-80:]
        try:
            got += os.read(reading, 65536)
        except BlockingIOError:
            time.sleep(0.001)
    return got


@pytest.mark.parametrize("nonblocking", [True, False])
def test_a_reader_that_stopped_makes_nobody_wait(ends: tuple[int, int], nonblocking: bool) -> None:
    reading, writing = ends
    os.set_blocking(writing, not nonblocking)
    repaint = Event()
    writer = Writer(writing, nonblocking=nonblocking, on_drained=repaint.set, limit=100_000)
    frame = "▒" * 3_000 + "|"
    for _ in range(200):
        writer.put(frame)
        writer.flush()
    assert writer.losing
    got = drained(reading, b"|")
    while not repaint.is_set():
        got += drained(reading, b"|")
    writer.put("after")
    writer.flush()
    got += drained(reading, b"after")
    assert set(got.decode().split("|")) <= {"▒" * 3_000, "after"}, "a frame was cut"
    writer.close()


@pytest.mark.parametrize("nonblocking", [True, False])
def test_closing_does_not_wait_for_a_reader_that_stopped(ends: tuple[int, int], nonblocking: bool) -> None:
    _reading, writing = ends
    os.set_blocking(writing, not nonblocking)
    repaint = Event()
    writer = Writer(writing, nonblocking=nonblocking, on_drained=repaint.set)
    for _ in range(100):
        writer.put("▒" * 3_000)
        writer.flush()
    began = time.monotonic()
    writer.close()
    assert time.monotonic() - began < 1.0
    writer.put("x")
    writer.flush()
    assert not repaint.is_set()


def test_a_reader_that_is_gone_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    writer = Writer(writing, nonblocking=True, on_drained=lambda: None)
    writer.put("x")
    writer.flush()
    assert writer.losing
    writer.close()
    os.close(writing)


def test_half_a_surrogate_pair_is_no_fault(ends: tuple[int, int]) -> None:
    reading, writing = ends
    writer = Writer(writing, nonblocking=True, on_drained=lambda: None)
    writer.put("a\ud800b")
    writer.flush()
    assert os.read(reading, 10) == b"a?b"
