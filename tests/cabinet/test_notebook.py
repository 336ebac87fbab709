"""What a stand-in keeps lives beside our own transactions: either may fail without the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.notebook import LONGEST_KEY, MOST_VALUE, StoreNotebook
from medcab_tui.domain.exchange import Unwell
from medcab_tui.store import notebook
from tests.cabinet.conftest import FOUNDING


async def every(book: StoreNotebook, space: str, after: str = "") -> list[tuple[str, Any]]:
    return [found async for found in book.scan(space, after)]


async def test_it_keeps_values_by_connection_space_and_key(cabinet: Cabinet, door: Door) -> None:
    book, other = StoreNotebook(cabinet._desk, "one"), StoreNotebook(cabinet._desk, "two")
    assert await book.get("letters", "1") is None
    for number in range(250):
        await book.put("letters", f"{number:04}", {"n": number, "к": "ё\ud800\n"})
    await book.put("letters", "0007", [None, True, 0.5])
    await other.put("letters", "0007", "two's own")
    found = await every(book, "letters")
    assert [key for key, _ in found] == [f"{number:04}" for number in range(250)]
    assert found[7][1] == [None, True, 0.5]
    assert found[8][1] == {"n": 8, "к": "ё\ud800\n"}
    assert [key for key, _ in await every(book, "letters", "0247")] == ["0248", "0249"]
    await book.drop("letters", "0007")
    await book.drop("letters", "never there")
    assert await book.get("letters", "0007") is None
    assert await other.get("letters", "0007") == "two's own"
    await cabinet.lock()

    opened = await door.sign_in("ivanova", FOUNDING.password)
    assert len(await every(StoreNotebook(opened._desk, "one"), "letters")) == 249
    await opened._desk.write(lambda c: notebook.forget(c, "one"))
    assert await every(StoreNotebook(opened._desk, "one"), "letters") == []
    assert await StoreNotebook(opened._desk, "two").get("letters", "0007") == "two's own"
    opened.close_now()


async def test_ours_may_fail_while_its_stands_and_the_other_way_round(cabinet: Cabinet) -> None:
    book = StoreNotebook(cabinet._desk, "one")

    def ours(fail: bool) -> Callable[[Any], None]:
        def change(connection: Any) -> None:
            notebook.put(connection, "ours", "row", "1", "1")
            if fail:
                raise LookupError

        return change

    await book.put("a", "1", 1)
    with pytest.raises(LookupError):
        await cabinet._desk.write(ours(True))
    assert await book.get("a", "1") == 1
    await cabinet._desk.write(ours(False))
    for wrong in ("x" * MOST_VALUE, float("nan"), {"a": object()}):
        with pytest.raises(Unwell):
            await book.put("a", "2", wrong)  # type: ignore[arg-type]
    with pytest.raises(Unwell):
        await book.put("a", "k" * (LONGEST_KEY + 1), 1)
    assert await book.get("a", "2") is None
    assert await StoreNotebook(cabinet._desk, "ours").get("row", "1") == 1
