"""How the stand-in behaves, as a form: how late, how often it refuses, fails and changes things by itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from medcab_tui.services.asked import titled

Percent = Annotated[int, Field(ge=0, le=100)]


class EmbeddedSettings(BaseModel):
    """The settings of a connection to the stand-in."""

    model_config = ConfigDict(extra="forbid")

    seconds: int = Field(
        60, ge=1, le=86_400,
        json_schema_extra=titled(
            "Seconds until an answer", "Секунд до ответа",
            "The usual time from taking something in to saying what became of it.",
            "Обычное время от приёма до ответа, что с отправленным стало.",
        ),
    )  # fmt: skip
    refuses: Percent = Field(
        10,
        json_schema_extra=titled(
            "Refuses, %", "Отказывает, %",
            "Of what it is sent.",
            "Доля отказов среди отправленного.",
        ),
    )  # fmt: skip
    outages: Percent = Field(
        0,
        json_schema_extra=titled(
            "Out of service, %", "Не работает, %",
            "Of the time: in stretches of ten minutes it does not answer, is broken or too busy.",
            "Доля времени: отрезками по десять минут не отвечает, неисправна или перегружена.",
        ),
    )  # fmt: skip
    loses: Percent = Field(
        0,
        json_schema_extra=titled(
            "Loses its answer, %", "Теряет ответ, %",
            "It has taken what was sent, but the answer does not arrive: it is sent again.",
            "Отправленное принято, но ответ не дошёл: отправка повторяется.",
        ),
    )  # fmt: skip
    wanders: Percent = Field(
        0,
        json_schema_extra=titled(
            "Changes patients itself, %", "Сама меняет пациентов, %",
            "Of the patients it is told of: later a telephone or an address changes there.",
            "Доля переданных пациентов, у которых там позже меняется телефон или адрес.",
        ),
    )  # fmt: skip
    seed: int = Field(
        7, ge=0, le=2**31 - 1,
        json_schema_extra=titled(
            "Seed", "Начальное число",
            "The same seed behaves alike with the same operations.",
            "При одном и том же числе поведение с теми же отправками повторяется.",
        ),
    )  # fmt: skip
