"""The command as a person or a script meets it: a fresh process, its streams and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from medcab_tui import __version__

MEDCAB = [sys.executable, "-m", "medcab_tui"]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment with empty folders of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "XDG_"))}
    folders = {f"XDG_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")}
    return environment | folders | {"LANG": "C.UTF-8", "TERM": "xterm-256color"}


def run(home: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MEDCAB, *arguments],
        env=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def in_terminal(home: dict[str, str], *arguments: str) -> tuple[str, int | None]:
    child = pexpect.spawn(MEDCAB[0], [*MEDCAB[1:], *arguments], env=home, encoding="utf-8", timeout=30)
    told = child.read()
    child.close()
    return told, child.exitstatus


def test_version(home: dict[str, str]) -> None:
    done = run(home, "--version")
    assert (done.stdout, done.stderr, done.returncode) == (f"medcab {__version__}\n", "", 0)


def test_help_is_in_the_readers_language(home: dict[str, str]) -> None:
    russian, english = run(home, "--help"), run(home | {"MEDCAB_LANG": "en"}, "--help")
    assert russian.returncode == english.returncode == 0
    assert "Использование: medcab" in russian.stdout
    assert "Usage: medcab" in english.stdout
    assert "Commands:" not in russian.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--stor", "x"), "Может быть, '--store'?"),
        (("workers", "add"), "Не указан аргумент 'ЛОГИН'."),
        (("backup",), "Не указан аргумент 'ПАПКА'."),
        (("completion", "tcsh"), "'tcsh' не подходит; есть 'bash', 'zsh', 'fish'."),
        (("demo", "--patients", "abc"), "Неверное значение '--patients': 'abc' — не целое число."),
        (("play", "--speed", "x", "a.tape"), "Неверное значение '--speed': 'x' — не число."),
        (("completion",), "Выберите одно из:\n\tbash,\n\tzsh,\n\tfish"),
        (("demo", "--seed", ""), "Неверное значение '--seed': '' — не целое число."),
        (("workers", "recover"), "Нет команды 'recover'."),
        (("doctor", "a", "b"), "Лишние аргументы (a b)"),
        (("play", "--help"), "Использование: medcab play [ПАРАМЕТРЫ] ПЛЁНКА…"),
    ],
)
def test_complaints_about_arguments_are_in_russian(
    home: dict[str, str], arguments: tuple[str, ...], told: str
) -> None:
    found = run(home, *arguments)
    assert told in found.stdout + found.stderr


def test_every_subcommand_has_its_words_in_russian(home: dict[str, str]) -> None:
    from medcab_tui.commands.group import medcab
    from medcab_tui.commands.main import run_command

    assert callable(run_command)
    for name in medcab.commands:
        told = run(home, name, "--help").stdout
        assert "Использование:" in told
        assert not {"Usage:", "Options:", "Show"} & set(told.split()), name


@pytest.mark.parametrize("arguments", [[], ["--store", "somewhere"], ["--store=somewhere"], ["demo"]])
def test_without_a_terminal_there_is_one_line_and_code_2(home: dict[str, str], arguments: list[str]) -> None:
    done = run(home, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("medcab: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("change", [{"TERM": "dumb"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX"}])
@pytest.mark.parametrize("arguments", [[], ["demo"]])
def test_a_terminal_that_cannot_show_us_is_refused_in_ascii(
    home: dict[str, str], change: dict[str, str], arguments: list[str]
) -> None:
    told, code = in_terminal(home | change, *arguments)
    assert code == 2
    assert told.isascii()
    assert len(told.strip().splitlines()) == 1
    assert "\x1b" not in told


def test_an_unknown_subcommand_is_named_and_nothing_is_opened(home: dict[str, str], tmp_path: Path) -> None:
    done = run(home, "bakcup")
    assert done.returncode == 2
    assert "bakcup" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_broken_settings_file_is_one_line_naming_it(home: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "config" / "medcab" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("theme = 'a'\nidle_minutes = = 5\n", "utf-8")
    done = run(home, "doctor")
    assert done.returncode == 2
    assert f"{file}, строка 2" in done.stderr
    assert done.stderr.count("\n") == 1
    assert run(home, "--help").returncode == 0


def test_a_fault_is_one_line_with_an_id_and_its_details_hold_no_text_of_a_patient(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom medcab_tui import cli\nimport medcab_tui.commands.main as main\n"
        "def fails(_arguments):\n    surname = 'Кузнецова'\n    raise ValueError(surname)\n"
        "main.run_command = fails\nsys.argv = ['medcab', 'doctor']\ncli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    written = (tmp_path / "medcab" / "log" / "medcab.log").read_bytes()
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "Кузнецова" not in done.stderr
    line = json.loads(written)
    assert line["id"] in done.stderr
    assert line["chain"][0]["kind"] == "builtins.ValueError"
    assert written.isascii()
    assert b"\\u041a" not in written
    assert (tmp_path / "medcab" / "log" / "medcab.log").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(home: dict[str, str], shell: str) -> None:
    done = run(home, "completion", shell)
    assert done.returncode == 0
    assert "_MEDCAB_COMPLETE" in done.stdout


def test_completion_knows_the_subcommands(home: dict[str, str]) -> None:
    asked = {"_MEDCAB_COMPLETE": "bash_complete", "COMP_WORDS": "medcab do", "COMP_CWORD": "1"}
    done = run(home | asked)
    assert done.stdout.split() == ["plain,doctor"]


def test_bash_completes_subcommands_options_and_leaves_it_the_names_of_tapes(home: dict[str, str]) -> None:
    folder = Path(sys.executable).parent
    asked = (
        "type -t _medcab_completion; "
        'ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); '
        '_medcab_completion medcab 2>/dev/null; echo "${COMPREPLY[@]}"; }; '
        "ask medcab jo; ask medcab play --sp; ask medcab completion z; ask medcab demo --lang r"
    )
    script = run(home, "completion", "bash").stdout
    done = subprocess.run(
        ["bash", "--norc", "-c", f"{script}\n{asked}"],
        env=home | {"PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["function", "journal", "--speed", "zsh", "ru"]
    asked_of_us = {"_MEDCAB_COMPLETE": "bash_complete", "COMP_WORDS": "medcab play a.t", "COMP_CWORD": "2"}
    assert run(home | asked_of_us).stdout.split() == ["file,a.t"]


def test_fish_completes_subcommands_and_options(home: dict[str, str]) -> None:
    folder = Path(sys.executable).parent
    script = run(home, "completion", "fish").stdout
    asked = "; ".join(f"complete -C '{line}'" for line in ("medcab jo", "medcab play --sp", "medcab trust o"))
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"{script}\n{asked}"],
        env=home | {"PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["journal", "--speed", "off", "on"]


def test_zsh_completes_subcommands_and_options(home: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "script").write_text(run(home, "completion", "zsh").stdout)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    shell = pexpect.spawn(
        "zsh",
        ["-f", "-i"],
        env=home | {"PATH": path, "TERM": "dumb", "PS1": ""},
        encoding="utf-8",
        timeout=30,
    )
    shell.sendline(f"autoload -Uz compinit; compinit -u -D; source {tmp_path / 'script'}; print rea''dy")
    shell.expect("ready")
    for begun, rest in (("jo", "urnal"), ("play --sp", "eed"), ("completion z", "sh")):
        shell.send(f"medcab {begun}\t")
        shell.expect_exact(rest)
        shell.send("\x15")
    shell.close(force=True)


def test_what_would_log_keys_or_open_a_debugger_is_taken_out() -> None:
    from medcab_tui.commands.process import scrub

    environment = {
        "SSLKEYLOGFILE": "a",
        "TEXTUAL_LOG": "b",
        "https_proxy": "c",
        "ALL_PROXY": "d",
        "HOME": "e",
    }
    scrub(environment)
    assert environment == {"HOME": "e"}


def test_files_are_for_the_owner_alone_and_no_core_is_left() -> None:
    code = (
        "import os, resource\nfrom medcab_tui.commands.process import forbid_tracing, harden\n"
        "harden()\nforbid_tracing()\n"
        "print(oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE)[0], os.environ['TEXTUAL_FPS'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[:3] == ["0o77", "0", "240"]
