"""Blocks of generated people, checked and laid out as rows: in this process, or in others beside it.

Such a process runs `main`: it makes every n-th block and writes the batches to standard output.
"""

from __future__ import annotations

import gc
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import IO, Final, TypeAlias

import msgspec.json
from msgspec import Struct

from medcab_tui.cabinet import bulk
from medcab_tui.demo.batches import END, Batch, Inflow
from medcab_tui.demo.loading import Loader, Staff, lots
from medcab_tui.demo.people import BLOCK, Person, block
from medcab_tui.demo.seasons import Calendar
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.times import day_in

ALONE: Final = 3_000
"""People up to whom other processes are not worth their start."""

_MAKERS: Final = 2 if (os.cpu_count() or 1) > 1 else 1
"""Two keep one writer busy."""

_ROOT: Final = Path(__file__).resolve().parents[2]
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from medcab_tui.demo.making import main; main()"
)
"""From where we are and not, as `-m` would, from the folder one happens to stand in."""

Instants: TypeAlias = dict[datetime, datetime]
"""What wall times are in UTC: of all that a polyclinic has in some years."""

_running: list[subprocess.Popen[bytes]] = []

_ID: Final = struct.Struct(">8sII")
"""Moment and block, number, chance. A block has far fewer ids than its range has numbers."""


class Order(Struct, frozen=True):
    """What is to be made: the same order gives the same rows, whoever makes them."""

    seed: int
    count: int
    now: datetime
    zone: str
    staff: Staff


class BlockIds:
    """Ids of one block: of the order's moment, above those of the cabinet, each block in its own range."""

    def __init__(self, order: Order, number: int) -> None:
        stamp = int(order.now.timestamp() * 1000)
        first = 1 << 41 | number << 20
        self._head = (stamp << 16 | 7 << 12 | first >> 30).to_bytes(8, "big")
        self._count = 2 << 30 | first & 0x3FFFFFFF
        self._tail = Random(f"ids {order.seed} {number}").getrandbits  # noqa: S311 -- repeatable

    def new(self) -> Id:
        self._count += 1
        return Id(_ID.pack(self._head, self._count, self._tail(32)))


def made(
    order: Order, number: int, calendar: Calendar, known: Instants | None = None
) -> Iterator[tuple[Person, Id, list[bulk.Loaded]]]:
    """The people of one block with all that stands in their cards. `known`: see `Loader`."""
    loader = Loader(BlockIds(order, number), order.zone, order.staff, known=known)
    for person in islice(block(order.seed, number, calendar), order.count - number * BLOCK):
        yield person, *loader.person(person)


def batches(order: Order) -> Iterator[Batch]:
    """The whole order, made here."""
    calendar = Calendar(day_in(order.now, order.zone))
    known: Instants = {}
    for number in range(blocks(order)):
        yield from _of_block(order, number, calendar, known)


def _of_block(order: Order, number: int, calendar: Calendar, known: Instants) -> Iterator[Batch]:
    laying = bulk.Laying(order.now, calendar.today, _nobody)
    for lot in lots(piece for _, _, pieces in made(order, number, calendar, known) for piece in pieces):
        laid = laying.lay(lot)
        yield Batch(len(laid.patients), len(lot), laid.packed())


def blocks(order: Order) -> int:
    """How many blocks an order has."""
    return -(-order.count // BLOCK)


@contextmanager
def making(order: Order) -> Iterator[Iterator[Batch]]:
    """The batches of an order, made beside us where that pays; whoever makes them ends with the block."""
    makers = _running
    inflows: list[Inflow] = []
    if order.count > ALONE:
        with suppress(OSError):
            makers += [_started(order, share, _MAKERS) for share in range(_MAKERS)]
    try:
        inflows += [Inflow(maker.stdout) for maker in makers if maker.stdout is not None]
        yield _gathered(order, inflows) if len(inflows) == _MAKERS else batches(order)
    finally:
        for maker in makers:
            maker.kill()
            maker.wait()
        for inflow in inflows:
            inflow.close()
        makers.clear()


def running() -> tuple[subprocess.Popen[bytes], ...]:
    """The processes that make people now."""
    return tuple(_running)


def _gathered(order: Order, inflows: Sequence[Inflow]) -> Iterator[Batch]:
    """In the order of the blocks; a batch of no objects ends each."""
    for number in range(blocks(order)):
        inflow = inflows[number % len(inflows)]
        while (batch := inflow.take()).objects:
            yield batch


def _started(order: Order, share: int, shares: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-c", _START, str(_ROOT), str(share), str(shares), _told(order)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet)  # noqa: S603


def _told(order: Order) -> str:
    return msgspec.json.encode(order).decode()


def _understood(text: str) -> Order:
    return msgspec.json.decode(text, type=Order)


def _nobody(_patient: Id) -> date:
    raise Refused("patient.missing")


def main() -> None:
    """Ends when its work is done or nobody reads it any more. Ctrl+C is for the one who started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    share, shares = int(sys.argv[1]), int(sys.argv[2])
    order = _understood(sys.argv[3])
    today = day_in(order.now, order.zone)
    with suppress(BrokenPipeError):
        _write(order, range(share, blocks(order), shares), Calendar(today), sys.stdout.buffer)
    os._exit(0)


def _write(order: Order, numbers: range, calendar: Calendar, out: IO[bytes]) -> None:
    known: Instants = {}
    for number in numbers:
        for batch in _of_block(order, number, calendar, known):
            batch.send(out)
        END.send(out)
    out.flush()
