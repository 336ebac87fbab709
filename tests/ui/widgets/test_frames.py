"""What the frame of every screen looks like, letter by letter."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult
from textual.containers import Horizontal

from medcab_tui.domain.rooms import Badges
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.prose import ProsePanel
from medcab_tui.ui.widgets.rail import Place, Rail, RecentCard
from medcab_tui.ui.widgets.tabs import Tab, Tabs
from medcab_tui.ui.widgets.top import TopBar
from tests.ui.widgets.stage import Stage, frame, trimmed

PLACES = (
    Place("home", 1, "Главная"),
    Place("patients", 2, "Карты пациентов"),
    Place("schedule", 3, "Расписание"),
    Place("documents", 4, "Документы"),
    Place("settings", 5, "Настройки"),
)
BADGES = {
    "home": Badges(overdue=2, to_confirm=2),
    "patients": Badges(to_confirm=2),
    "documents": Badges(messages=3),
    "settings": Badges(messages=12),
}
CARDS = (RecentCard(b"1", "Кузнецова М. П."), RecentCard(b"2", "Аббасов Р. Т."))
TABS = (Tab("summary", "Сводка"), Tab("list", "Список"), Tab("search", "Поиск"))
HINTS = (
    KeyHint("н/y", "запись", action="new"),
    KeyHint("р/h", "рецепт", action="prescribe"),
    KeyHint("л/k", "направление", action="refer"),
    KeyHint("^P", "команды", action="palette"),
    KeyHint("F1", "помощь", kept=True, action="help"),
)


class Frame(Stage):
    """Top line, menu and tabs, a panel, key line."""

    def __init__(self, *, narrow: bool = False, **options: bool) -> None:
        super().__init__(**options)
        self.rail = Rail(PLACES, active="patients", narrow=narrow, id="rail")
        self.rail.show(badges=BADGES, cards=CARDS)
        self.tabs = Tabs(TABS, active="list", id="tabs")
        self.tabs.show(patient="Кузнецова М. П.")
        self.keys = KeyLine(HINTS)
        self.told: list[object] = []

    def compose(self) -> ComposeResult:
        top = TopBar()
        top.line.show(
            product="Медкабинет",
            worker="Иванова А. П.",
            post="врач-терапевт",
            organisation="Поликлиника № 12",
            exchange=("○ без обмена", "dim"),
        )
        top.field.placeholder = "поиск…"
        yield top
        yield self.tabs
        with Horizontal():
            yield self.rail
            panel = Panel("Записи", focusable=True)
            panel.show([(("2026-11-20", "dim"), ("  осмотр", "text"))], note="12")
            yield panel
        yield self.keys

    def on_rail_chosen(self, event: Rail.Chosen) -> None:
        self.told.append(event.place)

    def on_rail_card_chosen(self, event: Rail.CardChosen) -> None:
        self.told.append(event.id)

    def on_tabs_chosen(self, event: Tabs.Chosen) -> None:
        self.told.append(event.key)

    def on_key_line_chosen(self, event: KeyLine.Chosen) -> None:
        self.told.append(event.hint.action)


async def test_the_frame_at_140_columns() -> None:
    async with Frame().run_test(size=(140, 12)) as pilot:
        await pilot.pause()
        lines = trimmed(pilot.app)
    assert lines[0] == (
        " Медкабинет  Иванова А. П., врач-терапевт  Поликлиника № 12".ljust(90) + "○ без обмена  / поиск…"
    )
    assert lines[1].startswith("    Сводка     Список     Поиск   ")
    assert lines[1].endswith(": Кузнецова М. П.")
    assert [line[:24].rstrip() for line in lines[2:11]] == [
        " 1 Главная        !2 ✓2",
        "▌2 Карты пациентов   ✓2",
        " 3 Расписание",
        " 4 Документы         ✉3",
        " 5 Настройки        ✉12",
        "",
        " Недавние карты",
        " ё Кузнецова М. П.",
        "   Аббасов Р. Т.",
    ]
    assert lines[2][24:] == "─ Записи " + "─" * 102 + " 12 ─"
    assert lines[3][24:] == "  2026-11-20  осмотр"
    assert lines[11] == " н/y запись   р/h рецепт   л/k направление   ^P команды   F1 помощь"


async def test_the_frame_at_80_columns() -> None:
    async with Frame(narrow=True).run_test(size=(80, 9)) as pilot:
        await pilot.pause()
        lines = trimmed(pilot.app)
    assert lines[0] == " Медкабинет  Иванова А. П., врач-терапевт     ○ без обмена  / поиск…"
    assert [line[:6].rstrip() for line in lines[2:7]] == [" 1!2✓2", "▌2✓2", " 3", " 4✉3", " 5✉+"]
    assert lines[2][6:15] == "─ Записи "


async def test_two_badges_leave_the_number_of_the_active_section_its_place() -> None:
    async with Frame(narrow=True).run_test(size=(80, 9)) as pilot:
        rail = pilot.app.query_one(Rail)
        rail.show(active="home")
        await pilot.pause()
        assert trimmed(pilot.app)[2].startswith("▌1!2✓2")


async def test_in_the_ascii_set_everything_is_still_there() -> None:
    async with Frame(narrow=True, ascii_only=True).run_test(size=(80, 9)) as pilot:
        from textual.geometry import Region

        await pilot.pause()
        strips = pilot.app.screen._compositor.render_strips()
        text = "\n".join(strip.text for strip in strips)
        assert Region(0, 0, 80, 9).area == len(text.replace("\n", ""))
    assert "1!2+2" in text
    assert ">2+2" in text
    assert "- Записи ---" in text
    assert not set(text) & set("─▌✓✉○…")


@pytest.mark.capability("C010")
async def test_the_active_item_has_fill_glyph_and_bold() -> None:
    async with Frame().run_test(size=(140, 12)) as pilot:
        await pilot.pause()
        rail = pilot.app.query_one(Rail)
        fill = pilot.app.look.color("cursor")  # type: ignore[attr-defined]
        lines = [rail.render_line(y) for y in range(5)]
    filled = [{segment.style.bgcolor.triplet.hex for segment in line} for line in lines]  # type: ignore[union-attr]
    assert filled[1] == {fill}
    assert all(fill not in fills for fills in (*filled[:1], *filled[2:]))
    assert lines[1].text.startswith("▌")
    assert next(segment for segment in lines[1] if "Карты" in segment.text).style.bold  # type: ignore[union-attr]


@pytest.mark.capability("C015")
async def test_the_three_classes_stand_beside_their_item_in_red_and_by_glyph() -> None:
    async with Frame().run_test(size=(140, 12)) as pilot:
        await pilot.pause()
        look = pilot.app.look  # type: ignore[attr-defined]
        rail = pilot.app.query_one(Rail)
        badges = {segment.text.strip(): segment.style for y in (0, 1, 3) for segment in rail.render_line(y)}
    assert badges["!2"].bgcolor.triplet.hex == look.color("badge_fill")
    assert {badges[text].color.triplet.hex for text in ("✓2", "✉3")} == {look.color("danger")}


@pytest.mark.parametrize("width", range(1, 140, 7))
async def test_no_width_breaks_a_line(width: int) -> None:
    async with Frame(narrow=width < 100).run_test(size=(width, 12)) as pilot:
        await pilot.pause()
        assert {len(line) for line in frame(pilot.app)} == {width}


async def test_a_focused_panel_begins_with_the_cursors_glyph() -> None:
    async with Frame().run_test(size=(140, 12)) as pilot:
        pilot.app.set_focus(None)
        await pilot.pause()
        assert "▌ Записи" not in frame(pilot.app)[2]
        pilot.app.query_one(Panel).focus()
        await pilot.pause()
        assert "▌ Записи" in frame(pilot.app)[2]


async def test_everything_in_the_frame_can_be_clicked() -> None:
    async with Frame().run_test(size=(140, 12)) as pilot:
        await pilot.click("#rail", offset=(3, 2))
        await pilot.click("#rail", offset=(3, 7))
        await pilot.click("#rail", offset=(3, 8))
        await pilot.click("#tabs", offset=(28, 0))
        await pilot.click(KeyLine, offset=(16, 0))
        await pilot.pause()
        assert pilot.app.told == ["schedule", b"1", b"2", "search", "prescribe"]  # type: ignore[attr-defined]


async def test_the_key_line_drops_from_the_end_and_keeps_help() -> None:
    async with Frame(narrow=True).run_test(size=(40, 9)) as pilot:
        await pilot.pause()
        assert trimmed(pilot.app)[8] == " н/y запись   р/h рецепт   F1 помощь"


async def test_the_key_line_says_a_sentence_until_told_otherwise() -> None:
    async with Frame(narrow=True).run_test(size=(80, 9)) as pilot:
        keys = pilot.app.query_one(KeyLine)
        keys.say("✓ Запись сохранена", "ok")
        await pilot.pause()
        assert trimmed(pilot.app)[8] == " ✓ Запись сохранена"
        keys.say("")
        await pilot.pause()
        assert trimmed(pilot.app)[8].endswith("F1 помощь")


async def test_a_panel_is_as_high_as_its_content() -> None:
    panel = Panel("Принимает")
    async with Stage(panel, Panel("Дела")).run_test(size=(40, 12)) as pilot:
        panel.show([(("метформин", "text"),), (("лизиноприл", "text"),)])
        await pilot.pause()
        assert [line[:12].rstrip() for line in trimmed(pilot.app)] == [
            "─ Принимает",
            "  метформин",
            "  лизиноприл",
            "─ Дела ─────",
        ]


async def test_the_narrow_field_drives_a_list_and_pastes_one_clean_line() -> None:
    from textual import events

    from medcab_tui.ui.widgets.row_list import RowList
    from tests.ui.widgets.stage import columns, person

    rows = RowList(columns())
    top = TopBar()
    async with Stage(top, rows).run_test(size=(80, 24)) as pilot:
        rows.set_rows([person(number) for number in range(100)])
        top.field.drives = rows
        top.field.focus()
        await pilot.press("к", "down", "down", "pagedown", "up")
        assert top.field.value == "к"
        assert rows.cursor_row == person(2 + 22 - 1)
        top.field.post_message(events.Paste("узн\x1b[31m\nвторая строка"))
        await pilot.pause()
        assert top.field.value == "кузн[31m"


async def test_prose_that_grows_by_a_wrapped_line_is_given_its_room() -> None:
    told = ProsePanel("Запись")
    app = Stage(told, Panel("Ниже"))
    async with app.run_test(size=(30, 12)) as pilot:
        told.show([(("повторный приём", ""),)])
        await pilot.pause()
        assert trimmed(app)[2].startswith("─ Ниже")
        told.show([(("повторный приём в кабинете 214", ""),)])
        await pilot.pause()
        assert "214" in trimmed(app)[2]
        assert trimmed(app)[3].startswith("─ Ниже")
