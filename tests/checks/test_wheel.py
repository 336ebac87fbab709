"""What is installed is whole: themes, catalogues, styles and migrations are in the wheel, tests are not."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CARRIED = (".tcss", ".toml", ".sql", ".csv", ".mo", "py.typed")


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in a freshly built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


def test_everything_the_program_reads_is_in_the_wheel(packed: set[str]) -> None:
    read = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "medcab_tui").rglob("*")
        if file.name.endswith(CARRIED) and "fragments" not in file.parts
    }
    assert {"medcab_tui/py.typed", "medcab_tui/locale/ru/LC_MESSAGES/medcab.mo"} <= read
    assert read <= packed


def test_the_themes_of_the_root_are_packed_as_a_part_of_the_program(packed: set[str]) -> None:
    themes = {f"medcab_tui/themes/{file.name}" for file in (ROOT / "themes").glob("*.toml")}
    assert themes
    assert themes <= packed


def test_nothing_of_the_workshop_is_in_the_wheel(packed: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in packed} == {"medcab_tui"}
