"""Tapes are read strictly: every command, and every mistake with file and line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from medcab_tui import locale
from medcab_tui.demo.tape import commands as do
from medcab_tui.demo.tape.parser import read


@pytest.fixture(autouse=True)
def _english() -> object:
    spoken = locale.language()
    locale.use("en")
    yield
    locale.use(spoken)


def tape_of(tmp_path: Path, text: str, name: str = "a.tape") -> do.Tape:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read(path)


def commands_of(tmp_path: Path, text: str) -> list[do.Command]:
    return [step.command for step in tape_of(tmp_path, text).steps]


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ('Type "кузн мар"', do.TypeText("кузн мар")),
        ("Type 'a \"b\" c'", do.TypeText('a "b" c')),
        ('Type `it\'s "so"`', do.TypeText('it\'s "so"')),
        ('Type "a" "b"', do.TypeText("a b")),
        ('Type@20ms "x"', do.TypeText("x", 0.02)),
        ("Enter", do.Press("enter")),
        ("Tab 2", do.Press("tab", 2)),
        ("Escape", do.Press("escape")),
        ("Space", do.Press("space")),
        ("Backspace@10ms 3", do.Press("backspace", 3, 0.01)),
        ("Delete", do.Press("delete")),
        ("Up", do.Press("up")),
        ("Down@.5s 12", do.Press("down", 12, 0.5)),
        ("Left", do.Press("left")),
        ("Right", do.Press("right")),
        ("PageUp", do.Press("pageup")),
        ("PageDown 2", do.Press("pagedown", 2)),
        ("Home", do.Press("home")),
        ("End", do.Press("end")),
        ("Ctrl+x", do.Press("ctrl+x")),
        ("Ctrl+PageDown", do.Press("ctrl+pagedown")),
        ("Shift+Tab", do.Press("shift+tab")),
        ("Ctrl+Shift+Up", do.Press("ctrl+shift+up")),
        ("Key ctrl+1", do.Press("ctrl+1")),
        ("Key f2", do.Press("f2")),
        ("Key т 3", do.Press("т", 3)),
        ("Key left_square_bracket", do.Press("left_square_bracket")),
        ("Sleep 2s", do.Sleep(2.0)),
        ("Sleep 500ms", do.Sleep(0.5)),
        ("Sleep 5m", do.Sleep(300.0)),
        ("Sleep 1.5", do.Sleep(1.5)),
        ("Hide", do.Hide()),
        ("Show", do.Show()),
        ("Screenshot shot.svg", do.Screenshot(Path("shot.svg"))),
        ("Screenshot 'a dir/shot.txt'", do.Screenshot(Path("a dir/shot.txt"))),
        ('Caption "Поиск по фамилии"', do.Caption("Поиск по фамилии")),
        ("Set TypingSpeed 75ms", do.SetTypingSpeed(0.075)),
        ('Set Theme "ward-light"', do.SetTheme("ward-light")),
        ("Enter # that was all", do.Press("enter")),
    ],
)
def test_each_command_is_read(tmp_path: Path, line: str, command: do.Command) -> None:
    assert commands_of(tmp_path, line) == [command]


@pytest.mark.parametrize(
    ("line", "kind", "pattern"),
    [
        ("Wait+Screen /Готово/", do.WaitScreen, "Готово"),
        ("Expect+Screen /a\\/b/", do.ExpectScreen, "a/b"),
        ("Refuse+Screen /ошиб(ка|ки)/", do.RefuseScreen, "ошиб(ка|ки)"),
        ("Expect+Line /^ ▌ .* 7,9$/", do.ExpectLine, "^ ▌ .* 7,9$"),
    ],
)
def test_patterns_are_compiled(tmp_path: Path, line: str, kind: type, pattern: str) -> None:
    (command,) = commands_of(tmp_path, line)
    assert isinstance(command, kind)
    assert command.pattern.pattern == pattern


def test_waiting_takes_a_time(tmp_path: Path) -> None:
    short, usual = commands_of(tmp_path, "Wait+Screen@5s /x/\nWait+Screen /x/")
    assert (short.seconds, usual.seconds) == (5.0, 15.0)


def test_several_commands_may_stand_on_a_line(tmp_path: Path) -> None:
    assert commands_of(tmp_path, 'Type "a" Sleep 1s Enter') == [
        do.TypeText("a"),
        do.Sleep(1.0),
        do.Press("enter"),
    ]


def test_steps_know_file_and_line(tmp_path: Path) -> None:
    tape = tape_of(tmp_path, "# first\n\nEnter\n  Tab\n")
    assert [(step.path.name, step.line, step.text) for step in tape.steps] == [
        ("a.tape", 3, "Enter"),
        ("a.tape", 4, "Tab"),
    ]


def test_the_opening(tmp_path: Path) -> None:
    tape = tape_of(
        tmp_path,
        "Set Cols 80\nSet Rows 24\nSet Lang en\nSet Seed 9\nSet Patients 2000\n"
        'Set Clock "2026-11-24T08:00:00+03:00"\nSet User "ivanova"\nEnter',
    )
    assert tape.opening == do.Opening(
        80, 24, "en", 9, 2000, datetime.fromisoformat("2026-11-24T08:00:00+03:00"), "ivanova"
    )


def test_what_is_not_set_has_its_default(tmp_path: Path) -> None:
    opening = tape_of(tmp_path, "Enter").opening
    assert (opening.seed, opening.clock, opening.user) == (7, None, None)
    assert do.DEFAULT_CLOCK.isoformat() == "2026-11-23T12:15:00+03:00"


def test_outputs(tmp_path: Path) -> None:
    tape = tape_of(tmp_path, 'Output a.cast\nOutput "b c.svg"\nOutput d.txt')
    assert tape.outputs == (Path("a.cast"), Path("b c.svg"), Path("d.txt"))


def test_what_vhs_sets_for_its_pictures_is_passed_over(tmp_path: Path) -> None:
    assert commands_of(
        tmp_path, "Set Width 1200\nSet Height 600\nSet FontSize 32\nRequire medcab\nEnter"
    ) == [do.Press("enter")]


@pytest.mark.parametrize(
    "start",
    [
        'Type "medcab demo"\nEnter\n',
        'Type "medcab demo" Enter\n',
        "Type 'medcab demo --patients 20' Sleep 1s Enter\n",
        "# a tape for both\nSet Width 900\n\nHide\nType@1ms `medcab demo`\nSleep 500ms\nEnter\n",
    ],
)
def test_the_start_of_the_program_is_skipped(tmp_path: Path, start: str) -> None:
    commands = [c for c in commands_of(tmp_path, start + "Key f3\n") if not isinstance(c, do.Hide)]
    assert commands == [do.Press("f3")]


def test_medcab_typed_later_is_typed(tmp_path: Path) -> None:
    assert commands_of(tmp_path, 'Key f3\nType "medcab demo"\nEnter') == [
        do.Press("f3"),
        do.TypeText("medcab demo"),
        do.Press("enter"),
    ]


def test_another_tape_is_played_in_place(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.tape").write_text("Output b.cast\nSet Cols 90\nTab\nSource c.tape\n")
    (tmp_path / "sub" / "c.tape").write_text("Escape\n")
    tape = tape_of(tmp_path, "Set Cols 100\nEnter\nSource sub/b.tape\nSource sub/b.tape\nSpace")
    keys = [step.command.key for step in tape.steps if isinstance(step.command, do.Press)]
    assert keys == ["enter", "tab", "escape", "tab", "escape", "space"]
    assert tape.outputs == ()
    assert tape.opening.cols == 100
    assert [step.path.name for step in tape.steps[:3]] == ["a.tape", "b.tape", "c.tape"]


THEMES = ", ".join(sorted(path.stem for path in (Path(__file__).parents[2] / "themes").glob("*.toml")))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Jump", "there is no command “Jump”"),
        ("Type", "a text in quotes is missing"),
        ('Type "open', 'the quote " is not closed'),
        ("Type bare", "a text in quotes is missing"),
        ("Type@fast 'x'", "there is no command “Type@fast”"),
        ("Key", "a key is missing"),
        ("Key ctrl+nonsense", "there is no key “ctrl+nonsense”"),
        ("Ctrl+Bogus", "there is no key “ctrl+bogus”"),
        ("Hyper+x", "there is no command “Hyper+x”"),
        ("Sleep", "a time is missing"),
        ("Sleep soon", "“soon” is no time; write 50ms, 2s, 5m, 8h or 1d"),
        ("Hide@2s", "Hide takes no time after @"),
        ("Wait+Screen", "a pattern between slashes is missing: /…/"),
        ("Wait+Screen /open", "the pattern is not closed by a slash"),
        ("Expect+Screen /(/", "the pattern is wrong: missing ), unterminated subpattern at position 0"),
        ("Expect+Line text", "a pattern between slashes is missing: /…/"),
        ("Screenshot a.png", "“a.png” cannot be written: the name must end in .svg, .txt"),
        ("Screenshot", "a path is missing"),
        ("Output a.gif", "“a.gif” cannot be written: the name must end in .cast, .svg, .txt"),
        ("Output", "a path is missing"),
        ("Caption bare", "a text in quotes is missing"),
        ("Source none.tape", "there is no tape “none.tape”"),
        ("Set", "what to set is missing"),
        ("Set Cols", "a value is missing"),
        ("Set Cols many", "“many” is no whole number from 20 to 500"),
        ("Set Rows 4", "“4” is no whole number from 5 to 500"),
        ("Set Seed -1", "“-1” is no whole number from 0 to 2147483648"),
        ("Set Patients x", "“x” is no whole number from 0 to 1000000"),
        ("Set Lang de", "“de” is no language; there are ru and en"),
        ('Set Clock "noon"', "“noon” is no time with a zone; write 2026-11-23T12:15:00+03:00"),
        ('Set Clock "2026-11-23T12:15:00"', None),
        ('Set User " "', "a login is missing"),
        ("Set TypingSpeed quick", "“quick” is no time; write 50ms, 2s, 5m, 8h or 1d"),
        ('Set Theme "no-such"', f"there is no theme “no-such”; there are {THEMES}"),
        ("Set Wallpaper 1", "there is nothing called “Wallpaper” to set"),
        ("Enter enter", "there is no command “enter”"),
    ],
)
def test_each_mistake_is_named_with_file_and_line(tmp_path: Path, line: str, why: str | None) -> None:
    with pytest.raises(do.TapeError) as raised:
        tape_of(tmp_path, f"# fine\nTab\n{line}\n")
    assert raised.value.line == 3
    told = str(raised.value)
    assert told.startswith(f"{tmp_path / 'a.tape'}:3: ")
    if why is not None:
        assert told.endswith(": " + why)


@pytest.mark.parametrize("name", ["Cols", "Rows", "Lang", "Seed", "Patients", "User"])
def test_the_opening_cannot_come_after_a_key(tmp_path: Path, name: str) -> None:
    value = {"Lang": "en", "User": "ivanova"}.get(name, "30")
    with pytest.raises(do.TapeError, match=f":2: Set {name} belongs before the first key"):
        tape_of(tmp_path, f"Enter\nSet {name} {value}\n")


def test_tapes_that_go_round_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "b.tape").write_text("Tab\nSource a.tape\n")
    with pytest.raises(do.TapeError, match=r"b\.tape:2: “a\.tape” is being played already"):
        tape_of(tmp_path, "Source b.tape\n")


def test_a_mistake_in_a_sourced_tape_is_named_there(tmp_path: Path) -> None:
    (tmp_path / "b.tape").write_text("Tab\n\nNonsense\n")
    with pytest.raises(do.TapeError, match=r"b\.tape:3: there is no command “Nonsense”"):
        tape_of(tmp_path, "Source b.tape\n")


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(do.TapeError, match="there is no such file"):
        read(tmp_path / "none.tape")
    (tmp_path / "bytes.tape").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(do.TapeError, match="this is not text in UTF-8"):
        read(tmp_path / "bytes.tape")
    with pytest.raises(do.TapeError):
        read(tmp_path)
