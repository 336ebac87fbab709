"""The line that shows how far a long piece of work is."""

from __future__ import annotations

import io

import pytest

from medcab_tui.commands.progress import Bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def painted(stream: io.StringIO) -> str:
    return stream.getvalue().rpartition("\r")[2].removesuffix("\x1b[K")


def test_it_tells_how_far_how_fast_and_how_long() -> None:
    stream, watch = Terminal(), Watch()
    bar = Bar("Загрузка", "Таблицы…", stream=stream, clock=watch, columns=130)
    bar(0, 1_000_000)
    assert painted(stream).endswith("0 / 1 000 000 · Ctrl+C — остановить")
    watch.now += 50
    bar(250_000, 1_000_000)
    line = painted(stream)
    assert line.count("█") == 7
    assert line.endswith("250 000 / 1 000 000 · осталось 3 минуты · 5 000 в секунду · Ctrl+C — остановить")
    watch.now += 149
    bar(995_000, 1_000_000)
    assert "осталась 1 секунда" in painted(stream)
    bar(1_000_000, 1_000_000)
    assert painted(stream) == "Таблицы…"
    bar.end()
    assert painted(stream) == ""


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 200])
def test_it_never_breaks_the_line(columns: int) -> None:
    stream, watch = Terminal(), Watch()
    bar = Bar("Загрузка пациентов", "Строятся таблицы поиска…", stream=stream, clock=watch, columns=columns)
    for done in range(0, 1_000_001, 50_000):
        bar(done, 1_000_000)
        watch.now += 7
        assert len(painted(stream)) < columns


def test_it_is_not_painted_more_often_than_seen() -> None:
    stream, watch = Terminal(), Watch()
    bar = Bar("Загрузка", "Таблицы…", stream=stream, clock=watch, columns=80)
    for done in range(1000):
        bar(done, 1000)
        watch.now += 0.001
    assert 5 <= stream.getvalue().count("\r") <= 12


def test_elsewhere_it_is_ten_lines() -> None:
    stream = io.StringIO()
    bar = Bar("Загрузка", "Таблицы…", stream=stream)
    for done in range(0, 20_001, 100):
        bar(done, 20_000)
    bar.end()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 10
    assert lines[-1] == "Загрузка: 20 000 / 20 000"
    assert "\x1b" not in stream.getvalue()
