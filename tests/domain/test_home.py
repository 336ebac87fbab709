"""How a task goes on when it is answered, what may be refused, until when one may postpone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.home import (
    LONGEST_POSTPONED,
    Answer,
    SeenResult,
    Standing,
    accepted,
    check_postponed,
    check_refusable,
)
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import Attention, TaskState

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
ASKED = st.sampled_from([None, *Attention])
STATES = list(TaskState)


def standing(state: TaskState, asked: Attention | None) -> Standing:
    return Standing(Id(bytes(16)), 1, state, asked, "", None, None, "")


@given(st.sampled_from(STATES), ASKED)
def test_accepting_leads_forward_and_ends(state: TaskState, asked: Attention | None) -> None:
    steps = 0
    while state is not TaskState.DONE:
        after, answer = accepted(standing(state, asked))
        assert STATES.index(after) > STATES.index(state)
        done = Answer.READ if asked is Attention.MESSAGE else Answer.CONFIRMED
        assert answer is (done if after is TaskState.DONE else Answer.TAKEN)
        state, steps = after, steps + 1
    assert steps <= 2
    with pytest.raises(Refused, match=r"task\.done"):
        accepted(standing(state, asked))


@given(st.sampled_from(STATES), ASKED)
def test_only_a_confirmation_not_yet_given_is_refused(state: TaskState, asked: Attention | None) -> None:
    if state is TaskState.AWAITING and asked is Attention.TO_CONFIRM:
        check_refusable(state, asked)
        return
    with pytest.raises(Refused, match=r"task\.not_refusable"):
        check_refusable(state, asked)


@given(st.timedeltas(min_value=-timedelta(days=800), max_value=timedelta(days=800)))
def test_one_postpones_to_a_moment_within_a_year(ahead: timedelta) -> None:
    if timedelta() < ahead <= LONGEST_POSTPONED:
        check_postponed(NOW + ahead, NOW)
        return
    with pytest.raises(Invalid, match="postpone") as refused:
        check_postponed(NOW + ahead, NOW)
    assert refused.value.field == "until"


def test_an_answered_result_is_the_same_one_version_later() -> None:
    seen = SeenResult(Id(bytes(16)), "4548-4", NOW, Id(b"r" * 16), 3)
    assert seen.answered == SeenResult(seen.patient, seen.code, seen.at, seen.id, 4)
