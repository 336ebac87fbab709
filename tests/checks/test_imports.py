"""What a fresh interpreter loads, and which way imports point."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    *("textual", "rich", "pydantic", "httpx", "keyring", "cryptography", "fhir", "babel"),
    *("pypdfium2", "PIL"),
)


def loaded_by(code: str) -> set[str]:
    """The top-level modules a fresh interpreter has loaded after running this code."""
    end = "\nimport sys as _s; print('\\n'.join({name.partition('.')[0] for name in _s.modules}))"
    done = subprocess.run([sys.executable, "-c", code + end], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["doctor", "--help"], ["demo", "--help"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    code = f"from medcab_tui.commands.main import run_command\nrun_command({arguments!r})"
    assert not loaded_by(code) & {*HEAVY, "apsw"}


def test_the_first_frame_is_ready_without_click_or_anything_heavy() -> None:
    code = "import medcab_tui.cli, medcab_tui.commands.opening"
    assert not loaded_by(code) & {*HEAVY, "apsw", "click", "platformdirs", "asyncio"}


@pytest.mark.parametrize("layer", ["domain", "store", "cabinet"])
def test_nothing_below_the_screen_knows_it(layer: str) -> None:
    every = (
        "import importlib, pkgutil\n"
        f"import medcab_tui.{layer} as layer\n"
        "for found in pkgutil.walk_packages(layer.__path__, layer.__name__ + '.'):\n"
        "    importlib.import_module(found.name)"
    )
    assert not loaded_by(every) & {"textual", "rich", "httpx", "fhir", "click", "babel", "pypdfium2", "PIL"}


def test_imports_point_one_way() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
