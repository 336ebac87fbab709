"""Rows of the journal as sentences: every action has one, in the reader's language, whatever it holds."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module

import pytest

import medcab_tui.cabinet
from medcab_tui import locale
from medcab_tui.cabinet.actions import Action
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.ui.settings.journal import SENTENCES, told


def row(code: str, **params: str) -> JournalRow:
    return JournalRow(1, datetime(2026, 11, 23, tzinfo=UTC), "Иванова А. П.", code, params, "done")


def codes(kind: type = Action) -> Iterator[str]:
    for below in kind.__subclasses__():
        if below.__module__.startswith("medcab_tui.") and hasattr(below, "code"):
            yield below.code
        yield from codes(below)


@pytest.mark.capability("C193")
def test_every_action_is_told() -> None:
    for module in pkgutil.iter_modules(medcab_tui.cabinet.__path__):
        import_module(f"medcab_tui.cabinet.{module.name}")
    assert set(codes()) <= SENTENCES.keys()


def test_sentences_are_told_in_the_language_of_the_reader() -> None:
    for language, sentence in (("ru", "Загружено объектов: 500"), ("en", "Loaded 500 objects")):
        locale.use(language)
        assert told(row("batch.loaded", count="500")).startswith(sentence)


def test_what_was_refused_is_named_by_its_own_sentence() -> None:
    locale.use("en")
    assert told(row("refused", action="batch.loaded")) == "Was refused: «Loaded — objects»"
    assert told(row("refused", action="of.a.newer.program")) == "Was refused: of.a.newer.program"


def test_a_row_of_a_newer_program_or_without_its_params_is_still_told() -> None:
    assert told(row("moon.landed")) == "moon.landed"
    for code in SENTENCES:
        assert "{" not in told(row(code))
