"""Every refusal has words in both languages, and every word has its refusal."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import medcab_tui
from medcab_tui import locale
from medcab_tui.domain.errors import Refused
from medcab_tui.ui.words import every, sentence, words_of

PACKAGE = Path(medcab_tui.__file__).parent
WHERE = ("domain", "store", "cabinet", "ui/door", "ui/look", "demo", "commands", "papers")
RAISED = {"Refused", "Invalid", "Stale", "Forbidden", "StoreFault", "Repeated", "CodeNeeded"}
TABLES = ("faults.py", "files.py")
CODE = re.compile(r"(store|sign_in|recovery|file|export)\.[a-z_]+")


def raised() -> Iterator[tuple[str, frozenset[str]]]:
    """Codes in calls of the error classes, and codes of the tables that faults are looked up in."""
    for folder in WHERE:
        for file in (PACKAGE / folder).rglob("*.py"):
            yield from _in(ast.parse(file.read_text("utf-8")), tables=file.name in TABLES)


def _in(tree: ast.Module, *, tables: bool) -> Iterator[tuple[str, frozenset[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED and node.args:
            first = node.args[0]
            names = frozenset(word.arg for word in node.keywords if word.arg)
            for one in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                if isinstance(one, ast.Constant):
                    yield str(one.value), names
        elif tables and isinstance(node, ast.Constant) and CODE.fullmatch(str(node.value)):
            yield str(node.value), frozenset({"path"})


def test_every_code_has_words_and_every_word_a_code() -> None:
    assert {code for code, _ in raised()} == set(every())


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_words_are_whole_sentences_in_both_languages(language: str) -> None:
    locale.use(language)
    for code in every():
        words = words_of(Refused(code))
        assert words.sentence[-1] in ".!?", code
        assert words.remedy[-1:] in ".!?", code
        assert words.remedy, code
        if language == "ru":
            assert re.search("[а-яё]", words.sentence), code
            assert re.search("[а-яё]", words.remedy), code


def test_what_a_sentence_asks_for_is_given_by_some_raise() -> None:
    given: dict[str, set[str]] = {}
    for code, names in raised():
        given.setdefault(code, set()).update(names)
    for code, texts in every().items():
        asked = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
        assert asked <= given[code] | {"seconds"}, code


def test_values_are_text_and_never_more() -> None:
    told = sentence(Refused("store.damaged", path="/srv/\x1b[31m{0.__class__}[b]x"))
    assert "\x1b" not in told
    assert "{0.__class__}[b]x" in told


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert "no.such" in sentence(Refused("no.such"))
