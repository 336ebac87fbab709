"""The hash of what was asked: equal for equal, different for different, the same in every process."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.cabinet.accounts_actions import AddWorker
from medcab_tui.cabinet.actions import fingerprint
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import EncounterKind, RecordBody

WORKER = NewWorker("x", "Х", "Х", "", "врач", "", frozenset({Role.CLINICIAN, Role.ADMINISTRATOR}))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.binary()
    | st.dates()
    | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=8,
)


@given(values)
def test_equal_values_have_equal_fingerprints(value: object) -> None:
    assert fingerprint(value, (value,)) == fingerprint(value, (value,))
    assert fingerprint(value) != fingerprint((value,))


@given(st.text(), st.text())
def test_what_stands_in_one_field_never_runs_into_the_next(one: str, other: str) -> None:
    body = RecordBody(EncounterKind.PROCEDURE, None, one, other)
    if other:
        assert fingerprint(body) != fingerprint(replace(body, complaints=one + other, objective=""))
    assert fingerprint(one, other) != fingerprint(one + other)


def test_kinds_that_print_alike_differ() -> None:
    alike = ["1", 1, b"1", (1,), None, "", (), frozenset(), date(2026, 1, 1), "2026-01-01", Decimal("1.0")]
    assert len({fingerprint(value) for value in alike}) == len(alike)
    assert fingerprint(datetime(2026, 1, 1, tzinfo=UTC)) != fingerprint(date(2026, 1, 1))


def test_what_is_not_of_the_domain_is_refused() -> None:
    with pytest.raises(TypeError):
        fingerprint(object())


def test_the_order_of_a_set_is_no_part_of_it() -> None:
    code = (
        "from medcab_tui.cabinet.actions import fingerprint\\n"
        "from medcab_tui.domain.accounts import Role\\n"
        "print(fingerprint(frozenset(Role), 'ключ').hex())"
    ).replace("\\n", "\n")
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert made == {fingerprint(frozenset(Role), "ключ").hex() + "\n"}
    assert fingerprint(AddWorker(Id(bytes(16)), WORKER)) == fingerprint(
        AddWorker(Id(bytes(16)), replace(WORKER))
    )
