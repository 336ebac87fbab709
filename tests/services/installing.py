"""Packages with adapters, installed into a folder of their own: what a third party's would be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

THIRD_PARTY = Path(__file__).with_name("third_party")


def whiteboard(folder: Path) -> Path:
    """Installs the third party's package as pip does, without a network; gives the folder to import from."""
    target = folder / "site"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run(
        [*pip, "--disable-pip-version-check", "--no-compile", "--target", str(target), str(THIRD_PARTY)],
        check=True,
        capture_output=True,
    )
    return target


def registered(folder: Path, package: str, adapters: dict[str, str], **modules: str) -> Path:
    """A package as it lies once installed: modules by name, adapters as «module:Class» by name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    about = folder / f"{package.replace('-', '_')}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8"
    )
    lines = "".join(f"{name} = {value}\n" for name, value in adapters.items())
    (about / "entry_points.txt").write_text(f"[medcab_tui.services]\n{lines}", encoding="utf-8")
    return folder
