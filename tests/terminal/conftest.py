"""Programs in pseudo-terminals, ended after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.on_pty import OnPty, python

PROBE = Path(__file__).parent / "probe_app.py"


@pytest.fixture
def start() -> Iterator[Callable[..., OnPty]]:
    """Start a command in a pseudo-terminal: start(command, env=…, size=…)."""
    started: list[OnPty] = []

    def begin(command: Any, **options: Any) -> OnPty:
        started.append(OnPty(command, **options))
        return started[-1]

    yield begin
    for one in started:
        one.close()


@pytest.fixture
def probe(start: Callable[..., OnPty], tmp_path: Path) -> Callable[..., OnPty]:
    """Start the small app of `probe_app.py`; its notes go to `tmp_path / "notes"`."""

    def begin(*arguments: str, **options: Any) -> OnPty:
        return start(python(PROBE, str(tmp_path / "notes"), *arguments), **options)

    return begin
