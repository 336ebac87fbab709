"""The same number and seed give the same rows: in other processes, with other hashes, whoever makes them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from medcab_tui.demo import making
from medcab_tui.demo.loading import Staff
from medcab_tui.demo.making import Order
from medcab_tui.demo.tape.commands import DEFAULT_CLOCK
from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id

ROOT = Path(__file__).parents[2]


def built(folder: Path, hashes: str, *, seed: int = 7, patients: int = 620, alone: int = 10_000) -> list[str]:
    command = [sys.executable, "-m", "tests.demo.digest", str(folder), str(patients), str(seed), str(alone)]
    environment = os.environ | {"PYTHONHASHSEED": hashes}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=True
    )
    return done.stdout.splitlines()


def test_every_row_of_every_table_is_the_same(tmp_path: Path) -> None:
    first = built(tmp_path / "a", "1")
    beside = built(tmp_path / "b", "2", alone=0)
    assert len(first) > 30
    assert beside == first
    other = dict(line.split() for line in built(tmp_path / "c", "1", seed=8))
    same = dict(line.split() for line in first)
    for table in ("patient", "encounter", "observation", "prescription", "appointment", "worker"):
        assert other[table] != same[table]


def order(count: int) -> Order:
    people = tuple(Author(Id(bytes([n]) * 16), f"Врач {n}", "врач", "отделение") for n in range(1, 17))
    staff = Staff(people[:12], people[:2], people[12:])
    return Order(7, count, DEFAULT_CLOCK, "Europe/Moscow", staff)


def test_more_people_begin_as_fewer_do() -> None:
    few, many = list(making.batches(order(500))), list(making.batches(order(1500)))
    assert [batch.rows for batch in many[: len(few)]] == [batch.rows for batch in few]
    assert sum(batch.people for batch in many) == 1500
    assert all(0 < batch.objects <= 500 for batch in many)


def test_makers_are_gone_when_nobody_wants_more() -> None:
    with making.making(order(50_000)) as made:
        assert next(made).people > 0
        makers = [process for process in making.running() if process.poll() is None]
        assert makers
    assert all(process.poll() is not None for process in makers)
    assert not making.running()


def test_a_maker_that_ends_early_is_no_end_of_the_people() -> None:
    with making.making(order(50_000)) as made:
        people = next(made).people
        for process in making.running():
            process.kill()
        with pytest.raises(RuntimeError, match="early"):
            people += sum(batch.people for batch in made)
    assert people < 50_000


def test_makers_run_no_code_of_the_folder_one_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "medcab_tui").mkdir()
    for planted in ("medcab_tui/__init__.py", "json.py", "gc.py"):
        (tmp_path / planted).write_text("open('done', 'w')\n")
    monkeypatch.chdir(tmp_path)
    with making.making(order(making.ALONE + 1)) as made:
        assert next(made).people > 0
    assert not (tmp_path / "done").exists()


def test_ids_of_blocks_never_meet() -> None:
    ids = [making.BlockIds(order(5000), block) for block in (0, 1, 9)]
    made = [one.new() for one in ids for _ in range(2000)]
    assert len(set(made)) == len(made)
    assert made == sorted(made)
    assert all(identity[6] >> 4 == 7 and identity[8] >> 6 == 2 for identity in made)
