"""`medcab services` as a person types it: the register, setting up, checking, switching, removing."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings
from tests.services.installing import THIRD_PARTY, whiteboard

SECRET = "abrakadabra"
LOGIN, PASSWORD = "ivanova", "Demo-2026!"


async def found(folder: Path) -> None:
    door = Door(folder, Surroundings.real(), cost=TEST_COST)
    founding = Founding("К", "Иванова", "Анна", "", "врач", "Терапия", LOGIN, PASSWORD)
    (await door.found(founding))[0].close_now()


@pytest.mark.capability("C101")
@pytest.mark.capability("C187")
@pytest.mark.capability("C190")
def test_a_third_partys_service_from_the_command_line(tmp_path: Path) -> None:
    store, site = tmp_path / "store", whiteboard(tmp_path)
    asyncio.run(found(store))
    homes = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "STATE", "CACHE", "DATA")}
    environment = os.environ | homes | {
        "HOME": str(tmp_path), "MEDCAB_STORE": str(store), "MEDCAB_KEYRING": "false", "LANG": "C.UTF-8",
        "TERM": "xterm-256color", "PYTHONPATH": str(site),
    }  # fmt: skip

    def told(*arguments: str, answers: tuple[str, ...] = (PASSWORD,), code: int = 0) -> str:
        """At a terminal, signed in."""
        words = ["-m", "medcab_tui", "services", *arguments, "--login", LOGIN]
        child = pexpect.spawn(sys.executable, words, env=environment, encoding="utf-8", timeout=60)
        for answer in answers:
            child.expect(": $")
            child.sendline(answer)
        said = str(child.read())
        child.close()
        assert child.exitstatus == code, said
        return said

    register = subprocess.run(
        [sys.executable, "-m", "medcab_tui", "services", "list", "--adapters"],
        env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "● whiteboard\tmedcab-whiteboard 1.0\tWhiteboard in the corridor" in register
    assert "принимает appointment: start, minutes, doctor · доступ: администратор" in register
    assert "chalk* (secret)" in register
    assert "Нужно задать настройки: corridor" in told("add", "доска", "whiteboard", answers=(), code=2)
    refused = told("add", "доска", "whiteboard", "corridor=2", f"chalk={SECRET}", answers=(), code=2)
    assert "chalk — секрет" in refused
    assert "есть: corridor, chalk" in told("add", "доска", "whiteboard", "x=1", answers=(), code=2)
    assert "ни в одном пакете его нет" in told("add", "доска", "nobody", answers=(), code=2)
    added = told("add", "доска", "whiteboard", "corridor=2", "rows=7", answers=(SECRET, PASSWORD))
    assert "Подключено: доска" in added
    assert "секреты лежат в зашифрованном хранилище" in added
    assert SECRET not in added
    assert "0 of 7 rows are taken" in told("check", "доска")
    on = told("enable", "доска")
    assert "Подключено: Whiteboard in the corridor · доска" in on
    assert "the visit is written on the board" in on, "how it is used (C033)"
    listed = told("list")
    assert "доска\twhiteboard\tWhiteboard in the corridor\t● включено" in listed
    assert "○ выключено" in listed, "the stand-in"
    assert "Отключено" in told("disable", "доска")
    assert "Подключение удалено" in told("remove", "доска")
    assert "Подключения с именем доска нет" in told("check", "доска", code=1)


def test_secrets_are_read_from_a_file_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    from medcab_tui.commands import services

    monkeypatch.syspath_prepend(str(THIRD_PARTY))
    from medcab_whiteboard import Settings  # type: ignore[import-not-found]

    reading, writing = os.pipe()
    os.write(writing, f"chalk={SECRET}=with a sign\n\n".encode())
    os.close(writing)
    texts = services._texts(Settings, ["corridor=2"], reading)
    os.close(reading)
    assert texts == {"corridor": "2", "chalk": f"{SECRET}=with a sign"}
    with pytest.raises(services.WrongUse):
        services._texts(Settings, ["corridor=2"], 987)
    sys.modules.pop("medcab_whiteboard", None)


def test_names_are_completed_without_loading_an_adapter() -> None:
    environment = os.environ | {
        "_MEDCAB_COMPLETE": "bash_complete", "COMP_WORDS": "medcab services add почта sm", "COMP_CWORD": "4",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "medcab_tui"], env=environment, capture_output=True, text=True, check=True
    )
    assert {line.partition(",")[2] for line in done.stdout.split()} == {"sms", "smtp"}
    environment |= {"COMP_WORDS": "medcab services add почта smtp ho", "COMP_CWORD": "5"}
    done = subprocess.run(
        [sys.executable, "-m", "medcab_tui"], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "plain,host=\n", "no secret is offered as an argument"
