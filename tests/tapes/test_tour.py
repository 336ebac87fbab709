"""The tour: two minutes, five sections with real work in each, the same bytes whenever it is played."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.demo.play import HELD, play
from medcab_tui.demo.stage import Options
from medcab_tui.demo.tape.commands import Caption, Press, Screenshot
from medcab_tui.demo.tape.parser import read

TOUR = Path(__file__).parent / "tour.tape"
DOCS = Path(__file__).parents[2] / "docs"
PICTURES = {"home", "cabinet", "results", "schedule", "documents", "settings"}


def events(cast: Path) -> list[list[Any]]:
    return [json.loads(line) for line in cast.read_text(encoding="utf-8").splitlines()[1:]]


def captions() -> list[str]:
    return [step.command.text for step in read(TOUR).steps if isinstance(step.command, Caption)]


def test_it_is_the_same_every_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("first", "second"):
        played = play([TOUR], Options(headless=True, out=tmp_path / name))
        assert played == HELD, capsys.readouterr().out
    made = {path.name for path in (tmp_path / "first").iterdir()}
    assert made == {"tour.cast", *(f"{name}.svg" for name in PICTURES)}
    for name in made:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes(), name
    told = events(tmp_path / "first" / "tour.cast")
    assert 90 < sum(event[0] for event in told) < 150
    assert [event[2] for event in told if event[1] == "m"] == captions()


def test_it_holds_on_the_smallest_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = Options(headless=True, out=tmp_path, cols=80, rows=24)
    assert play([TOUR], options) == HELD, capsys.readouterr().out


def test_every_section_is_visited_and_pictured() -> None:
    steps = [step.command for step in read(TOUR).steps]
    keys = {command.key for command in steps if isinstance(command, Press)}
    assert keys >= {"f2", "f3", "f4", "f5", "f6", "ctrl+s", "ctrl+z", "ctrl+l"}
    assert {command.path.stem for command in steps if isinstance(command, Screenshot)} == PICTURES


def test_what_the_readme_shows_was_made_by_this_tape() -> None:
    """`make pictures` makes them; a caption that changed since is noticed here."""
    assert [event[2] for event in events(DOCS / "tour.cast") if event[1] == "m"] == captions()
    for name in PICTURES:
        assert (DOCS / f"{name}.svg").read_text(encoding="utf-8").startswith("<svg")
    assert all(
        f"docs/{path.name}" in (DOCS.parent / "README.md").read_text("utf-8") for path in DOCS.glob("*.svg")
    )
