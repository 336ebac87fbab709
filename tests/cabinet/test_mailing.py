"""A document goes to a mailbox: once, with consent, as the edition that was seen, unless called back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.documents_actions import AttachDocument, WithdrawDocument
from medcab_tui.cabinet.exchange_actions import RecallSending
from medcab_tui.cabinet.mailing_actions import MailDocument
from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.domain.accounts import Role
from medcab_tui.domain.documents import Examined, Format
from medcab_tui.domain.errors import Invalid, Refused, Repeated, Stale
from medcab_tui.domain.exchange import Way
from medcab_tui.domain.exchange_rules import key_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient
from tests.papers import made
from tests.peers.mail import Mailroom, listening

Add = Callable[[Cabinet, NewPatient], Awaitable[Id]]
CONTENT = made.pdf("Выписка из карты Кузнецовой")


async def attached(cabinet: Cabinet, patient: Id | None) -> Id:
    new = cabinet.surroundings.ids.new()
    examined = Examined(Format.PDF, 1)
    action = AttachDocument(
        new, "Выписка Кузнецовой М. П.", "выписка", patient, "Кузнецова.pdf", CONTENT, examined
    )
    return (await cabinet.do(action)).result


def mailing(cabinet: Cabinet, document: Id, **of: object) -> MailDocument:
    action = MailDocument(
        cabinet.surroundings.ids.new(), document, 1, " anna@example.test ", "по просьбе пациента", True
    )
    return replace(action, **of)  # type: ignore[arg-type]


def later(cabinet: Cabinet, seconds: int) -> None:
    cast("TapeClock", cabinet.surroundings.clock).advance(timedelta(seconds=seconds))


@pytest.mark.capability("C077")
async def test_a_document_arrives_with_nothing_of_the_patient_around_it(
    cabinet: Cabinet, maria: NewPatient, add: Add
) -> None:
    document = await attached(cabinet, await add(cabinet, maria))
    async with listening(Mailroom()) as room:
        settings = {
            "host": "127.0.0.1",
            "port": str(room.port),
            "security": "none",
            "sender": "a@clinic.test",
        }
        await cabinet.links.add("smtp", "smtp", settings)
        await cabinet.links.switch("smtp", enabled=True)
        action = mailing(cabinet, document)
        await cabinet.do(action)
        assert (await cabinet.do(action)).repeated
        await cabinet.exchange.step()
        assert not room.letters, "for a while it can be called back"
        later(cabinet, 16)
        await cabinet.exchange.step()
        later(cabinet, 600)
        await cabinet.exchange.step()

        called_back = mailing(cabinet, document)
        await cabinet.do(called_back)
        waiting = [one for one in await cabinet.exchange.sendings(document) if one.waits]
        await cabinet.do(RecallSending(cabinet.surroundings.ids.new(), waiting[0].seq))
        await cabinet.do(mailing(cabinet, document))
        await cabinet.do(
            WithdrawDocument(cabinet.surroundings.ids.new(), document, 1, "документ другого пациента")
        )
        later(cabinet, 16)
        await cabinet.exchange.step()
        await cabinet.exchange.close()
    (letter,) = room.letters
    (file,) = letter.iter_attachments()
    assert (letter["To"], letter["Subject"]) == ("anna@example.test", "Документ: выписка")
    assert file.get_content() == CONTENT
    assert file.get_filename() == "выписка.pdf"
    body = letter.get_body()
    assert body is not None
    assert "выписка от 23.11.2026" in body.get_content()
    assert "Поликлиника № 12" in body.get_content()
    assert "узнецов" not in str(letter["Subject"]) + body.get_content() + str(file.get_filename())
    states = {(one.state, one.code) for one in await cabinet.exchange.sendings(document)}
    assert states == {(Way.REGISTERED, ""), (Way.RECALLED, ""), (Way.REFUSED, "document.withdrawn")}
    codes = [entry.code for entry in await cabinet.journal.mine()]
    assert codes.count("document.mailed") == 3


@pytest.mark.capability("C180")
async def test_the_same_letter_goes_once_unless_the_first_was_called_back(cabinet: Cabinet) -> None:
    document = await attached(cabinet, None)
    first = mailing(cabinet, document)
    await cabinet.do(first)
    with pytest.raises(Repeated) as refused:
        await cabinet.do(
            mailing(cabinet, document, address="anna@example.test", reason="по просьбе пациента ")
        )
    assert refused.value.values["first"] == document.hex()
    for another in ({"address": "boris@example.test"}, {"reason": "для другой поликлиники"}):
        await cabinet.do(mailing(cabinet, document, **another))
    recall = RecallSending(cabinet.surroundings.ids.new(), 0, key=key_of(first.id, 0, "mail"))
    await cabinet.do(recall)
    await cabinet.do(mailing(cabinet, document))
    with pytest.raises(Repeated):
        await cabinet.do(mailing(cabinet, document))
    assert len(await cabinet.exchange.sendings(document)) == 4


async def test_what_is_not_sent(cabinet: Cabinet, maria: NewPatient, add: Add) -> None:
    document = await attached(cabinet, await add(cabinet, maria))
    for wrong, code, field in (
        ({"address": ""}, "email.form", "address"),
        ({"address": "anna"}, "email.form", "address"),
        ({"address": "a@b.ru, c@d.ru"}, "email.form", "address"),
        ({"reason": " "}, "reason.short", "reason"),
        ({"agreed": False}, "mail.consent", "agreed"),
    ):
        with pytest.raises(Invalid) as raised:
            await cabinet.do(mailing(cabinet, document, **wrong))
        assert (raised.value.code, raised.value.field) == (code, field)
    with pytest.raises(Stale):
        await cabinet.do(mailing(cabinet, document, seen=2))
    assert await cabinet.exchange.sendings(document) == ()
    cabinet.step_up.close()
    with pytest.raises(Refused, match=r"step_up\.needed"):
        await cabinet.do(mailing(cabinet, document))


async def test_a_paper_of_nobody_needs_no_consent_and_waits_for_a_service(cabinet: Cabinet) -> None:
    document = await attached(cabinet, None)
    await cabinet.do(mailing(cabinet, document, agreed=False))
    later(cabinet, 60)
    await cabinet.exchange.step()
    (sending,) = await cabinet.exchange.sendings(document)
    assert sending.waits
    assert sending.address == "mail"
    assert Role.LICENSING not in cabinet.worker.roles
