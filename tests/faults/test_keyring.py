"""The system's keyring as it really is: vouching for the journal, locked, killed, hanging, absent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SITTING = Path(__file__).with_name("keyring_sitting.py")
UNLOCKED = """printf 'pw\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@\""""


def played(folder: Path, scene: str, *before: str) -> str:
    """Plays one scene in a process, with homes and a session bus of its own."""
    run = folder / "run"
    run.mkdir(mode=0o700)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
    homes = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    done = subprocess.run(
        [*before, sys.executable, "-m", "tests.faults.keyring_sitting", str(folder), scene],
        cwd=Path(__file__).parents[2],
        env={**kept, **homes, "HOME": str(folder), "XDG_RUNTIME_DIR": str(run)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.endswith("played\n"), done.stdout + done.stderr
    return done.stderr


@pytest.mark.capability("C193")
@pytest.mark.parametrize(
    "scene",
    [
        "vouches",
        "holds",
        "rolled_back",
        "restored",
        "restored_once",
        "locked",
        "killed",
        "hanging",
        "trusted",
    ],
)
def test_at_a_real_keyring(tmp_path: Path, scene: str) -> None:
    played(tmp_path, scene, "dbus-run-session", "--", "sh", "-c", UNLOCKED, "sh")


@pytest.mark.capability("C101")
@pytest.mark.parametrize("scene", ["service_kept", "service_locked", "service_killed", "service_hanging"])
def test_secrets_of_services_at_a_real_keyring(tmp_path: Path, scene: str) -> None:
    played(tmp_path, scene, "dbus-run-session", "--", "sh", "-c", UNLOCKED, "sh")


def test_without_a_session_bus_there_is_none(tmp_path: Path) -> None:
    played(tmp_path, "absent")
