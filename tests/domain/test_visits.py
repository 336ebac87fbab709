"""What a visit lacks: each thing once, in the order in which it is made good; nothing when all is there."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded
from medcab_tui.domain.visits import Draft, Missing, Part, PartKind, Visit, VisitService, lacks, total

SOME = Id(bytes(16))
VISIT = Visit(SOME, 1, SOME, SOME, "Иванова А. П.", None, datetime(2026, 11, 23, 9, 15, tzinfo=UTC))
COLD = Coded("J06.9", "ОРИ", "2.27")

ids = st.binary(min_size=16, max_size=16).map(Id)
records = st.builds(
    Part, st.just(PartKind.RECORD), ids, signed=st.booleans(), diagnosis=st.sampled_from([None, COLD])
)
orders = st.builds(Part, st.just(PartKind.ORDER), ids, sent=st.booleans())
services = st.builds(
    VisitService,
    ids,
    st.just("A05.10.006"),
    st.just("ЭКГ"),
    st.integers(1, 9),
    st.none() | st.integers(0, 10**7),
)
visits = st.builds(
    lambda parts, rendered, drafts: replace(
        VISIT, parts=tuple(parts), services=tuple(rendered), drafts=tuple(Draft("x", one) for one in drafts)
    ),
    st.lists(records | orders, max_size=5, unique_by=lambda one: one.id),
    st.lists(services, max_size=3, unique_by=lambda one: one.id),
    st.lists(ids, max_size=2),
)


@given(visits)
def test_every_lack_has_its_cause_and_every_cause_its_lack(visit: Visit) -> None:
    found = lacks(visit)
    told = [one.missing for one in found]
    assert told == sorted(told, key=tuple(Missing).index)
    unsigned = [one.id for one in visit.records if not one.signed]
    assert [one.about for one in found if one.missing is Missing.UNSIGNED] == unsigned
    unsent = [one.id for one in visit.parts if not one.sent]
    assert [one.about for one in found if one.missing is Missing.UNSENT] == unsent
    assert told.count(Missing.DRAFT) == len(visit.drafts)
    assert (Missing.RECORD in told) == (not visit.records)
    undiagnosed = bool(visit.records) and all(one.diagnosis is None for one in visit.records)
    assert told.count(Missing.DIAGNOSIS) == undiagnosed
    assert told.count(Missing.SERVICE) == (not visit.services)


def test_nothing_is_missing_where_all_is_there() -> None:
    record = Part(PartKind.RECORD, SOME, signed=True, diagnosis=COLD)
    whole = replace(VISIT, parts=(record,), services=(VisitService(SOME, "A05.10.006", "ЭКГ"),))
    assert lacks(whole) == ()


@given(st.lists(services, max_size=4))
def test_the_whole_costs_what_the_parts_do_or_is_unknown(rendered: list[VisitService]) -> None:
    known = [one.cost * one.count for one in rendered if one.cost is not None]
    assert total(rendered) == (sum(known) if len(known) == len(rendered) else None)
