"""The stand-in in a store: it is directed, what it got is seen, and it changes a patient there."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.notebook import StoreNotebook
from medcab_tui.cabinet.stand import REFUSALS
from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exchange import Change, File, Operation, Way
from medcab_tui.domain.ids import Id
from medcab_tui.domain.stand import Deed, Direction
from medcab_tui.services.adapter import Adapter


def asked(key: int, kind: str, **body: str) -> Operation:
    from tests.cabinet.conftest import NOON

    return Operation(f"{key:032x}", kind, Id(bytes([key]) * 16), body, NOON)


async def said(adapter: Adapter, since: str = "") -> list[Change]:
    return [change async for change in adapter.pull(since)]


@pytest.mark.capability("C194")
async def test_it_is_directed_and_shows_what_it_got_and_what_it_will_say(cabinet: Cabinet) -> None:
    stand, clock = cabinet.stand, cast("TapeClock", cabinet.surroundings.clock)
    assert await stand.connection() == ""
    with pytest.raises(Refused, match=r"stand\.off"):
        await stand.direct(None)
    await cabinet.links.switch("embedded", enabled=True)
    assert await stand.connection() == "embedded"
    assert await stand.received() == ()

    wanted = Direction(Deed.REFUSE, once=True, code="PATIENT_MPI_MISMATCH")
    await stand.direct(wanted)
    assert await stand.direction() == wanted
    adapter = await cabinet.links.open("embedded")
    await adapter.push(asked(1, "document", title="Выписка", number="7"))
    assert await stand.direction() is None
    (first,) = await stand.received()
    assert (first.kind, first.told) == ("document", "Выписка 7")
    now = clock.now()
    last, following = first.last(now), first.next(now)
    assert last is not None
    assert last.way is Way.ACCEPTED
    assert following is not None
    assert (following.way, following.code) == (Way.REFUSED, "PATIENT_MPI_MISMATCH")
    assert following.text == REFUSALS["PATIENT_MPI_MISMATCH"]
    clock.advance(timedelta(hours=1))
    assert first.next(clock.now()) is None
    assert first.last(clock.now()) == following

    letter = asked(2, "notice.letter", channel="mail", to="a@b.ru", subject="Одно\x1b[2J", text="т")
    await adapter.push(replace(letter, files=(File("в.pdf", "application/pdf", b"%PDF"),)))
    await adapter.push(asked(3, "notice.letter", channel="sms", to="+79120001122", text="код"))
    (mail,) = await stand.mailbox()
    assert (mail.to, mail.subject, mail.attached) == ("a@b.ru", "Одно\x1b[2J", (("в.pdf", 4),))
    (message,) = await stand.phone()
    assert message.at == clock.now()
    assert [one.kind for one in await stand.received()] == ["notice.letter", "notice.letter", "document"]

    await adapter.push(asked(4, "patient", surname="Гусь", given="Игорь", phone="+79120000000"))
    (copy,) = await stand.copies()
    assert (copy.name, copy.phone) == ("Гусь Игорь", "+79120000000")
    await stand.alter(copy.remote_id, "phone", " +79129999999 ")
    with pytest.raises(Refused):
        await stand.alter("mpi-nobody", "phone", "1")
    with pytest.raises(Refused):
        await stand.alter(copy.remote_id, "surname", "Иной")
    clock.advance(timedelta(seconds=1))
    (changed,) = await stand.copies()
    assert changed.phone == "+79129999999"
    there = [change for change in await said(adapter) if change.kind == "patient"]
    assert [(one.remote_id, one.body["phone"]) for one in there] == [(copy.remote_id, "+79129999999")]
    await adapter.close()
    await cabinet.links.switch("embedded", enabled=False)
    with pytest.raises(Refused, match=r"stand\.off"):
        await stand.mailbox()
    await cabinet.links.remove(await cabinet.links.one("embedded"))
    assert await StoreNotebook(cabinet._desk, "embedded").get("state", "clock") is None
