"""The stand-in: any operation gets a receipt or a fault, the same key the same one; nothing said is lost."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.cabinet.surroundings import CountedIds, SeededRandom, TapeClock
from medcab_tui.domain.exchange import (
    Capability,
    Change,
    ChangedThere,
    File,
    Json,
    Operation,
    Receipt,
    Rejected,
    ServiceFault,
    Throttled,
    Unreachable,
    Unwell,
    Way,
)
from medcab_tui.domain.ids import Id
from medcab_tui.domain.stand import Deed, Direction
from medcab_tui.services.adapter import Given
from medcab_tui.services.embedded import directing, laboratory, patients, pharmacies, records, registers
from medcab_tui.services.embedded.adapter import TAKES, Adapter
from medcab_tui.services.embedded.forgetful import Forgetful
from medcab_tui.services.embedded.settings import EmbeddedSettings

NOON = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


class Stand:
    """A stand-in with its clock and its notebook, which outlives it."""

    def __init__(self, notebook: Forgetful | None = None, **conduct: int) -> None:
        self.clock = TapeClock(NOON)
        self.notebook = notebook or Forgetful()
        self._conduct = {"refuses": 0, **conduct}
        self.adapter = self.again()

    def again(self) -> Adapter:
        """As after a start of the program."""
        chance = SeededRandom(1)
        chosen = EmbeddedSettings.model_validate(self._conduct)
        ids = CountedIds(self.clock, chance)
        self.adapter = Adapter(Given("stand", chosen, self.clock, ids, chance, self.notebook))
        return self.adapter

    async def push(
        self, kind: str, body: Mapping[str, Json] | None = None, key: int = 1, **more: Any
    ) -> Receipt:
        return await self.adapter.push(operation(kind, body, key, **more))

    async def pull(self, since: str = "") -> list[Change]:
        return [change async for change in self.adapter.pull(since)]

    async def all_said(self) -> list[Change]:
        self.clock.advance(timedelta(days=30))
        return await self.pull()


def operation(kind: str, body: Mapping[str, Json] | None = None, key: int = 1, **more: Any) -> Operation:
    plain = Operation(f"{key:032x}", kind, Id(key.to_bytes(16, "big")), body or {}, NOON)
    return replace(plain, **more)


async def outcome(stand: Stand, asked: Operation) -> Receipt | str:
    try:
        return await stand.adapter.push(asked)
    except ServiceFault as fault:
        return f"{type(fault).__name__} {fault.told} {getattr(fault, 'code', '')}"


TEXT = st.text(max_size=30) | st.sampled_from(
    ["+79120000000", "a@b.ru", "[/]\x1b]0;x\x07", "7700", "NaN", "\ud800"]
)
LEAF = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=4
)
FIELDS = st.sampled_from(
    [
        "title",
        "kind",
        "to",
        "address",
        "channel",
        "subject",
        "text",
        "policy",
        "sha256",
        "hours",
        "surname",
        "tests",
        "status",
    ]
)
BODIES = st.dictionaries(FIELDS | TEXT, JSON, max_size=6)
FILES = st.lists(st.builds(File, TEXT, TEXT, st.binary(max_size=8)), max_size=2).map(tuple)
OPERATIONS = st.builds(
    Operation,
    st.integers(0, 5).map(lambda n: f"{n:032x}") | TEXT,
    st.sampled_from(sorted(TAKES)) | TEXT,
    st.integers(0, 2).map(lambda n: Id(bytes([n]) * 16)),
    BODIES,
    st.just(NOON),
    st.integers(1, 3),
    st.just("") | TEXT,
    st.just("") | st.just('W/"1"') | TEXT,
    FILES,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(OPERATIONS, min_size=1, max_size=5), st.integers(0, 100), st.integers(0, 60), st.integers(0, 99)
)
def test_any_operation_gets_a_receipt_or_a_fault_and_the_same_key_the_same(
    asked: list[Operation], refuses: int, wanders: int, seed: int
) -> None:
    async def go() -> None:
        stand = Stand(refuses=refuses, wanders=wanders, seed=seed)
        for one in asked:
            first = await outcome(stand, one)
            stand.clock.advance(timedelta(minutes=3))
            stand.again()
            if not (isinstance(first, str) and first.startswith(("ChangedThere", "Unwell"))):
                assert await outcome(stand, one) == first
        said = await stand.all_said()
        assert [change.cursor for change in said] == sorted(change.cursor for change in said)
        for change in said:
            assert change.kind in Adapter.info.gives
            assert (change.receipt is not None) == (change.kind == "status")

    asyncio.run(go())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-7200, 7200), min_size=1, max_size=12), st.integers(0, 10**6))
def test_a_clock_that_jumps_loses_and_doubles_nothing(jumps: list[int], chance: int) -> None:
    async def go() -> None:
        dice = random.Random(chance)
        stand = Stand(wanders=30, seed=chance % 1000)
        cursor, got, sent = "", list[Change](), 0
        for jump in jumps:
            stand.clock.advance(timedelta(seconds=jump))
            for _ in range(dice.randrange(3)):
                sent += 1
                await stand.push(dice.choice(("document", "prescription", "patient")), key=sent)
            new = await stand.pull(cursor)
            got += new
            cursor = new[-1].cursor if new else cursor
            earlier = dice.choice(["", *(change.cursor for change in got)])
            assert await stand.pull(earlier) == [change for change in got if change.cursor > earlier]
        stand.clock.advance(timedelta(days=3))
        got += await stand.pull(cursor)
        assert got == await stand.pull()
        assert len({change.cursor for change in got}) == len(got)
        statuses = [change for change in got if change.kind == "status"]
        final = {change.answers for change in statuses if change.receipt and change.receipt.way.final}
        assert final == {f"{key:032x}" for key in range(1, sent + 1)} - patients_of(stand, sent)

    asyncio.run(go())


def patients_of(stand: Stand, sent: int) -> set[str]:
    """Keys of patients: they are registered at once, nothing is said of them later."""
    taken = stand.notebook._spaces.get("taken", {})
    return {key for key, value in taken.items() if '"kind": "patient"' in value}


class Stumbling(Forgetful):
    """A notebook whose writer is killed after so many writes."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    async def put(self, space: str, key: str, value: Json) -> None:
        if self.left == 0:
            raise ConnectionError
        self.left -= 1
        await super().put(space, key, value)


@pytest.mark.parametrize("kind", ["document", "order", "patient", "sms", "prescription", "nothing.known"])
async def test_a_kill_between_any_two_writes_is_mended_by_the_repeat(kind: str) -> None:
    body: Mapping[str, Json] = {"title": "гемоглобин калий ттг", "address": "+79120000000", "text": "т"}
    whole = Stand(wanders=100)
    expected = await outcome(whole, operation(kind, body))
    said = await whole.all_said()
    for left in range(12):
        stand = Stand(Stumbling(left), wanders=100)
        try:
            first = await outcome(stand, operation(kind, body))
        except ConnectionError:
            first = None
        assert first in (None, expected)
        assert isinstance(stand.notebook, Stumbling)
        stand.notebook.left = -1
        stand.clock.advance(timedelta(seconds=20))
        await stand.push("document", key=77)
        stand.clock.advance(timedelta(minutes=2))
        await stand.pull()
        stand.again()
        if first is None and left == 0:
            continue
        assert await outcome(stand, operation(kind, body)) == expected
        assert await outcome(stand, operation(kind, body)) == expected
        mine = [change for change in await stand.all_said() if change.answers != f"{77:032x}"]
        assert [replace(change, cursor="") for change in mine] == [replace(one, cursor="") for one in said]
        if kind == "sms":
            assert len([letter async for letter in stand.notebook.scan("phone")]) == 1


async def test_a_document_is_accepted_then_registered_or_refused_with_a_code() -> None:
    stand = Stand()
    taken = await stand.push("document", {"title": "Выписка", "number": "7"})
    assert taken.way is Way.ACCEPTED
    assert await stand.pull() == []
    (said,) = await stand.all_said()
    assert said.receipt is not None
    assert said.receipt.way is Way.REGISTERED
    assert said.receipt.number.startswith("26.11.")
    assert said.receipt.number in said.receipt.raw

    await directing.direct(stand.notebook, Direction(Deed.REFUSE, code="PATIENT_MPI_MISMATCH"))
    await stand.push("document", key=2)
    await stand.push("document", key=3)
    ways = {c.answers: c.receipt for c in await stand.all_said()}
    refused, fine = ways[f"{2:032x}"], ways[f"{3:032x}"]
    assert refused is not None
    assert (refused.way, refused.code) == (Way.REFUSED, "PATIENT_MPI_MISMATCH")
    assert refused.text == records.CODES["PATIENT_MPI_MISMATCH"]
    assert fine is not None
    assert fine.way is Way.REGISTERED

    file = File("a.pdf", "application/pdf", b"%PDF")
    await stand.push("document", {"sha256": "00" * 32}, key=4, files=(file,))
    last = (await stand.all_said())[-1].receipt
    assert last is not None
    assert last.code == "SIGNATURE_VERIFICATION_ERROR"


async def test_what_it_is_told_to_do_it_does_once_or_until_told_otherwise() -> None:
    stand = Stand()
    for deed, fault in (
        (Deed.UNREACHABLE, Unreachable), (Deed.BROKEN, Unwell), (Deed.THROTTLED, Throttled),
    ):  # fmt: skip
        await directing.direct(stand.notebook, Direction(deed))
        await stand.adapter.check()
        with pytest.raises(fault):
            await stand.push("document")
        await directing.direct(stand.notebook, Direction(deed, once=False))
        for _twice in range(2):
            with pytest.raises(fault):
                await stand.push("document")
        with pytest.raises(fault):
            await stand.adapter.check()
        with pytest.raises(fault):
            await stand.pull()
        await directing.direct(stand.notebook, None)
    await directing.direct(stand.notebook, Direction(Deed.LOST))
    with pytest.raises(Unreachable):
        await stand.push("document")
    assert (await stand.push("document")).way is Way.ACCEPTED
    await directing.direct(stand.notebook, Direction(Deed.LATE))
    await stand.push("document", key=2)
    stand.clock.advance(timedelta(minutes=5))
    assert [change.answers for change in await stand.pull()] == [f"{1:032x}"]
    assert len(await stand.all_said()) == 2


async def test_the_index_keeps_editions_and_says_what_changed_there() -> None:
    stand = Stand()
    maria: dict[str, Json] = {"surname": "Кузнецова", "phone": "+79120001122", "address": "Лесная, 5"}
    made = await stand.push("patient", maria, key=9)
    assert (made.way, made.etag) == (Way.REGISTERED, 'W/"1"')
    same = {"object": Id((9).to_bytes(16, "big")), "remote_id": made.remote_id}
    newer = await stand.push("patient", maria | {"phone": "+79120003344"}, key=10, etag=made.etag, **same)
    assert newer.etag == 'W/"2"'
    with pytest.raises(ChangedThere) as refused:
        await stand.push("patient", maria | {"phone": "+79120005566"}, key=11, etag=made.etag, **same)
    assert refused.value.theirs.body["phone"] == "+79120003344"
    assert refused.value.theirs.etag == newer.etag
    repeated = await stand.push("patient", maria | {"phone": "+79120003344"}, key=12, etag="", **same)
    assert repeated.etag == newer.etag
    with pytest.raises(Rejected):
        await stand.push("patient", maria, key=13, remote_id="mpi-somebody-else")


async def test_the_index_changes_a_patient_by_itself_unless_we_were_first() -> None:
    stand = Stand(wanders=100)
    body: dict[str, Json] = {"surname": "Гусь", "phone": "", "address": ""}
    made = await stand.push("patient", body, key=9)
    same = {"object": Id((9).to_bytes(16, "big")), "remote_id": made.remote_id}
    after = await stand.push("patient", body | {"area": "3"}, key=10, etag=made.etag, **same)
    (moved,) = await stand.all_said()
    assert moved.kind == "patient"
    assert (moved.remote_id, moved.etag) == (made.remote_id, 'W/"3"')
    assert moved.body["area"] == "3"
    assert sum(moved.body[field] != body[field] for field in ("phone", "address")) == 1
    with pytest.raises(ChangedThere) as refused:
        await stand.push("patient", body | {"area": "4"}, key=11, etag=after.etag, **same)
    assert refused.value.theirs.body == moved.body


async def test_each_counterpart_says_what_it_is_there_to_say() -> None:
    stand = Stand()
    asked: tuple[tuple[str, dict[str, Json]], ...] = (
        ("order", {"title": "Гемоглобин и ТТГ"}),
        ("prescription", {"title": "Метформин"}),
        ("policy.asked", {"policy": "7700 0000 0000 0016"}),
        ("appointment", {"start": "2026-12-01T09:00"}),
        ("application", {"title": "Периодическая аккредитация"}),
        ("report", {"title": "Форма 30"}),
        ("course.enrolled", {"title": "Терапия", "hours": 36}),
    )
    for key, (kind, body) in enumerate(asked, 1):
        await stand.push(kind, body, key)
    said = await stand.all_said()
    results = [change.body for change in said if change.kind == "result"]
    assert [result["code"] for result in results] == ["30350-3", "29575-8"]
    for result in results:
        low, value, high = (float(str(result[name])) for name in ("low", "value", "high"))
        assert result["flag"] == ("H" if value > high else "L" if value < low else "N")
    texts = {
        key: [c.receipt.text for c in said if c.answers == f"{key:032x}" and c.receipt is not None]
        for key in range(1, 8)
    }
    assert texts[1] == ["Выполнено"]
    assert texts[2][0] == pharmacies.STATUSES[0]
    assert set(texts[2][1:]) <= set(pharmacies.STATUSES[1:])
    assert texts[2][1:], "dispensed, put off or cancelled: told of the same sending"
    assert texts[3][0].startswith("Полис действует")
    assert texts[4] == ["Запись принята"]
    assert texts[5][0] == "На рассмотрении"
    assert texts[6] == ["Отчёт принят"]
    assert texts[7][-1] == "Курс окончен, часов: 36"
    nothing = await stand.push("order", {"title": "МРТ"}, 20)
    assert (nothing.way, nothing.code) == (Way.REFUSED, "UNKNOWN_TEST")
    assert set(registers.REASONS) >= {"PERSON_NOT_FOUND"}


async def test_letters_and_sms_lie_in_its_mailbox_and_its_phone_newest_first() -> None:
    stand = Stand()
    letter: dict[str, Json] = {"channel": "mail", "to": "a@b.ru", "subject": "Одно", "text": "текст"}
    file = File("выписка.pdf", "application/pdf", b"%PDF-1.7")
    assert (await stand.push("notice.letter", letter, 1, files=(file,))).way is Way.REGISTERED
    stand.clock.advance(timedelta(minutes=1))
    await stand.push("notice.letter", letter | {"subject": "Два"}, 2)
    assert (await stand.push("sms", {"to": "+79120000000", "text": "код"}, 3)).way is Way.ACCEPTED
    assert (await stand.push("mail", {"subject": "без адреса"}, 4)).way is Way.REFUSED
    letters: list[Any] = [kept async for _, kept in stand.notebook.scan("mailbox")]
    assert [one["subject"] for one in letters] == ["Два", "Одно"]
    assert letters[1]["attached"] == [{"name": "выписка.pdf", "media": "application/pdf", "size": 8}]
    assert len([kept async for _, kept in stand.notebook.scan("phone")]) == 1


async def test_outages_come_from_the_seed_and_last_some_minutes() -> None:
    stand = Stand(outages=50)
    seen = []
    for key in range(144):
        try:
            await stand.push("report", key=key + 1)
        except ServiceFault as fault:
            seen.append(type(fault).__name__)
        stand.clock.advance(timedelta(minutes=10))
    assert 40 < len(seen) < 104
    assert set(seen) == {"Unreachable", "Unwell", "Throttled"}


def test_it_says_what_it_invents_and_takes_every_kind() -> None:
    about = Adapter.info
    assert set(Capability) - about.capabilities == {Capability.IDENTITY}
    for told in (about.title, about.sees, about.usage, about.simulates):
        assert set(told) == {"en", "ru"}
    assert {"patient", "document", "notice.letter", "policy.asked", "order", "prescription"} <= about.takes
    assert {"appointment", "application", "course.enrolled", "report", "qualification"} <= about.takes
    assert "РЭМД" in about.simulates["ru"]
    assert about.takes >= patients.KINDS | laboratory.KINDS
