"""How a gateway is asked. Loads pydantic."""

from __future__ import annotations

import json
import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, SecretStr, model_validator

from medcab_tui.services.asked import titled
from medcab_tui.services.sms.wording import form_of

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z\-]{1,60}")
_PATH: Final = re.compile(r"/[!-~]{0,300}")


def _header(text: str) -> str:
    if text and not _TOKEN.fullmatch(text):
        raise ValueError("a name of a header: letters, digits, «-»")
    return text


def _path(text: str) -> str:
    if text and not _PATH.fullmatch(text):
        raise ValueError("a path: it begins with «/» and has no spaces")
    return text


def _origin(text: str) -> str:
    if not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]{1,260}", text.rstrip("/")):
        raise ValueError("an address: https://host, the path is a field of its own")
    return text.rstrip("/")


_SHAPES: Final = {
    "json": {"en": "JSON", "ru": "JSON"},
    "form": {"en": "form (a=b&c=d)", "ru": "форма (a=b&c=d)"},
}
_PHONES: Final = {
    "+7": {"en": "+79123456789", "ru": "+79123456789"},
    "7": {"en": "79123456789", "ru": "79123456789"},
    "8": {"en": "89123456789", "ru": "89123456789"},
}


class Settings(BaseModel):
    """Where a message is handed over, in which words, and what of the answer means what."""

    origin: Annotated[str, AfterValidator(_origin)] = Field(
        json_schema_extra=titled("Gateway", "Шлюз", "https://sms.example.org", "https://sms.example.org")
    )
    path: Annotated[str, AfterValidator(_path)] = Field(
        "/send", json_schema_extra=titled("Path of sending", "Путь отправки", "/v1/send", "/v1/send")
    )
    shape: Literal["json", "form"] = Field(
        "json", json_schema_extra=titled("Shape of a request", "Вид запроса", choices=_SHAPES)
    )
    template: str = Field(
        '{"to": "{phone}", "text": "{text}", "id": "{key}"}',
        max_length=2000,
        json_schema_extra=titled(
            "Request",
            "Запрос",
            "{phone} the number, {text} the text, {key} the same for a repeat",
            "{phone} — номер, {text} — текст, {key} — одинаков при повторе",
        ),
    )
    phone: Literal["+7", "7", "8"] = Field(
        "+7", json_schema_extra=titled("A number is written", "Номер пишется", choices=_PHONES)
    )
    token: SecretStr = Field(SecretStr(""), json_schema_extra=titled("Token", "Токен"))
    token_header: Annotated[str, AfterValidator(_header)] = Field(
        "Authorization", json_schema_extra=titled("The token's header", "Заголовок токена")
    )
    token_prefix: str = Field(
        "Bearer",
        max_length=40,
        json_schema_extra=titled("Before the token", "Перед токеном", "Bearer", "Bearer"),
    )
    id_path: str = Field(
        "id",
        json_schema_extra=titled(
            "Where the message's number is", "Где номер сообщения", "messages.0.id", "messages.0.id"
        ),
    )
    state_path: str = Field(
        "",
        json_schema_extra=titled(
            "Where the state is", "Где состояние", "messages.0.status", "messages.0.status"
        ),
    )
    taken: str = Field(
        "",
        json_schema_extra=titled(
            "States of a taken message",
            "Состояния принятого сообщения",
            "accepted, queued; empty: any answer without an error",
            "accepted, queued; пусто — любой ответ без ошибки",
        ),
    )
    words_path: str = Field(
        "",
        json_schema_extra=titled("Where the reason of a refusal is", "Где причина отказа", "error", "error"),
    )
    status_path: Annotated[str, AfterValidator(_path)] = Field(
        "",
        json_schema_extra=titled(
            "Path of the state",
            "Путь состояния",
            "/v1/status/{id}; empty: not asked",
            "/v1/status/{id}; пусто — не спрашивать",
        ),
    )
    status_state_path: str = Field(
        "status", json_schema_extra=titled("Where the state is in that answer", "Где состояние в том ответе")
    )
    delivered: str = Field(
        "delivered", json_schema_extra=titled("States of a delivered one", "Состояния доставленного")
    )
    failed: str = Field(
        "failed, undelivered, expired, rejected",
        json_schema_extra=titled("States of one not delivered", "Состояния недоставленного"),
    )
    most_parts: int = Field(
        2,
        ge=1,
        le=10,
        json_schema_extra=titled("A message's parts at most", "Частей в сообщении, не более"),
    )
    authorities: str = Field(
        "",
        json_schema_extra=titled(
            "Certificate authority, a PEM file",
            "Удостоверяющий центр, файл PEM",
            "Only if the gateway's certificate was issued inside the organisation",
            "Только если сертификат шлюза выпущен внутри организации",
        ),
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if "{phone}" not in self.template or "{text}" not in self.template:
            raise ValueError("the request must name {phone} and {text}")
        try:
            if self.shape == "json":
                json.loads(self.template)
            else:
                form_of(self.template, {})
        except (ValueError, RecursionError):
            raise ValueError("the request is not of the shape that was chosen") from None
        if self.status_path and "{id}" not in self.status_path:
            raise ValueError("the path of the state must name {id}")
        token = self.token.get_secret_value() + self.token_prefix
        if not (token.isascii() and token.isprintable()):
            raise ValueError("a token has Latin letters, digits and signs only")
        return self
