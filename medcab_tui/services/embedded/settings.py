"""How the stand-in behaves, as a form: how late, how often it refuses, fails and changes things by itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Percent = Annotated[int, Field(ge=0, le=100)]


class EmbeddedSettings(BaseModel):
    """The settings of a connection to the stand-in."""

    model_config = ConfigDict(extra="forbid")

    seconds: int = Field(
        60, ge=1, le=86_400,
        json_schema_extra={
            "titles": {"en": "Seconds until an answer", "ru": "Секунд до ответа"},
            "help": {
                "en": "The usual time from taking something in to saying what became of it.",
                "ru": "Обычное время от приёма до ответа, что с отправленным стало.",
            },
        },
    )  # fmt: skip
    refuses: Percent = Field(
        10,
        json_schema_extra={
            "titles": {"en": "Refuses, %", "ru": "Отказывает, %"},
            "help": {"en": "Of what it is sent.", "ru": "Доля отказов среди отправленного."},
        },
    )
    outages: Percent = Field(
        0,
        json_schema_extra={
            "titles": {"en": "Out of service, %", "ru": "Не работает, %"},
            "help": {
                "en": "Of the time: in stretches of ten minutes it does not answer, is broken or too busy.",
                "ru": "Доля времени: отрезками по десять минут не отвечает, неисправна или перегружена.",
            },
        },
    )
    loses: Percent = Field(
        0,
        json_schema_extra={
            "titles": {"en": "Loses its answer, %", "ru": "Теряет ответ, %"},
            "help": {
                "en": "It has taken what was sent, but the answer does not arrive: it is sent again.",
                "ru": "Отправленное принято, но ответ не дошёл: отправка повторяется.",
            },
        },
    )
    wanders: Percent = Field(
        0,
        json_schema_extra={
            "titles": {"en": "Changes patients itself, %", "ru": "Сама меняет пациентов, %"},
            "help": {
                "en": "Of the patients it is told of: later a telephone or an address changes there.",
                "ru": "Доля переданных пациентов, у которых там позже меняется телефон или адрес.",
            },
        },
    )
    seed: int = Field(
        7, ge=0, le=2**31 - 1,
        json_schema_extra={
            "titles": {"en": "Seed", "ru": "Начальное число"},
            "help": {
                "en": "The same seed behaves alike with the same operations.",
                "ru": "При одном и том же числе поведение с теми же отправками повторяется.",
            },
        },
    )  # fmt: skip
