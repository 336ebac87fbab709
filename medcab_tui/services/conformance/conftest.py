"""The adapter that was named on the command line, with its settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.services import registry
from medcab_tui.services.asked import secret_fields
from medcab_tui.services.conformance.harness import Bench
from medcab_tui.services.registry import Found, usable


@pytest.fixture(scope="session")
def found(request: pytest.FixtureRequest) -> Found:
    """The adapter as the register found it."""
    name = request.config.getoption("--adapter")
    if not name:
        pytest.fail("name the adapter: --adapter NAME", pytrace=False)
    one = registry.load(name)
    if one.wrong is not None:
        known = ", ".join(entry.name for entry in registry.entries()) or "none"
        pytest.fail(
            f"the adapter «{name}» cannot be used: {one.wrong.value} {one.told} (registered: {known})",
            pytrace=False,
        )
    return one


@pytest.fixture(scope="session")
def plain(request: pytest.FixtureRequest, found: Found) -> dict[str, Any]:
    """Its settings as they were given."""
    path: Path | None = request.config.getoption("--settings")
    given: Any = json.loads(path.read_text(encoding="utf-8")) if path is not None else {}
    if not isinstance(given, dict):
        pytest.fail("the file of settings holds one JSON object", pytrace=False)
    missing = [
        name
        for name, field in usable(found)[1].settings().model_fields.items()
        if field.is_required() and name not in given
    ]
    if missing:
        pytest.fail(f"settings are needed: --settings FILE.json with {', '.join(missing)}", pytrace=False)
    return given


@pytest.fixture
def bench(found: Found, plain: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """The adapter, in a home of its own."""
    adapter, info = usable(found)
    for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    fields = secret_fields(info.settings())
    secrets = tuple(str(plain[name]) for name in sorted(fields) if plain.get(name))
    return Bench(adapter, info, plain, secrets)
