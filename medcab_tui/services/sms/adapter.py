"""The adapter of SMS: a text to a number through a gateway, and what became of it if the gateway tells."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import quote

from medcab_tui.domain.exchange import (
    Capability,
    Change,
    Checked,
    Json,
    Notebook,
    Operation,
    Receipt,
    Rejected,
    Unwell,
    Way,
)
from medcab_tui.services.adapter import Given, Info
from medcab_tui.services.http import Answer, Client
from medcab_tui.services.sms import wording

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.services.sms.settings import Settings

GIVEN_UP_AFTER: Final = timedelta(days=3)
"""What a gateway has not told by then it will not tell."""
MOST_ASKED: Final = 50
"""Messages whose state is asked for in one turn."""
_ID: Final = re.compile(r"[A-Za-z0-9\-._:]{1,64}")
_PENDING, _SETTLED, _SENT = "pending", "settled", "sent"


def _settings() -> type[BaseModel]:
    from medcab_tui.services.sms.settings import Settings

    return Settings


class Sms:
    """One gateway. What was sent and what became of it is kept in the notebook: a restart forgets nothing."""

    info: ClassVar[Info] = Info(
        name="sms",
        title={"en": "SMS gateway", "ru": "Шлюз СМС"},
        capabilities=frozenset({Capability.SMS}),
        settings=_settings,
        takes=frozenset({"notice.letter", "sms"}),
        gives=frozenset({"status"}),
        sees={
            "en": "Numbers of workers and short notices; they name no patient.",
            "ru": "Номера сотрудников и короткие уведомления; пациентов в них не называют.",
        },
        usage={
            "en": "In Settings, Notifications, give your number and choose what is told by SMS.",
            "ru": "В настройках уведомлений укажите номер и выберите, о чём сообщать по СМС.",
        },
    )
    deadline: ClassVar[timedelta] = timedelta(seconds=30)

    def __init__(self, given: Given) -> None:
        from medcab_tui.services.sms.settings import Settings

        if not isinstance(given.settings, Settings):
            raise TypeError("settings of another adapter")
        self._settings: Settings = given.settings
        self._clock = given.clock
        self._notes: Notebook = given.notebook or _Memory()
        token = self._settings.token.get_secret_value()
        prefix = self._settings.token_prefix
        between = " " if prefix[-1:].isalnum() else ""  # a form takes spaces at the end away
        named = {self._settings.token_header: f"{prefix}{between}{token}"} if token else {}
        authorities = self._settings.authorities
        self._client = Client(
            self._settings.origin,
            clock=given.clock,
            headers=named,
            secrets=(token,),
            deadline=self.deadline,
            most_bytes=256 * 1024,
            authorities=Path(authorities).expanduser() if authorities else None,
        )

    async def check(self) -> Checked:
        """Asks for nothing: a gateway that answers at all, and lets us in, is well."""
        answer = await self._client.request("HEAD", self._settings.path, leaves=_ANSWERS)
        return Checked(f"HTTP {answer.status}", answer.raw)

    async def push(self, operation: Operation) -> Receipt:
        """Hands a text over; one that was taken before is not sent again."""
        if operation.kind not in self.info.takes:
            raise Rejected("service.kind", code="service.kind")
        known = await self._notes.get(_SENT, operation.key)
        if isinstance(known, Mapping):
            return _receipt(known)
        of, text = self._settings, wording.shortened(_said(operation), self._settings.most_parts)
        values = {"phone": _number(operation, of.phone), "text": text, "key": operation.key}
        if of.shape == "json":
            answer = await self._client.request("POST", of.path, body=wording.json_of(of.template, values))
        else:
            answer = await self._client.request("POST", of.path, form=wording.form_of(of.template, values))
        receipt = self._taken(answer)
        kept: dict[str, Json] = {
            "way": receipt.way.value,
            "number": receipt.number,
            "raw": receipt.raw[:2000],
        }
        await self._notes.put(_SENT, operation.key, {**kept, "at": self._clock.now().isoformat()})
        if receipt.way is Way.ACCEPTED:
            pending: dict[str, Json] = {"id": receipt.number, "at": self._clock.now().isoformat()}
            await self._notes.put(_PENDING, operation.key, pending)
        return receipt

    async def pull(self, since: str) -> AsyncIterator[Change]:
        """What became of messages; what was told stays until a later cursor shows that it was kept."""
        kept = int(since) if since.isdecimal() and len(since) < 16 else 0
        latest = kept
        async for number, settled in self._notes.scan(_SETTLED):
            if int(number) <= kept:
                await self._notes.drop(_SETTLED, number)
            elif isinstance(settled, Mapping):
                latest = int(number)
                yield _change(latest, settled)
        async for key, settled in self._news():
            latest += 1
            await self._notes.put(_SETTLED, f"{latest:015d}", settled)
            await self._notes.drop(_PENDING, key)
            yield _change(latest, settled)

    async def close(self) -> None:
        await self._client.close()

    async def _news(self) -> AsyncIterator[tuple[str, Mapping[str, Json]]]:
        """What was settled since, of the messages that wait; and what is too old is let go."""
        async for key, note in self._notes.scan(_SENT):
            if self._old(note):
                await self._notes.drop(_SENT, key)
        asked = 0
        async for key, pending in self._notes.scan(_PENDING):
            if not isinstance(pending, Mapping) or not self._settings.status_path or self._old(pending):
                await self._notes.drop(_PENDING, key)
                continue
            asked += 1
            if asked > MOST_ASKED:
                return
            settled = await self._asked(key, str(pending.get("id", "")))
            if settled is not None:
                yield key, settled

    async def _asked(self, key: str, number: str) -> Mapping[str, Json] | None:
        """How one message stands; None while it is under way, or is not known there yet."""
        of = self._settings
        path = of.status_path.replace("{id}", quote(number, safe=""))
        try:
            answer = await self._client.request("GET", path)
        except Rejected:
            return None
        found = answer.json()
        state = wording.at(found, of.status_state_path)
        common: dict[str, Json] = {"key": key, "number": number, "raw": answer.raw[:2000]}
        if state.casefold() in wording.words(of.delivered):
            return {**common, "way": Way.REGISTERED.value}
        if state.casefold() in wording.words(of.failed):
            told = wording.at(found, of.words_path) or state
            return {**common, "way": Way.REFUSED.value, "code": state[:100], "text": told[:300]}
        return None

    def _taken(self, answer: Answer) -> Receipt:
        """What an answer to a message means. A state that is not among those of a taken one is a refusal."""
        of = self._settings
        needs = bool(of.state_path and of.taken) or bool(of.status_path)
        found = answer.json() if needs or answer.body[:1] in (b"{", b"[") else None
        state, number = wording.at(found, of.state_path), wording.at(found, of.id_path)
        if of.state_path and of.taken and state.casefold() not in wording.words(of.taken):
            if not state:
                raise Unwell("sms.no_state", raw=answer.raw)
            told = wording.at(found, of.words_path) or state
            raise Rejected(told[:300], code=state[:100], raw=answer.raw)
        if number and not _ID.fullmatch(number):
            raise Unwell("sms.number", raw=answer.raw)
        follows = bool(of.status_path and number)
        return Receipt(Way.ACCEPTED if follows else Way.REGISTERED, number, raw=answer.raw)

    def _old(self, note: Json) -> bool:
        try:
            at = datetime.fromisoformat(str(note["at"])) if isinstance(note, Mapping) else None
        except (KeyError, ValueError):
            return True
        return at is None or abs(self._clock.now() - at) > GIVEN_UP_AFTER


_ANSWERS: Final = frozenset({400, 404, 405, 409, 411, 415, 422})
"""Of a path that takes messages only: whoever says so is there and has let us in."""


def _said(operation: Operation) -> str:
    text = operation.body.get("text", "")
    if not isinstance(text, str) or not text.strip():
        raise Rejected("sms.empty", code="sms.empty")
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text).strip()


def _number(operation: Operation, start: str) -> str:
    to = operation.body.get("to", "")
    if not isinstance(to, str) or not re.fullmatch(r"\+7[0-9]{10}", to):
        raise Rejected("sms.no_number" if not to else "sms.number", code="sms.number")
    return start + to.removeprefix("+7")


def _change(place: int, settled: Mapping[str, Json]) -> Change:
    return Change("status", str(place), answers=str(settled.get("key", "")), receipt=_receipt(settled))


def _receipt(kept: Mapping[str, Json]) -> Receipt:
    number, code, text, raw = (str(kept.get(name, "")) for name in ("number", "code", "text", "raw"))
    way = Way(str(kept.get("way", Way.REGISTERED.value)))
    return Receipt(way, number, code=code, text=text, raw=raw)


class _Memory:
    """A notebook for as long as the adapter lives."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Json] = {}

    async def get(self, space: str, key: str) -> Json:
        return self._kept.get((space, key))

    async def put(self, space: str, key: str, value: Json) -> None:
        self._kept[space, key] = value

    async def drop(self, space: str, key: str) -> None:
        self._kept.pop((space, key), None)

    async def scan(self, space: str, after: str = "") -> AsyncIterator[tuple[str, Json]]:
        for (where, key), value in sorted(self._kept.items(), key=lambda one: one[0]):
            if where == space and key > after:
                yield key, value
