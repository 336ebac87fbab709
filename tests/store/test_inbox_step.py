"""A store of the program before: what waited still waits, what was answered stays answered."""

from __future__ import annotations

from datetime import UTC, datetime

import apsw
import pytest

from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.rooms import Attention, Badges, Source, SourceKind, TaskState
from medcab_tui.domain.times import instant
from medcab_tui.store import home, migrate

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
WORKER, ABOUT = Id(b"w" * 16), Id(b"d" * 16)
INBOX = next(step.number for step in migrate.packaged() if step.name == "inbox")


@pytest.fixture
def older() -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    connection.execute("PRAGMA foreign_keys = ON")
    for step in migrate.packaged()[: INBOX - 1]:
        with connection:
            step.take(connection)
    connection.execute(
        "INSERT INTO worker (id, login, fold, surname, given, patronymic, post)"
        " VALUES (?, 'ivanova', 'иванова', 'Иванова', 'Анна', 'Петровна', 'врач')",
        (WORKER,),
    )
    for number, (asked, state) in enumerate((("to_confirm", 0), ("", 1), ("message", 2))):
        connection.execute(
            "INSERT INTO task (id, version, responsible, place, attention, state, since, title, number,"
            " status, detail, source, source_id, answered, reason)"
            " VALUES (?, 3, ?, 'home', ?, ?, ?, 'Акт', '№ 1', 'ждёт', 'до пятницы', ?, ?, ?, ?)",
            (
                bytes([number]) * 16, WORKER, asked, state, instant(NOW), "" if state else "document",
                None if state else ABOUT, instant(NOW) if state == 2 else None, "занят" if state == 2 else "",
            ),
        )  # fmt: skip
    return connection


def test_nothing_that_waited_is_lost(older: apsw.Connection) -> None:
    for step in migrate.packaged()[INBOX - 1 :]:
        with older:
            step.take(older)
    rows = home.attention(older, WORKER, NOW, 50)
    assert [(row.attention, row.state) for row in rows] == [
        (Attention.TO_CONFIRM, TaskState.AWAITING),
        (None, TaskState.IN_WORK),
        (None, TaskState.DONE),
    ]
    first, _second, last = rows
    assert first.source == Source(SourceKind.DOCUMENT, ABOUT)
    assert (first.title, first.number, first.detail, first.version) == ("Акт", "№ 1", "до пятницы", 3)
    assert (last.answered, last.reason) == (NOW, "занят")
    assert {(row.kind, row.sender, row.thread, row.code) for row in rows} == {
        (NoticeKind.TASK, None, None, "")
    }
    assert home.badges(older, WORKER, NOW)["home"] == Badges(to_confirm=1)
    assert list(older.execute("PRAGMA foreign_key_check")) == []
    assert older.execute("PRAGMA integrity_check").get == "ok"


@pytest.mark.parametrize(
    "wrong",
    [
        "title = ''",
        "kind = ''",
        "source = 'visit', source_id = NULL",
        "withdrawn = 1, state = 0",
        "about = id",
    ],
)
def test_the_table_refuses_what_means_nothing(older: apsw.Connection, wrong: str) -> None:
    for step in migrate.packaged()[INBOX - 1 :]:
        with older:
            step.take(older)
    with pytest.raises(apsw.ConstraintError):
        older.execute(f"UPDATE task SET {wrong} WHERE state = 0")
