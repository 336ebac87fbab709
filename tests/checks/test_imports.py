"""What a fresh interpreter loads, and which way imports point."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    *("textual", "rich", "pydantic", "httpx", "keyring", "cryptography", "fhir", "babel"),
    *("pypdfium2", "PIL"),
)

NOT_ON_HOME = (
    *("pydantic", "httpx", "keyring", "faker", "hypothesis", "markdown_it", "textual.widgets._text_area"),
    *("medcab_tui.papers", "medcab_tui.demo.cast", "medcab_tui.domain.icd10", "medcab_tui.domain.documents"),
    *(
        f"medcab_tui.store.{room}"
        for room in ("patients", "patient_search", "encounters", "cards", "documents", "drafts", "laid")
    ),
    *(
        f"medcab_tui.cabinet.{room}"
        for room in ("patients", "documents", "accounts", "journal", "preferences", "storage", "keeping")
    ),
    *(
        f"medcab_tui.cabinet.{actions}"
        for actions in (
            "bulk",
            "home_actions",
            "results_actions",
            "patients_actions",
            "schedule_actions",
            "preferences_actions",
        )
    ),
    *(f"medcab_tui.ui.{room}" for room in ("door", "forms", "schedule", "documents", "settings")),
    *(f"medcab_tui.ui.patients.{part}" for part in ("screen", "card_view", "preview", "models")),
    *(f"medcab_tui.ui.shell.{part}" for part in ("palette", "entries", "help", "jump", "filters", "reason")),
    *(f"medcab_tui.ui.home.{part}" for part in ("postpone", "messages", "message_models", "service")),
    *(f"medcab_tui.domain.{part}" for part in ("when", "requests", "messages", "reference")),
    *(f"medcab_tui.domain.{part}" for part in ("reminders", "delivery")),
    *(f"medcab_tui.store.{part}" for part in ("reminders", "falling_due", "leases", "delivery")),
    *(f"medcab_tui.cabinet.{part}" for part in ("reminders", "reminders_actions", "delivery", "delivering")),
    *(
        f"medcab_tui.cabinet.{part}"
        for part in ("unattended", "service", "key_file", "exchange", "links_actions")
    ),
    *(f"medcab_tui.domain.{part}" for part in ("exchange", "exchange_rows", "exchange_rules", "interchange")),
)
"""What the first screen of a signed-in worker does not show: it is imported by the key that asks for it."""

ON_HOME = """
import asyncio, sys
from pathlib import Path
from medcab_tui.cabinet.door import Door, Founding, TEST_COST
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.demo.settle import settled
from medcab_tui.settings import Settings
from medcab_tui.ui.app import MedcabApp

FOUNDING = Founding("Org", "Ivanova", "Anna", "", "doctor", "Therapy", "ivanova", "Spring-2026!x")

async def main():
    folder = Path(sys.argv[1])
    door = Door(folder, Surroundings.real("UTC"), cost=TEST_COST)
    cabinet, code = await door.found(FOUNDING)
    app = MedcabApp(door, Settings(store=folder), cabinet=cabinet)
    async with app.run_test(size=(120, 40)):
        await settled(app)
        assert app.current_mode == "home"
        print(*sys.modules)
        await app.action_quit()

asyncio.run(main())
"""


AT_THE_DOOR = """
import asyncio, sys, threading
from pathlib import Path
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.demo.settle import settled
from medcab_tui.settings import Settings
from medcab_tui.ui.app import MedcabApp

async def main():
    folder = Path(sys.argv[1])
    app = MedcabApp(Door(folder, Surroundings.real("UTC")), Settings(store=folder))
    async with app.run_test(size=(120, 40)):
        await settled(app)
        for thread in threading.enumerate():
            if thread.name == "loading":
                await asyncio.to_thread(thread.join)
        print(app.current_mode, "loaded" if "medcab_tui.ui.home.screen" in sys.modules else "")
        await app.action_quit()

asyncio.run(main())
"""


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


def test_home_is_shown_before_any_other_room_is_loaded(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ON_HOME, str(tmp_path / "store")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stdout.split())
    assert "medcab_tui.ui.home.screen" in loaded
    assert [name for name in NOT_ON_HOME if name in loaded] == []


def test_home_is_loaded_while_the_door_is_shown(tmp_path: Path) -> None:
    command = [sys.executable, "-c", AT_THE_DOOR, str(tmp_path / "store")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout.split()) == (0, ["door", "loaded"]), ran.stderr


def test_what_home_leaves_for_later_exists() -> None:
    """A room that was renamed must not slip out of the list."""
    ours = [name for name in NOT_ON_HOME if name.startswith("medcab_tui.")]
    assert [name for name in ours if importlib.util.find_spec(name) is None] == []


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
