"""References for the store: the same work by the standard library's SQLite, without cipher or journal."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path


def opened(file: Path) -> sqlite3.Connection:
    """A plain database with the store's durability: WAL and FULL."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=10)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, body TEXT)")
    return connection


def commits(file: Path, count: int, pause: float = 0.0) -> list[float]:
    """Milliseconds of each of so many bare commits of one row."""
    connection, taken = opened(file), []
    for _number in range(count):
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO note (body) VALUES (?)", ("x" * 400,))
        connection.execute("COMMIT")
        spent = time.perf_counter() - start
        taken.append(spent * 1000)
        time.sleep(max(0.0, pause - spent))
    connection.close()
    return taken


def names(file: Path, folded: list[str], copies: int) -> sqlite3.Connection:
    """A clustered table of names, as long as the store's list."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("CREATE TABLE name (fold TEXT, id INTEGER, PRIMARY KEY (fold, id)) WITHOUT ROWID")
    connection.execute("BEGIN")
    for copy in range(copies):
        connection.executemany(
            "INSERT INTO name VALUES (?, ?)",
            ((fold, copy * len(folded) + at) for at, fold in enumerate(folded)),
        )
    connection.execute("COMMIT")
    return connection


def prefix(connection: sqlite3.Connection, fold: str) -> float:
    """Milliseconds of one search by the beginning of a name, fifty rows."""
    start = time.perf_counter()
    connection.execute(
        "SELECT fold, id FROM name WHERE fold >= ? AND fold < ? ORDER BY fold, id LIMIT 51",
        (fold, fold + "\U0010ffff"),
    ).fetchall()
    return (time.perf_counter() - start) * 1000
