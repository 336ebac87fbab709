"""Marks of capabilities name numbers that exist, and every capability that was proven stays proven."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests.checks.capabilities import IDS, SHORT, TO_COME, TREE, pytest_collection_modifyitems, shown, table


def test_marks_name_what_exists() -> None:
    assert shown().keys() <= IDS


def test_what_is_not_to_come_is_proven_and_nothing_else() -> None:
    proven = set(shown())
    assert proven & TO_COME == set(), "proven by now: take them out of TO_COME"
    assert IDS - TO_COME - proven == set(), "no test proves them any more"


def test_a_mark_has_a_number() -> None:
    bare = re.compile(r"mark\.capability(\(\)|(?!\())")
    files = [file for file in TREE.rglob("*.py") if file.parent != Path(__file__).parent]
    assert [file.name for file in files if bare.search(file.read_text("utf-8"))] == []


def marked(number: str) -> pytest.Item:
    marks = [pytest.mark.capability(number).mark]
    return cast(
        "pytest.Item", SimpleNamespace(nodeid="tests/x.py::test_x[1]", iter_markers=lambda _name: marks)
    )


def test_a_number_that_does_not_exist_stops_the_run() -> None:
    pytest_collection_modifyitems([marked("C201")])
    with pytest.raises(pytest.UsageError, match="C202"):
        pytest_collection_modifyitems([marked("C202")])


def test_the_table_tells_which_tests_prove_what_and_what_nobody_proves() -> None:
    proven, also, *short, counted = table([marked("C009"), marked("C176"), marked("C009")])
    assert (proven, also) == ("C009  x.py::test_x", "C176  x.py::test_x")
    assert f"C176  short: {SHORT['C176']}" in short
    assert counted.startswith("2 of 201 are proven, 1 of them in part; not yet: C001 ")
    assert "C009" not in counted
    assert SHORT.keys() <= IDS
