"""What was understood goes out and comes in again unchanged; what goes out is FHIR R4."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import fhirkit
import pytest
from hypothesis import HealthCheck, given, settings

from medcab_tui.domain import interchange as ic
from medcab_tui.services.fhir.json_text import encoded
from medcab_tui.services.fhir.mapping import write
from tests.services.fhir.charts import charts, opened, together


def _same(one: ic.Chart, other: ic.Chart) -> None:
    for name in ic.Chart.__struct_fields__:
        assert getattr(one, name) == getattr(other, name), name


def _faults(bundle: dict[str, Any]) -> list[str]:
    return [f"{one.path}: {one.message}" for one in fhirkit.validate(encoded(bundle))]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(charts())
def test_a_chart_goes_out_as_fhir_and_comes_back_as_it_went(chart: ic.Chart) -> None:
    text = encoded(write(chart))
    assert [f"{one.path}: {one.message}" for one in fhirkit.validate(text)] == []
    reads = opened(json.loads(text, parse_float=Decimal, parse_int=Decimal))
    assert [one for read in reads for one in read.unkept] == []
    _same(together(reads), chart)


@pytest.mark.parametrize("profile", ["healthy", "type2_diabetes", "hypertension", "ckd_stage3", "anaemia"])
def test_charts_that_others_make_come_back(profile: str) -> None:
    import carebundle

    for seed in (1, 2):
        made = carebundle.generate_bundle(profile=profile, seed=seed, sex="FM"[seed % 2])
        reads = opened(json.loads(carebundle.to_json(made), parse_float=Decimal))
        left = {(one.element, one.reason) for read in reads for one in read.unkept}
        assert left <= {("Patient.identifier[0]", "element.more")}
        chart = together(reads)
        assert len(chart.findings) > 20
        assert chart.medicines or profile in ("healthy", "anaemia")
        bundle = write(chart)
        assert _faults(bundle) == []
        assert len(bundle["entry"]) == len(made.entry)
        _same(together(opened(bundle)), chart)


def test_what_is_spoilt_is_told_and_the_rest_of_it_understood() -> None:
    import carebundle

    history = carebundle.generate_history(profile="hypertension", seed=5, visits=3)
    made = json.loads(carebundle.to_json(history))
    whole = sum(len(read.pieces) for read in opened(made))
    spoiling = carebundle.Imperfection(missing_field=0.5, duplicate_entry=0.3, unknown_code_system=0.5)
    told = set()
    for seed in range(6):
        spoilt, defects = carebundle.inject_defects(made, spoiling, seed=seed)
        reads = opened(spoilt)
        assert all(read.pieces or read.unkept for read in reads)
        assert sum(len(read.pieces) for read in reads) >= whole - len(defects)
        assert sum(one.whole for read in reads for one in read.unkept) <= len(defects)
        told |= {(one.element, one.reason) for read in reads for one in read.unkept}
    assert ("Observation.status", "element.missing") in told
