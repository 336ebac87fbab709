"""`medcab play`: exit codes, what it prints, what it writes, and that the same tape gives the same bytes."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from medcab_tui import locale
from medcab_tui.demo import cast
from medcab_tui.demo.play import FAILED, HELD, UNREADABLE, main
from tests.demo.stores import _stores, copied

__all__ = ["_stores", "copied"]
pytestmark = pytest.mark.usefixtures("copied")  # `twice` is made before, from stores of its own
HOME = 'Set User "ivanova"\nSet Patients 20\nSet Cols 100\nSet Rows 30\n'


def tape(tmp_path: Path, text: str, name: str = "a.tape") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def played(tmp_path: Path, text: str, *options: str) -> int:
    return main([tape(tmp_path, text), "--headless", "--out", str(tmp_path / "out"), *options])


def test_a_tape_that_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert played(tmp_path, HOME + "Expect+Screen /Требует внимания/\nRefuse+Screen /Пароль/\n") == HELD
    assert capsys.readouterr().out == f"{tmp_path / 'a.tape'}: 2 ожидания сбылись\n"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Expect+Screen /не бывает/", "экран не подходит"),
        ("Refuse+Screen /Требует/", "экран подходит, а не должен"),
        ("Expect+Line /^Требует$/", "ни одна строка экрана не подходит"),
        ("Wait+Screen@100ms /не бывает/", "экран не стал подходящим за 0.1 с"),
    ],
)
def test_a_failed_expectation_is_told_with_file_line_and_screen(
    line: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert played(tmp_path, HOME + f"Output never.cast\n{line}\nKey f3\n") == FAILED
    first, second, edge, *screen = capsys.readouterr().out.splitlines()
    assert first == f"{tmp_path / 'a.tape'}:6: {why}"
    assert second.strip() == line
    assert set(edge) == {"─"}
    assert any("Требует внимания" in row for row in screen)
    assert not (tmp_path / "out" / "never.cast").exists()


def test_a_tape_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert played(tmp_path, "Enter\nNonsense\n") == UNREADABLE
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'a.tape'}:2: ")


def test_nothing_is_played_if_one_of_the_tapes_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tape(tmp_path, HOME + "Output good.txt\n", "good.tape")
    bad = tape(tmp_path, "Nonsense\n", "bad.tape")
    assert main([good, bad, "--headless", "--out", str(tmp_path)]) == UNREADABLE
    assert not (tmp_path / "good.txt").exists()


def test_an_unknown_worker(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert played(tmp_path, 'Set Patients 0\nSet User "nobody"\nTab\n') == UNREADABLE
    assert "Логин или пароль не подошли" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["--speed", "fast"], ["--cols", "3"], ["--lang", "de"], ["--nonsense"], ["--headless"]]
)
def test_wrong_options(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = [] if arguments == ["--headless"] else [tape(tmp_path, "Tab\n")]
    assert main([*given, *arguments]) == UNREADABLE
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "code"),
    [("Expect+Screen /Требует/", HELD), ("Expect+Screen /не бывает/", FAILED), ("Oops", UNREADABLE)],
)
def test_the_exit_code_of_the_command(line: str, code: int, tmp_path: Path) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "medcab_tui", "play", tape(tmp_path, HOME + line + "\n"), "--headless"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == code


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == HELD
    told = capsys.readouterr().out
    for option in ("--headless", "--speed", "--out", "--cols", "--rows", "--lang", "--store", "--record"):
        assert option in told


def test_without_a_terminal_nobody_can_watch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([tape(tmp_path, "Tab\n")]) == UNREADABLE
    assert "--headless" in capsys.readouterr().err
    assert main(["--record", str(tmp_path / "r.tape")]) == UNREADABLE


def test_leaving_before_the_end_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert played(tmp_path, HOME + "Ctrl+q\nTab\n") == FAILED
    assert capsys.readouterr().out.startswith(f"{tmp_path / 'a.tape'}:6: кабинет был покинут")


def test_leaving_at_the_end_is_fine(tmp_path: Path) -> None:
    assert played(tmp_path, HOME + "Expect+Screen /Требует/\nCtrl+q\n") == HELD


def test_options_outrank_the_tape(tmp_path: Path) -> None:
    text = HOME + "Set Lang ru\nOutput a.txt\n"
    assert played(tmp_path, text, "--cols", "80", "--rows", "24", "--lang", "en") == HELD
    lines = (tmp_path / "out" / "a.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 24
    assert locale.language() == "ru"


def test_without_a_user_the_tape_begins_before_the_door(tmp_path: Path) -> None:
    assert (
        played(tmp_path, "Set Patients 0\nExpect+Screen /Поликлиника № 12/\nExpect+Line /Пароль/\n") == HELD
    )


def test_a_tape_for_vhs_plays_here(tmp_path: Path) -> None:
    text = (
        "Output demo.cast\nSet Width 1200\nSet Height 600\nSet TypingSpeed 50ms\n"
        'Set User "ivanova"\nSet Patients 0\nType "medcab demo"\nSleep 500ms\nEnter\n'
        "Wait+Screen@5s /Требует/\nKey f3\n"
    )
    assert played(tmp_path, text) == HELD


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Outputs of the same tape, played twice."""
    text = (
        HOME + "Output a.cast\nOutput a.svg\nOutput a.txt\n"
        'Caption "Поиск"\nKey f3\nHide\nType "кузн"\nShow\nType " мар"\nScreenshot b.svg\nSleep 1s\n'
        'Set Theme "ward-light"\nDown\nEnter\nType "н"\nTab\nType "кашель"\nCtrl+l\nSleep 2s\n'
    )
    folders = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
    for folder in folders:
        assert main([tape(folder, text), "--headless", "--out", str(folder)]) == HELD
    return folders


@pytest.mark.parametrize("name", ["a.cast", "a.svg", "a.txt", "b.svg"])
def test_the_same_tape_gives_the_same_bytes(name: str, twice: list[Path]) -> None:
    first, second = ((folder / name).read_bytes() for folder in twice)
    assert first == second
    assert len(first) > 200


def test_what_is_hidden_is_not_recorded(twice: list[Path]) -> None:
    header, *events = (twice[0] / "a.cast").read_text(encoding="utf-8").splitlines()
    assert json.loads(header)["timestamp"] == int(
        datetime.fromisoformat("2026-11-23T12:15:00+03:00").timestamp()
    )
    painted = [json.loads(line)[2] for line in events if json.loads(line)[1] == "o"]
    assert not any("кузн" in text and "мар" not in text and "Марина" not in text for text in painted[1:3])
    assert [json.loads(line)[2] for line in events if json.loads(line)[1] == "m"] == ["Поиск"]


def test_the_intervals_add_up_to_what_the_tape_tells(twice: list[Path]) -> None:
    _header, *events = (twice[0] / "a.cast").read_text(encoding="utf-8").splitlines()
    keys = 1 + len("кузн мар") + 1 + 1 + 1 + 1 + len("кашель") + 1
    assert sum(json.loads(line)[0] for line in events) == pytest.approx(keys * 0.05 + 1 + 2 + 1)


def test_a_tape_that_begins_hidden_shows_nothing_before(tmp_path: Path) -> None:
    text = HOME + 'Output a.cast\nSet Theme "ward-light"\nHide\nKey f3\nType "кузн"\nShow\nKey f4\n'
    assert played(tmp_path, text) == HELD
    _header, *events = (tmp_path / "out" / "a.cast").read_text(encoding="utf-8").splitlines()
    painted = [json.loads(line)[2] for line in events if json.loads(line)[1] == "o"]
    assert "Требует внимания" not in "".join(painted)
    assert "кузн" in painted[0]
    assert "48;2;251;252;253" in painted[0]


async def _store(folder: Path) -> None:
    from medcab_tui.cabinet.surroundings import Surroundings

    at = datetime.fromisoformat("2026-11-23T12:15:00+03:00")
    await cast.build(folder, 0, surroundings=Surroundings.fixed(at, 7), cost=cast.TAPE_COST)


def test_a_named_store_is_used_and_stays(tmp_path: Path) -> None:
    import asyncio

    store = tmp_path / "store"
    asyncio.run(_store(store))
    write = (
        'Set User "ivanova"\nSet Clock "2026-11-23T13:00:00+03:00"\nKey f3\nType "ёлкин"\nEnter\nType "н"\n'
        'Type "J06.9"\nEnter\nType "насморк"\nCtrl+s\nExpect+Screen /Запись сохранена/\n'
    )
    read = 'Set User "ivanova"\nKey f3\nType "ёлкин"\nEnter\nExpect+Line /J06\\.9/\nExpect+Screen /насморк/\n'
    assert played(tmp_path, write, "--store", str(store)) == HELD
    assert played(tmp_path, read, "--store", str(store)) == HELD
    assert (store / "cabinet.db").exists()


def test_a_fresh_store_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    assert played(tmp_path, HOME + "Expect+Screen /Требует/\n") == HELD
    assert played(tmp_path, HOME + "Expect+Screen /не бывает/\n") == FAILED
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_fault_of_the_cabinet_fails_the_tape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from medcab_tui.ui.app import MedcabApp

    def broken(_app: MedcabApp, place: str, view: str | None = None) -> None:
        raise RuntimeError(place)

    monkeypatch.setattr(MedcabApp, "go", broken)
    assert played(tmp_path, HOME + "Key f4\nTab\n") == FAILED
    assert "a.tape:5: в кабинете случился сбой" in capsys.readouterr().out
