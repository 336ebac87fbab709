"""`medcab import` as a person or a script meets it: what it prints, which exit code it leaves."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.commands import signing_in
from medcab_tui.commands.main import run_command
from medcab_tui.domain.imports import NotKept
from medcab_tui.ui.imports.words import listed

PASSWORD = "Demo-2026!"
Run = Callable[..., tuple[int, str, str]]
LIST = (
    "Фамилия;Имя;Отчество;Рожден;СНИЛС;Участок\n"
    "Лукина;Вера;Ильинична;01.02.1970;;7\n"
    "Лукин;Егор;;05.06.1999;;7\n"
)
LACKS = (
    "список.csv:3\trow\t\tНет пола, а карте он нужен: впишите в его столбец «м» или «ж» и загрузите список"
    " ещё раз. Загрузятся только оставшиеся."
)


def patient(number: int) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": str(number), "gender": "male",
            "birthDate": f"19{number % 90 + 10}-01-01",
            "name": [{"family": "Ветров", "given": ["Олег"]}]}  # fmt: skip


def result(number: int) -> dict[str, Any]:
    return {"resourceType": "Observation", "id": str(number), "status": "final",
            "subject": {"reference": f"Patient/{number % 20}"}, "effectiveDateTime": "2026-01-01",
            "code": {"coding": [{"system": "http://loinc.org", "code": "2345-7", "display": "Глюкоза"}]},
            "valueQuantity": {"value": 5.1, "unit": "ммоль/л"}}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imports") / "store"

    async def made() -> None:
        door = Door(folder, Surroundings.real(), cost=TEST_COST)
        founding = Founding("Клиника", "Громова", "О", "", "администратор", "", "admin", PASSWORD)
        cabinet, _code = await door.found(founding)
        await cabinet.sign_out()

    asyncio.run(made())
    return folder


@pytest.fixture
def run(store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process, the password typed right; code, output, complaints."""
    monkeypatch.setattr(signing_in, "asked_secretly", lambda _question: PASSWORD)
    monkeypatch.setattr(signing_in, "forbid_tracing", lambda: None)

    def once(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = run_command(["import", *arguments, "--store", str(store), "--login", "admin"])
        except BaseException as error:
            from medcab_tui.commands.faults import tell

            code = tell(error)
        told = capsys.readouterr()
        return code, told.out, told.err

    return once


def test_a_list_whose_columns_are_named_by_hand(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "список.csv"
    path.write_bytes(LIST.encode("cp1251"))
    code, out, err = run(str(path))
    assert (code, out) == (1, "")
    assert "список.csv: Не видно столбца с датой рождения. Столбцы: Фамилия, Имя, Отчество, Рожден" in err
    code, out, err = run(str(path), "--columns", "birth=Рожден,нечто=1")
    assert code == 1
    assert "«нечто» — не то, что список может сообщить о пациенте." in err
    named = tmp_path / "columns.toml"
    named.write_text('birth = 4\nsex = ""\n')
    code, out, err = run(str(path), "--columns-file", str(named), "--dry-run")
    assert code == 3
    lines = out.splitlines()
    assert lines[0].startswith("список.csv: 2 строки. Фамилия = «Фамилия», Имя = «Имя»")
    assert lines[0].endswith("Дата рождения = «Рожден», СНИЛС = «СНИЛС». Не загружаются: «Участок».")
    assert lines[1:] == [
        "Новое\t1 пациент",
        "Не взято\t1 запись",
        f"  {LACKS}",
        "Ничего не изменено.",
    ]
    report = tmp_path / "left.tsv"
    code, out, err = run(str(path), "--columns", "birth=4", "--report", str(report))
    assert code == 3
    assert "Новое\t1 пациент" in out
    assert report.read_text().splitlines() == [LACKS]
    assert report.stat().st_mode & 0o777 == 0o600
    code, out, err = run(str(path), "--columns", "birth=4", "--report", str(report))
    assert code == 1, "no file is overwritten"
    assert "Без изменений\t1 пациент" in run(str(path), "--columns", "birth=4")[1]
    named.write_text("not toml")
    assert "columns.toml — не файл столбцов." in run(str(path), "--columns-file", str(named))[2]


def test_the_whole_list_names_nobody_even_where_a_column_was_mistaken() -> None:
    """«birth=ФИО» would put every name where a date should be."""
    for reason in ("import.row_birth", "import.row_both", "import.lacks_birth", "import.lacks_both"):
        left = NotKept("a.csv", 2, "row", "", "birthDate", reason, {"said": "Иванова М. П.", "who": "Она"})
        assert "Иванова" not in listed(left)
        assert "«…»" in listed(left)
        left = NotKept("a.csv", 2, "row", "", "birthDate", reason, {"said": "1958-03"})
        assert "«1958-03»" in listed(left)


def test_folders_bundles_and_files_that_are_none(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "Observation.ndjson").write_text(
        "".join(f"{json.dumps(result(n))}\n" for n in range(60)) + "{oops\n"
    )
    (folder / "Patient.ndjson").write_text("".join(f"{json.dumps(patient(n))}\n" for n in range(20)))
    code, out, _err = run(str(folder))
    assert code == 3
    assert out.splitlines() == [
        "Новое\t20 пациентов, 60 результатов",
        "Не взято\t1 запись",
        "  Observation.ndjson:61\t\t\tЭто испорченный JSON.",
    ]
    assert "Без изменений\t20 пациентов, 60 результатов" in run(str(folder))[1]
    (tmp_path / "cut.json").write_text('{"resourceType": "Bundle", "entry": [{"resource": {')
    (tmp_path / "letter.doc").write_text("Здравствуйте")
    (tmp_path / "empty").mkdir()
    for name, told in (
        ("cut.json", "cut.json: Файл обрывается на элементе 1. Он не дошёл целиком"),
        ("letter.doc", "letter.doc: letter.doc — не таблица"),
        ("missing.json", "missing.json: Такого файла нет."),
        ("empty", "empty: В папке empty нет файлов с картами."),
    ):
        code, out, err = run(str(tmp_path / name))
        assert (code, out) == (1, ""), name
        assert told in err


@pytest.mark.terminal
def test_ctrl_c_stops_after_a_batch_and_the_same_command_goes_on(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.ndjson"
    with path.open("w") as file:
        file.write("".join(f"{json.dumps(patient(n))}\n" for n in range(20)))
        for number in range(1000, 7_000):
            file.write(json.dumps(result(number)) + "\n")
    command = [
        sys.executable,
        "-m",
        "medcab_tui.cli",
        "import",
        str(path),
        "--store",
        str(store),
        "--login",
        "admin",
    ]
    env = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    child = pexpect.spawn(
        command[0], command[1:], env=env, encoding="utf-8", timeout=60, dimensions=(24, 100)
    )
    child.expect("Пароль")
    child.sendline(PASSWORD)
    child.expect("Импорт .*[1-9][^/]{2,} / 6 020")
    child.kill(signal.SIGINT)
    child.expect("Остановлено. Что загружено, то осталось; та же команда продолжит с этого места.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    child = pexpect.spawn(
        command[0], command[1:], env=env, encoding="utf-8", timeout=110, dimensions=(24, 100)
    )
    child.expect("Пароль")
    child.sendline(PASSWORD)
    child.expect(r"Новое\t(\d+)[^\r\n]*результат")
    new = int(child.match.group(1))
    assert 0 < new < 6_000
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
