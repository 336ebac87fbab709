"""Results and problems of a card as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from medcab_tui.domain.chart import Problem
from medcab_tui.domain.exports import Listing
from medcab_tui.domain.patients import Card, Mark, Observation, Series
from medcab_tui.domain.tables import Kind, Row, TableColumn
from medcab_tui.locale import N_, _, pgettext
from medcab_tui.ui.exports.offered import Columned, Offered, at_once
from medcab_tui.ui.patients.printing import full_name
from medcab_tui.ui.widgets.marks import measured

MARKS = {
    Mark.LOW: N_("below the norm"),
    Mark.HIGH: N_("above the norm"),
    Mark.WITHIN: N_("within the norm"),
    Mark.ABNORMAL: N_("not normal"),
}


def results_offered(card: Card, tests: Sequence[Series], narrowed: Sequence[str]) -> Offered:
    """Every value of these tests, the newest of each first."""
    return Offered(
        Listing.RESULTS,
        _("Results"),
        sum(len(one.values) for one in tests),
        lambda _format, _named: Columned(_result_columns(), at_once(_results(tests))),
        ", ".join(narrowed),
        patient=card.patient.id,
        whose=_whose(card),
    )


def problems_offered(card: Card) -> Offered:
    """Those that last, then those that ended."""
    return Offered(
        Listing.PROBLEMS,
        _("Problems"),
        len(card.problems),
        lambda _format, _named: Columned(_problem_columns(), at_once(map(_problem, card.problems))),
        patient=card.patient.id,
        whose=_whose(card),
    )


def _whose(card: Card) -> str:
    return f"{full_name(card.patient)}, {card.patient.birth.isoformat()}"


def _result_columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("test", _("Test"), share=4),
        TableColumn("code", _("Code")),
        TableColumn("at", _("When"), Kind.DATETIME),
        TableColumn("value", _("Value"), Kind.NUMBER),
        TableColumn("words", _("In words"), share=2),
        TableColumn("unit", _("Unit")),
        TableColumn("low", _("Lower bound"), Kind.NUMBER, 1),
        TableColumn("high", _("Upper bound"), Kind.NUMBER, 1),
        TableColumn("mark", _("Norm")),
        TableColumn("source", _("Source"), share=3),
        TableColumn("acknowledged", _("Acknowledged")),
    )


def _results(tests: Iterable[Series]) -> Iterable[Row]:
    return (_result(one, value) for one in tests for value in reversed(one.values))


def _result(test: Series, one: Observation) -> Row:
    mark = _(MARKS[one.mark]) if one.mark in MARKS else ""
    return (
        test.code.display,
        test.code.code,
        one.at,
        None if one.comparator else one.value,
        measured(one) if one.comparator or one.value is None else "",
        one.unit,
        one.low,
        one.high,
        mark,
        one.source,
        pgettext("cell", "yes") if one.acknowledged else pgettext("cell", "no"),
    )


def _problem_columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("code", _("ICD-10"), share=1),
        TableColumn("name", _("Diagnosis"), share=5),
        TableColumn("kind", _("Kind of diagnosis"), share=3),
        TableColumn("stage", _("How founded"), share=3),
        TableColumn("nature", _("Nature"), share=3),
        TableColumn("since", _("Since")),
        TableColumn("closed", _("Closed")),
    )


def _problem(one: Problem) -> Row:
    return (
        one.code.code,
        one.code.display,
        one.kind.display if one.kind is not None else "",
        one.stage.display if one.stage is not None else "",
        one.nature.display if one.nature is not None else "",
        one.since,
        one.closed,
    )
