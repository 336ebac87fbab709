"""The doctor finds what was broken on purpose, says what to do, and breaks nothing itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NoReturn

import pytest

from medcab_tui.cabinet import witness
from medcab_tui.commands import checkups, doctor
from medcab_tui.commands.checkups import Finding, Grade
from medcab_tui.settings import Settings
from medcab_tui.store import keyring
from medcab_tui.store.keyring import KeyringFault, State
from tests.store.stores import STORE_ID, slots_of
from tests.store.test_keyring import Drawer


def findings(checkup: checkups.Checkup, store: Path, **chosen: object) -> list[Finding]:
    return list(checkup(Settings(store=store, **chosen)))  # type: ignore[arg-type]


def refuse(state: State) -> NoReturn:
    raise KeyringFault(state)


@pytest.fixture(autouse=True)
def _nobodys_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "trusted", lambda: refuse(State.ABSENT))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like a store from outside."""
    store = tmp_path / "store"
    store.mkdir(mode=0o700)
    (store / "cabinet.db").write_bytes(b"\x8f" * 4096)
    (store / "cabinet.db").chmod(0o600)
    return store


def test_a_store_that_is_not_there_is_no_fault(tmp_path: Path) -> None:
    (found,) = findings(checkups.store, tmp_path / "none")
    assert found.grade is Grade.WARNING
    assert not (tmp_path / "none").exists()


def test_a_folder_others_may_read_is_told_with_its_cure(folder: Path) -> None:
    folder.chmod(0o755)
    bad = [each for each in findings(checkups.store, folder) if each.grade is Grade.BAD]
    assert f"chmod 700 {folder}" in [each.remedy for each in bad]


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "пуст"), (b"SQLite format 3\0" + b"\0" * 4080, "не зашифрован")]
)
def test_a_file_that_cannot_be_a_store_is_told(folder: Path, content: bytes, told: str) -> None:
    (folder / "cabinet.db").write_bytes(content)
    found = findings(checkups.store, folder)
    assert any(told in each.found and each.grade is Grade.BAD for each in found)
    assert (folder / "cabinet.db").read_bytes() == content


def test_slots_that_are_gone_or_damaged_are_told(folder: Path) -> None:
    missing = [each for each in findings(checkups.store, folder) if each.grade is Grade.BAD]
    (folder / "slots.json").write_text("{", "utf-8")
    (folder / "slots.json").chmod(0o600)
    damaged = [each for each in findings(checkups.store, folder) if each.grade is Grade.BAD]
    assert missing
    assert damaged
    assert all(each.remedy for each in [*missing, *damaged])


def test_a_theme_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    (found,) = findings(checkups.theme, tmp_path, theme="neon")
    assert found.grade is Grade.BAD
    assert "ward-light" in found.remedy


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.ABSENT, "нет"),
        (State.LOCKED, "заперта"),
        (State.HANGING, "не отвечает"),
        (State.FAULTY, "не хранит"),
    ],
)
def test_a_keyring_that_cannot_be_used_is_told_with_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: State, told: str
) -> None:
    monkeypatch.setattr(keyring, "trusted", lambda: refuse(state))
    (found,) = findings(checkups.keyring, tmp_path)
    assert found.grade is Grade.WARNING
    assert told in found.found
    assert "anchor.log" in found.remedy


def test_a_keyring_that_this_system_would_use_and_is_not_trusted_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring as rings

    class Alt:
        __module__ = "keyrings.alt.file"

    monkeypatch.setattr(rings, "get_keyring", Alt)
    (found,) = findings(checkups.keyring, tmp_path)
    assert found.grade is Grade.WARNING
    assert "keyrings.alt.file" in found.found


def test_a_keyring_tells_whether_it_holds_an_anchor(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = Drawer()
    monkeypatch.setattr(keyring, "trusted", lambda: ("Drawer", drawer))
    (found,) = findings(checkups.keyring, folder)
    assert (found.grade, "Drawer" in found.found, "нет якоря" in found.found) == (Grade.GOOD, True, True)
    (folder / "slots.json").unlink(missing_ok=True)
    slots_of(folder)
    drawer.set_password("medcab", witness.entry_name(folder, STORE_ID), witness.Kept(41, "00").written())
    (found,) = findings(checkups.keyring, folder)
    assert "41" in found.found
    odd = witness.Kept(41, "00", odd=((40, "11"),))
    drawer.set_password("medcab", witness.entry_name(folder, STORE_ID), odd.written())
    (found,) = findings(checkups.keyring, folder)
    assert found.grade is Grade.WARNING
    assert "journal verify" in found.remedy


def test_a_keyring_that_was_switched_off_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "trusted", lambda: pytest.fail("it was asked"))
    (found,) = findings(checkups.keyring, tmp_path, keyring=False)
    assert found.grade is Grade.GOOD


def test_a_checkup_that_breaks_is_a_finding_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(_settings: Settings) -> list[Finding]:
        raise RuntimeError("Кузнецова")

    def works(_settings: Settings) -> list[Finding]:
        return [Finding(Grade.GOOD, "works", "yes")]

    monkeypatch.setattr(doctor, "CHECKUPS", (breaks, works))
    assert doctor.examine(Settings(store=tmp_path)) == 1
    told = capsys.readouterr().out
    assert "works: yes" in told
    assert "Кузнецова" not in told
    assert re.search(r"[0-9a-f]{8}", told)


def test_everything_bad_has_a_remedy_and_the_exit_code_says_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor.examine(Settings(store=folder)) == 1
    lines = capsys.readouterr().out.splitlines()
    for place, line in enumerate(lines):
        if line.startswith("✕"):
            assert lines[place + 1].startswith("  → ")


def test_signs_are_ascii_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doctor.examine(Settings(store=tmp_path / "none", ascii=True))
    assert not set("✓⚠✕") & {line[0] for line in capsys.readouterr().out.splitlines() if line}


def test_a_bad_template_of_documents_is_told_with_its_cure(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "pool"
    folder.mkdir(parents=True)
    (folder / "template.toml").write_text('title = "Бассейн"')
    (folder / "page.typ").write_text("x")
    (bad,) = findings(checkups.templates, tmp_path / "store", file=tmp_path / "config.toml")
    assert bad.grade is Grade.WARNING
    assert "pool: template.toml: «kind»" in bad.found
    assert "справка" in (bad.remedy or "")
    (good,) = findings(checkups.templates, tmp_path / "store")
    assert good.grade is Grade.GOOD
