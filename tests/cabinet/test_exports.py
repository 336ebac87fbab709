"""Lists on their way out: who may, what the journal knows, and that nothing half-written stays."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.exports import Feed
from medcab_tui.cabinet.exports_actions import ExportTable
from medcab_tui.domain.accounts import Role, Worker
from medcab_tui.domain.errors import Forbidden, Invalid, Refused
from medcab_tui.domain.exports import Listing, Order
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient
from medcab_tui.domain.tables import MOST_ROWS, MOST_ROWS_TYPESET, Format, Row, Table, TableColumn

Add = Callable[[Cabinet, NewPatient], Awaitable[Id]]


async def pages(*given: Sequence[Row]) -> AsyncIterator[Sequence[Row]]:
    for page in given:
        yield page


def order(target: Path, **said: object) -> Order:
    usual: dict[str, object] = {
        "listing": Listing.DOCUMENTS, "format": Format.CSV, "target": target, "name": "Документы", "rows": 3,
    }  # fmt: skip
    return Order(**(usual | said))  # type: ignore[arg-type]


async def write(cabinet: Cabinet, wanted: Order, source: AsyncIterator[Sequence[Row]]) -> Path:
    table = Table("Т", (TableColumn("a", "А"),), (), "Europe/Moscow", cabinet.surroundings.clock.now())
    return await cabinet.exports.write(wanted, table, cabinet.exports.feed(source, wanted))


def rows_of(path: Path) -> list[list[str]]:
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


async def exported(cabinet: Cabinet) -> list[tuple[str, dict[str, str]]]:
    return [(e.outcome, e.params) for e in await cabinet.journal.mine() if e.code == "table.exported"]


async def test_a_list_lies_in_a_folder_and_the_journal_knows_what_and_how_much(
    cabinet: Cabinet, tmp_path: Path, add: Add, maria: NewPatient
) -> None:
    patient = await add(cabinet, maria)
    wanted = order(tmp_path, listing=Listing.RESULTS, patient=patient, named=True)
    path = await write(cabinet, wanted, pages([("1",), ("2",)], [("3",), ("пришла потом",)], [("5",)]))
    assert path == tmp_path / "Документы.csv"
    assert rows_of(path) == [["А"], ["1"], ["2"], ["3"]]  # no more than the journal was told of
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    params = {"what": "results", "format": "csv", "rows": "3", "named": "yes", "patient": patient.hex()}
    assert await exported(cabinet) == [("done", params)]
    named = await write(cabinet, order(tmp_path / "другое имя"), pages([("1",)]))
    assert named == tmp_path / "другое имя.csv"


async def test_nothing_is_overwritten_no_link_followed_and_every_reason_is_told(
    cabinet: Cabinet, tmp_path: Path
) -> None:
    there, link = tmp_path / "есть.csv", tmp_path / "ссылка.csv"
    there.write_text("дорогое")
    link.symlink_to(tmp_path / "нет.csv")
    refused = [
        (there, "export.exists"),
        (link, "export.exists"),
        (tmp_path / "нет" / "x", "export.no_folder"),
        (tmp_path / "x\0", "export.no_folder"),
        (Path("/sys"), "export.denied"),  # nobody makes files there, whoever runs the tests
    ]
    for target, code in refused:
        with pytest.raises(Invalid) as caught:
            await write(cabinet, order(target), pages([("1",)]))
        assert (caught.value.code, caught.value.field) == (code, "path")
    assert there.read_text() == "дорогое"
    assert not (tmp_path / "нет.csv").exists()
    assert await exported(cabinet) == []


@pytest.mark.parametrize("wanted", [Format.CSV, Format.XLSX, Format.JSON])
async def test_what_breaks_off_leaves_no_file_and_the_journal_says_so(
    cabinet: Cabinet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: Format
) -> None:
    async def failing() -> AsyncIterator[Sequence[Row]]:
        yield [("1",)]
        raise Refused("store.closed")

    with pytest.raises(Refused, match=r"store\.closed"):
        await write(cabinet, order(tmp_path, format=wanted), failing())

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Invalid) as caught:
        await write(cabinet, order(tmp_path, format=wanted), pages([("1",)]))
    monkeypatch.undo()
    assert (caught.value.code, caught.value.field) == ("export.full", "path")
    assert [path for path in tmp_path.iterdir() if path.suffix == f".{wanted.value}"] == []
    outcomes = sorted(outcome for outcome, _params in await exported(cabinet))
    assert outcomes == ["done", "done", "failed", "failed"]


@pytest.mark.parametrize("wanted", [Format.CSV, Format.XLSX])
async def test_given_up_while_a_page_is_read_or_written_it_leaves_no_file(
    cabinet: Cabinet, tmp_path: Path, wanted: Format
) -> None:
    begun = asyncio.Event()

    async def waiting() -> AsyncIterator[Sequence[Row]]:
        yield [("1",)]
        begun.set()
        await asyncio.Event().wait()

    async def endless() -> AsyncIterator[Sequence[Row]]:
        while True:
            yield [(str(n),) for n in range(500)]
            begun.set()

    for source in (waiting(), endless()):
        begun.clear()
        wants = order(tmp_path, format=wanted, rows=MOST_ROWS)
        writing = asyncio.create_task(write(cabinet, wants, source))
        await begun.wait()
        assert (tmp_path / f"Документы.{wanted.value}").exists()
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert not (tmp_path / f"Документы.{wanted.value}").exists()


async def test_given_up_between_a_question_and_its_answer_the_thread_ends(
    cabinet: Cabinet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = asyncio.run_coroutine_threadsafe
    forever = asyncio.Event()

    async def waiting() -> AsyncIterator[Sequence[Row]]:
        await forever.wait()
        yield [("1",)]

    def stopped_meanwhile(*given: Any) -> Any:
        question = asks(*given)
        feed.stop()
        return question

    monkeypatch.setattr(asyncio, "run_coroutine_threadsafe", stopped_meanwhile)
    wanted = order(tmp_path)
    feed = cabinet.exports.feed(waiting(), wanted)
    table = Table("Т", (TableColumn("a", "А"),), (), "Europe/Moscow", cabinet.surroundings.clock.now())
    with pytest.raises(Refused, match=r"export\.failed"):
        await cabinet.exports.write(wanted, table, feed)
    assert list(tmp_path.glob("*.csv")) == []


async def test_how_far_it_is_can_be_looked_at(cabinet: Cabinet, tmp_path: Path) -> None:
    seen: list[int] = []
    feed: Feed

    async def watched() -> AsyncIterator[Sequence[Row]]:
        for _page in range(3):
            seen.append(feed.given)
            yield [("x",)] * 4
        seen.append(feed.given)

    wanted = order(tmp_path, rows=100)
    feed = cabinet.exports.feed(watched(), wanted)
    table = Table("Т", (TableColumn("a", "А"),), (), "Europe/Moscow", cabinet.surroundings.clock.now())
    await cabinet.exports.write(wanted, table, feed)
    assert seen == [0, 4, 8, 12]


async def test_only_who_proved_who_they_are_takes_a_list_out(cabinet: Cabinet, tmp_path: Path) -> None:
    cabinet.step_up.close()
    with pytest.raises(Refused, match=r"step_up\.needed"):
        await write(cabinet, order(tmp_path), pages([("1",)]))
    assert list(tmp_path.glob("*.csv")) == []
    assert await exported(cabinet) == []


async def test_a_card_goes_out_with_those_who_read_it_and_names_with_those_who_know_them(
    cabinet: Cabinet, add: Add, maria: NewPatient, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = await add(cabinet, maria)

    def asked(what: Listing = Listing.SCHEDULE, *, named: bool = False, of: Id | None = None) -> ExportTable:
        return ExportTable(cabinet.surroundings.ids.new(), what, Format.CSV, 1, named, of)

    def sits(*roles: Role) -> None:
        here = cabinet.worker
        fields = {name: getattr(here, name) for name in Worker.__slots__ if name != "roles"}
        worker = Worker(**fields, roles=frozenset(roles))
        monkeypatch.setattr("medcab_tui.store.accounts.by_id", lambda _c, _id: worker)

    sits(Role.LICENSING)
    await cabinet.do(asked())
    with pytest.raises(Forbidden, match=r"export\.names"):
        await cabinet.do(asked(named=True))
    for role in (Role.LICENSING, Role.ADMINISTRATOR):
        sits(role)
        with pytest.raises(Forbidden):
            await cabinet.do(asked(Listing.RESULTS, of=patient))
    sits(Role.ADMINISTRATOR)
    await cabinet.do(asked(named=True))
    sits(Role.NURSE)
    await cabinet.do(asked(Listing.PROBLEMS, named=True, of=patient))
    with pytest.raises(Refused, match=r"patient\.missing"):
        await cabinet.do(asked(Listing.PROBLEMS))


async def test_there_is_an_end_to_what_one_file_takes(cabinet: Cabinet, tmp_path: Path) -> None:
    for wanted, most in ((Format.CSV, MOST_ROWS), (Format.PDF, MOST_ROWS_TYPESET)):
        with pytest.raises(Invalid) as caught:
            await write(cabinet, order(tmp_path, format=wanted, rows=most + 1), pages([("1",)]))
        assert (caught.value.code, caught.value.field) == ("export.many", "format")
        assert caught.value.values == {"most": str(most)}
    assert list(tmp_path.glob("Документы*")) == []
