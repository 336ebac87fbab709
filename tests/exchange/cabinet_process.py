"""A cabinet in a process of its own: edits and turns with a server on loopback, until it is done or killed.

python -m tests.exchange.cabinet_process FOLDER PORT SEED NUMBER RUN LOG
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from msgspec.structs import replace

from medcab_tui.cabinet.chart_actions import AmendPatient
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.exchange import ExchangeRoom
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import SYNC
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.exchange import Change, ChangedThere, Checked, Operation, Receipt, Unreachable, Way
from medcab_tui.domain.ids import Id
from tests.cabinet.conftest import FOUNDING
from tests.exchange.clinic import BEGIN, EDITED, EVERYBODY, Desk
from tests.exchange.model import INFO

LENGTH = 30


class Line:
    """The adapter: one question a connection, now and then lost before or after the server has done it."""

    info: ClassVar = INFO

    def __init__(self, port: int, chance: random.Random) -> None:
        self.port, self.chance = port, chance

    async def ask(self, question: dict[str, Any]) -> Any:
        if self.chance.random() < 0.12:
            raise Unreachable("before")
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        writer.write(json.dumps(question).encode() + b"\n")
        answer = json.loads(await reader.readline())
        writer.close()
        if self.chance.random() < 0.15:
            raise Unreachable("after")
        return answer

    async def push(self, operation: Operation) -> Receipt:
        asked = {
            "key": operation.key, "object": operation.object.hex(), "body": dict(operation.body),
            "remote": operation.remote_id, "etag": operation.etag,
        }  # fmt: skip
        answer = await self.ask(asked)
        if "theirs" in answer:
            raise ChangedThere(Change("patient", "", *answer["theirs"]))
        return Receipt(Way.REGISTERED, answer["remote"], answer["remote"], answer["etag"])

    async def pull(self, since: str) -> AsyncIterator[Change]:
        for cursor, *theirs in (await self.ask({"since": since}))["changes"]:
            yield Change("patient", cursor, *theirs)

    async def check(self) -> Checked:
        return Checked()

    async def close(self) -> None:
        return None


async def work(folder: Path, port: int, seed: int, number: int, run: int, log: Path) -> None:
    chance = random.Random(f"{seed} {number} {run}")
    at = BEGIN + timedelta(hours=(0, 3, -5)[number], days=run + 1)
    around = Surroundings.fixed(at, seed * 1000 + number * 10 + run)
    cabinet = await Door(folder, around, cost=TEST_COST).sign_in(FOUNDING.login, FOUNDING.password)
    line = Line(port, chance)

    async def opened(_name: str) -> Any:
        return line

    room = ExchangeRoom(cabinet._desk, lambda actions: cabinet._do_all(actions, by=SYNC), opened)
    desk = Desk(cabinet, number)
    with log.open("a", encoding="utf-8") as told:
        for count in range(LENGTH):
            rows = await desk.read(EVERYBODY)
            if rows and chance.random() < 0.4:
                identity, surname = chance.choice(rows)
                person = await desk.person(Id(identity))
                name = chance.choice(EDITED)
                text = f"т{number}{run}{count}{'@a.ru' if name == 'email' else ''}"
                was = getattr(person, name)
                print("meant", surname, name, text, was, sep="\t", file=told, flush=True)
                amend = AmendPatient(
                    around.ids.new(), person.id, person.version, replace(details_of(person), **{name: text})
                )
                await cabinet.do(amend)
                print("done", surname, name, text, was, sep="\t", file=told, flush=True)
            else:
                await room.step(pull=chance.random() < 0.5)
            around.clock.advance(timedelta(seconds=chance.choice((1, 20, 130))))  # type: ignore[attr-defined]
    cabinet.close_now()


if __name__ == "__main__":
    where, at, *numbers, told_in = sys.argv[1:]
    first, second, third = map(int, numbers)
    asyncio.run(work(Path(where), int(at), first, second, third, Path(told_in)))
