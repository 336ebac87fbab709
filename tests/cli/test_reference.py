"""`medcab reference` as a person or a script meets it: what it prints, which exit code it leaves."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.commands import completion, signing_in
from medcab_tui.commands.group import medcab as group
from medcab_tui.commands.main import run_command
from medcab_tui.domain.accounts import NewWorker, Role
from tests import official

PASSWORD = "Demo-2026!"
POSTS = """ID;NAME;PID;ACTUAL;DATA_END
109;Врач-терапевт;;1;
122;Врач-хирург;;1;
122;Врач-хирург;;1;
;Без кода;;1;
"""
NAME = "1.2.643.5.1.13.13.11.1002_9.7.csv"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded store with an administrator and a nurse."""
    folder = tmp_path_factory.mktemp("books") / "store"

    async def made() -> None:
        door = Door(folder, Surroundings.real(), cost=TEST_COST)
        founding = Founding("Клиника", "Громова", "О", "", "администратор", "", "admin", PASSWORD)
        cabinet, _code = await door.found(founding)
        nurse = NewWorker("nurse", "Белова", "О", "", "медсестра", "", frozenset({Role.NURSE}))
        await cabinet.accounts.add_worker(nurse, PASSWORD)
        await cabinet.sign_out()

    asyncio.run(made())
    return folder


@pytest.fixture
def run(store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a subcommand in this process, the password typed right; code, output, complaints."""
    monkeypatch.setattr(signing_in, "asked_secretly", lambda _question: PASSWORD)
    monkeypatch.setattr(signing_in, "forbid_tracing", lambda: None)

    def once(*arguments: str, login: str = "admin") -> tuple[int, str, str]:
        capsys.readouterr()
        asked = ["reference", *arguments, "--store", str(store), "--login", login]
        try:
            code = run_command(asked)
        except BaseException as error:
            from medcab_tui.commands.faults import tell

            code = tell(error)
        told = capsys.readouterr()
        return code, told.out, told.err

    return once


def test_a_book_is_imported_listed_and_looked_up(run: Run, tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(POSTS.encode("cp1251"))
    code, out, _err = run("import", str(path), "--valid-from", "2026-03-01")
    assert code == 3, "rows were refused"
    assert out.splitlines() == [
        "Должности 9.7: загружено 2 записи, отклонены 2 строки. Прочитан в кодировке Windows-1251.",
        "  строка 4\t122\tкод уже стоит в строке 3",
        "  строка 5\t\tнет кода",
    ]
    code, out, _err = run("import", str(path))
    assert (code, "этот файл уже загружен" in out) == (0, True)

    code, out, _err = run("list", login="nurse")
    rows = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    posts = next(row for row in rows if row[:3] == ["posts", "Должности", "9.7"])
    assert posts[3:5] == ["2", "с 2026-03-01"]
    assert posts[6:] == ["2", "действует", NAME]
    assert {row[0] for row in rows} >= {"icd10", "inn", "analytes"}

    code, out, _err = run("show", "должности", "109", login="nurse")
    assert code == 0
    assert "Название\tВрач-терапевт" in out
    assert "genitive\tврача-терапевта" in out
    assert run("show", "posts", "хирур")[1].startswith("Код\t122")
    assert "Отклонено строк\t2" in run("show", "posts")[1]
    assert run("show", "posts", "--refused")[1].count("строка") == 2
    assert "Версия\t9.6" in run("show", "posts", "--version", "9.6")[1]


def test_a_list_of_what_was_found_has_a_line_for_each(run: Run) -> None:
    code, out, _err = run("show", "мкб", "гипертония", login="nurse")
    assert code == 0
    assert out.splitlines()[0] == "I10\tЭссенциальная [первичная] гипертензия"
    assert all(len(line.split("\t")) == 2 for line in out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("import", "{tmp}/missing.csv"), 1, "missing.csv: Такого файла нет."),
        (
            ("import", "{tmp}/letter.csv"),
            1,
            "letter.csv: Ни файл, ни его имя",
        ),
        (("import", "{tmp}/letter.csv", "--book", "атх"), 1, "Столбцы не те"),
        (("import", "{tmp}/letter.csv", "--book", "nothing"), 2, "Справочника «nothing» нет"),
        (("import", "{tmp}/letter.csv", "--valid-from", "31.02.2026"), 2, "«31.02.2026» — не дата"),
        (("import",), 2, "ФАЙЛ"),
        (("show", "vitals"), 1, "Такой версии справочника здесь нет"),
        (("show", "мкб", "щщщщ"), 1, "ничего не найдено"),
        (("show", "1.2.643.5.1.13.13.11.1005", "--version", "1.0"), 1, "Такой версии"),
    ],
)
def test_what_goes_wrong_is_said_with_its_code(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "letter.csv").write_text("кому;о чём\nвам;о деле\n", "utf-8")
    got, _out, err = run(*(each.format(tmp=tmp_path) for each in arguments))
    assert (got, told in err) == (code, True), err
    assert "Traceback" not in err


def test_who_keeps_no_store_imports_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(POSTS, "utf-8")
    code, out, err = run("import", str(tmp_path / NAME), login="nurse")
    assert (code, out) == (1, "")
    assert "Ваша роль этого не позволяет" in err


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_import_that_breaks_off_leaves_nothing(run: Run, store: Path, how: signal.Signals) -> None:
    environment = os.environ | {"LANG": "C.UTF-8", "TERM": "xterm-256color", "MEDCAB_STORE": str(store)}
    asked = ["-m", "medcab_tui", "reference", "import", str(official.official(official.ICD10))]
    child = pexpect.spawn(
        sys.executable, [*asked, "--login", "admin"], env=environment, encoding="utf-8", timeout=60
    )
    child.expect(": $")
    child.sendline(PASSWORD)
    child.expect(r"МКБ-10 .*0 / 15 038 · Ctrl\+C — остановить")
    child.kill(how)
    told = child.read()
    child.close()
    if how is signal.SIGINT:
        assert child.exitstatus == 130, told
        assert "Остановлено. Справочник остался прежним: МКБ-10." in told
    else:
        assert child.signalstatus == how, told
    _code, out, _err = run("list")
    assert "15038" not in out
    assert run("show", "icd10", "I10")[0] == 0, "the short list serves on"


def test_a_shell_completes_the_names_of_books_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def offered(*words: str) -> set[str]:
        monkeypatch.setenv("COMP_WORDS", " ".join(["medcab", *words]))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        completion.complete(group, "bash_complete")
        return {line.partition(",")[2] for line in capsys.readouterr().out.splitlines()}

    assert offered("reference", "") == {"import", "list", "show"}
    assert offered("reference", "show", "s") == {"services", "specialties"}
    assert offered("reference", "show", "м") == {"мкб", "мнн"}
    assert offered("reference", "import", "--book", "icd") == {"icd10"}
