"""The tab of results by keys: words and corrections, two dates compared, what arrives meanwhile, orders."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.exchange_actions import TakeIn
from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.domain.accounts import SYNC
from medcab_tui.domain.exchange_rows import Arrived
from medcab_tui.domain.ids import Id
from medcab_tui.domain.orders import OrderStatus
from medcab_tui.domain.patients import Coded, Observation, Series
from medcab_tui.ui.patients.results import cell_words, further_lines, latest_lines, plotted
from medcab_tui.ui.patients.results_pane import ResultsPane
from tests.ui.patients.conftest import NOW, Ground, Hands, Opens


async def arrives(cabinet: Cabinet, patient: Id, remote: str, etag: str = "1", **said: Any) -> None:
    """A result of a patient whom the laboratory knows as «7»."""
    body = {
        "patient": "7", "code": "2823-3", "display": "Калий", "value": "4.1", "unit": "ммоль/л",
        "low": "3.5", "high": "5.1", "at": NOW.isoformat(), "source": "ЛИС", **said,
    }  # fmt: skip

    def known(connection: Any) -> None:
        connection.execute(
            "INSERT OR IGNORE INTO link (object, service, remote_id, etag, shape, base)"
            " VALUES (?, 'lab', '7', '', 1, '{}')",
            (patient,),
        )

    await cabinet._desk.write(known)
    arrived = Arrived("lab", "result", "", remote, etag, json.dumps(body))
    await cabinet._do_all((TakeIn(cabinet.surroundings.ids.new(), arrived),), by=SYNC)


async def results(hands: Hands) -> ResultsPane:
    """The tab of Kuznetsova's results."""
    await hands.open_kuznetsova()
    await hands.press("ctrl+pagedown", "ctrl+pagedown")
    await hands.until(lambda: "Глюкоза" in hands.screen)
    return cast("ResultsPane", hands.app.screen.query_one(ResultsPane))


@pytest.mark.capability("C041")
async def test_what_arrives_while_the_card_is_open_is_counted_and_moves_no_cursor(
    opened: Opens, ground: Ground
) -> None:
    patient = ground.patients["Кузнецова М. П."]
    async with opened(size=(140, 40)) as hands:
        pane = await results(hands)
        await hands.press("left")
        under = hands.cursor
        await arrives(hands.app.cabinet, patient, "1", value="6.4")
        titre = {"words": "обнаружены в титре 1:320, повторить через месяц", "value": "", "flag": "A"}
        await arrives(
            hands.app.cabinet, patient, "2", code="X", display="Антитела", unit="", low="", high="", **titre
        )
        await hands.until(lambda: "новых: 2" in hands.screen)
        assert "не подтверждены ● 3" in hands.screen
        assert "Глюкоза" in hands.cursor
        assert "[7,8▲]" in hands.cursor, "the day is the chosen one too"
        assert "[7,8▲]" in under
        pane.select_test("X")
        await hands.settle()
        assert "обнаружены в титре 1:320, повторить через месяц !" in hands.screen, "words are told whole"
        await hands.press("*")
        assert "▪" not in hands.screen, "nothing abnormal is marked in bulk, and words no more"
        await arrives(hands.app.cabinet, patient, "1", "2", value="4.4")
        await hands.until(lambda: "*4,4" in hands.screen)
        pane.select_test("2823-3")
        await hands.settle()
        assert "* испр.: было 6,4▲, 2026-11-23" in hands.screen
        await hands.press("*", "п")
        await hands.until(lambda: "Подтверждено: Калий" in hands.screen)
        assert "новых: 1 · не подтверждены ● 2" in hands.screen


async def test_two_dates_stand_side_by_side_and_esc_leads_back(opened: Opens) -> None:
    async with opened(size=(80, 24)) as hands:
        pane = await results(hands)
        await hands.press("d")
        assert "сравнить с ней" in hands.screen
        assert "›" in hands.screen, "the date that was marked"
        await hands.press("d")
        assert "›" not in hands.screen, "the same date once more unmarks it"
        await hands.press("в", "left", "в")
        assert pane.compared
        assert "↑ 0,6 (+8 %)" in hands.cursor
        assert "дальше от нормы" in hands.cursor
        await hands.press("left")
        assert "вышло из нормы" in hands.cursor
        await hands.press("right", "right")
        assert "дальше от нормы" in hands.cursor, "a date is never compared with itself"
        await hands.press("escape")
        assert not pane.compared
        assert "[7,8▲]" in hands.cursor
        await hands.press("в", "right", "в", "г")
        assert not pane.compared
        assert pane.plotted
        assert "[▲ 8,4]" in hands.screen


@pytest.mark.capability("C037")
async def test_an_order_is_placed_taken_back_and_answered(opened: Opens) -> None:
    async with opened(size=(100, 30)) as hands:
        await results(hands)
        cabinet: Cabinet = hands.app.cabinet
        patient = hands.app.screen.card.patient.id
        await hands.press("k")
        await hands.type("углев, кал")
        await hands.until(lambda: "Углеводный обмен, Калий" in hands.screen)
        await hands.press("enter")
        await hands.until(lambda: "НАПРАВЛЕНИЕ В ЛАБОРАТОРИЮ" in hands.screen)
        assert "I10 Эссенциальная гипертензия" in hands.screen
        await hands.type("контроль")
        await hands.press("ctrl+s")
        await hands.until(lambda: "лаборатория не подключена" in hands.screen)
        (order,) = await cabinet.orders.of(patient)
        assert [test.code for test in order.tests] == ["14749-6", "4548-4", "2823-3"]
        assert (order.reason, order.status) == ("контроль", OrderStatus.ORDERED)
        await hands.press("ctrl+z")
        await hands.settle()
        (order,) = await cabinet.orders.of(patient)
        assert order.status is OrderStatus.WITHDRAWN
        await hands.press("л")
        await hands.type("ъъъъ")
        await hands.press("enter")
        assert "Ничего не нашлось" in hands.screen or "не найдено" in hands.screen.lower()
        await hands.press("escape")
        await hands.press("л")
        await hands.type("оак")
        await hands.press("enter")
        await hands.until(lambda: "НАПРАВЛЕНИЕ В ЛАБОРАТОРИЮ" in hands.screen)
        hands.app.screen.rows["tests"].editor.focus()
        await hands.type(", абракадабра")
        await hands.press("ctrl+s")
        assert "выберите анализы из списка" in hands.screen
        await hands.press("escape")
        await hands.until(lambda: "Глюкоза" in hands.screen)
        clock = cast("TapeClock", cabinet.surroundings.clock)
        clock.advance(timedelta(minutes=11))
        await hands.press("л")
        await hands.type("кали")
        await hands.press("enter")
        await hands.until(lambda: "НАПРАВЛЕНИЕ В ЛАБОРАТОРИЮ" in hands.screen)
        assert "абракадабра" in hands.screen, "what was typed was kept as a draft"


async def test_the_same_order_again_leads_to_the_first_and_promises_nothing(opened: Opens) -> None:
    async with opened(size=(80, 24)) as hands:
        await results(hands)
        cabinet: Cabinet = hands.app.cabinet
        patient = hands.app.screen.card.patient.id
        for _time in range(2):
            await hands.press("л")
            await hands.type("оак")
            await hands.press("enter")
            await hands.until(lambda: "НАПРАВЛЕНИЕ В ЛАБОРАТОРИЮ" in hands.screen)
            await hands.press("ctrl+s")
        await hands.until(lambda: "F8" in hands.screen)
        await hands.press("f8")
        await hands.until(lambda: "Глюкоза" in hands.screen)
        assert len(await cabinet.orders.of(patient)) == 1
        await hands.press("ctrl+pagedown", "ctrl+pagedown")
        await hands.until(lambda: "○ назначено" in hands.screen)
        await hands.press("у")
        await hands.until(lambda: "ОТМЕНИТЬ НАПРАВЛЕНИЕ" in hands.screen.upper())
        await hands.type("передумали")
        await hands.press("ctrl+s")
        await hands.until(lambda: "отменено" in hands.screen)
        (order,) = await cabinet.orders.of(patient)
        assert (order.status, order.told) == (OrderStatus.WITHDRAWN, "передумали")


def test_a_value_in_another_unit_is_told_with_it_and_stands_in_no_plot() -> None:
    code = Coded("2160-0", "Креатинин", "")
    foreign, own = (
        Observation(
            Id(bytes([at]) * 16), code, Decimal(value), unit, "", None, None, NOW, "ЛИС", acknowledged=True
        )
        for at, (value, unit) in enumerate((("1.1", "мг/дл"), ("97", "мкмоль/л")))
    )
    series = Series(code, own.unit, (foreign, own))
    assert plotted(series) == (own,)
    (line,) = further_lines(series, foreign, "Europe/Moscow", 60)
    assert line[0][0].startswith("1,1 мг/дл · ")
    assert further_lines(series, own, "Europe/Moscow", 60) == []
    assert (cell_words(foreign, 8, series), cell_words(own, 8, series)) == ("~1,1 ", "97 ")
    overview = "".join(text for text, _role in latest_lines([series], "Europe/Moscow", 60)[1])
    assert "~1,1" in overview
    assert "~97" not in overview
