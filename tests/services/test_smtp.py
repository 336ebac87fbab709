"""Letters, against a real mail server and against ones that misbehave."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pydantic import ValidationError

from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.exchange import (
    Denied,
    File,
    Operation,
    Rejected,
    ServiceFault,
    Throttled,
    Unreachable,
    Unwell,
    Way,
)
from medcab_tui.domain.ids import Id
from medcab_tui.services.adapter import Given
from medcab_tui.services.smtp.adapter import Smtp
from medcab_tui.services.smtp.letter import letter_of, one_line
from medcab_tui.services.smtp.settings import Settings
from tests.peers.certificates import Certificates, certificates
from tests.peers.mail import Mailroom, listening, scripted

__all__ = ["certificates"]

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
PASSWORD = "Пароль-к-почте"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
LETTER = Operation(
    "0123456789abcdef0123456789abcdef",
    "notice.letter",
    Id(b"\0" * 16),
    {
        "to": "petrov@hospital.test",
        "subject": "Кабинет: новая задача",
        "text": "Новая задача.\nОткройте кабинет.",
    },
    NOW,
)

Make = Callable[..., Smtp]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch, certificates: Certificates) -> Make:
    outside = Surroundings.fixed(NOW, 1)

    def making(room: Mailroom, **of: Any) -> Smtp:
        settings = {
            "host": "127.0.0.1",
            "port": room.port,
            "security": "none",
            "sender": "cabinet@clinic.test",
            "sender_name": "Поликлиника № 12",
            "authorities": str(certificates.authority),
        }
        built = Settings.model_validate({**settings, **of})
        return Smtp(Given("mail", built, outside.clock, outside.ids, outside.random))

    monkeypatch.setattr(Smtp, "deadline", timedelta(seconds=5))
    return making


async def test_a_letter_arrives_over_starttls_signed_in(make: Make, certificates: Certificates) -> None:
    room = Mailroom(accounts={"врач": PASSWORD})
    async with listening(room, certificates.server("good")):
        ours = make(room, security="starttls", login="врач", password=PASSWORD)
        assert "mail.test" in (await ours.check()).told
        receipt = await ours.push(
            replace(LETTER, files=(File("Выписка Ё.pdf", "application/pdf", PDF, (b"\x30\x03sig",)),))
        )
        assert (receipt.way, receipt.raw) == (Way.REGISTERED, "250 2.0.0 Taken as 4F2A")
        assert receipt == await ours.push(LETTER), "a repeat changes nothing"
        await ours.close()
        await ours.close()
    (letter,) = room.letters
    assert room.encrypted == [True]
    assert room.senders == ["cabinet@clinic.test"]
    assert letter["Subject"] == "Кабинет: новая задача"
    assert letter["To"] == "petrov@hospital.test"
    assert letter["From"] == "Поликлиника № 12 <cabinet@clinic.test>"
    assert letter["Message-ID"] == f"<{LETTER.key}@clinic.test>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_body().get_content().splitlines() == ["Новая задача.", "Откройте кабинет."]  # type: ignore[union-attr]
    pdf, signature = letter.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content(), pdf.get_content_type()) == (
        "Выписка Ё.pdf",
        PDF,
        "application/pdf",
    )
    assert (signature.get_filename(), signature.get_content()) == ("Выписка Ё.pdf.p7s", b"\x30\x03sig")
    assert all(byte < 128 for byte in room.raw[0])


async def test_tls_from_the_start_and_what_certificates_are_refused(
    make: Make, certificates: Certificates
) -> None:
    room = Mailroom(accounts={"a": "long-secret"})
    async with listening(room, certificates.server("good"), at_once=True):
        await make(room, security="tls", login="a", password="long-secret").push(LETTER)
        with pytest.raises(Denied) as raised:
            await make(room, security="tls", login="a", password="wrong-secret").check()
        assert "secret" not in raised.value.told + raised.value.raw
        with pytest.raises(Unreachable, match="tls.untrusted"):
            await make(room, security="tls", authorities="").check()
    assert room.letters
    for kind in ("expired", "self_signed", "other_host"):
        room = Mailroom(accounts={"a": "b"})
        async with listening(room, certificates.server(kind)):
            with pytest.raises(Unreachable, match="tls.untrusted"):
                await make(room, security="starttls", login="a", password="b").push(LETTER)
        assert not room.letters
        assert not room.signed_in


async def test_a_password_never_goes_in_the_clear(make: Make) -> None:
    async with scripted("220 mail.test ESMTP", "250-mail.test\r\n250 AUTH PLAIN LOGIN") as room:
        ours = make(room, security="starttls", login="a", password="long-secret")
        with pytest.raises(Denied, match="smtp.no_starttls"):
            await ours.push(LETTER)
        assert not any(b"AUTH" in one or b"MAIL" in one for one in room.raw)
    async with scripted(
        "220 mail.test ESMTP", "250-mail.test\r\n250 STARTTLS", "454 4.7.0 TLS not available"
    ) as room:
        with pytest.raises(Unwell, match="TLS not available"):
            await make(room, security="starttls", login="a", password="long-secret").push(LETTER)
        assert not any(b"AUTH" in one for one in room.raw)
    for wrong in (
        {"security": "none", "host": "mail.clinic.test"},
        {"password": "x"},
        {"host": "smtp://x"},
        {"sender": "nobody"},
        {"sender": "a@b\r\nBcc: c@d"},
        {"sender_name": "a\r\nBcc: c@d"},
    ):
        with pytest.raises(ValidationError):
            make(Mailroom(port=25), **wrong)


REPLIES = {
    "550 5.1.1 No such mailbox": (Rejected, "No such mailbox", "550"),
    "553 no": (Rejected, "no", "553"),
    "450 4.7.1 Greylisted, come back in 5 minutes": (Unwell, "Greylisted", ""),
    "451 4.3.0 later": (Unwell, "later", ""),
    "452 4.2.2 full": (Throttled, "full", ""),
    "421 4.3.2 too many letters": (Throttled, "too many", ""),
    "530 5.7.0 sign in first": (Denied, "sign in", ""),
}


@pytest.mark.parametrize("reply", REPLIES)
async def test_a_recipient_is_refused_or_has_to_wait(reply: str, make: Make) -> None:
    fault, words, code = REPLIES[reply]
    room = Mailroom(refuses={"petrov@hospital.test": reply})
    async with listening(room):
        ours = make(room)
        with pytest.raises(ServiceFault) as raised:
            await ours.push(LETTER)
        assert type(raised.value) is fault
        assert words in raised.value.told
        assert getattr(raised.value, "code", "") == code
        room.refuses = {}
        await ours.push(LETTER)
    assert len(room.letters) == 1


async def test_what_a_letter_itself_is_refused_for(make: Make) -> None:
    room = Mailroom(reply="554 5.7.1 It looks like spam")
    async with listening(room, data_size_limit=4000):
        with pytest.raises(Rejected, match="spam"):
            await make(room).push(LETTER)
        with pytest.raises(Rejected, match="mail.large"):
            await make(room).push(replace(LETTER, files=(File("a.pdf", "application/pdf", PDF),)))
        huge = (File("a.pdf", "application/pdf", b"%PDF" * 300_000),)
        with pytest.raises(Rejected, match="mail.large"):
            await make(room, most_megabytes=1).push(replace(LETTER, files=huge))
        for to in (
            "",
            "no address",
            "a@b\r\nBcc: c@d",
            "a@b, c@d",
            "врач@hospital.test",
            "a@[127.0.0.1]",
            ".@b",
        ):
            with pytest.raises(Rejected, match=r"mail\.(no_)?address"):
                await make(room).push(replace(LETTER, body={**LETTER.body, "to": to}))
        with pytest.raises(Rejected):
            await make(room).push(replace(LETTER, kind="patient"))
        room.reply = "250 taken"
        await make(room).push(replace(LETTER, body={**LETTER.body, "to": "petrov@больница.рф"}))
    assert [letter["To"] for letter in room.letters] == ["petrov@xn--80abvlke3d3b.xn--p1ai"]


SCRIPTS: dict[str, tuple[tuple[str, ...], str, type[ServiceFault]]] = {
    "says nothing": (("",), "stay", Unreachable),
    "hangs after the greeting": (("220 mail.test",), "stay", Unreachable),
    "drips its greeting": (("2",), "go on", Unreachable),
    "greets without an end": (("220-mail.test",), "go on", Unwell),
    "leaves at once": ((), "leave", Unreachable),
    "leaves at RCPT": (("220 x", "250 x", "250 ok", ""), "leave", Unreachable),
    "leaves after the letter": (("220 x", "250 x", "250 ok", "250 ok", "354 go", ""), "leave", Unreachable),
    "is no mail server": (("HTTP/1.1 400 Bad Request",), "leave", Unwell),
    "talks at length": (("220 " + "x" * 200_000,), "stay", Unwell),
    "is full": (("421 4.3.2 Too many connections",), "leave", Throttled),
    "refuses all": (("554 5.7.1 Not you",), "leave", Unwell),
    "refuses the sender": (("220 x", "250 x", "550 5.7.1 Not from here"), "stay", Denied),
    "refuses in Russian": (("220 x", "250 x", "250 ok", "550 Нет такого ящика"), "stay", Rejected),
    "has no way in": (("220 x", "250 AUTH GSSAPI"), "stay", Denied),
}


@pytest.mark.parametrize("case", SCRIPTS)
async def test_servers_that_misbehave(case: str, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    lines, then, fault = SCRIPTS[case]
    monkeypatch.setattr(Smtp, "deadline", timedelta(seconds=0.3))
    drips = 0.02 if case.startswith("drips") else 0
    way_in = {"login": "a", "password": "long-secret"} if "way in" in case else {}
    async with scripted(*lines, then=then, every=drips) as room:
        started = time.monotonic()
        with pytest.raises(ServiceFault) as raised:
            await make(room, **way_in).push(LETTER)
        assert type(raised.value) is fault
        assert time.monotonic() - started < 15
        assert ("Нет такого ящика" in raised.value.told) == (fault is Rejected)
        assert "secret" not in raised.value.told + raised.value.raw
        assert "Новая задача" not in raised.value.told + raised.value.raw


async def test_nobody_listens_and_a_letter_called_off(make: Make) -> None:
    async with scripted("") as room:
        ours = make(room)
        sending = asyncio.create_task(ours.push(LETTER))
        await asyncio.sleep(0.05)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
    with pytest.raises(Unreachable, match="smtp.unreachable"):
        await ours.push(LETTER)
    assert [change async for change in ours.pull("")] == []


@given(st.text(max_size=40), st.text(max_size=80), st.text(max_size=30))
def test_no_text_makes_a_header_or_a_part_of_its_own(subject: str, text: str, name: str) -> None:
    body = {"to": "a@b.test", "subject": f"Тема{subject}", "text": text}
    letter = letter_of(
        replace(LETTER, body=body, files=(File(f"{name}.pdf", "application/pdf", PDF),)),
        "c@d.test",
        name,
        10**6,
    )
    read = message_from_bytes(letter.as_bytes(), policy=policy.default)
    assert sorted(read.keys()) == sorted(
        ["Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type"]
    )
    assert read["To"] == "a@b.test"
    assert len(list(read.iter_parts())) == 2  # type: ignore[attr-defined]
    assert not read.defects
    assert (
        letter.as_bytes()
        == letter_of(
            replace(LETTER, body=body, files=(File(f"{name}.pdf", "application/pdf", PDF),)),
            "c@d.test",
            name,
            10**6,
        ).as_bytes()
    ), "the same operation is the same letter"
    assert "\n" not in one_line(subject)
