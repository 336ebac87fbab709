"""From the text of a tape to its steps. Whatever cannot be read is named by file and line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from medcab_tui.demo.tape import commands as do
from medcab_tui.demo.tape.keys import sequence
from medcab_tui.demo.tape.settings import IGNORED, OPENING, opening_with
from medcab_tui.demo.tape.words import QUOTES, Unreadable, Words, seconds
from medcab_tui.locale import _

OUTPUTS = (".cast", ".svg", ".txt")
SCREENSHOTS = (".svg", ".txt")
KEYS = {
    "Enter": "enter", "Tab": "tab", "Escape": "escape", "Space": "space", "Backspace": "backspace",
    "Delete": "delete", "Insert": "insert", "Up": "up", "Down": "down", "Left": "left", "Right": "right",
    "PageUp": "pageup", "PageDown": "pagedown", "Home": "home", "End": "end",
}  # fmt: skip
_MODIFIERS = ("Ctrl", "Shift", "Alt")
_DELAY = re.compile(r"(?<=.)@(\.?\d[^@]*)$")


def read(path: Path) -> do.Tape:
    """The tape of a file with everything it takes from other files. Raises TapeError."""
    return _Reader().tape(path)


class _Reader:
    """Gathers a tape over its files."""

    def __init__(self) -> None:
        self.opening = do.Opening()
        self.outputs: list[Path] = []
        self.steps: list[do.Step] = []

    def tape(self, path: Path) -> do.Tape:
        self.file(path, ())
        return do.Tape(path, self.opening, tuple(self.outputs), tuple(self.steps))

    def file(self, path: Path, within: tuple[Path, ...]) -> None:
        lines = _lines(path)
        skipped = _start_of_program(lines)
        for number, line in enumerate(lines, 1):
            if number in skipped:
                continue
            words = Words(line)
            try:
                while words.peek():
                    self.command(words, _Place(path, number, line.strip(), (*within, path.resolve())))
            except Unreadable as error:
                raise do.TapeError(path, number, str(error)) from None

    def command(self, words: Words, place: _Place) -> None:
        """Reads one command; several may stand on a line, as in VHS."""
        word, delay = _split_delay(words.word(_("a command")))
        if word == "Source":
            self.source(words.value(_("a path")), place)
        elif word == "Output":
            self.output(words.value(_("a path")), place)
        elif word == "Set":
            self.setting(words, place)
        elif word == "Require":
            words.value(_("a program"))
        else:
            self.add(_step(word, delay, words), place)

    def source(self, name: str, place: _Place) -> None:
        path = place.path.parent / name
        if path.resolve() in place.within:
            raise Unreadable(
                _("“{path}” is being played already: tapes go round in a circle").format(path=name)
            )
        if not path.is_file():
            raise Unreadable(_("there is no tape “{path}”").format(path=name))
        self.file(path, place.within)

    def output(self, name: str, place: _Place) -> None:
        path = _path_ending_in(OUTPUTS, name)
        if not place.sourced:
            self.outputs.append(path)

    def setting(self, words: Words, place: _Place) -> None:
        name = words.word(_("what to set"))
        value = words.value(_("a value"))
        if name == "TypingSpeed":
            self.add(do.SetTypingSpeed(seconds(value)), place)
        elif name == "Theme":
            self.add(do.SetTheme(_theme(value)), place)
        elif name in OPENING:
            changed = opening_with(self.opening, name, value)
            if place.sourced:
                return
            if any(not isinstance(step.command, do.SetTypingSpeed | do.SetTheme) for step in self.steps):
                raise Unreadable(_("Set {name} belongs before the first key").format(name=name))
            self.opening = changed
        elif name not in IGNORED:
            raise Unreadable(_("there is nothing called “{name}” to set").format(name=name))

    def add(self, command: do.Command, place: _Place) -> None:
        self.steps.append(do.Step(command, place.path, place.line, place.text))


class _Place:
    """Where a command stands, and in which tapes."""

    def __init__(self, path: Path, line: int, text: str, within: tuple[Path, ...]) -> None:
        self.path = path
        self.line = line
        self.text = text
        self.within = within
        self.sourced = len(within) > 1


def _step(word: str, delay: float | None, words: Words) -> do.Command:
    if word == "Type":
        return do.TypeText(_typed(words), delay)
    if word == "Key":
        return do.Press(_key(words.word(_("a key"))), words.count(), delay)
    if word in KEYS:
        return do.Press(KEYS[word], words.count(), delay)
    if word.partition("+")[0] in _MODIFIERS and "+" in word:
        return do.Press(_key(_combination(word)), words.count(), delay)
    if word == "Wait+Screen":
        return do.WaitScreen(words.pattern(), do.DEFAULT_WAIT if delay is None else delay)
    if delay is not None:
        raise Unreadable(_("{word} takes no time after @").format(word=word))
    if word in _SIMPLE:
        return _SIMPLE[word](words)
    raise Unreadable(_("there is no command “{word}”").format(word=word))


_SIMPLE: dict[str, Callable[[Words], do.Command]] = {
    "Sleep": lambda words: do.Sleep(seconds(words.word(_("a time")))),
    "Code": lambda _words: do.TypeCode(),
    "Hide": lambda _words: do.Hide(),
    "Show": lambda _words: do.Show(),
    "Screenshot": lambda words: do.Screenshot(_path_ending_in(SCREENSHOTS, words.value(_("a path")))),
    "Caption": lambda words: do.Caption(words.quoted(_("a text"))),
    "Expect+Screen": lambda words: do.ExpectScreen(words.pattern()),
    "Refuse+Screen": lambda words: do.RefuseScreen(words.pattern()),
    "Expect+Line": lambda words: do.ExpectLine(words.pattern()),
}


def _typed(words: Words) -> str:
    """One text, or several with spaces between, as VHS joins them."""
    texts = [words.quoted(_("a text"))]
    while words.peek() and words.peek() in QUOTES:
        texts.append(words.quoted(_("a text")))
    return " ".join(texts)


def _combination(word: str) -> str:
    """«Ctrl+Shift+Up» as Textual names it: «ctrl+shift+up»."""
    *modifiers, name = word.split("+")
    if any(modifier not in _MODIFIERS for modifier in modifiers):
        raise Unreadable(_("there is no key “{key}”").format(key=word))
    return "+".join([modifier.lower() for modifier in modifiers] + [KEYS.get(name, name.lower())])


def _key(name: str) -> str:
    try:
        sequence(name)
    except ValueError:
        raise Unreadable(_("there is no key “{key}”").format(key=name)) from None
    return name


def _theme(name: str) -> str:
    from medcab_tui.ui.look import load_palettes

    themes = sorted(load_palettes())
    if name not in themes:
        raise Unreadable(
            _("there is no theme “{name}”; there are {themes}").format(name=name, themes=", ".join(themes))
        )
    return name


def _split_delay(word: str) -> tuple[str, float | None]:
    match = _DELAY.search(word)
    return (word[: match.start()], seconds(match[1])) if match else (word, None)


def _path_ending_in(endings: tuple[str, ...], name: str) -> Path:
    path = Path(name)
    if path.suffix not in endings:
        raise Unreadable(
            _("“{path}” cannot be written: the name must end in {endings}").format(
                path=name, endings=", ".join(endings)
            )
        )
    return path


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise do.TapeError(path, 0, _("there is no such file")) from None
    except UnicodeDecodeError:
        raise do.TapeError(path, 0, _("this is not text in UTF-8")) from None
    except OSError as error:
        raise do.TapeError(path, 0, error.strerror or str(error)) from None


def _start_of_program(lines: list[str]) -> set[int]:
    """Numbers of the lines with which VHS starts the program: the first `Type "medcab …"` and its Enter."""
    numbered = [(number, line.strip()) for number, line in enumerate(lines, 1)]
    keys = [(number, line) for number, line in numbered if line and not line.startswith(_BEFORE_KEYS)]
    if not keys or not re.match(r"""Type(@\S+)?\s+(["'`])medcab(\s|\2)""", keys[0][1]):
        return set()
    if re.search(r"\sEnter\s*$", keys[0][1]):
        return {keys[0][0]}
    if len(keys) > 1 and re.fullmatch(r"(Sleep\s+\S+\s+)?Enter\s*", keys[1][1]):
        return {keys[0][0], keys[1][0]}
    if len(keys) > 2 and keys[1][1].startswith("Sleep") and keys[2][1] == "Enter":
        return {number for number, _line in keys[:3]}
    return set()


_BEFORE_KEYS = ("#", "Set ", "Output ", "Require ", "Caption ", "Hide")
