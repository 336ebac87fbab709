"""A tape from live keys: what was pressed, without what was secret."""

from __future__ import annotations

import pytest
from textual import events
from textual.widget import Widget
from textual.widgets import Input, TextArea

from medcab_tui.demo.scribe import Scribe
from medcab_tui.ui.shell.filters import FilterBar


@pytest.fixture
def password() -> Input:
    return Input(password=True)


@pytest.fixture
def field() -> Input:
    return Input()


@pytest.fixture
def area() -> TextArea:
    return TextArea()


def key(name: str) -> events.Key:
    return events.Key(name, name if len(name) == 1 else None)


def press(scribe: Scribe, keys: str, focused: Widget | None = None) -> None:
    for name in keys.split():
        scribe.note(key(name), focused)


def typed(scribe: Scribe, text: str, focused: Widget | None = None) -> None:
    for letter in text:
        scribe.note(events.Key("space" if letter == " " else letter, letter), focused)


def lines(scribe: Scribe) -> list[str]:
    return scribe.tape({}).split("\n\n", 1)[1].splitlines()


def test_letters_are_typed_and_keys_are_named(field: Input) -> None:
    scribe = Scribe()
    press(scribe, "f3")
    typed(scribe, "кузн мар", field)
    press(scribe, "down down enter ctrl+pagedown shift+tab", field)
    assert lines(scribe) == [
        "Key f3",
        'Type "кузн мар"',
        "Down 2",
        "Enter",
        "Key ctrl+pagedown",
        "Key shift+tab",
    ]


def test_a_password_is_never_written_down(password: Input) -> None:
    scribe = Scribe()
    typed(scribe, "Demo-20", password)
    press(scribe, "backspace left home", password)
    typed(scribe, "26!", password)
    press(scribe, "enter", password)
    tape = scribe.tape({})
    assert lines(scribe) == ['Type "<password>"', "Enter"]
    assert "Demo" not in tape
    assert "Backspace" not in tape


def test_free_text_is_left_out(area: TextArea) -> None:
    scribe = Scribe()
    typed(scribe, "кашель", area)
    press(scribe, "enter up", area)
    typed(scribe, "третий день", area)
    scribe.note(events.Paste("сухой\nпо ночам"), area)
    press(scribe, "tab", area)
    assert lines(scribe) == ['Type "<text>"', "Tab"]


def test_two_secret_fields_are_two_placeholders(area: TextArea) -> None:
    scribe = Scribe()
    typed(scribe, "a", area)
    typed(scribe, "b", TextArea())
    assert lines(scribe) == ['Type "<text>"', 'Type "<text>"']


def test_in_somebodys_own_store_no_field_is_written_down(field: Input) -> None:
    scribe = Scribe(private=True)
    press(scribe, "f3")
    typed(scribe, "кузнецова", field)
    press(scribe, "backspace", field)
    press(scribe, "enter", field)
    typed(scribe, "н")
    assert lines(scribe) == ["Key f3", 'Type "<text>"', "Enter", 'Type "н"']


def test_in_somebodys_own_store_what_a_filter_is_given_is_not_written_down() -> None:
    """No field of the usual kind: the bar takes its letters itself."""
    bar = FilterBar("patients")
    bar._open = True
    scribe = Scribe(private=True)
    typed(scribe, "кузнецова", bar)
    press(scribe, "enter", bar)
    assert lines(scribe) == ['Type "<text>"', "Enter"]


def test_a_paste_into_a_field_is_typed(field: Input) -> None:
    scribe = Scribe()
    scribe.note(events.Paste("112-233\n445"), field)
    assert lines(scribe) == ['Type "112-233 445"']


@pytest.mark.parametrize("text", ["it's", 'say "x"', "`a`", "\"a'b`c"])
def test_quotes_are_chosen_to_fit(text: str, field: Input, tmp_path: object) -> None:
    from pathlib import Path

    from medcab_tui.demo.tape.commands import TypeText
    from medcab_tui.demo.tape.parser import read

    scribe = Scribe()
    typed(scribe, text, field)
    path = Path(str(tmp_path)) / "a.tape"
    path.write_text(scribe.tape({"Cols": "80"}), encoding="utf-8")
    steps = read(path).steps
    assert "".join(step.command.text for step in steps if isinstance(step.command, TypeText)) == text


def test_the_mouse_is_named_as_left_out() -> None:
    scribe = Scribe()
    scribe.note(events.MouseDown(None, 1, 1, 0, 0, 1, False, False, False), None)
    assert lines(scribe) == ["# a mouse click is left out: tapes know keys only"]


def test_the_opening_comes_first() -> None:
    tape = Scribe().tape({"Cols": "80", "Rows": "24", "Lang": "ru"})
    assert tape.splitlines()[1:4] == ["Set Cols 80", "Set Rows 24", "Set Lang ru"]
