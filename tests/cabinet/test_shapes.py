"""A body kept in an older shape is read up, never rewritten."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.domain.patients import Coded, EncounterKind, RecordBody
from medcab_tui.store import revisions

BODY = RecordBody(
    EncounterKind.EPICRISIS, Coded("I10", "Гипертензия", "2.24"), "жалобы", "", "итог\nвторая", "план"
)


def test_what_is_written_is_read_back() -> None:
    assert revisions.read(revisions.SHAPE, revisions.written(BODY)) == BODY
    bare = RecordBody(EncounterKind.PROCEDURE, None, conclusion="Прививка")
    assert revisions.read(revisions.SHAPE, revisions.written(bare)) == bare


def test_an_older_shape_is_read_up_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(kept: dict[str, Any]) -> dict[str, Any]:
        return {("plan" if name == "todo" else name): value for name, value in kept.items()}

    old = json.dumps(
        {
            ("todo" if name == "plan" else name): value
            for name, value in json.loads(revisions.written(BODY)).items()
        }
    )
    before = revisions.SHAPE
    monkeypatch.setattr(revisions, "SHAPE", before + 1)
    monkeypatch.setitem(revisions.UPCASTS, before, renamed)
    assert revisions.read(before, old) == BODY


def test_a_record_of_the_first_shape_had_no_anamnesis() -> None:
    written = json.loads(revisions.written(BODY))
    del written["anamnesis"]
    assert revisions.read(1, json.dumps(written)) == BODY
    told = replace(BODY, anamnesis="болен третий день")
    assert revisions.read(revisions.SHAPE, revisions.written(told)) == told


def test_every_character_is_kept_and_letters_stay_letters() -> None:
    every = "".join(map(chr, [*range(0x600), *range(0x2000, 0x2100), 0xFFFD, 0x1F600]))
    told = replace(BODY, complaints=every, conclusion=every[::-1])
    assert revisions.read(revisions.SHAPE, revisions.written(told)) == told
    assert "жалобы" in revisions.written(BODY)
    assert revisions.packed(told).decode() == revisions.written(told)
