"""Letters and SMS about notices: in the receiver's language, to where the receiver wants them, of nobody."""

from __future__ import annotations

import string
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.cabinet.delivery_actions import ChooseDelivery
from medcab_tui.cabinet.home_actions import SendMessage
from medcab_tui.cabinet.letters import _KINDS, _SAID, NO_ADDRESS, letter_of
from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.domain.delivery import Channel, Preferences
from medcab_tui.domain.exchange import Rejected, Way
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.services.sms.wording import parts_of
from tests.cabinet.test_notices import Clinic, clinic
from tests.peers.gateway import Gateway, serving
from tests.peers.mail import Mailroom, listening

__all__ = ["clinic"]

BOTH = frozenset({Channel.MAIL, Channel.SMS})
TOLD = {"count": "3", "day": "2026-11-24", "first": "09:00", "last": "17:30", "due": "2026-11-25T10:00"}


def test_every_kind_has_its_words_in_every_language() -> None:
    for language, words in _SAID.items():
        assert set(_KINDS[language]) == set(NoticeKind)
        assert set(words) == set(_SAID["ru"])
        fields = [
            sorted(name for _, name, _, _ in string.Formatter().parse(one) if name) for one in words.values()
        ]
        known = [
            sorted(name for _, name, _, _ in string.Formatter().parse(one) if name)
            for one in _SAID["ru"].values()
        ]
        assert fields == known
        chosen = Preferences(mail="a@b.test", phone="+79123456789", language=language)
        for kind in NoticeKind:
            payload = {"kind": kind.value, "told": {"due": TOLD["due"]}}
            letter, sms = letter_of(payload, Channel.MAIL, chosen), letter_of(payload, Channel.SMS, chosen)
            assert _KINDS[language][kind] in str(letter["text"])
            assert _KINDS[language][kind] in str(letter["subject"])
            assert (letter["to"], sms["to"]) == ("a@b.test", "+79123456789")
            assert parts_of(str(sms["text"])) <= 2
            assert "2026-11-25 10:00" in str(sms["text"])


def test_a_letter_in_words() -> None:
    chosen = Preferences(mail="a@b.test", phone="+79123456789")
    payload = {"kind": "reminder", "told": TOLD}
    assert letter_of(payload, Channel.SMS, chosen)["text"] == (
        "Кабинет: напоминание, день: 2026-11-24, с 09:00, до 17:30, срок: 2026-11-25 10:00, количество: 3"
    )
    assert str(letter_of(payload, Channel.MAIL, chosen)["text"]).startswith(
        "В вашем кабинете напоминание, день: 2026-11-24, с 09:00, до 17:30, срок: 2026-11-25 10:00"
    )
    english = replace(chosen, language="en")
    assert letter_of({"kind": "task"}, Channel.SMS, english)["text"] == "Cabinet: a new task"
    assert letter_of({"kind": "of tomorrow"}, Channel.SMS, chosen)["text"] == "Кабинет: новое уведомление"
    assert (
        letter_of({"kind": "task"}, Channel.SMS, replace(chosen, language="tt"))["text"]
        == "Кабинет: новая задача"
    )
    with pytest.raises(Rejected) as raised:
        letter_of(payload, Channel.MAIL, Preferences())
    assert raised.value.code == NO_ADDRESS


@given(st.dictionaries(st.sampled_from(["count", "due", "title", "patient", "of"]), st.text(max_size=30)))
def test_no_word_of_a_person_is_ever_told(told: dict[str, str]) -> None:
    chosen = Preferences(mail="a@b.test")
    plain = letter_of({"kind": "task"}, Channel.MAIL, chosen)
    text = str(letter_of({"kind": "task", "told": told}, Channel.MAIL, chosen)["text"])
    for name, value in told.items():
        if any(letter.isalpha() for letter in value.replace("T", "").replace("Z", "")):
            assert value not in text.replace(str(plain["text"]), "") or value in str(plain["text"])
        if name not in ("count", "due"):
            assert text == str(letter_of(
                {"kind": "task", "told": {k: v for k, v in told.items() if k != name}}, Channel.MAIL, chosen
            )["text"])  # fmt: skip


@pytest.mark.capability("C029")
@pytest.mark.capability("C100")
async def test_a_message_is_told_by_mail_and_sms_to_where_its_receiver_says(clinic: Clinic) -> None:
    desk, doctor = clinic.desk, clinic.doctor
    clock = cast("TapeClock", desk.surroundings.clock)
    chosen = Preferences(
        ((NoticeKind.MESSAGE, BOTH),), mail="old@clinic.test", phone="8 912 345-67-89", language="en"
    )
    await doctor.do(ChooseDelivery(clinic.new(), chosen))
    room, gateway = Mailroom(), Gateway()
    with serving(gateway):
        async with listening(room):
            await desk.links.add(
                "почта",
                "smtp",
                {
                    "host": "127.0.0.1",
                    "port": str(room.port),
                    "security": "none",
                    "sender": "cabinet@clinic.test",
                },
            )
            await desk.links.add(
                "смс", "sms", {"origin": gateway.origin, "token": "gateway-token", "id_path": "messages.0.id"}
            )
            assert await doctor.delivery.connected() == frozenset()
            for name in ("почта", "смс"):
                await desk.links.switch(name, enabled=True)
            assert await doctor.delivery.connected() == BOTH
            new = clinic.new()
            await desk.do(SendMessage(new, doctor.worker.id, "Замена", "О Кузнецовой", clinic.patient))
            kept = await doctor.delivery.preferences()
            await doctor.do(ChooseDelivery(clinic.new(), replace(kept, mail="doctor@clinic.test")))
            clock.advance(timedelta(minutes=1))
            await desk.exchange.step()
            await desk.exchange.close()
    (letter,) = room.letters
    assert letter["To"] == "doctor@clinic.test", "where it goes is asked when it goes"
    assert letter["Subject"] == "Cabinet: a new message"
    assert [(one["to"], one["text"]) for one in gateway.sent] == [("+79123456789", "Cabinet: a new message")]
    assert "Кузнец" not in letter.as_string() + str(gateway.sent)
    assert [one.state for one in await desk.exchange.sendings(new)] == [Way.REGISTERED] * 2


async def test_without_an_address_a_letter_is_refused_with_what_to_do(clinic: Clinic) -> None:
    desk, doctor = clinic.desk, clinic.doctor
    chosen = Preferences(((NoticeKind.MESSAGE, frozenset({Channel.MAIL})),))
    await doctor.do(ChooseDelivery(clinic.new(), chosen))
    async with listening(Mailroom()) as room:
        settings = {
            "host": "127.0.0.1",
            "port": str(room.port),
            "security": "none",
            "sender": "a@clinic.test",
        }
        await desk.links.add("smtp", "smtp", settings)
        await desk.links.switch("smtp", enabled=True)
        new = clinic.new()
        await desk.do(SendMessage(new, doctor.worker.id, "Замена", "28-го"))
        cast("TapeClock", desk.surroundings.clock).advance(timedelta(minutes=1))
        await desk.exchange.step()
        await desk.exchange.close()
        assert not room.letters
    (sending,) = await desk.exchange.sendings(new)
    assert (sending.state, sending.code) == (Way.REFUSED, NO_ADDRESS)
