"""The store kept from the command line: copies, the journal, workers, each as a person types it."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.second_factor import codes_around
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.demo.cast import PASSWORD, build
from medcab_tui.domain.errors import Refused

Run = Callable[..., tuple[str, int | None]]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store of the demo cast, which nobody opens."""
    folder = tmp_path_factory.mktemp("small") / "store"
    asyncio.run(build(folder, 4, surroundings=Surroundings.real(), cost=TEST_COST))
    return folder


@pytest.fixture
def store(small: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(small, tmp_path / "store")


@pytest.fixture
def medcab(store: Path) -> Run:
    """Runs a subcommand on that store in a pty, typing the answers one after another."""

    def run(*arguments: str, answers: tuple[str, ...] = ()) -> tuple[str, int | None]:
        environment = os.environ | {"MEDCAB_STORE": str(store), "LANG": "C.UTF-8", "TERM": "xterm-256color"}
        command = ["-m", "medcab_tui", *arguments]
        child = pexpect.spawn(sys.executable, command, env=environment, encoding="utf-8", timeout=60)
        for answer in answers:
            child.expect(": $")
            child.sendline(answer)
        told = child.read()
        child.close()
        return told, child.exitstatus

    return run


def signs_in(folder: Path, login: str, password: str) -> bool:
    async def attempt() -> bool:
        try:
            cabinet = await Door(folder, Surroundings.real()).sign_in(login, password)
        except Refused:
            return False
        await cabinet.lock()
        return True

    return asyncio.run(attempt())


def test_a_backup_comes_back_as_it_was(store: Path, medcab: Run, tmp_path: Path) -> None:
    told, code = medcab("backup", str(tmp_path / "copy"), "--login", "admin", answers=(PASSWORD,))
    assert code == 0, told
    assert PASSWORD not in told
    (store / "cabinet.db").write_bytes(b"not a store any more" * 100)
    assert not signs_in(store, "ivanova", PASSWORD)
    told, code = medcab("restore", str(tmp_path / "copy"))
    assert code == 0, told
    assert signs_in(store, "ivanova", PASSWORD)
    told, code = medcab("journal", "verify", "--login", "admin", answers=(PASSWORD,))
    assert code == 0, told
    assert "место хранилища заняла резервная копия" in told


def test_the_search_tables_are_made_anew(store: Path, medcab: Run) -> None:
    told, code = medcab("reindex", "--login", "admin", answers=(PASSWORD,))
    assert (code, "Поиск находит" in told) == (0, True), told
    told, code = medcab("reindex", "--login", "ivanova", answers=(PASSWORD,))
    assert code == 1, "a clinician does not keep the store"
    assert signs_in(store, "ivanova", PASSWORD)


def test_a_backup_never_overwrites(medcab: Run, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "letter.txt").write_text("keep me", "utf-8")
    told, code = medcab("backup", str(tmp_path / "copy"), "--login", "admin")
    assert code == 1
    assert "уже существует" in told
    assert (tmp_path / "copy" / "letter.txt").read_text("utf-8") == "keep me"


def test_a_path_where_no_backup_lies_is_told_as_such(store: Path, medcab: Run, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    before = (store / "slots.json").read_bytes()
    for place, told_of in (
        (tmp_path / "nowhere", "резервной копией"),
        (tmp_path / "letters", "manifest.json"),
    ):
        told, code = medcab("restore", str(place))
        assert code == 1
        assert str(place) in told.replace("\r\n", "")
        assert told_of in told
    assert (store / "slots.json").read_bytes() == before


def test_a_lost_recovery_code_is_made_anew_and_opens(store: Path, medcab: Run) -> None:
    told, code = medcab("workers", "recovery-code", "--login", "admin", answers=(PASSWORD,))
    assert code == 0, told
    (found,) = re.findall(r"(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}", told)
    told, code = medcab("recover", "petrov", answers=(found, "New-2026!x", "New-2026!x"))
    assert code == 0, told
    assert found not in told
    assert signs_in(store, "petrov", "New-2026!x")
    told, code = medcab("workers", "recovery-code", "--login", "ivanova", answers=(PASSWORD,))
    assert code == 1, "who is no administrator makes none"


def test_without_a_keyring_no_machine_is_trusted_and_it_is_said(store: Path, medcab: Run) -> None:
    slots = (store / "slots.json").read_bytes()
    told, code = medcab("trust", "on", "--login", "admin", answers=(PASSWORD,))
    assert code == 1
    assert "MEDCAB_KEYRING=true" in told
    told, code = medcab("recover", "petrov", answers=("", "New-2026!x", "New-2026!x"))
    assert code == 1
    assert "MEDCAB_KEYRING=true" in told
    assert (store / "slots.json").read_bytes() == slots


def test_a_damaged_backup_is_refused_and_the_store_stays(store: Path, medcab: Run, tmp_path: Path) -> None:
    medcab("backup", str(tmp_path / "copy"), "--login", "admin", answers=(PASSWORD,))
    database = tmp_path / "copy" / "cabinet.db"
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    _told, code = medcab("restore", str(tmp_path / "copy"))
    assert code == 1
    assert signs_in(store, "ivanova", PASSWORD)


def test_who_keeps_no_store_copies_none(medcab: Run, tmp_path: Path) -> None:
    _told, code = medcab("backup", str(tmp_path / "copy"), "--login", "ivanova", answers=(PASSWORD,))
    assert code == 1
    assert not (tmp_path / "copy").exists()


def test_a_wrong_password_is_one_line(medcab: Run) -> None:
    told, code = medcab("journal", "verify", answers=("admin", "Wrong-2026!"))
    assert code == 1
    assert "Wrong-2026!" not in told
    assert told.strip().splitlines()[-1].startswith("medcab: ")
    assert "Traceback" not in told


def test_the_journal_holds(medcab: Run) -> None:
    told, code = medcab("journal", "verify", "--login", "admin", answers=(PASSWORD,))
    assert code == 0
    assert "Сход" in told


def test_a_worker_is_added_signs_in_and_is_removed(store: Path, medcab: Run) -> None:
    new = ("Орлов", "Пётр", "", "врач-терапевт", "Терапия", "New-2026!x", "New-2026!x")
    told, code = medcab("workers", "add", "orlov", "--login", "admin", answers=(*new, PASSWORD))
    assert code == 0, told
    assert signs_in(store, "orlov", "New-2026!x")
    told, _code = medcab("workers", "list", "--login", "admin", answers=(PASSWORD,))
    assert "orlov\tОрлов Пётр\tврач-терапевт\tТерапия\tмедработник" in told
    told, code = medcab("workers", "remove", "orlov", "--login", "admin", answers=(PASSWORD,))
    assert code == 0, told
    assert not signs_in(store, "orlov", "New-2026!x")
    assert signs_in(store, "ivanova", PASSWORD)


def test_a_slip_in_an_answer_costs_that_answer_only(store: Path, medcab: Run) -> None:
    names = ("", "Орлов", "Пётр", "", "врач-терапевт", "", "Терапия")
    passwords = ("weak", "weak", "New-2026!x", "New-2026!x", PASSWORD)
    told, code = medcab("workers", "add", "orlov", "--login", "admin", answers=(*names, *passwords))
    assert code == 0, told
    assert signs_in(store, "orlov", "New-2026!x")


def test_an_administrator_sets_a_new_password_for_a_worker_who_lost_it(store: Path, medcab: Run) -> None:
    answers = ("New-2026!x", "New-2026!y", "New-2026!x", "New-2026!x", PASSWORD)
    told, code = medcab("workers", "password", "petrov", "--login", "admin", answers=answers)
    assert code == 0, told
    assert "New-2026!" not in told
    assert signs_in(store, "petrov", "New-2026!x")
    assert not signs_in(store, "petrov", PASSWORD)
    told, code = medcab("workers", "password", "nobody", "--login", "admin", answers=answers)
    assert code == 1
    assert "nobody" in told


def test_who_is_no_administrator_sets_nobodys_password(store: Path, medcab: Run) -> None:
    answers = ("New-2026!x", "New-2026!x", PASSWORD)
    told, code = medcab("workers", "password", "petrov", "--login", "ivanova", answers=answers)
    assert code == 1
    assert "роль" in told
    assert signs_in(store, "petrov", PASSWORD)


@pytest.mark.capability("C018")
def test_a_command_asks_for_the_code_too_and_an_administrator_helps_who_lost_the_phone(
    store: Path, medcab: Run
) -> None:
    papers: dict[str, tuple[str, ...]] = {}

    async def enrol(login: str) -> None:
        cabinet = await Door(store, Surroundings.real(), cost=TEST_COST).sign_in(login, PASSWORD)
        await cabinet.step_up.prove(password=PASSWORD)
        begun = await cabinet.second_factor.begin()
        code = codes_around(begun.secret, cabinet.surroundings.clock.now())
        papers[login] = await cabinet.second_factor.confirm(begun, list(code.values())[1])
        await cabinet.sign_out()

    asyncio.run(enrol("admin"))
    asyncio.run(enrol("petrov"))
    assert not signs_in(store, "petrov", PASSWORD)
    told, code = medcab("workers", "list", "--login", "admin", answers=(PASSWORD, "AAAAA-AAAAA"))
    assert (code, "Код не подошёл." in told, "AAAAA" in told) == (1, True, False)
    told, code = medcab(
        "workers", "second-factor-off", "petrov", "--login", "admin", answers=(PASSWORD, papers["admin"][0])
    )
    assert code == 0, told
    assert signs_in(store, "petrov", PASSWORD)
    told, code = medcab(
        "workers", "second-factor-off", "nobody", "--login", "admin", answers=(PASSWORD, papers["admin"][1])
    )
    assert (code, "nobody" in told) == (1, True)


def test_removing_somebody_unknown_changes_nothing(medcab: Run) -> None:
    told, code = medcab("workers", "remove", "nobody", "--login", "admin", answers=(PASSWORD,))
    assert code == 1
    assert "nobody" in told


def test_a_store_that_is_not_there_is_told_and_not_made(medcab: Run, tmp_path: Path) -> None:
    place = tmp_path / "none"
    told, code = medcab("workers", "list", "--store", str(place), "--login", "a", answers=("b",))
    assert code == 1
    assert str(place) in told
    assert not place.exists()
