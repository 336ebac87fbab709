"""The tour: two minutes, five sections with real work in each, and the pictures of the README."""

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


def test_it_is_byte_for_byte_what_the_readme_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever plays it, wherever and whenever. After a change that can be seen: `make pictures`."""
    assert play([TOUR], Options(headless=True, out=tmp_path)) == HELD, capsys.readouterr().out
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {path.name for path in DOCS.iterdir() if path.suffix in {".svg", ".cast"}}
    assert made == {"tour.cast", *(f"{name}.svg" for name in PICTURES)}
    other = {name for name in made if (tmp_path / name).read_bytes() != (DOCS / name).read_bytes()}
    assert not other, "make pictures, look at them, commit them"
    told = events(tmp_path / "tour.cast")
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


def test_the_readme_shows_all_of_it() -> None:
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    assert all(f"docs/{name}" in readme for name in ("tour.cast", *(f"{name}.svg" for name in PICTURES)))
