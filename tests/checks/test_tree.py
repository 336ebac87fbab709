"""What must not be in the tree: addresses of private registries, somebody's paths, lock files."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXTS = {".py", ".toml", ".md", ".tcss", ".sql", ".po", ".tape", ".yml", ".yaml", ".cfg", ".txt", ".ini", ""}

FORBIDDEN = {
    "address of a package index": re.compile(
        r"(index-url|extra-index-url|index_url|--index)\b|/simple/?[\s\"']"
    ),
    "password in an address": re.compile(r"https?://[^\s/@\"']+:[^\s/@\"']+@"),
    "somebody's folder": re.compile(r"(?<![\w.])/(home|Users)/(?!user\b)\w+"),
    "left for later": re.compile(r"\b(TODO|FIXME|XXX)\b"),
    "skipped test": re.compile(r"pytest\.(skip|mark\.(skip|skipif|xfail))|\bxfail\("),
}


def tracked() -> list[Path]:
    """The files git knows; all files where the tree is not a checkout."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = done.stdout.decode().split("\0") if done.returncode == 0 else []
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_file_has(fault: str) -> None:
    files = [each for each in tracked() if each.suffix in TEXTS and each != Path(__file__)]
    assert files
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if FORBIDDEN[fault].search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ("address of a package index", 'index-url = "https://pypi.example.org/simple"'),
        ("password in an address", "https://me:secret@example.org/repo"),
        ("somebody's folder", "see /home/anna/medcab"),
        ("left for later", "# TODO later"),
        ("skipped test", "@pytest.mark.skipif(True)"),
    ],
)
def test_a_planted_fault_is_found(fault: str, line: str) -> None:
    assert FORBIDDEN[fault].search(line)


def test_no_lock_file_is_kept() -> None:
    names = {file.name for file in tracked()}
    assert not names & {"uv.lock", "poetry.lock", "Pipfile.lock", "pip.conf", ".pypirc", ".netrc"}
