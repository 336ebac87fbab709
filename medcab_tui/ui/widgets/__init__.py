"""The widgets every screen is made of: each draws its own lines, none has a widget per row."""

from medcab_tui.ui.widgets.barrier import AsciiFilter, ColourlessFilter, HostileFilter, line_filters
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.compare import count_changes, diff_lines
from medcab_tui.ui.widgets.diff import Diff
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Cell, Line, Run, look_of, wrap
from medcab_tui.ui.widgets.marks import decimal, progress, sparkline
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.plot import Plot, PlotPoint
from medcab_tui.ui.widgets.rail import Place, Rail, RecentCard
from medcab_tui.ui.widgets.reading import Source
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.tabs import Tab, Tabs
from medcab_tui.ui.widgets.top import SearchField, TopBar, TopLine
from medcab_tui.ui.widgets.window import Note

__all__ = [
    "AsciiFilter",
    "Cell",
    "ColourlessFilter",
    "Column",
    "Diff",
    "HostileFilter",
    "KeyHint",
    "KeyLine",
    "Line",
    "Note",
    "Panel",
    "Place",
    "Plot",
    "PlotPoint",
    "Rail",
    "RecentCard",
    "RowList",
    "Run",
    "SearchField",
    "Source",
    "Tab",
    "Tabs",
    "TopBar",
    "TopLine",
    "count_changes",
    "decimal",
    "diff_lines",
    "line_filters",
    "look_of",
    "progress",
    "sparkline",
    "wrap",
]
