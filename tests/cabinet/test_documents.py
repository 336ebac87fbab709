"""Documents: attached once and whole, found by every word, withdrawn and never lost, handed out with care."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.cabinet.actions import fingerprint
from medcab_tui.cabinet.bulk import LoadBatch, LoadedDocument
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.documents_actions import AttachDocument, RestoreDocument, WithdrawDocument
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.documents import (
    CHUNK,
    MOST_BYTES,
    Asked,
    Attachment,
    Examined,
    Format,
    file_name,
    row_key,
)
from medcab_tui.domain.errors import Invalid, Refused, Stale, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient
from medcab_tui.store import document_files, document_index, documents
from tests.cabinet.test_plans import empty
from tests.papers import made

OTHER = Path(__file__).parent / "attaching_process.py"
ORPHANS = "SELECT count(*) FROM file WHERE id NOT IN (SELECT file FROM document)"
SAID = "Выписка из истории болезни\nЁлкин жаловался на кашель"
Add = Callable[[Cabinet, NewPatient], Awaitable[Id]]


async def attach(
    cabinet: Cabinet, title: str, *pages: str, kind: str = "справка", patient: Id | None = None
) -> Id:
    content = made.pdf(*pages)
    action = AttachDocument(
        cabinet.surroundings.ids.new(), title, kind, patient, f"{title}.pdf", content,
        Examined(Format.PDF, len(pages), text=pages),
    )  # fmt: skip
    return (await cabinet.do(action)).result


async def titles(cabinet: Cabinet, text: str, asked: Asked | None = None) -> list[str]:
    return [hit.row.title for hit in await cabinet.documents.search(text, asked or Asked())]


@pytest.mark.capability("C067")
async def test_a_file_becomes_a_document_and_comes_out_the_same(
    cabinet: Cabinet, maria: NewPatient, add: Add, tmp_path: Path
) -> None:
    patient = await add(cabinet, maria)
    file = tmp_path / "Выписка Ёлкина.pdf"
    file.write_bytes(made.pdf(SAID, "конец"))
    found = await cabinet.documents.examine(file)
    assert found.examined.text == (SAID, "конец")
    action = AttachDocument(
        cabinet.surroundings.ids.new(), " Выписка  из стационара ", "выписка", patient, found.name,
        found.content, found.examined,
    )  # fmt: skip
    outcome = await cabinet.do(action)
    assert (await cabinet.do(action)).repeated
    (row,) = await cabinet.documents.page()
    assert (row.id, row.title, row.format, row.size) == (
        outcome.result, "Выписка из стационара", "pdf", len(found.content),
    )  # fmt: skip
    assert (row.patient, row.patient_name, row.status) == (patient, "Кузнецова М. П.", "приложен")
    folder = tmp_path / "вынос"
    folder.mkdir()
    out = await cabinet.documents.export(row.id, folder)
    assert out.name == file.name
    assert out.read_bytes() == file.read_bytes()
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    codes = [entry.code for entry in await cabinet.journal.mine()]
    assert codes[:2] == ["document.exported", "document.attached"]


async def test_exports_overwrite_nothing_and_follow_no_link(cabinet: Cabinet, tmp_path: Path) -> None:
    document = await attach(cabinet, "Справка", "текст")
    there = tmp_path / "есть.pdf"
    there.write_text("дорогое")
    link = tmp_path / "ссылка.pdf"
    link.symlink_to(tmp_path / "нет.pdf")
    for target, code in (
        (there, "export.exists"),
        (link, "export.exists"),
        (tmp_path / "нет" / "x.pdf", "export.no_folder"),
        (Path("/proc/self/нет.pdf"), "export.no_folder"),
        (tmp_path / "x\0.pdf", "export.no_folder"),
    ):
        with pytest.raises(Invalid) as caught:
            await cabinet.documents.export(document, target)
        assert (caught.value.code, caught.value.field) == (code, "path")
    assert there.read_text() == "дорогое"
    assert not (tmp_path / "нет.pdf").exists()
    assert "document.exported" not in [entry.code for entry in await cabinet.journal.mine()]


async def test_an_export_that_breaks_off_leaves_no_piece_and_is_told(
    cabinet: Cabinet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await attach(cabinet, "Справка", "текст")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused) as caught:
        await cabinet.documents.export(document, tmp_path / "x.pdf")
    monkeypatch.undo()
    assert caught.value.code == "export.full"
    assert not (tmp_path / "x.pdf").exists()
    assert {e.outcome for e in await cabinet.journal.mine() if e.code == "document.exported"} == {
        "done", "failed",
    }  # fmt: skip


def no_right(path: Path) -> None:
    path.write_bytes(made.png())
    path.chmod(0)


BAD: dict[str, tuple[Callable[[Path], Any], str]] = {
    "vanished": (lambda path: None, "file.missing"),
    "below a file": (lambda path: path.parent.joinpath("плоский").touch(), "file.missing"),
    "directory": (lambda path: path.mkdir(), "file.folder"),
    "link": (lambda path: path.symlink_to(__file__), "file.link"),
    "link to nowhere": (lambda path: path.symlink_to("нигде"), "file.link"),
    "pipe": (os.mkfifo, "file.special"),
    "empty": (lambda path: path.touch(), "file.empty"),
    "too large": (lambda path: (path.touch(), os.truncate(path, MOST_BYTES + 1)), "file.large"),
    "wrong type": (lambda path: path.write_bytes(b"GIF89a" + bytes(100)), "file.format"),
    "bomb": (lambda path: path.write_bytes(made.png_bomb()), "file.pixels"),
    "password": (lambda path: path.write_bytes(made.pdf("x", encrypted=True)), "file.encrypted"),
    "damaged": (lambda path: path.write_bytes(made.pdf("x")[:60]), "file.damaged"),
    "no right": (no_right, "file.denied"),
}  # fmt: skip


@pytest.mark.capability("C098")
@pytest.mark.parametrize("kind", BAD)
async def test_every_bad_file_is_told_in_its_own_words(cabinet: Cabinet, tmp_path: Path, kind: str) -> None:
    make, code = BAD[kind]
    folder = tmp_path / "файлы"
    folder.mkdir()
    path = folder / "справка.pdf"
    make(path)
    if kind == "below a file":
        path = folder / "плоский" / "справка.pdf"
    root = os.geteuid() == 0
    if root and kind == "no right":
        os.seteuid(65534)  # whoever may do everything is refused nothing
    try:
        with pytest.raises(Refused) as caught:
            await cabinet.documents.examine(path)
    finally:
        if root:
            os.seteuid(0)
    assert (caught.value.code, caught.value.field) == (code, "path")


async def test_devices_are_not_waited_for(cabinet: Cabinet) -> None:
    for device in ("/dev/zero", "/dev/tty", "/dev/full"):
        with pytest.raises(Refused) as caught:
            await asyncio.wait_for(cabinet.documents.examine(Path(device)), 5)
        assert caught.value.code == "file.special"


@pytest.mark.capability("C098")
async def test_the_largest_file_is_what_was_set(cabinet: Cabinet, tmp_path: Path) -> None:
    paper = tmp_path / "направление.pdf"
    paper.write_bytes(made.pdf("направление", extra=b"%" + b"x" * 1_100_000 + b"\n"))
    cabinet.file_megabytes = 1
    with pytest.raises(Invalid) as refused:
        await cabinet.documents.examine(paper)
    assert (refused.value.code, refused.value.values["most"]) == ("file.large", "1,0")
    cabinet.file_megabytes = 2
    assert (await cabinet.documents.examine(paper)).examined.format is Format.PDF


async def test_the_action_itself_looks_at_what_it_is_given(cabinet: Cabinet) -> None:
    new = cabinet.surroundings.ids.new
    for content, examined, code in (
        (b"", None, "file.empty"),
        (b"%PDF-" + bytes(MOST_BYTES), None, "file.large"),
        (b"GIF89a", None, "file.format"),
        (made.png(), Examined(Format.PDF), "file.format"),
    ):
        with pytest.raises(Invalid) as caught:
            await cabinet.do(AttachDocument(new(), "x", "акт", None, "x.pdf", content, examined))
        assert caught.value.code == code
    with pytest.raises(Invalid) as caught:
        await cabinet.do(AttachDocument(new(), "  ", "акт", None, "x.png", made.png()))
    assert caught.value.field == "title"
    with pytest.raises(Refused) as missing:
        await cabinet.do(AttachDocument(new(), "x", "акт", Id(bytes(16)), "x.png", made.png()))
    assert missing.value.code == "patient.missing"


async def test_one_content_is_kept_once_and_not_twice_for_one_patient(
    cabinet: Cabinet, maria: NewPatient, add: Add
) -> None:
    patient = await add(cabinet, maria)
    await attach(cabinet, "Полис", "один и тот же")
    await attach(cabinet, "Полис", "один и тот же", patient=patient)
    with pytest.raises(Invalid) as caught:
        await attach(cabinet, "Полис ещё раз", "один и тот же", patient=patient)
    assert (caught.value.code, caught.value.values["title"]) == ("document.twice", "Полис")
    assert await cabinet._desk.vault.read(lambda c: c.execute("SELECT count(*) FROM file").get) == 1
    assert len(await cabinet.documents.page()) == 2


async def test_withdrawn_is_hidden_kept_and_can_be_taken_back(cabinet: Cabinet) -> None:
    document = await attach(cabinet, "Справка 086/у", "текст")
    new = cabinet.surroundings.ids.new
    with pytest.raises(Invalid):
        await cabinet.do(WithdrawDocument(new(), document, 1, " "))
    done = await cabinet.do(WithdrawDocument(new(), document, 1, "чужой документ"))
    assert await cabinet.documents.page() == ()
    assert await titles(cabinet, "справка") == []
    assert await cabinet.documents.counts() == ()
    (row,) = await cabinet.documents.page(Asked(withdrawn=True))
    assert (row.withdrawn, row.reason, row.version) == (True, "чужой документ", 2)
    assert await titles(cabinet, "справка", Asked(withdrawn=True)) == ["Справка 086/у"]
    with pytest.raises(Stale):
        await cabinet.do(RestoreDocument(new(), document, 1))
    with pytest.raises(Invalid):
        await cabinet.do(WithdrawDocument(new(), document, 2, "ещё раз"))
    await cabinet.do(RestoreDocument(new(), document, done.version or 0))
    (row,) = await cabinet.documents.page()
    assert (row.withdrawn, row.reason, row.version) == (False, "", 3)
    with pytest.raises(Invalid):
        await cabinet.do(RestoreDocument(new(), document, 3))
    editions = await cabinet._desk.vault.read(
        lambda c: c.execute("SELECT version, reason FROM revision WHERE object = ?", (document,)).fetchall()
    )
    assert editions == [(1, ""), (2, "чужой документ"), (3, "")]


async def test_words_find_in_any_order_case_and_with_or_without_dots(
    cabinet: Cabinet, maria: NewPatient, add: Add
) -> None:
    patient = await add(cabinet, maria)
    await attach(cabinet, "Выписка", SAID, patient=patient)
    await attach(cabinet, "Направление № 12/3", "другое", kind="направление")
    for text, found in {
        "ЕЛКИН": ["Выписка"],
        "ёлки каш": ["Выписка"],
        "кашель ёлкин": ["Выписка"],
        "кузнец": ["Выписка"],
        "шель": [],
        "12/3": ["Направление № 12/3"],
        "направл": ["Направление № 12/3"],
        'он" OR "кашель': [],
        "кашель*": ["Выписка"],
        "NEAR(кашель": [],
        "-кашель": ["Выписка"],
        '"': [],
        "": [],
        "\0каш": ["Выписка"],
        "̈": [],
    }.items():
        assert await titles(cabinet, text) == found, text
    assert await cabinet.documents.found("ёлкин") == 1
    asked = Asked(kind="направление")
    assert await titles(cabinet, "д", asked) == ["Направление № 12/3"]


async def test_where_the_words_stand_is_shown(cabinet: Cabinet) -> None:
    document = await attach(cabinet, "Выписка", "пусто", SAID)
    found = await cabinet.documents.snippet(document, "елкин КАШ")
    assert found is not None
    assert found.page == 2
    assert [text for text, hit in found.pieces if hit] == ["Ёлкин", "каш"]
    assert await cabinet.documents.snippet(document, "выпис ниче") is not None
    assert await cabinet.documents.snippet(document, "ничего") is None
    assert await cabinet.documents.snippet(document, "") is None


async def test_lists_go_by_windows_and_filters(cabinet: Cabinet, maria: NewPatient, add: Add) -> None:
    patient = await add(cabinet, maria)
    ids, worker = cabinet.surroundings.ids, cabinet.worker.id
    pieces = tuple(
        LoadedDocument(
            ids.new(), ("акт", "справка")[n % 2], f"Документ {n}", f"{n}", date(2026, 1 + n % 12, 1),
            ("в работе", "подтверждён")[n % 3 == 0], worker, patient if n % 5 == 0 else None,
        )
        for n in range(120)
    )  # fmt: skip
    await cabinet.do(LoadBatch(ids.new(), pieces))
    room = cabinet.documents
    for asked, wanted in (
        (Asked(), lambda p: True),
        (Asked(kind="акт"), lambda p: p.kind == "акт"),
        (Asked(status="в работе"), lambda p: p.status == "в работе"),
        (Asked(kind="акт", status="в работе"), lambda p: (p.kind, p.status) == ("акт", "в работе")),
        (Asked(patient=patient), lambda p: p.patient is not None),
        (Asked(worker=worker, kind="акт"), lambda p: p.kind == "акт"),
        (Asked(worker=Id(bytes(16))), lambda p: False),
        (Asked(since=date(2026, 3, 1), until=date(2026, 4, 1)), lambda p: p.issued.month in (3, 4)),
        (Asked(withdrawn=True), lambda p: False),
    ):
        every = sorted((p for p in pieces if wanted(p)), key=lambda p: (p.issued, p.id), reverse=True)
        down: list[Any] = []
        while page := await room.page(asked, after=row_key(down[-1]) if down else None, limit=7):
            down += page
        assert [row.id for row in down] == [p.id for p in every], asked
        assert await room.total(asked) == len(every)
        if every:
            last = await room.page(asked, last=True, limit=5)
            assert [row.id for row in last] == [p.id for p in every[-5:]]
            before = await room.page(asked, before=row_key(last[0]), limit=5)
            assert [row.id for row in before] == [p.id for p in every[:-5][-5:]]
    assert {(c.kind, c.status): c.number for c in await room.counts()}[("акт", "в работе")] == 40
    assert len(await room.of_patient(patient)) == 24
    hits = await room.search("документ", limit=50)
    more = await room.search("документ", after=hits[-1].place, limit=100)
    assert len({hit.id for hit in (*hits, *more)}) == 120
    assert await room.search("документ", before=more[0].place, limit=3) == hits[-3:]
    assert (await room.search("документ", last=True, limit=1))[-1] == more[-1]


async def test_a_loaded_document_can_have_a_file(cabinet: Cabinet) -> None:
    ids = cabinet.surroundings.ids
    piece = LoadedDocument(
        ids.new(), "акт", "Акт", "1", date(2026, 11, 3), "подтверждён", cabinet.worker.id, None,
        "акт.pdf", made.pdf("выполнено"), ("выполнено",),
    )  # fmt: skip
    await cabinet.do(LoadBatch(ids.new(), (piece,)))
    assert await titles(cabinet, "выполн") == ["Акт"]
    assert (await cabinet.documents.kept(piece.id)).examined.text == ("выполнено",)
    with pytest.raises(Invalid):
        await cabinet.do(LoadBatch(ids.new(), (replace(piece, id=ids.new(), content=b"x"),)))


async def test_the_words_can_be_made_anew(cabinet: Cabinet) -> None:
    await attach(cabinet, "Первый", "альфа")
    await attach(cabinet, "Второй", "бета")
    await cabinet._desk.vault.write(
        lambda c: c.execute("UPDATE document SET title = 'Третий' WHERE title = 'Второй'")
    )
    assert await titles(cabinet, "третий") == []
    await cabinet.keeping.reindex()
    assert await titles(cabinet, "третий бета") == ["Третий"]
    assert await titles(cabinet, "альфа") == ["Первый"]


async def test_words_of_an_older_folding_are_made_anew_at_the_door(door: Door, cabinet: Cabinet) -> None:
    await attach(cabinet, "Первый", "альфа")
    await cabinet._desk.vault.write(
        lambda c: c.execute(
            "UPDATE figure SET number = 0 WHERE name = 'document_fold_version';"
            "INSERT INTO document_words (document_words) VALUES ('delete-all')"
        )
    )
    assert await titles(cabinet, "альфа") == []
    await cabinet.sign_out()
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert await titles(again, "альфа") == ["Первый"]
    await again.sign_out()


async def test_ten_megabytes_hold_nothing_up(cabinet: Cabinet) -> None:
    content = made.pdf("большой", extra=b"%" + os.urandom(MOST_BYTES - 4096).replace(b"\n", b" ") + b"\n")
    slowest, running = 0.0, True

    async def ticking() -> None:
        nonlocal slowest
        while running:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            slowest = max(slowest, time.perf_counter() - before)

    ticker = asyncio.create_task(ticking())
    action = AttachDocument(cabinet.surroundings.ids.new(), "Большой", "акт", None, "x.pdf", content)
    await cabinet.do(action)
    running = False
    await ticker
    assert slowest < 0.5
    kept = await cabinet._desk.vault.read(lambda c: document_files.content(c, action.id))
    assert kept[2] == content
    assert (await cabinet.do(action)).repeated


def test_large_content_is_told_by_its_hash() -> None:
    large = bytes(MOST_BYTES)
    assert fingerprint(large) == fingerprint(bytes(MOST_BYTES))
    assert fingerprint(large) != fingerprint(large[:-1] + b"\1")
    assert fingerprint(large) != fingerprint(hashlib.sha256(large).digest())


@settings(max_examples=25)
@given(st.integers(1, 3 * CHUNK + 1), st.integers(0, 255))
def test_any_content_comes_out_of_its_chunks_as_it_went_in(size: int, fill: int) -> None:
    connection = empty()
    content = (made.png() + bytes([fill]) * size)[:size]
    number = document_files.keep(connection, Attachment("x", content, Examined(Format.PNG)))
    assert document_files.keep(connection, Attachment("y", content, Examined(Format.PNG))) == number
    lengths = [len(row[0]) for row in connection.execute("SELECT content FROM file_chunk ORDER BY number")]
    assert len(lengths) == -(-size // CHUNK)
    assert max(lengths) <= CHUNK
    connection.execute("PRAGMA foreign_keys = off")
    connection.execute(
        "INSERT INTO document (id, kind, title, number, issued, status, author, file) "
        "VALUES (?, '', '', '', '2026-01-01', '', 1, ?)",
        (bytes(16), number),
    )
    assert document_files.content(connection, Id(bytes(16)))[2] == content
    connection.execute("UPDATE file_chunk SET content = x'00' WHERE number = 0")
    if content != b"\0":
        with pytest.raises(StoreFault):
            document_files.content(connection, Id(bytes(16)))
    connection.close()


@pytest.mark.parametrize(
    ("name", "title", "told"),
    [
        ("Выписка.PDF", "x", "Выписка.pdf"),
        ("a/../../etc/passwd.pdf", "x", "a_.._.._etc_passwd.pdf"),
        ("\x1b]0;x\x07.pdf", "x", "_]0;x_.pdf"),
        ("", "Справка 086/у", "Справка 086_у.pdf"),
        (".pdf", "", "document.pdf"),
    ],
)
def test_exported_names_are_fit_for_a_folder(name: str, title: str, told: str) -> None:
    assert file_name(name, title, Format.PDF) == told


async def test_nothing_of_a_file_can_be_read_from_the_disk(door: Door, cabinet: Cabinet) -> None:
    secret = "неразглашаемое-заключение"
    content = made.pdf("x", extra=f"%{secret}\n".encode())
    action = AttachDocument(
        cabinet.surroundings.ids.new(), f"Титул {secret}", "акт", None, f"{secret}.pdf", content,
        Examined(Format.PDF, 1, text=(f"Текст {secret}",)),
    )  # fmt: skip
    await cabinet.do(action)
    assert await titles(cabinet, secret)
    for path in [path for path in door.folder.rglob("*") if path.is_file()]:
        kept = path.read_bytes()
        assert secret.encode() not in kept, path
        assert b"%PDF-" not in kept, path


@pytest.mark.slow
async def test_a_kill_between_chunks_leaves_all_or_nothing(tmp_path: Path, founding: Any) -> None:
    door = Door(tmp_path / "cabinet", Surroundings.real("Europe/Moscow"), cost=TEST_COST)
    cabinet, _code = await door.found(founding)
    await cabinet.sign_out()
    for wait in (0.0, 0.03, 0.07):
        process = subprocess.Popen([sys.executable, str(OTHER), str(door.folder)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        acknowledged = process.stdout.read().count(b"done")
        process.wait()
        again = await door.sign_in("ivanova", "Demo-2026!")
        rows = await again.documents.page(limit=500)
        assert len(rows) >= acknowledged
        for row in rows:
            await again._desk.vault.read(lambda c, row=row: document_files.content(c, row.id))
        assert await again._desk.vault.read(lambda c: c.execute(ORPHANS).get) == 0
        assert (await again.journal.verify()).whole
        assert len(await again.documents.search("большой", limit=500)) == len(rows)
        await again.sign_out()


async def test_another_program_hears_of_a_new_document(door: Door, cabinet: Cabinet) -> None:
    colleague = await door.sign_in("ivanova", "Demo-2026!")
    heard: list[frozenset[str]] = []
    end = colleague.subscribe(heard.append)
    await attach(cabinet, "Справка", "текст")
    started = time.monotonic()
    while not any("documents" in topics for topics in heard):
        assert time.monotonic() - started < 2
        await asyncio.sleep(0.05)
    assert [row.title for row in await colleague.documents.page()] == ["Справка"]
    end()
    await colleague.sign_out()


def every_question(connection: apsw.Connection) -> dict[str, tuple[object, ...]]:
    seen: dict[str, tuple[object, ...]] = {}

    def keep(_cursor: apsw.Cursor, sql: str, values: object) -> bool:
        seen[sql] = tuple(values) if isinstance(values, tuple) else ()
        return True

    some, day = Id(bytes(16)), date(2026, 11, 23)
    connection.exec_trace = keep
    for asked in (
        Asked(), Asked(kind="x"), Asked(status="x"), Asked(kind="x", status="y"),
        Asked(worker=some, kind="x"), Asked(patient=some, status="x"), Asked(since=day, until=day),
        Asked(kind="x", since=day), Asked(withdrawn=True), Asked(withdrawn=True, kind="x"),
    ):  # fmt: skip
        for where in ({}, {"after": (day, some)}, {"before": (day, some)}, {"last": True}):
            documents.page(connection, asked, **where)  # type: ignore[arg-type]
        for place in ({}, {"after": 5}, {"before": 5}, {"last": True}):
            for cards in (True, False):
                document_index.find(connection, "сло 12/3", asked, cards=cards, **place)  # type: ignore[arg-type]
        documents.total(connection, asked)
        document_index.found(connection, "сло", asked)
        document_index.found(connection, "сло", asked, cards=False)
    documents.counts(connection)
    documents.of_patient(connection, some, 50)
    document_index.snippet(connection, some, "сло")
    with pytest.raises(Refused):
        documents.one(connection, some)
    with pytest.raises(Refused):
        document_files.kept(connection, some)
    list(connection.execute(document_files._PAGES, (1,)))
    document_files.chunk(connection, 1, 0)
    connection.exec_trace = None
    return seen


def test_every_question_goes_by_an_index_and_sorts_nothing() -> None:
    connection = empty()
    statements = every_question(connection)
    assert len(statements) > 60
    for sql, values in statements.items():
        for *_, plan in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values):
            assert "TEMP B-TREE" not in plan, sql
            scanned = plan.startswith("SCAN") and "INDEX" not in plan and "(subquery" not in plan
            assert not scanned or "CONSTANT ROW" in plan or "document_count" in plan, (plan, sql)
    connection.close()


async def test_a_file_whose_name_is_no_text_is_not_offered_and_harms_nothing(
    cabinet: Cabinet, tmp_path: Path
) -> None:
    """As old archives unpack them: Cyrillic letters in the bytes of another encoding."""
    folder = tmp_path / "архив"
    folder.mkdir()
    strange = folder / os.fsdecode("справка".encode("cp866") + b".pdf")
    strange.write_bytes(made.pdf("текст"))
    (folder / "акт.pdf").write_bytes(made.pdf("другой"))
    assert await cabinet.documents.paths(folder, inside=True) == (("акт.pdf", False),)
    found = await cabinet.documents.examine(strange)
    assert found.name.endswith(".pdf")
    action = AttachDocument(
        cabinet.surroundings.ids.new(), found.name, "справка", None, found.name, found.content, found.examined
    )
    kept = await cabinet.documents.kept((await cabinet.do(action)).result)
    assert kept.name == found.name == found.name.encode().decode()
