"""What every test stands on: nobody's own settings or stores, Russian unless said, nothing skipped."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

from medcab_tui import locale
from tests.checks.capabilities import (
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_runtestloop,
    pytest_terminal_summary,
)

__all__ = [
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_runtestloop",
    "pytest_terminal_summary",
]

_MEMORY = Path("/dev/shm")
_ROOM = 2 * 1024**3


def _holds_stores(folder: Path) -> bool:
    """Whether there is room in this folder, and what lies there may be run."""
    if not os.access(folder, os.W_OK):
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize > _ROOM and not found.f_flag & os.ST_NOEXEC


if "TMPDIR" not in os.environ and _holds_stores(_MEMORY):
    # A store waits for the disk at every change, a hundred thousand times in all: a fifth of the tests' time.
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None  # so that it is looked up again
_HOME = tempfile.mkdtemp(prefix="medcab-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
_KEPT = ("MEDCAB_PROVE", "MEDCAB_TEST_DATA", "TEXTUAL_SNAPSHOT_TEMPDIR")
for _name in [name for name in os.environ if name.startswith(("MEDCAB_", "TEXTUAL_")) and name not in _KEPT]:
    del os.environ[_name]
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
    os.environ[_name] = f"{_HOME}/{_name.removeprefix('XDG_').lower()}"
os.environ["MEDCAB_KEYRING"] = "false"  # nobody's own keyring either
os.environ.pop("NO_COLOR", None)
os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}  # colours come from no one's own terminal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that starts tests in the background has them ignore Ctrl+C; what they start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("house", deadline=None)  # a busy machine is no fault of a rule
settings.load_profile("house")

_COLLECTIONS = (5_000, 10, 20)

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

NOTHING_SKIPPED = bool(os.environ.get("CI"))
"""In CI a test that would be skipped fails: a proof that did not run is no proof."""


@pytest.fixture(autouse=True)
def _russian() -> Iterator[None]:
    locale.use(locale.DEFAULT)
    yield
    locale.use(locale.DEFAULT)


def pytest_itemcollected(item: pytest.Item) -> None:
    """What a module builds once is built by one worker, not by each that is given one of its tests."""
    if isinstance(item, pytest.Function) and item.get_closest_marker("xdist_group") is None:
        made = [one for ones in item._fixtureinfo.name2fixturedefs.values() for one in ones]
        if any(one.scope == "module" and one.baseid for one in made):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


def pytest_collection_finish() -> None:
    """Garbage is looked for as in the program (`ui/terminal/run.py`): not in what was loaded, and less often.

    Tests and modules of the whole tree are many objects; walking through them took a fifth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTIONS)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """After the tests of a file that looked through everything, what was loaded is left out again."""
    if nextitem is not None and nextitem.path != item.path and gc.get_freeze_count() == 0:
        gc.collect()
        gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test becomes a failed one in CI."""
    report = yield
    return _failed_if_skipped(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A skipped module too."""
    report = yield
    return _failed_if_skipped(report)


def _failed_if_skipped(report: Report) -> Report:
    if NOTHING_SKIPPED and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
    return report
