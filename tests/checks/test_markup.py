"""Text from people and files never becomes markup: the rule holds here and catches planted offences."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App

from medcab_tui.ui.app import MedcabApp
from tests.checks.markup import FOLDERS, offences

ROOT = Path(__file__).parents[2]

BAD = [
    'Static(f"Patient {name}")',
    "Static(name)",
    'Label("Patient " + name)',
    'Label("Patient %s" % name)',
    'Button("Patient {}".format(name))',
    "label.update(row.full_name)",
    "label.update(str(row))",
    "OptionList(*names)",
    "options.add_option(row.name)",
    "options.add_option(Option(row.name))",
    "panel.border_title = row.name",
    'panel.border_subtitle = f"{count} rows"',
    "table.add_row(row.name, row.birth)",
    'Content.from_markup(f"[b]{name}[/]")',
    "Text.from_markup(name)",
    "from rich.markup import escape",
    "def show(value: str):\n    Static(value)",
    "def show(row):\n    text = row.name\n    Static(text)",
    "def show(row):\n    text = 'a'\n    text += row.name\n    Static(text)",
    "class Note(Static):\n    def __init__(self, text: str) -> None:\n        super().__init__(text)",
    'Static(name if name else "none")',
    "Static(_(f'Patient {name}'))",
    "Static(' '.join(names))",
    "Static(escape(name))",
]

GOOD = [
    'Static("Patients")',
    'Static(_("Patients"))',
    'Static(ngettext("{n} row", "{n} rows", n))',
    "Static(Content(row.name))",
    "Label(Text(row.name, style=style))",
    "Static(name, markup=False)",
    'Content.from_markup("[b]$name[/]", name=row.name)',
    "panel.border_title = Content(row.name)",
    "def show(text: Content):\n    Static(text)",
    "def told(row) -> Content:\n    return Content(row.name)\nStatic(told(row))",
    "def show(row):\n    text = Content(row.name)\n    Static(text)",
    'Static(_("yes") if ready else _("no"))',
    "OptionList(*(Option(Content(name)) for name in names))",
    "known |= more",
    "field.placeholder = '_' * 36",
    "from medcab_tui.ui.widgets.tabs import Tab\nTab(key, title)",
]


@pytest.mark.parametrize("source", BAD)
def test_a_planted_offence_is_found(source: str) -> None:
    assert offences(source)


@pytest.mark.parametrize("source", GOOD)
def test_wrapped_text_is_let_through(source: str) -> None:
    assert offences(source) == []


def test_a_notice_is_never_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    """So notices need no wrapping; every widget's and screen's notices go through the app's."""
    told: list[tuple[str, bool]] = []
    monkeypatch.setattr(App, "notify", lambda _self, text, *, markup, **_rest: told.append((text, markup)))
    monkeypatch.setattr(MedcabApp, "screen", None)
    app = MedcabApp.__new__(MedcabApp)
    app.notify("[@click=app.quit]Иванов", title="[b]", markup=True)
    assert told == [("[b]: [@click=app.quit]Иванов", False)]


def test_no_module_hands_text_over_as_markup() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{each.line}: {each.told}"
        for folder in FOLDERS
        for file in sorted((ROOT / folder).rglob("*.py"))
        for each in offences(file.read_text("utf-8"))
    ]
    assert found == []
