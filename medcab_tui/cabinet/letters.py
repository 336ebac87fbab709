"""What a letter and an SMS about a notice say: of which kind, how much and until when, never about whom.

Mail and SMS are read on strange machines; the catalogues of the interface belong to whoever sits at this
one. So the few sentences stand here, in the languages of the receivers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from medcab_tui.domain.delivery import SERVICES, Channel, Preferences
from medcab_tui.domain.exchange import Json, Rejected
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind

if TYPE_CHECKING:
    from medcab_tui.cabinet.outgoing import Prepared
    from medcab_tui.domain.exchange_rows import Waiting
    from medcab_tui.store.transaction import Connection

NO_ADDRESS: Final = "letter.no_address"
NO_WORKER: Final = "letter.no_worker"
USUAL: Final = "ru"

_KINDS: Final[Mapping[str, Mapping[NoticeKind, str]]] = {
    "ru": {
        NoticeKind.SCHEDULE: "изменение графика",
        NoticeKind.CHECK: "результат проверки",
        NoticeKind.QUERY: "запрос на предоставление данных",
        NoticeKind.RULES: "новые протоколы, законы или обучение",
        NoticeKind.UPCOMING: "предстоящий приём или срок",
        NoticeKind.APPLICATION: "новая заявка",
        NoticeKind.SHIFT: "изменение смены",
        NoticeKind.RESULT: "результат исследования",
        NoticeKind.TASK: "новая задача",
        NoticeKind.MESSAGE: "новое сообщение",
        NoticeKind.DECISION: "запрос или решение по нему",
        NoticeKind.REMINDER: "напоминание",
        NoticeKind.SERVICE: "новый сервис",
        NoticeKind.DOCUMENT: "новое о документе",
    },
    "en": {
        NoticeKind.SCHEDULE: "a change of schedule",
        NoticeKind.CHECK: "the result of an inspection",
        NoticeKind.QUERY: "a request for data",
        NoticeKind.RULES: "new protocols, laws or training",
        NoticeKind.UPCOMING: "an upcoming visit or deadline",
        NoticeKind.APPLICATION: "a new application",
        NoticeKind.SHIFT: "a change of shift",
        NoticeKind.RESULT: "a test result",
        NoticeKind.TASK: "a new task",
        NoticeKind.MESSAGE: "a new message",
        NoticeKind.DECISION: "a request or a decision on one",
        NoticeKind.REMINDER: "a reminder",
        NoticeKind.SERVICE: "a new service",
        NoticeKind.DOCUMENT: "news of a document",
    },
}
_SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "ru": {
        "subject": "Кабинет: {kind}",
        "count": "количество: {count}",
        "due": "срок: {due}",
        "day": "день: {day}",
        "first": "с {first}",
        "last": "до {last}",
        "letter": "В вашем кабинете {kind}{more}.\n\nО ком и о чём речь, видно только в самом кабинете.\n"
        "На это письмо отвечать не нужно. Выбрать, о чём писать: Настройки, «Уведомления».\n",
        "other": "новое уведомление",
    },
    "en": {
        "subject": "Cabinet: {kind}",
        "count": "number: {count}",
        "due": "due: {due}",
        "day": "day: {day}",
        "first": "from {first}",
        "last": "until {last}",
        "letter": "There is {kind} in your cabinet{more}.\n\nWhom and what it is about is seen only there."
        "\nPlease do not reply. What is written about is chosen in Settings, Notifications.\n",
        "other": "a new notice",
    },
}
_TOLD: Final = re.compile(r"[0-9][0-9:.\-+TZ]{0,39}")
"""What a number, a day or a moment looks like; nothing else is told."""


def letter_of(payload: Mapping[str, Any], channel: Channel, chosen: Preferences) -> dict[str, Json]:
    """What a service is given: `to`, `subject`, `text`, and `channel`. Raises Rejected without an address."""
    to = chosen.address(channel)
    if not to:
        raise Rejected(NO_ADDRESS, code=NO_ADDRESS)
    language = chosen.language if chosen.language in _SAID else USUAL
    said = _SAID[language]
    kind = next((text for one, text in _KINDS[language].items() if one.value == payload.get("kind")), "")
    more = _particulars(payload.get("told"), said)
    subject = said["subject"].format(kind=kind or said["other"])
    if channel is Channel.SMS:
        return {"to": to, "subject": "", "text": ", ".join((subject, *more)), "channel": channel.value}
    told = "".join(f", {one}" for one in more)
    text = said["letter"].format(kind=kind or said["other"], more=told)
    return {"to": to, "subject": subject, "text": text, "channel": channel.value}


def prepared_letter(connection: Connection, waiting: Waiting) -> Prepared:
    """A letter as it goes: to where its receiver wants it today, whatever was given when it was written."""
    from medcab_tui.cabinet.outgoing import Prepared
    from medcab_tui.store import accounts, delivery

    payload = json.loads(waiting.payload)
    worker = Id(bytes.fromhex(payload["to"]))
    if accounts.by_id(connection, worker) is None:
        raise Rejected(NO_WORKER, code=NO_WORKER)
    channel = next((way for way, service in SERVICES.items() if service == waiting.address), Channel.MAIL)
    return Prepared(letter_of(payload, channel, delivery.preferences(connection, worker)))


def _particulars(told: object, said: Mapping[str, str]) -> list[str]:
    values = told if isinstance(told, Mapping) else {}
    known = {
        name: str(value).replace("T", " ") for name, value in values.items() if _TOLD.fullmatch(str(value))
    }
    return [
        said[name].format_map(known) for name in ("day", "first", "last", "due", "count") if name in known
    ]
