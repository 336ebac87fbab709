"""`medcab export patient` as a person or a script meets it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import fhirkit
import pytest

from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.commands import signing_in
from medcab_tui.commands.main import run_command
from medcab_tui.domain.patients import NewPatient, Sex

PASSWORD = "Demo-2026!"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A store with a mother, her daughter, and how their ids are written."""
    folder = tmp_path_factory.mktemp("cards") / "store"
    ids: list[str] = []

    async def made() -> None:
        founding = Founding("Клиника", "Иванова", "Анна", "", "врач-терапевт", "", "ivanova", PASSWORD)
        cabinet, _code = await Door(folder, Surroundings.real(), cost=TEST_COST).found(founding)
        for given, snils, birth in (("Мария", "112-233-445 95", 1958), ("Майя", "", 1985)):
            new = NewPatient("Кузнецова", given, "", Sex.FEMALE, date(birth, 3, 14), snils=snils)
            done = await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), new))
            ids.append(str(UUID(bytes=bytes(done.result))))
        await cabinet.sign_out()

    asyncio.run(made())
    return folder, ids


@pytest.fixture
def run(
    store: tuple[Path, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Run:
    """Runs it in this process and in an empty folder, the password typed right; code, output, complaints."""
    monkeypatch.setattr(signing_in, "asked_secretly", lambda _question: PASSWORD)
    monkeypatch.setattr(signing_in, "forbid_tracing", lambda: None)
    monkeypatch.chdir(tmp_path)

    def once(*arguments: str) -> tuple[int, str, str]:
        asked = ["export", "patient", *arguments, "--store", str(store[0]), "--login", "ivanova"]
        try:
            code = run_command(asked)
        except BaseException as error:
            from medcab_tui.commands.faults import tell

            code = tell(error)
        told = capsys.readouterr()
        return code, told.out, told.err

    return once


def test_a_card_lies_in_this_folder_under_the_name_and_the_day(
    run: Run, store: tuple[Path, list[str]], tmp_path: Path
) -> None:
    code, out, _err = run(store[1][0])
    (made,) = tmp_path.iterdir()
    assert (code, out.strip()) == (0, str(made))
    assert made.name.startswith("Кузнецова Мария 20")
    assert made.name.endswith(".fhir.json")
    assert fhirkit.validate(made.read_bytes()) == []


def test_a_patient_is_named_by_a_number_or_by_words_and_a_file_by_its_name(run: Run, tmp_path: Path) -> None:
    assert run("112-233-445 95", "--format", "json", "--out", "a")[0] == 0
    assert run("кузнецова", "майя", "--format", "pdf", "--out", str(tmp_path / "б.pdf"))[0] == 0
    assert json.loads((tmp_path / "a.json").read_bytes())["patient"]["given"] == "Мария"
    assert (tmp_path / "б.pdf").read_bytes()[:5] == b"%PDF-"


def test_words_that_find_several_or_nobody_write_nothing_and_say_so(
    run: Run, store: tuple[Path, list[str]], tmp_path: Path
) -> None:
    code, out, err = run("кузнецова")
    assert (code, out) == (1, "")
    assert "Назовите одного по идентификатору" in err
    assert all(identity in err for identity in store[1])
    for nobody in ("петров", "018f0000-0000-7000-8000-000000000000"):
        code, _out, err = run(nobody)
        assert code == 1
        assert f"Пациент не найден: {nobody}." in err
    (tmp_path / "есть.json").write_text("моё")
    code, _out, err = run("кузнецова мария", "--out", "есть.json")
    assert code == 1
    assert "Файл с таким именем уже есть." in err
    assert (tmp_path / "есть.json").read_text() == "моё"
