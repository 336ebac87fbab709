"""A container of ours shows what Textual's own shows, and paints one strip for it."""

from __future__ import annotations

import pytest
from rich.color import ColorSystem
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.filter import LineFilter
from textual.geometry import Region

from medcab_tui.ui.widgets.barrier import ColourlessFilter, FewerColours
from medcab_tui.ui.widgets.ground import Stack


class Both(App[None]):
    """Textual's container and ours, on the same ground."""

    CSS = """
    Vertical { width: 30; height: 4; padding: 0 1; background: #123456; }
    #bare { background: transparent; }
    """

    def __init__(self, filters: list[LineFilter]) -> None:
        super().__init__()
        self.filters = filters

    def get_line_filters(self) -> list[LineFilter]:
        return self.filters

    def compose(self) -> ComposeResult:
        yield Vertical()
        yield Stack()
        with Stack():
            yield Stack(id="bare")


@pytest.mark.parametrize("filters", [[], [ColourlessFilter()], [FewerColours(ColorSystem.STANDARD)]])
async def test_it_looks_like_any_container_and_is_one_strip(filters: list[LineFilter]) -> None:
    app = Both(filters)
    async with app.run_test(size=(40, 20)):
        whole = Region(0, 0, 30, 4)
        (theirs,) = [one for one in app.query(Vertical) if type(one) is Vertical]
        wanted = [strip.simplify() for strip in theirs.render_lines(whole)]
        for ours in app.query(Stack):
            strips = ours.render_lines(whole)
            assert [strip.simplify() for strip in strips] == wanted, ours
            assert len({id(strip) for strip in strips}) == 1
        assert [strip.cell_length for strip in ours.render_lines(Region(3, 1, 7, 2))] == [7, 7]
