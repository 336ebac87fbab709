"""Orders to the laboratory and what comes back: sent, answered, results taken in, corrected, filed."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.documents_actions import AttachDocument
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.exchange_actions import TakeIn
from medcab_tui.cabinet.orders_actions import KeepResultFiles, PlaceOrder, WithdrawOrder
from medcab_tui.cabinet.requests_actions import AskToReview, Decide, ReopenRequest
from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.domain.accounts import SYNC, NewWorker, Role
from medcab_tui.domain.errors import Invalid, Refused, Repeated, Stale
from medcab_tui.domain.exchange_rows import Arrived
from medcab_tui.domain.home import seen_result
from medcab_tui.domain.ids import Id
from medcab_tui.domain.orders import NewOrder, Order, OrderedTest, OrderStatus
from medcab_tui.domain.panels import PANELS
from medcab_tui.domain.patients import Mark, NewPatient, Observation, ResultStatus
from medcab_tui.domain.rooms import Attention
from medcab_tui.services.embedded.chance import Chance
from medcab_tui.store.exchange_writes import ExchangeWrites
from medcab_tui.store.transaction import Connection
from medcab_tui.ui.words import words_of

Adding = Callable[[Cabinet, NewPatient], Awaitable[Id]]
POTASSIUM, HBA1C = OrderedTest("2823-3", "Калий"), OrderedTest("4548-4", "Гликированный гемоглобин")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)


class Ward:
    """One patient, one doctor, the stand-in switched on."""

    def __init__(self, cabinet: Cabinet, patient: Id) -> None:
        self.cabinet, self.patient = cabinet, patient
        self.new = cabinet.surroundings.ids.new
        self.clock = cast("TapeClock", cabinet.surroundings.clock)

    async def place(self, *tests: OrderedTest, **more: Any) -> Id:
        order = NewOrder(self.patient, tests or (POTASSIUM,), **more)
        return (await self.cabinet.do(PlaceOrder(self.new(), order))).result

    async def order(self) -> Order:
        return (await self.cabinet.orders.of(self.patient))[0]

    async def exchange(self, **passed: int) -> None:
        """Time goes on, and the services are asked."""
        self.clock.advance(timedelta(**passed))
        await self.cabinet.exchange.step(pull=True)
        await self.cabinet.exchange.step(pull=True)

    async def arrives(self, remote: str, etag: str, **said: Any) -> Any:
        """Something that a service tells."""
        body = {
            "code": "2823-3", "display": "Калий", "value": "4.1", "unit": "ммоль/л", "ucum": "mmol/L",
            "low": "3.5", "high": "5.1", "at": self.clock.now().isoformat(), "source": "ЛИС", **said,
        }  # fmt: skip
        arrived = Arrived("lab", "result", "", remote, etag, json.dumps(body))
        (done,) = await self.cabinet._do_all((TakeIn(self.new(), arrived),), by=SYNC)
        return done.result

    async def values(self, code: str = "2823-3") -> tuple[Observation, ...]:
        card = await self.cabinet.patients.card(self.patient)
        return next((one.values for one in card.results if one.code.code == code), ())


@pytest.fixture
async def ward(cabinet: Cabinet, add: Adding, maria: NewPatient, monkeypatch: pytest.MonkeyPatch) -> Ward:
    monkeypatch.setattr(Chance, "refused", lambda _chance, _codes: "")  # no specimen is spoilt here
    await cabinet.links.switch("embedded", enabled=True)
    return Ward(cabinet, await add(cabinet, maria))


@pytest.mark.capability("C041")
async def test_an_order_goes_to_the_laboratory_and_its_results_come_into_the_card(ward: Ward) -> None:
    panel = PANELS[0]
    order = await ward.place(*panel.tests, HBA1C, HBA1C, urgent=True, reason=" слабость \n месяц ")
    placed = await ward.order()
    assert (placed.id, placed.status, placed.number) == (order, OrderStatus.ORDERED, "")
    assert placed.tests == (*panel.tests, HBA1C), "each test once, in the order they were asked in"
    assert (placed.reason, placed.urgent) == ("слабость месяц", True)
    await ward.exchange(seconds=5)
    assert (await ward.order()).status is OrderStatus.ORDERED, "it can still be taken back"
    await ward.exchange(seconds=20)
    accepted = await ward.order()
    assert accepted.status is OrderStatus.ACCEPTED
    assert accepted.number.startswith("Л-")
    await ward.exchange(minutes=30)
    done = await ward.order()
    assert done.status is OrderStatus.DONE
    assert done.results == len(panel.tests) + 1
    (value,) = await ward.values("4548-4")
    assert value.order == order
    assert not value.acknowledged
    rows = [row for row in await ward.cabinet.home.attention() if row.result is not None]
    assert len(rows) == done.results, "whoever ordered it is to acknowledge it"
    assert {row.attention for row in rows} <= {Attention.TO_CONFIRM, Attention.MESSAGE}


async def test_an_order_is_taken_back_while_nobody_was_told_and_not_after(ward: Ward) -> None:
    order = await ward.place()
    with pytest.raises(Invalid, match=r"reason\.short"):
        await ward.cabinet.do(WithdrawOrder(ward.new(), order, 1, "  "))
    with pytest.raises(Repeated):
        await ward.place()
    await ward.cabinet.do(WithdrawOrder(ward.new(), order, 1, "не тот пациент"))
    assert (await ward.order()).status is OrderStatus.WITHDRAWN
    with pytest.raises(Stale):
        await ward.cabinet.do(WithdrawOrder(ward.new(), order, 1, "ещё раз"))
    with pytest.raises(Refused, match=r"order\.closed"):
        await ward.cabinet.do(WithdrawOrder(ward.new(), order, 2, "ещё раз"))
    await ward.exchange(minutes=1)
    heard = [one.kind for one in await ward.cabinet.stand.received()]
    assert heard == ["patient"], "the laboratory never heard of it"
    again = await ward.place()
    await ward.exchange(minutes=1)
    accepted = await ward.order()
    with pytest.raises(Refused, match=r"order\.accepted") as late:
        await ward.cabinet.do(WithdrawOrder(ward.new(), again, accepted.version, ""))
    told = words_of(late.value)
    assert "Имитация" in told.sentence
    assert accepted.number in told.sentence, "whom to call, and by what they know it"


async def test_of_several_laboratories_one_is_chosen_and_the_next_order_begins_with_it(ward: Ward) -> None:
    await ward.cabinet._desk.write(
        lambda c: c.execute(
            "INSERT INTO service (name, id, adapter, title, enabled, shape, settings, carries, capabilities)"
            " VALUES ('alpha', randomblob(16), 'model', '{}', 1, 1, '{}', '[\"order\"]', '[]')"
        )
    )

    async def went(order: Id) -> list[str]:
        def read(c: Connection) -> list[str]:
            return [name for (name,) in c.execute("SELECT service FROM outbox WHERE object = ?", (order,))]

        return await ward.cabinet._desk.vault.read(read)

    assert await ward.cabinet.orders.laboratories() == ("alpha", "embedded")
    assert await went(await ward.place()) == ["alpha"], "by name, while none was used"
    chosen = NewOrder(ward.patient, (HBA1C,))
    placed = await ward.cabinet.do(PlaceOrder(ward.new(), chosen, "embedded"))
    assert await went(placed.result) == ["embedded"], "one laboratory draws the blood"
    assert await ward.cabinet.orders.laboratories() == ("embedded", "alpha")
    await ward.cabinet.do(WithdrawOrder(ward.new(), placed.result, 1, "не тот пациент"))
    await ward.exchange(minutes=1)
    assert "order" not in [one.kind for one in await ward.cabinet.stand.received()]
    assert await went(await ward.place(HBA1C)) == ["embedded"]
    with pytest.raises(Invalid) as gone:
        await ward.cabinet.do(PlaceOrder(ward.new(), NewOrder(ward.patient, (HBA1C, POTASSIUM)), "nobody"))
    assert (gone.value.code, gone.value.field) == ("order.laboratory", "laboratory")


async def test_what_is_no_order_is_refused_by_its_field(ward: Ward) -> None:
    for tests, field in (((), "tests"), ((OrderedTest("", "Калий"),), "tests")):
        with pytest.raises(Invalid) as refused:
            await ward.cabinet.do(PlaceOrder(ward.new(), NewOrder(ward.patient, tests)))
        assert refused.value.field == field
    many = tuple(OrderedTest(str(number), "Тест") for number in range(61))
    with pytest.raises(Invalid, match=r"order\.many_tests"):
        await ward.cabinet.do(PlaceOrder(ward.new(), NewOrder(ward.patient, many)))
    with pytest.raises(Invalid) as long:
        await ward.place(reason="я" * 1_001)
    assert long.value.field == "reason"


async def test_a_refused_order_says_why_and_tells_whoever_placed_it(ward: Ward) -> None:
    await ward.place(OrderedTest("none", "МРТ"))
    await ward.exchange(minutes=1)
    refused = await ward.order()
    assert refused.status is OrderStatus.REFUSED
    assert "Исследование лаборатории неизвестно" in refused.told
    (told,) = [row for row in await ward.cabinet.home.attention() if row.code == "exchange.refused"]
    assert told.patient == ward.patient


async def test_a_result_told_again_changes_nothing_and_another_value_corrects_it(ward: Ward) -> None:
    order = await ward.place()
    first = await ward.arrives("7/1", "1", order=order.hex(), value="6.3", status="preliminary", flag="H")
    assert first is not None
    assert (
        await ward.arrives("7/1", "1", order=order.hex(), value="6.3", status="preliminary", flag="H") is None
    )
    final = await ward.arrives("7/1", "2", order=order.hex(), value="6.3", flag="H")
    (now,) = await ward.values()
    assert (now.id, now.status, now.corrects) == (final, ResultStatus.FINAL, first)
    corrected = await ward.arrives("7/1", "3", order=order.hex(), value="4.3", flag="N")
    (now,) = await ward.values()
    assert (now.id, now.status, now.value) == (corrected, ResultStatus.CORRECTED, Decimal("4.3"))
    card = await ward.cabinet.patients.card(ward.patient)
    (series,) = card.results
    before = series.corrected_by(now)
    assert before is not None, "what stood before can still be read"
    assert (before.value, before.mark) == (Decimal("6.3"), Mark.HIGH)
    assert len(series.superseded) == 2
    waiting = [row.result for row in await ward.cabinet.home.attention() if row.result is not None]
    assert waiting == [now], "nobody is asked to acknowledge what was corrected"


async def test_words_and_limits_come_in_and_what_the_laboratory_flags_must_be_confirmed(ward: Ward) -> None:
    order = (await ward.place()).hex()
    words: dict[str, Any] = {"order": order, "value": "", "unit": "", "low": "", "high": ""}
    for place, (said, mark) in enumerate(
        (
            ({**words, "words": "обнаружено", "flag": "A"}, Mark.ABNORMAL),
            ({**words, "words": "не обнаружено", "flag": "N"}, Mark.WITHIN),
            ({**words, "words": "смотри текст"}, Mark.UNKNOWN),
            ({"order": order, "value": "0.1", "comparator": "<", "low": "", "high": "5"}, Mark.WITHIN),
            ({"order": order, "value": "60", "comparator": ">", "low": "", "high": "50"}, Mark.HIGH),
        )
    ):
        await ward.arrives(f"9/{place}", "1", code=f"T{place}", **said)
        (value,) = await ward.values(f"T{place}")
        assert value.mark is mark
        assert value.plain == (mark is Mark.WITHIN)
    rows = {row.result.code.code: row for row in await ward.cabinet.home.attention() if row.result}
    asked = {code: row.asked for code, row in rows.items()}
    assert asked["T0"] is asked["T4"] is Attention.TO_CONFIRM
    assert asked["T1"] is asked["T2"] is Attention.MESSAGE


UNFIT: tuple[dict[str, Any], ...] = (
    {"value": "много"}, {"value": "", "words": ""}, {"value": "NaN"}, {"value": True}, {"at": "вчера"},
    {"comparator": "~"}, {"code": ""}, {"display": 7}, {"low": "1" * 60}, {"at": "2031-01-01T00:00:00Z"},
    {"at": "0001-01-01T00:00:00+14:00"}, {"at": "9999-12-31T23:59:59-14:00"},
)  # fmt: skip


async def test_a_result_that_does_not_fit_is_refused(ward: Ward) -> None:
    order = await ward.place()
    for said in UNFIT:
        with pytest.raises(Invalid):
            await ward.arrives("1", "1", order=order.hex(), **said)
        assert await ward.values() == (), said


async def test_a_result_of_nobody_known_is_refused(ward: Ward) -> None:
    for whose in ({"patient": "77"}, {"order": (b"\1" * 16).hex()}, {}):
        with pytest.raises(Refused, match=r"exchange\.unknown"):
            await ward.arrives("1", "1", **whose)
    with pytest.raises(Invalid):
        await ward.arrives("1", "1", order="не номер")


@pytest.mark.capability("C014")
@pytest.mark.capability("C015")
async def test_an_abnormal_result_is_a_required_confirmation_and_overdue_after_48_hours(ward: Ward) -> None:
    order = await ward.place()
    await ward.arrives("7/1", "1", order=order.hex(), value="6.3")
    await ward.arrives("7/2", "1", order=order.hex(), code="T", value="4.0")

    async def asked() -> dict[str, Attention | None]:
        rows = await ward.cabinet.home.attention()
        return {row.result.code.code: row.attention for row in rows if row.result is not None}

    async def counted() -> tuple[int, int, int]:
        badges = (await ward.cabinet.home.badges())["home"]
        return badges.overdue, badges.to_confirm, badges.messages

    assert await asked() == {"2823-3": Attention.TO_CONFIRM, "T": Attention.MESSAGE}
    assert await counted() == (0, 1, 1)
    ward.clock.advance(timedelta(hours=48))
    assert await asked() == {"2823-3": Attention.TO_CONFIRM, "T": Attention.MESSAGE}
    ward.clock.advance(timedelta(seconds=1))
    assert await asked() == {"2823-3": Attention.OVERDUE, "T": Attention.MESSAGE}, (
        "a normal one is never late"
    )
    assert await counted() == (1, 0, 1)


@pytest.mark.capability("C037")
async def test_files_are_kept_against_an_order_of_the_same_patient(
    ward: Ward, add: Adding, maria: NewPatient
) -> None:
    order = await ward.place()
    scan = AttachDocument(ward.new(), "Калий", "результат исследования", ward.patient, "к.png", PNG)
    filed = KeepResultFiles(ward.new(), order, 1, (scan.id,))
    await ward.cabinet.do_all((scan, filed))
    kept = await ward.order()
    assert (kept.documents, kept.status) == ((scan.id,), OrderStatus.DONE)
    other = await add(
        ward.cabinet,
        replace(maria, surname="Орлова", given="Вера", birth=date(1990, 1, 2), phone="", snils="", policy=""),
    )
    strange = AttachDocument(ward.new(), "Чужой", "результат исследования", other, "ч.png", PNG)
    with pytest.raises(Invalid, match=r"order\.another_patient"):
        await ward.cabinet.do_all((strange, KeepResultFiles(ward.new(), order, 2, (strange.id,))))
    assert await ward.cabinet.documents.of_patient(other) == (), "all or none"


PASSWORD = "Demo-2026!"


async def test_a_result_waits_with_somebody_who_may_acknowledge_it(ward: Ward, door: Door) -> None:
    mine = ward.cabinet
    await mine.step_up.prove(password=PASSWORD)
    await mine.accounts.add_worker(
        NewWorker("sidorova", "Сидорова", "Елена", "", "сестра", "Терапия", frozenset({Role.NURSE})), PASSWORD
    )
    nurse = await door.sign_in("sidorova", PASSWORD)
    try:
        order = await Ward(nurse, ward.patient).place()
        await ward.arrives("7/1", "1", order=order.hex(), value="6.3")
        assert [row for row in await nurse.home.attention() if row.result is not None] == []
        assert len([row for row in await mine.home.attention() if row.result is not None]) == 1
        await mine._desk.write(
            lambda c: ExchangeWrites(c, ward.clock.now()).keep_link(ward.patient, "lab", "п-7", "1", {})
        )
        await ward.arrives("8/1", "1", patient="п-7", value="6.4")  # ordered by nobody here
        assert len([row for row in await mine.home.attention() if row.result is not None]) == 2
    finally:
        await nurse.sign_out()


@pytest.mark.capability("C072")
async def test_a_result_waits_with_whoever_agreed_to_review_it(ward: Ward, door: Door) -> None:
    mine = ward.cabinet
    await mine.step_up.prove(password=PASSWORD)
    for login, role in (("petrov", Role.CLINICIAN), ("sidorova", Role.NURSE)):
        await mine.accounts.add_worker(
            NewWorker(login, "Петров", "Олег", "", "врач", "Терапия", frozenset({role})), PASSWORD
        )
    theirs, nurse = await door.sign_in("petrov", PASSWORD), await door.sign_in("sidorova", PASSWORD)
    try:
        order = await ward.place()
        await ward.arrives("7/1", "1", order=order.hex(), value="6.3")
        (value,) = await ward.values()
        seen = seen_result(ward.patient, value)
        for to, code in (
            (mine.worker.id, "request.oneself"),
            (nurse.worker.id, "request.receiver"),
        ):
            with pytest.raises(Refused, match=code.replace(".", r"\.")):
                await mine.do(AskToReview(ward.new(), seen, to))
        with pytest.raises(Refused, match=r"result\.not_yours"):
            await theirs.do(AskToReview(ward.new(), seen, mine.worker.id))
        asked = (
            await mine.do(AskToReview(ward.new(), seen, theirs.worker.id, "посмотрите, пожалуйста"))
        ).result
        with pytest.raises(Refused, match=r"request\.asked"):
            await mine.do(AskToReview(ward.new(), seen, theirs.worker.id))

        async def waits(cabinet: Cabinet) -> list[Id]:
            return [row.id for row in await cabinet.home.attention() if row.result is not None]

        assert (await waits(mine), await waits(theirs)) == ([value.id], []), "until they agree it is mine"
        (told,) = [row for row in await theirs.home.attention() if row.code == "request.result"]
        assert (told.params["title"], told.patient) == ("Калий", ward.patient)
        await theirs.do(Decide(ward.new(), asked, 0, True))
        assert (await waits(mine), await waits(theirs)) == ([], [value.id])
        await theirs.do(ReopenRequest(ward.new(), asked, 2))
        assert (await waits(mine), await waits(theirs)) == ([value.id], [])
        await theirs.do(Decide(ward.new(), asked, 0, False, "я в отпуске"))
        assert await waits(mine) == [value.id]

        (value,) = await ward.values()
        again = await mine.do(AskToReview(ward.new(), seen_result(ward.patient, value), theirs.worker.id))
        await ward.arrives("7/1", "2", order=order.hex(), value="4.3")
        with pytest.raises(Stale, match=r"request\.moved_on"):
            await theirs.do(Decide(ward.new(), again.result, 0, True))
        with pytest.raises(Refused, match=r"result\.missing"):
            await mine.do(AskToReview(ward.new(), seen_result(ward.patient, value), theirs.worker.id))
    finally:
        theirs.close_now()
        nurse.close_now()
