"""What a settings model asks for: kinds of fields, texts by language, values from what is typed."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, BaseModel, Field, HttpUrl, SecretBytes, SecretStr, model_validator

from medcab_tui.services import asked


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


def _no_x(text: str) -> str:
    if "x" in text:
        raise ValueError(f"no x in {text}")
    return text


class Settings(BaseModel):
    url: HttpUrl = Field(json_schema_extra={"titles": {"en": "Address", "ru": "Адрес"}})
    port: int | None = None
    share: float = 0.5
    loud: bool = False
    mode: Literal["a", "b", 3] = Field(
        "a", json_schema_extra={"choices": {"a": {"en": "first", "ru": "первый"}}}
    )
    colour: Colour = Colour.RED
    rooms: list[str] = ["1", "2"]
    tags: set[int] = Field(default_factory=set, description="Numbers.")
    token: SecretStr
    raw: SecretBytes | None = None
    word: Annotated[SecretStr, AfterValidator(lambda secret: SecretStr(_no_x(secret.get_secret_value())))] = (
        SecretStr("")
    )

    @model_validator(mode="after")
    def _together(self) -> Settings:
        if self.loud and self.port == 1:
            raise ValueError(f"loud at port 1 with {self.token.get_secret_value()}")
        return self


FIELDS = {one.name: one for one in asked.asked(Settings)}


def test_kinds_titles_and_defaults() -> None:
    assert {name: one.kind for name, one in FIELDS.items()} == {
        "url": "text", "port": "number", "share": "number", "loud": "switch", "mode": "choice",
        "colour": "choice", "rooms": "list", "tags": "list", "token": "secret", "raw": "secret",
        "word": "secret",
    }  # fmt: skip
    assert FIELDS["url"].title == {"en": "Address", "ru": "Адрес"}
    assert (FIELDS["port"].title, FIELDS["tags"].help) == ({"en": "Port"}, {"en": "Numbers."})
    assert [name for name, one in FIELDS.items() if one.required] == ["url", "token"]
    assert {name: one.default for name, one in FIELDS.items() if one.default} == {
        "share": "0.5", "loud": "false", "mode": "a", "colour": "red", "rooms": "1, 2",
    }  # fmt: skip
    assert FIELDS["mode"].choices == (("a", {"en": "first", "ru": "первый"}), ("b", {}), ("3", {}))
    assert asked.secret_fields(Settings) == {"token", "raw", "word"}


def test_typed_texts_become_settings_and_settings_texts() -> None:
    texts = {
        "url": "https://a.test/x", "port": "25", "share": "0.25", "loud": "true", "mode": "3",
        "colour": "blue", "rooms": "12; 14,  15", "tags": "1, 2", "token": " spaces stay ", "raw": "ёж",
    }  # fmt: skip
    values, wrong = asked.understood(Settings, texts)
    assert wrong == {}
    settings: Any = asked.built(Settings, values, {})
    assert (settings.port, settings.mode, settings.colour, settings.rooms) == (
        25,
        3,
        Colour.BLUE,
        ["12", "14", "15"],
    )
    kept, secrets = asked.written(settings), asked.secrets_of(settings)
    assert secrets == {"token": " spaces stay ", "raw": "ёж"}
    assert not {"token", "raw", "word"} & set(kept)
    assert asked.built(Settings, kept, secrets) == settings
    again = {name: asked.text_of(one, kept.get(name)) for name, one in FIELDS.items()} | secrets
    assert asked.built(Settings, asked.understood(Settings, again)[0], {}) == settings


def test_what_is_wrong_is_told_by_field_and_no_secret_with_it() -> None:
    typed = {"url": "nowhere", "port": "many", "mode": "c", "word": "hidden-x-word", "tags": "a"}
    _values, wrong = asked.understood(Settings, typed)
    assert set(wrong) == {"url", "port", "mode", "word", "tags", "token"}
    assert wrong["token"] == "", "it is missing"
    assert "•••" in wrong["word"]
    assert "hidden" not in str(wrong)
    values, _wrong = asked.understood(
        Settings, {"url": "https://a.test", "port": "1", "loud": "true", "token": "secret-word"}
    )
    with pytest.raises(ValueError, match="loud at port 1") as fault:
        asked.built(Settings, values, {})
    assert "secret-word" not in asked.message(fault.value, ["secret-word"])  # type: ignore[arg-type]
    assert asked.field_of(fault.value) == ""  # type: ignore[arg-type]
