"""The options of the suite, for pytest."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """--adapter and --settings."""
    group = parser.getgroup("medcab", "conformance of service adapters")
    group.addoption("--adapter", metavar="NAME", help="name of the adapter, as it is registered")
    group.addoption(
        "--settings", type=Path, metavar="FILE", help="its settings as JSON, secrets in the clear"
    )
