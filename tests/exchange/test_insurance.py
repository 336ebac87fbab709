"""Policies (C042): asked by themselves once a day, kept with when and by whom, told where they are none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.insurance_actions import AskPolicy, AskPrices
from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.cabinet.visits_actions import BeginVisit, RenderService
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange import Receipt, Way
from medcab_tui.domain.ids import Id
from medcab_tui.domain.insurance import (
    Insurers,
    PolicyCheck,
    PolicyStanding,
    PolicyState,
    answer_of,
    due,
    priced_of,
    roubles,
    standing,
)
from medcab_tui.domain.patients import Coded, NewPatient
from medcab_tui.domain.stand import Deed, Direction
from tests.cabinet.conftest import NOON

Adding = Callable[[Cabinet, NewPatient], Awaitable[Id]]


class Insured:
    """A cabinet with the stand-in switched on, and its clock."""

    def __init__(self, cabinet: Cabinet, patient: Id) -> None:
        self.cabinet, self.patient = cabinet, patient
        self.clock = cast("TapeClock", cabinet.surroundings.clock)

    async def policy(self) -> PolicyStanding | None:
        return (await self.cabinet.patients.card(self.patient, opened=False)).policy_state

    async def state(self) -> PolicyState | None:
        found = await self.policy()
        return None if found is None else found.state

    async def look(self) -> bool:
        return await self.cabinet.insurance.look_after(self.patient)

    async def passes(self, **how_long: float) -> None:
        self.clock.advance(timedelta(**how_long))
        await self.cabinet.exchange.step(pull=True)

    async def told(self) -> list[str]:
        return [code for (code,) in await self.read("SELECT code FROM task WHERE code LIKE 'policy.%'")]

    async def read(self, sql: str) -> list[Any]:
        return await self.cabinet._desk.vault.read(lambda c: c.execute(sql).fetchall())


@pytest.fixture
async def insured(cabinet: Cabinet, maria: NewPatient, add: Adding) -> AsyncIterator[Insured]:
    patient = await add(cabinet, maria)
    link = await cabinet.links.one("embedded")
    await cabinet.links.change(link, {"refuses": "0", "seconds": "45"})
    await cabinet.links.switch("embedded", enabled=True)
    yield Insured(cabinet, patient)
    await cabinet.exchange.close()


@pytest.mark.capability("C042")
async def test_a_policy_is_asked_about_by_itself_once_a_day_and_the_answer_kept(insured: Insured) -> None:
    assert await insured.state() is PolicyState.UNKNOWN
    assert await insured.look()
    assert await insured.state() is PolicyState.ASKED
    assert not await insured.look(), "the answer is awaited"
    await insured.passes(seconds=1)
    await insured.passes(minutes=1)
    found = await insured.policy()
    assert found is not None
    assert (found.state, found.asker) == (PolicyState.VALID, "Иванова А. П.")
    assert found.company.startswith("СМО")
    assert found.at == insured.clock.now()
    assert not await insured.look(), "once a day"

    insured.clock.advance(timedelta(hours=23, minutes=58))
    assert not await insured.look()
    await insured.passes(minutes=3)
    old = await insured.policy()
    assert old is not None
    assert (old.state, old.last) == (PolicyState.UNKNOWN, PolicyState.VALID)
    assert await insured.look()
    await insured.passes(seconds=1)
    await insured.passes(minutes=1)
    assert [one.state for one in await insured.cabinet.insurance.checks(insured.patient)] == [
        PolicyState.VALID, PolicyState.VALID,
    ]  # fmt: skip
    assert await insured.told() == []


@pytest.mark.capability("C042")
async def test_without_a_connection_nobody_is_asked_by_itself_and_the_card_says_so(insured: Insured) -> None:
    assert await insured.look()
    await insured.passes(seconds=1)
    await insured.passes(minutes=1)
    await insured.cabinet.stand.direct(Direction(Deed.UNREACHABLE, once=False))
    await insured.passes(days=2)
    found = await insured.policy()
    assert found is not None
    assert (found.state, found.last) == (PolicyState.OFFLINE, PolicyState.VALID)
    assert not found.wrong
    assert not await insured.look(), "who cannot be reached is not asked by itself"
    cabinet = insured.cabinet
    await cabinet.do(AskPolicy(cabinet.surroundings.ids.new(), insured.patient))
    await insured.passes(minutes=1)
    assert await insured.state() is PolicyState.OFFLINE, "asked by hand it waits in the queue"
    await cabinet.stand.direct(None)
    await insured.passes(hours=1)
    await insured.passes(minutes=1)
    assert await insured.state() is PolicyState.VALID


async def test_a_policy_that_is_none_is_told_once_to_who_asked(insured: Insured) -> None:
    cabinet = insured.cabinet
    for round_ in range(2):
        await cabinet.stand.direct(Direction(Deed.REFUSE, once=True, code="POLICY_NOT_FOUND"))
        assert await insured.look()
        await insured.passes(seconds=1)
        await insured.passes(minutes=1)
        found = await insured.policy()
        assert found is not None
        assert (found.state, found.wrong) == (PolicyState.NOT_FOUND, True)
        assert await insured.told() == ["policy.not_found"], round_
        await insured.passes(days=1)
        found = await insured.policy()
        assert found is not None
        assert found.wrong, "a warning stays until somebody says otherwise"


async def test_another_number_is_another_policy(insured: Insured) -> None:
    from medcab_tui.cabinet.chart_actions import AmendPatient
    from medcab_tui.domain.chart import details_of

    assert await insured.look()
    await insured.passes(seconds=1)
    await insured.passes(minutes=1)
    card = await insured.cabinet.patients.card(insured.patient, opened=False)
    new = insured.cabinet.surroundings.ids.new
    details = replace(details_of(card.patient), policy="3400000000000174")
    await insured.cabinet.do(AmendPatient(new(), insured.patient, card.patient.version, details))
    assert await insured.state() is PolicyState.UNKNOWN
    assert await insured.look()
    details = replace(details, policy="")
    await insured.cabinet.do(AmendPatient(new(), insured.patient, card.patient.version + 1, details))
    assert await insured.policy() is None
    assert not await insured.look()
    with pytest.raises(Invalid, match=r"policy\.none"):
        await insured.cabinet.do(AskPolicy(new(), insured.patient))


async def test_where_nobody_insures_nothing_is_asked(
    cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    patient = await add(cabinet, maria)
    place = Insured(cabinet, patient)
    assert not await place.look()
    assert await place.state() is PolicyState.UNKNOWN
    with pytest.raises(Refused, match=r"policy\.no_insurer"):
        await cabinet.do(AskPolicy(cabinet.surroundings.ids.new(), patient))
    assert await place.read("SELECT * FROM policy_check") == []


TIMES = st.none() | st.integers(-3 * 24 * 60, 3 * 24 * 60).map(lambda m: NOON + timedelta(minutes=m))
STATES = st.sampled_from([PolicyState.VALID, PolicyState.EXPIRED, PolicyState.NOT_FOUND])


@given(
    TIMES,
    TIMES,
    STATES,
    st.booleans(),
    st.booleans(),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_an_answer_is_good_for_a_day_and_only_a_fresh_one_is_shown_as_such(
    asked: datetime | None, answered: datetime | None, state: PolicyState, connected: bool, reached: bool,
    until: date | None,
) -> None:  # fmt: skip
    def check(at: datetime, said: PolicyState) -> PolicyCheck:
        done = said is not PolicyState.ASKED
        return PolicyCheck(
            Id(bytes(16)), "77", at, "И", said, at if done else None, until=until if done else None
        )

    answer = check(answered, state) if answered is not None else None
    latest = check(asked, PolicyState.ASKED) if asked is not None else None
    insurers = Insurers(connected, connected and reached)
    found = standing("77", latest, answer, insurers, NOON, NOON.date())
    assert found is not None
    fresh = answered is not None and NOON - answered < timedelta(days=1)
    assert found.state.answered == fresh
    if state is PolicyState.VALID and until is not None and until < NOON.date() and answered is not None:
        assert found.last is PolicyState.EXPIRED
    assert due(found, insurers, NOON) == (
        connected and reached and not fresh and (asked is None or NOON - asked >= timedelta(days=1))
    )
    assert standing("", latest, answer, insurers, NOON, NOON.date()) is None
    other = standing("78", latest, answer, insurers, NOON, NOON.date())
    assert other is not None
    assert (other.at, other.asked) == (None, None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
SERVICES = st.lists(JSON | st.fixed_dictionaries({"code": JSON, "cost": JSON, "covered": JSON}), max_size=4)


@given(
    st.sampled_from([Way.SENT, Way.ACCEPTED, Way.REGISTERED, Way.REFUSED]),
    st.dictionaries(st.sampled_from(["status", "company", "until", "x"]), JSON, max_size=4),
    SERVICES | JSON,
)
def test_whatever_an_insurer_says_is_understood_or_passed_over(
    way: Way, body: dict[str, Any], services: Any
) -> None:
    answer = answer_of(Receipt(way, body=body))
    if answer is not None:
        assert answer.state.answered
        assert len(answer.company) <= 120
    for one in priced_of(Receipt(way, body={"services": services})):
        assert 0 <= one.covered <= one.cost
        assert roubles(one.cost) * 100 == one.cost


@pytest.mark.capability("C042")
async def test_services_of_a_visit_are_priced_by_themselves_to_the_kopeck(insured: Insured) -> None:
    cabinet, new = insured.cabinet, insured.cabinet.surroundings.ids.new
    begun = await cabinet.do(BeginVisit(new(), insured.patient))
    assert await insured.state() is PolicyState.ASKED, "a visit that begins asks about the policy"
    codes = [Coded(f"B01.047.00{number}", "Приём", "2.12") for number in range(1, 4)]
    version = begun.version or 0
    for code in codes:
        version = (await cabinet.do(RenderService(new(), begun.result, version, code, 2))).version or 0
    for one in (await cabinet.visits.one(begun.result)).services:
        assert (one.cost, one.covered) == (None, None)
        assert one.asked == insured.clock.now()
    await insured.passes(seconds=1)
    await insured.passes(minutes=1)
    visit = await cabinet.visits.one(begun.result)
    assert visit.version == version, "what the insurer says makes nobody's screen stale"
    for one in visit.services:
        assert one.cost is not None
        assert one.covered in (0, one.cost)
    known = {one.code: (one.cost, one.covered) for one in visit.services}
    await cabinet.do(AskPrices(new(), begun.result))
    await insured.passes(seconds=1)
    await insured.passes(minutes=1)
    again = await cabinet.visits.one(begun.result)
    assert {one.code: (one.cost, one.covered) for one in again.services} == known


async def test_prices_wait_for_the_connection(insured: Insured) -> None:
    cabinet, new = insured.cabinet, insured.cabinet.surroundings.ids.new
    await cabinet.stand.direct(Direction(Deed.UNREACHABLE, once=False))
    begun = await cabinet.do(BeginVisit(new(), insured.patient))
    await cabinet.do(
        RenderService(new(), begun.result, begun.version or 0, Coded("B01.047.001", "Приём", "2.12"))
    )
    await insured.passes(minutes=1)
    (service,) = (await cabinet.visits.one(begun.result)).services
    assert service.cost is None
    await cabinet.stand.direct(None)
    await insured.passes(hours=1)
    await insured.passes(minutes=1)
    (service,) = (await cabinet.visits.one(begun.result)).services
    assert service.cost is not None
