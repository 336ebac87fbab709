"""SMS through a gateway: against a small real one, and against ones that misbehave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pydantic import ValidationError

from medcab_tui.cabinet.surroundings import Surroundings, TapeClock
from medcab_tui.domain.exchange import (
    Change,
    Denied,
    Notebook,
    Operation,
    Rejected,
    Throttled,
    Unreachable,
    Unwell,
    Way,
)
from medcab_tui.domain.ids import Id
from medcab_tui.services.adapter import Given
from medcab_tui.services.sms import Sms
from medcab_tui.services.sms.adapter import GIVEN_UP_AFTER, _Memory
from medcab_tui.services.sms.settings import Settings
from medcab_tui.services.sms.wording import at, filled, form_of, json_of, parts_of, shortened
from tests.peers.faulty import FaultServer, answers, keeps_silent
from tests.peers.gateway import Gateway, serving

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
TEXT = "Кабинет: новая задача, срок 24.11."
SMS = Operation("a" * 32, "notice.letter", Id(b"\1" * 16), {"to": "+79123456789", "text": TEXT}, NOW)
TOLD = {
    "path": "/v1/send",
    "token": "gateway-token",
    "id_path": "messages.0.id",
    "state_path": "messages.0.status",
    "taken": "accepted, queued",
    "words_path": "messages.0.reason",
    "status_path": "/v1/status/{id}",
}


def made(origin: str, notebook: Notebook | None = None, **of: Any) -> tuple[Sms, TapeClock]:
    outside = Surroundings.fixed(NOW, 1)
    assert isinstance(outside.clock, TapeClock)
    settings = Settings.model_validate({"origin": origin, **TOLD, **of})
    return Sms(Given("sms", settings, outside.clock, outside.ids, outside.random, notebook)), outside.clock


@pytest.fixture(scope="module")
def server() -> Iterator[Gateway]:
    with serving(Gateway()) as gateway:
        yield gateway


@pytest.fixture
def gateway(server: Gateway) -> Gateway:
    server.sent, server.states, server.refuses, server.asked, server.shape = [], {}, {}, [], "json"
    return server


async def pulled(sms: Sms, since: str = "") -> list[Change]:
    return [change async for change in sms.pull(since)]


async def test_a_message_is_taken_and_told_when_delivered(gateway: Gateway) -> None:
    notebook = _Memory()
    sms, _clock = made(gateway.origin, notebook)
    assert (await sms.check()).told == "HTTP 405"
    receipt = await sms.push(SMS)
    assert (receipt.way, receipt.number) == (Way.ACCEPTED, "sms-1")
    assert receipt.raw.startswith("HTTP 200\n{")
    assert await pulled(sms) == []
    await sms.close()

    again, _clock = made(gateway.origin, notebook)  # a restart forgets nothing
    assert (await again.push(SMS)).number == "sms-1"
    assert gateway.sent == [{"to": "+79123456789", "text": TEXT, "id": "a" * 32}], "sent once"
    gateway.states["sms-1"] = "Delivered"
    (change,) = await pulled(again)
    assert (change.kind, change.answers, change.cursor) == ("status", SMS.key, "1")
    assert change.receipt is not None
    assert (change.receipt.way, change.receipt.number) == (Way.REGISTERED, "sms-1")
    gateway.asked.clear()
    assert await pulled(again, "") == [change], "what was not kept comes again"
    assert await pulled(again, "1") == []
    assert gateway.asked == [], "and what is settled is not asked for"

    await again.push(replace(SMS, key="b" * 32))
    await again.push(replace(SMS, key="c" * 32))
    gateway.states |= {"sms-2": "expired", "sms-3": "delivered"}
    refused, delivered = await pulled(again, "1")
    assert (refused.cursor, delivered.cursor) == ("2", "3")
    assert refused.receipt is not None
    assert (refused.receipt.way, refused.receipt.code) == (Way.REFUSED, "expired")
    await again.close()


async def test_what_a_gateway_never_tells_is_given_up(gateway: Gateway) -> None:
    sms, clock = made(gateway.origin)
    await sms.push(SMS)
    del gateway.states["sms-1"]
    assert await pulled(sms) == []
    assert gateway.asked == ["sms-1"]
    clock.advance(GIVEN_UP_AFTER + timedelta(minutes=1))
    assert await pulled(sms) == []
    assert gateway.asked == ["sms-1"]
    await sms.close()


async def test_a_form_a_number_as_the_gateway_wants_it_and_no_states(gateway: Gateway) -> None:
    gateway.shape = "form"
    sms, _clock = made(
        gateway.origin, shape="form", template="to={phone}&text={text}&from=Clinic", phone="8", status_path=""
    )
    receipt = await sms.push(replace(SMS, kind="sms", body={**SMS.body, "text": "a&to=1 {phone} \x1b[0m"}))
    assert receipt.way is Way.REGISTERED
    assert gateway.sent == [{"to": "89123456789", "text": "a&to=1 {phone}  [0m", "from": "Clinic"}]
    assert await pulled(sms) == []
    await sms.close()


async def test_what_is_refused(gateway: Gateway) -> None:
    sms, _clock = made(gateway.origin)
    gateway.refuses["+79123456789"] = ("rejected", "Номер в чёрном списке")
    with pytest.raises(Rejected) as raised:
        await sms.push(SMS)
    assert (raised.value.told, raised.value.code) == ("Номер в чёрном списке", "rejected")
    gateway.refuses.clear()
    assert (await sms.push(SMS)).number == "sms-1", "a refusal is not remembered"
    for to in ("", "+1 202 555 0199", "89123456789", "+79123456789\r\nX: 1", "petrov@hospital.test"):
        with pytest.raises(Rejected, match=r"sms\.(no_)?number"):
            await sms.push(replace(SMS, key="d" * 32, body={**SMS.body, "to": to}))
    for wrong in ({"kind": "patient"}, {"body": {"to": "+79123456789", "text": " "}}):
        with pytest.raises(Rejected):
            await sms.push(replace(SMS, key="d" * 32, **wrong))
    await sms.close()
    strange, _clock = made(gateway.origin, token="another-token")
    for asking in (strange.check(), strange.push(replace(SMS, key="e" * 32))):
        with pytest.raises(Denied) as denied:
            await asking
        assert "another-token" not in denied.value.told + denied.value.raw
    await strange.close()
    assert len(gateway.sent) == 1


async def test_gateways_that_misbehave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sms, "deadline", timedelta(seconds=0.25))
    cases = (
        (answers(b"", "500 Oops"), Unwell),
        (answers(b"", "429 Slower", "Retry-After: 60"), Throttled),
        (answers(b"<html>", kind="text/html"), Unwell),
        (answers(b'{"messages": []}'), Unwell),
        (answers(b'{"messages": [{"status": "accepted", "id": "../../x"}]}'), Unwell),
        (answers(b'{"messages": [{"status": "accepted", "id": NaN}]}'), Unwell),
        (keeps_silent(), Unreachable),
        (answers(b"", "302 Found", "Location: https://evil.test/"), Unwell),
    )
    async with FaultServer(*(turn for turn, _fault in cases)) as server:
        sms, _clock = made(server.origin)
        for _turn, fault in cases:
            with pytest.raises(fault) as raised:
                await sms.push(SMS)
            assert type(raised.value) is fault
            assert "gateway-token" not in raised.value.told + raised.value.raw
            assert "+7912" not in raised.value.told + raised.value.raw
        await sms.close()
        assert len(server.requests) == len(cases)
        assert all(b"Authorization: Bearer gateway-token" in one for one in server.requests)


def test_settings_that_cannot_work_are_refused() -> None:
    for wrong in (
        {"template": "{phone}"},
        {"template": "to={phone} {text}"},
        {"template": '{"to": "{phone}"}'},
        {"origin": "sms.example.org"},
        {"origin": "https://a/b"},
        {"path": "send"},
        {"path": "/a b"},
        {"status_path": "/status"},
        {"token_header": "X:Y"},
        {"token": "токен"},
        {"token": "a\r\nb"},
        {"shape": "form"},
        {"most_parts": 0},
    ):
        with pytest.raises(ValidationError):
            Settings.model_validate({"origin": "https://sms.test", **TOLD, **wrong})
    with pytest.raises(Denied, match="http.plain"):
        made("http://sms.test")


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_value_leaves_its_place(phone: str, text: str) -> None:
    values = {"phone": phone, "text": text, "key": "k"}
    template = '{"to": ["{phone}"], "say": {"t": "<{text}> {id} {other}"}, "n": 1}'
    assert json_of(template, values) == {
        "to": [phone],
        "say": {"t": f"<{text}> {{id}} {{other}}"},
        "n": 1,
    }
    assert form_of("a={phone}&b={text}", values) == {"a": phone, "b": text}
    assert filled("{phone}", {"phone": "{text}", "text": "x"}) == "{text}"


def test_where_things_stand_in_an_answer() -> None:
    answer = json.loads('{"a": [{"id": 7, "ok": true, "cost": 1.5, "name": "x"}], "none": null}')
    found = [
        at(answer, path)
        for path in ("a.0.id", "a.0.ok", "a.0.cost", "a.0.name", "none", "a", "a.1.id", "a.x", "b.c", "")
    ]
    assert found == ["7", "true", "1.5", "x", "", "", "", "", "", ""]
    assert at("OK 17", "") == "OK 17"


def test_how_many_sms_a_text_is() -> None:
    texts = ("", "a" * 160, "a" * 161, "я" * 70, "я" * 71, "€" * 80, "€" * 81)
    assert [parts_of(text) for text in texts] == [1, 1, 2, 1, 2, 1, 2]
    assert parts_of("я" * 134) == 2
    assert parts_of("я" * 135) == 3
    assert parts_of("😀" * 35) == 1
    assert parts_of("😀" * 36) == 2


@given(st.text(max_size=400), st.integers(1, 3))
def test_a_text_is_cut_to_what_fits(text: str, most: int) -> None:
    cut = shortened(text, most)
    assert parts_of(cut) <= most
    assert cut == text or text.startswith(cut.removesuffix("…"))
