"""Reference books: imported whole or not at all, kept by version, found while one types."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door, Founding
from medcab_tui.cabinet.reference_actions import AdoptEdition
from medcab_tui.cabinet.reference_import import Asked, Source, TakenIn
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.errors import Forbidden, Refused
from medcab_tui.domain.reference import Book
from medcab_tui.store import reference_writes
from tests import official
from tests.official import official as official_file

TODAY = date(2026, 11, 23)
OLD, NEW = "1.2.643.5.1.13.13.11.1002_9.6.csv", "1.2.643.5.1.13.13.11.1002_9.7.csv"
HEAD = "ID;NAME;PID;ACTUAL;DATA_END\n"
POSTS = HEAD + "109;Врач-терапевт;;1;\n122;Врач-хирург;;1;\n700;Врач-чародей;;1;\n"


@pytest.fixture
async def cabinet(door: Door, founding: Founding) -> AsyncIterator[Cabinet]:
    opened, _code = await door.found(founding)
    yield opened
    opened.close_now()


async def imported(cabinet: Cabinet, path: Path, asked: Asked | None = None) -> TakenIn:
    (source,) = await cabinet.reference.read_files([path], asked or Asked())
    return await cabinet.reference.take_in(source)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


async def codes(cabinet: Cabinet, text: str, book: Book = Book.ICD10, **rest: Any) -> list[str]:
    return [entry.code for entry in await cabinet.reference.search(book, text, **rest)]


async def test_the_diagnoses_are_imported_at_once_and_found_as_people_type(cabinet: Cabinet) -> None:
    begun = time.monotonic()
    taken = await imported(cabinet, official_file(official.ICD10))
    assert time.monotonic() - begun < 20, "on a quiet machine it is under three seconds"
    assert (taken.entries, taken.unfit, taken.already) == (15_038, (), False)
    for line, code in {
        "i10": "I10", "I10": "I10", "ш10": "I10", "i10 ": "I10", "гипертенз эссен": "I10",
        "эссенц гиперт": "I10", "гб": "I10", "гипертония": "I10", "ubgthnjybz": "I10", "ЭССЕНЦИАЛЬНАЯ": "I10",
        "е11": "E11", "у11": "E11", "E11,": "E11", "сд2": "E11.9", "мерцательная": "I48",
        "остр бронх": "J20.9", "ASTMA": "", "J45.9": "J45.9", "j45,9": "J45.9",
        "xyzzy": "", "'; DROP TABLE": "", "%": "", " ": "",
    }.items():  # fmt: skip
        found = await codes(cabinet, line)
        assert (found[:1] or [""]) == [code], line
    assert "A00-A09" not in await codes(cabinet, "A0", limit=50), "a group is nobody's diagnosis"
    assert "A90" not in await codes(cabinet, "A90")
    assert "A90" in await codes(cabinet, "A90", on=date(2020, 10, 6))
    assert await codes(cabinet, "я" * 5000) == []
    took = sorted([await timed(cabinet, line) for line in ("г", "не", "болезнь неут", "i1", "ubgth") * 4])
    assert took[len(took) // 2] < 0.1


async def timed(cabinet: Cabinet, line: str) -> float:
    begun = time.perf_counter()
    await cabinet.reference.search(Book.ICD10, line)
    return time.perf_counter() - begun


async def test_what_was_chosen_most_comes_first_for_whoever_chose_it(cabinet: Cabinet) -> None:
    before = await codes(cabinet, "сахарный диабет")
    last = before[-1]
    for _ in range(2):
        await cabinet._desk.write(lambda c: tx_of(cabinet, c).reference.used(Book.ICD10, last))
    await cabinet._desk.write(lambda c: tx_of(cabinet, c).reference.used(Book.ICD10, "I10"))
    assert await codes(cabinet, "сахарный диабет") == [last, *before[:-1]]
    assert await codes(cabinet, "") == [last, "I10"]
    assert await codes(cabinet, "", Book.POSTS) == []


def tx_of(cabinet: Cabinet, connection: Any) -> Any:
    from medcab_tui.cabinet.desk import transaction_of

    return transaction_of(connection, cabinet.worker, cabinet.surroundings)


async def test_the_same_file_twice_changes_nothing_and_another_of_the_version_takes_its_place(
    cabinet: Cabinet, tmp_path: Path
) -> None:
    path = written(tmp_path, OLD, POSTS)
    first = await imported(cabinet, path)
    rows = await cabinet.journal.mine()
    again = await imported(cabinet, path)
    assert (first.entries, again.entries, again.already) == (3, 3, True)
    assert await cabinet.journal.mine() == rows
    path.write_text(POSTS + "701;Врач-волшебник;;1;\n", "utf-8")
    changed = await imported(cabinet, path)
    assert (changed.entries, changed.before) == (4, 3)
    kept = [each for each in await cabinet.reference.editions(Book.POSTS) if not each.starter]
    assert [(each.version, each.entries) for each in kept] == [("9.6", 4)]
    assert await codes(cabinet, "волшеб", Book.POSTS) == ["701"]


async def test_versions_stand_side_by_side_and_each_day_has_its_own(cabinet: Cabinet, tmp_path: Path) -> None:
    newer = POSTS.replace("Врач-чародей;;1;", "Врач-чародей;;0;01.06.2026").replace("хирург", "хирург общий")
    await imported(cabinet, written(tmp_path, NEW, newer), Asked(valid_from=date(2026, 3, 1)))
    await imported(cabinet, written(tmp_path, OLD, POSTS), Asked(valid_from=date(2025, 1, 1)))
    room = cabinet.reference
    assert (await room.search(Book.POSTS, "хирург"))[0].coded().version == "9.7"
    assert [entry.display for entry in await room.search(Book.POSTS, "хирург", on=date(2026, 2, 28))] == [
        "Врач-хирург"
    ]
    assert await codes(cabinet, "чародей", Book.POSTS) == []
    assert await codes(cabinet, "чародей", Book.POSTS, on=date(2026, 5, 31)) == ["700"]
    assert await codes(cabinet, "чародей", Book.POSTS, on=date(2019, 1, 1)) == ["700"]
    kept = await room.entry(Book.POSTS, "122", "9.6")
    assert kept is not None
    assert (kept.display, kept.version) == ("Врач-хирург", "9.6")
    now = await room.entry(Book.POSTS, "122")
    assert now is not None
    assert now.version == "9.7"
    assert await room.entry(Book.POSTS, "122", "9.9") is None


async def test_short_lists_give_their_words_to_the_official_book(cabinet: Cabinet, tmp_path: Path) -> None:
    await imported(cabinet, written(tmp_path, OLD, POSTS))
    found = await cabinet.reference.entry(Book.POSTS, "109")
    assert found is not None
    assert found.extra["genitive"] == "врача-терапевта"
    assert found.version == "9.6"
    stranger = await cabinet.reference.entry(Book.POSTS, "700")
    assert stranger is not None
    assert stranger.extra == {}


async def test_refused_rows_are_kept_with_the_version(cabinet: Cabinet) -> None:
    taken = await imported(cabinet, official_file(official.ATC))
    assert (taken.entries, len(taken.unfit)) == (5_199, 8)
    (edition,) = await cabinet.reference.editions(Book.ATC)
    kept = await cabinet.reference.refused(edition)
    assert (edition.entries, edition.refused, len(kept)) == (5_199, 8, 8)
    assert {row.reason for row in kept} == {"row.mixed"}
    assert [row.place for row in kept] == sorted(row.place for row in kept)
    assert (await cabinet.reference.refused(edition, after=kept[5].place)) == kept[6:]


def broken_at(source: Source, place: int) -> Source:
    """A source whose entry at a place can't be written: its code was there before."""
    entries = list(source.entries)
    entries[place] = replace(entries[place], code=entries[0].code)
    return replace(source, entries=entries)


@pytest.mark.parametrize("how", ["broken", "cancelled"])
async def test_what_breaks_off_leaves_the_book_as_it_was(cabinet: Cabinet, tmp_path: Path, how: str) -> None:
    await imported(cabinet, written(tmp_path, OLD, POSTS))
    before = await cabinet.reference.editions()
    rows = "".join(f"{number};Врач {number};;1;\n" for number in range(5_000))
    (source,) = await cabinet.reference.read_files([written(tmp_path, NEW, HEAD + rows)], Asked())
    if how == "broken":
        with pytest.raises(Exception, match="UNIQUE"):
            await cabinet.reference.take_in(broken_at(source, 3_500))
    else:
        reached = asyncio.Event()

        def report(done: int, _wanted: int) -> None:
            if done >= 2_000:
                reached.set()

        task = asyncio.ensure_future(cabinet.reference.take_in(source, report))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await cabinet.reference.editions() == before
    assert await codes(cabinet, "Врач 77", Book.POSTS) == []
    assert await cabinet._desk.write(nothing_lies_about), "what was laid down is cleared away"
    assert (await cabinet.reference.take_in(source)).entries == 5_000


def nothing_lies_about(connection: Any) -> bool:
    return not connection.execute(
        "SELECT 1 FROM reference_edition WHERE whole = 0 UNION ALL"
        " SELECT 1 FROM reference_entry WHERE edition NOT IN (SELECT number FROM reference_edition) UNION ALL"
        " SELECT 1 FROM reference_word WHERE edition NOT IN (SELECT number FROM reference_edition)"
    ).fetchall()


async def test_what_a_killed_process_left_is_cleared_by_the_next_import(
    cabinet: Cabinet, tmp_path: Path
) -> None:
    (source,) = await cabinet.reference.read_files([written(tmp_path, NEW, POSTS)], Asked())
    now = cabinet.surroundings.clock.now()

    def left(connection: Any, age: timedelta) -> int:
        number = reference_writes.begin(connection, source.offered, now - age)
        reference_writes.lay(connection, number, source.entries)
        return number

    old = await cabinet._desk.write(lambda c: left(c, timedelta(hours=2)))
    under_way = await cabinet._desk.write(lambda c: left(c, timedelta(minutes=5)))
    await cabinet.reference.take_in(source)
    lying = await cabinet._desk.write(
        lambda c: [n for (n,) in c.execute("SELECT number FROM reference_edition WHERE whole = 0")]
    )
    assert (old in lying, under_way in lying) == (False, True), "what another process lays down stays"


async def test_two_who_import_the_same_version_leave_one(cabinet: Cabinet, tmp_path: Path) -> None:
    (source,) = await cabinet.reference.read_files([written(tmp_path, NEW, POSTS)], Asked())
    taken = await asyncio.gather(*(cabinet.reference.take_in(source) for _ in range(2)))
    assert [one.entries for one in taken] == [3, 3]
    kept = [each for each in await cabinet.reference.editions(Book.POSTS) if not each.starter]
    assert len(kept) == 1
    assert await cabinet._desk.write(nothing_lies_about)


async def test_only_who_keeps_the_store_imports_and_everybody_reads(
    cabinet: Cabinet, door: Door, tmp_path: Path
) -> None:
    path = written(tmp_path, NEW, POSTS)
    (source,) = await cabinet.reference.read_files([path], Asked())
    nurse = NewWorker("nurse", "Белова", "Ольга", "", "медсестра", "Терапия", frozenset({Role.NURSE}))
    await cabinet.accounts.add_worker(nurse, "Demo-2026!")
    other = await door.sign_in("nurse", "Demo-2026!")
    try:
        with pytest.raises(Forbidden):
            await other.reference.read_files([path], Asked())
        with pytest.raises(Forbidden):
            await other.reference.look_at(path)
        with pytest.raises(Forbidden):
            await other.reference.take_in(source)
        adopt = AdoptEdition(other.surroundings.ids.new(), Book.POSTS, "9.7", 1, "ab" * 32)
        with pytest.raises(Forbidden):
            await other.do(adopt)
        assert await codes(other, "терапевт", Book.POSTS)
    finally:
        await other.sign_out()


async def test_what_is_gone_is_not_adopted(cabinet: Cabinet) -> None:
    action = AdoptEdition(cabinet.surroundings.ids.new(), Book.POSTS, "9.7", 999, "ab" * 32)
    with pytest.raises(Refused) as caught:
        await cabinet.do(action)
    assert caught.value.code == "reference.gone"


async def test_short_lists_are_taken_in_once_however_many_need_them(
    cabinet: Cabinet, door: Door, founding: Founding
) -> None:
    other = await door.sign_in(founding.login, founding.password)
    try:
        await asyncio.gather(cabinet.reference.settle(), other.reference.settle())
        await other.reference.settle()
        starters = await cabinet.reference.editions()
        assert {each.book for each in starters} >= {Book.ICD10, Book.POSTS, Book.SPECIALTIES, Book.INN}
        assert all(each.starter for each in starters)
        journal = [row.code for row in await cabinet.journal.mine()]
        assert journal.count("reference.starter") == 1
    finally:
        await other.sign_out()


async def test_a_newer_short_list_takes_the_place_of_the_one_before(
    cabinet: Cabinet, door: Door, founding: Founding, monkeypatch: pytest.MonkeyPatch
) -> None:
    await imported(cabinet, official_file(official.POSTS))
    before = await cabinet.reference.editions(Book.POSTS)
    from medcab_tui.cabinet import reference_actions, reference_starter

    content = "version;9.9\ncode;display;also;genitive\n109;Врач-терапевт;участковый доктор;врача\n"

    def content_of(book: Book) -> bytes:
        return content.encode() if book is Book.POSTS else b""

    reference_starter.packaged.cache_clear()
    for module in (reference_starter, reference_actions):
        monkeypatch.setattr(module, "content_of", content_of)
    other = await door.sign_in(founding.login, founding.password)
    try:
        after = await other.reference.editions(Book.POSTS)
        assert [each.entries for each in after if each.starter] == [1]
        assert [each for each in after if not each.starter] == [each for each in before if not each.starter]
        assert (await codes(other, "участковый доктор", Book.POSTS))[:1] == ["109"]
    finally:
        reference_starter.packaged.cache_clear()
        await other.sign_out()


async def test_words_are_made_anew_with_the_other_search_tables(cabinet: Cabinet) -> None:
    lines = ("гб", "сахарный диабет", "i1", "остр")
    before = [await codes(cabinet, line) for line in lines]
    await cabinet._desk.write(lambda c: c.execute("DELETE FROM reference_word"))
    assert await codes(cabinet, "остр") == []
    await cabinet.keeping.reindex()
    assert [await codes(cabinet, line) for line in lines] == before
    assert all(before)
