"""Casts, pictures and texts of settled screens."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pyte
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from medcab_tui.demo.recording import Cast, painted, picture

AT = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


def strip_of(*runs: tuple[str, str]) -> Strip:
    return Strip([Segment(text, Style.parse(style) if style else None) for text, style in runs])


def events_of(cast: Cast, end: float = 9.0) -> tuple[dict[str, Any], list[tuple[float, str, str]]]:
    header, *rest = cast.text(end).splitlines()
    return json.loads(header), [tuple(json.loads(line)) for line in rest]


def test_a_row_is_text_and_colours_only() -> None:
    row = painted(
        strip_of(("Иванов", "bold #ff0000"), (" \x1b]0;title\x07\x9b31m", ""), ("link", "link http://x"))
    )
    assert "\x1b]" not in row
    assert "\x07" not in row
    assert "\x9b" not in row
    assert row.startswith("\x1b[1;38;2;255;0;0mИванов\x1b[0m")
    assert row.endswith("link")


def test_runs_of_one_style_are_one() -> None:
    assert painted(strip_of(("ab", "bold"), ("cd", "bold"))) == "\x1b[1mabcd\x1b[0m"


def test_the_header_is_asciicast_v3() -> None:
    header, _events = events_of(Cast(80, 24, AT, "find-and-read"))
    assert header == {
        "version": 3,
        "term": {"cols": 80, "rows": 24, "type": "xterm-256color"},
        "timestamp": 1795425300,
        "title": "find-and-read",
    }


def test_intervals_are_told_from_event_to_event() -> None:
    cast = Cast(10, 2, AT, "t")
    cast.frame(0.5, ["a", "b"])
    cast.marker(1.25, "Поиск")
    cast.frame(2.0, ["a", "c"])
    _header, events = events_of(cast, 3.5)
    assert [(interval, code) for interval, code, _text in events] == [
        (0.5, "o"), (0.75, "m"), (0.75, "o"), (1.5, "o"), (0.0, "x"),
    ]  # fmt: skip


def test_only_rows_that_changed_are_kept_and_nothing_for_a_still_screen() -> None:
    cast = Cast(10, 3, AT, "t")
    cast.frame(0.0, ["one", "two", "three"])
    cast.frame(1.0, ["one", "two", "three"])
    cast.frame(2.0, ["one", "TWO", "three"])
    _header, events = events_of(cast)
    assert [text for _interval, _code, text in events[1:2]] == ["\x1b[2;1H\x1b[0mTWO"]


def test_a_viewer_sees_the_same_screens() -> None:
    cast = Cast(12, 3, AT, "t")
    frames = [
        ["Поиск       ", "кузн        ", "            "],
        ["Поиск       ", "кузн мар    ", "Кузнецова   "],
        ["Карта       ", "            ", "            "],
    ]
    for number, rows in enumerate(frames):
        cast.frame(float(number), rows)
    screen = pyte.Screen(12, 3)
    stream = pyte.Stream(screen)
    seen = []
    for _interval, code, text in events_of(cast)[1]:
        if code == "o" and "\x1b[?1049l" not in text:
            stream.feed(text)
            seen.append(list(screen.display))
    assert seen == frames


def test_the_viewers_terminal_is_left_as_it_was() -> None:
    cast = Cast(12, 3, AT, "t")
    cast.frame(0.0, ["a", "b", "c"])
    whole = "".join(text for _interval, code, text in events_of(cast)[1] if code == "o")
    assert whole.count("\x1b[?1049h") == whole.count("\x1b[?1049l") == 1
    assert whole.count("\x1b[?25l") == whole.count("\x1b[?25h") == 1
    for mode in ("?1000", "?1003", "?1006", "?2004", "?2026", "?2048", "[>", "[=", "]"):
        assert f"\x1b{mode}" not in whole
        assert f"\x1b[{mode}" not in whole


def test_a_picture_holds_the_text_and_repeats() -> None:
    screen = [strip_of(("Кузнецова", "bold #6cb6e0"), ("  <68> & лет", "")), strip_of(("вторая", ""))]
    svg = picture(screen, "medcab")
    assert svg == picture(screen, "medcab")
    assert "Кузнецова" in svg
    assert "&lt;68&gt;" in svg
    assert "вторая" in svg


def test_a_screen_that_changes_its_size_says_so() -> None:
    cast = Cast(10, 2, AT, "t")
    cast.size(0.0, 10, 2)
    cast.frame(0.0, ["a", "b"])
    cast.size(1.0, 12, 3)
    cast.frame(1.0, ["a", "b", "c"])
    _header, events = events_of(cast)
    assert [code for _interval, code, _text in events] == ["o", "r", "o", "o", "x"]
    assert events[1][2] == "12x3"
    assert "\x1b[1;1H\x1b[0ma" in events[2][2]
