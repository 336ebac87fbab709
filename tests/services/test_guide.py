"""The guide for authors of adapters: its example is the package that is installed, its tables are whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from medcab_tui.domain import exchange
from medcab_tui.domain.exchange import Receipt, ServiceFault, Way
from medcab_tui.domain.records import field_names
from medcab_tui.services.adapter import Info
from tests.services.installing import THIRD_PARTY

GUIDE = (Path(__file__).parents[2] / "docs" / "adapter-guide.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.capability("C187")
def test_the_example_is_the_package_that_is_installed_and_passes_the_suite() -> None:
    code = (THIRD_PARTY / "medcab_whiteboard" / "__init__.py").read_text(encoding="utf-8")
    assert block("python") == code
    assert block("toml") == (THIRD_PARTY / "pyproject.toml").read_text(encoding="utf-8")


def test_every_fault_way_and_field_is_told() -> None:
    for kind in ServiceFault.__subclasses__():
        if kind.__module__ == exchange.__name__:
            assert f"| `{kind.__name__}" in GUIDE, kind
    for way in (Way.SENT, Way.ACCEPTED, Way.REGISTERED, Way.REFUSED):
        assert f"| `{way.name}` |" in GUIDE
    for name in Info.__struct_fields__:
        assert f"`{name}`" in GUIDE, name
    assert set(field_names(Receipt)) >= {"number", "code", "text", "remote_id", "etag"}


def test_the_commands_it_names_exist() -> None:
    from medcab_tui.commands.group import medcab
    from medcab_tui.commands.main import run_command

    assert callable(run_command)
    services = medcab.commands["services"]
    for name in re.findall(r"^medcab services (\w+)", GUIDE, re.MULTILINE):
        assert name in services.commands, name  # type: ignore[attr-defined]
