"""What a mail server is asked for. Loads pydantic."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, SecretStr, model_validator

from medcab_tui.services.asked import titled
from medcab_tui.services.secure import is_loopback

_ADDRESS: Final = re.compile(r"[^\s@,;<>\"()\\]+@[^\s@,;<>\"()\\]+")
_HOST: Final = re.compile(r"[A-Za-z0-9.\-]{1,253}|\[?[0-9A-Fa-f:]{2,45}\]?")


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise ValueError("a host name or an address, without «smtp://»")
    return text.strip("[]")


def _address(text: str) -> str:
    if len(text) > 254 or not text.isprintable() or not _ADDRESS.fullmatch(text):
        raise ValueError("an address of mail: name@host")
    return text


def _line(text: str) -> str:
    if text and not text.isprintable():
        raise ValueError("one line of text")
    return text


_SECURITY: Final = {
    "starttls": {
        "en": "STARTTLS (usually port 587)",
        "ru": "STARTTLS (обычно порт 587)",
    },
    "tls": {"en": "TLS from the start (usually port 465)", "ru": "TLS сразу (обычно порт 465)"},
    "none": {"en": "none: this computer only", "ru": "без шифрования: только этот компьютер"},
}


class Settings(BaseModel):
    """Where letters are handed over, as whom, and from whom they are."""

    host: Annotated[str, AfterValidator(_host)] = Field(
        json_schema_extra=titled("Mail server", "Почтовый сервер", "smtp.example.org", "smtp.example.org")
    )
    port: int = Field(587, ge=1, le=65535, json_schema_extra=titled("Port", "Порт"))
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", json_schema_extra=titled("Encryption", "Шифрование", choices=_SECURITY)
    )
    login: Annotated[str, AfterValidator(_line)] = Field("", json_schema_extra=titled("Login", "Логин"))
    password: SecretStr = Field(SecretStr(""), json_schema_extra=titled("Password", "Пароль"))
    sender: Annotated[str, AfterValidator(_address)] = Field(
        json_schema_extra=titled(
            "Letters come from",
            "Обратный адрес",
            "The address the server lets this login send from",
            "Адрес, с которого сервер разрешает писать этому логину",
        )
    )
    sender_name: Annotated[str, AfterValidator(_line)] = Field(
        "", max_length=100, json_schema_extra=titled("Name of the sender", "Имя отправителя")
    )
    authorities: str = Field(
        "",
        json_schema_extra=titled(
            "Certificate authority, a PEM file",
            "Файл УЦ (PEM)",
            "Only if the server's certificate was issued inside the organisation",
            "Только если сертификат сервера выпущен внутри организации",
        ),
    )
    most_megabytes: int = Field(
        20,
        ge=1,
        le=100,
        json_schema_extra=titled("A letter's files at most, MB", "Вложения до, МБ"),
    )

    @model_validator(mode="after")
    def _private(self) -> Self:
        if self.security == "none" and not is_loopback(self.host):
            raise ValueError("without encryption letters go only to a server on this computer")
        if self.password.get_secret_value() and not self.login:
            raise ValueError("a password without a login")
        return self
