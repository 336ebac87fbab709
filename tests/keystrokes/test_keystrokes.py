"""How many keys the common errands take, counted on tapes that are really played on the demo cast.

Every key counts, letters of a text that must be typed too; waiting does not. What comes before the caption
sets the stage and is not counted.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from medcab_tui.demo.play import HELD, play
from medcab_tui.demo.stage import Options
from medcab_tui.demo.tape.commands import Caption, Press, TypeCode, TypeText
from medcab_tui.demo.tape.parser import read
from tests.demo.stores import _stores, copied

__all__ = ["_stores", "copied"]
FOLDER = Path(__file__).parent
FROM_HERE = "Отсюда считаются клавиши"
TARGETS = {
    "waiting-patient": 2,
    "sign-five-documents": 15,
    "find-and-open-a-card": 8,
    "acknowledge-five-results": 5,
    "follow-up-in-two-weeks": 4,
    "inbox-of-seven-to-zero": 20,
    "nearest-slot-for-a-patient": 10,
    "lab-referral": 10,
    "vital-signs": 16,
    "note-from-template": 13,
    "whole-visit": 22,
}


def keys_of(tape: Path) -> int:
    """Keys pressed after the caption that begins the count."""
    commands = [step.command for step in read(tape).steps]
    begins = [command.text if isinstance(command, Caption) else "" for command in commands].index(FROM_HERE)
    counted = commands[begins:]
    typed = sum(len(command.text) for command in counted if isinstance(command, TypeText))
    typed += 6 * sum(isinstance(command, TypeCode) for command in counted)
    return typed + sum(command.count for command in counted if isinstance(command, Press))


@pytest.mark.parametrize(("errand", "most"), TARGETS.items())
def test_the_errand_takes_no_more_keys_than_its_target(errand: str, most: int) -> None:
    assert 0 < keys_of(FOLDER / f"{errand}.tape") <= most


@pytest.mark.usefixtures("copied")
@pytest.mark.parametrize("errand", TARGETS)
def test_the_errand_is_done_with_these_keys(
    errand: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = play([FOLDER / f"{errand}.tape"], Options(headless=True, out=tmp_path, cols=80, rows=24))
    assert code == HELD, capsys.readouterr().out


def test_every_tape_of_the_folder_is_counted_and_proves_its_end() -> None:
    assert {path.stem for path in FOLDER.glob("*.tape")} == set(TARGETS)
    for errand in TARGETS:
        last = read(FOLDER / f"{errand}.tape").steps[-1].command
        assert type(last).__name__.startswith("Expect"), errand


def test_the_readme_tells_these_numbers() -> None:
    readme = (FOLDER.parents[1] / "README.md").read_text(encoding="utf-8")
    told = {tape: int(keys) for keys, tape in re.findall(r"^\| .+ \| (\d+) \| `([a-z-]+)` \|$", readme, re.M)}
    assert told == {errand: keys_of(FOLDER / f"{errand}.tape") for errand in TARGETS}


def test_texts_and_repeated_keys_are_counted_and_the_stage_is_not(tmp_path: Path) -> None:
    tape = tmp_path / "x.tape"
    lines = [
        'Type "раньше"',
        "Enter",
        f'Caption "{FROM_HERE}"',
        'Type "ёлкин"',
        "Key п 3",
        "Sleep 1s",
        "Enter",
    ]
    tape.write_text("\n".join(lines), encoding="utf-8")
    assert keys_of(tape) == 5 + 3 + 1
