"""The long list of a patient's illnesses as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import apsw

from medcab_tui.domain.chart import Problem
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded
from medcab_tui.store import merged
from medcab_tui.store.patients import coded, coded_columns

_SAID = (
    "code, display, dictionary, kind, kind_display, kind_dictionary, stage, stage_display,"
    " stage_dictionary, nature, nature_display, nature_dictionary, since, closed"
)
_ADD = (
    f"INSERT INTO problem (patient, id, version, recorded, {_SAID})"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_OF_PATIENT = f"SELECT id, version, {_SAID}, origin FROM problem WHERE patient = ? AND entered_in_error = ?"
_SET = ", ".join(f"{name.strip()} = ?" for name in _SAID.split(","))
_AMEND = f"UPDATE problem SET version = version + 1, {_SET} WHERE patient = ? AND id = ?"


def columns(patient: Id, problem: Problem, recorded: int) -> tuple[Any, ...]:
    """A problem as its row."""
    return (patient, problem.id, problem.version, recorded, *_said(problem))


def _said(problem: Problem) -> tuple[Any, ...]:
    return (
        *coded_columns(problem.code),
        *coded_columns(problem.kind),
        *coded_columns(problem.stage),
        *coded_columns(problem.nature),
        problem.since,
        problem.closed,
    )


def enter(connection: apsw.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Writes rows of problems."""
    if rows:
        connection.executemany(_ADD, rows)


def amend(connection: apsw.Connection, patient: Id, problem: Problem) -> None:
    """Writes what a problem says now, as its next version."""
    connection.execute(_AMEND, (*_said(problem), patient, problem.id))


def _of_person(parts: Sequence[tuple[Problem, ...]]) -> tuple[Problem, ...]:
    return _in_order([one for part in parts for one in part])


@merged.across(_of_person)
def of_patient(connection: apsw.Connection, patient: Id, *, withdrawn: bool = False) -> tuple[Problem, ...]:
    """Those that last in the order of their kinds and codes, then those that ended, the latest first.

    withdrawn: instead of them those that were entered in error.
    """
    return _in_order([_problem(row) for row in connection.execute(_OF_PATIENT, (patient, withdrawn))])


def _in_order(found: Sequence[Problem]) -> tuple[Problem, ...]:
    active = sorted((one for one in found if one.active), key=_place)
    ended = sorted((one for one in found if not one.active), key=lambda one: one.closed, reverse=True)
    return (*active, *ended)


def _place(problem: Problem) -> tuple[str, str, Id]:
    return problem.kind.code if problem.kind else "9", problem.code.code, problem.id


def _problem(row: tuple[Any, ...]) -> Problem:
    identity, version, code, display, dictionary, *rest = row
    kind, stage, nature = (coded(*rest[at : at + 3]) for at in (0, 3, 6))
    return Problem(
        Id(identity),
        Coded(code, display, dictionary),
        kind,
        stage,
        nature,
        rest[9],
        rest[10],
        version,
        rest[11],
    )
