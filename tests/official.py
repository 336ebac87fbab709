"""Files of official books: those beside the project, or made ones of the same form where there are none.

They lie in `../shared/data` beside the root of the project, or in the folder that MEDCAB_TEST_DATA names.
What tests count (rows, refused rows) holds for both.
"""

from __future__ import annotations

import atexit
import csv
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = Path(os.environ.get("MEDCAB_TEST_DATA") or ROOT.parent / "shared" / "data")

ICD10 = "nsi/1.2.643.5.1.13.13.11.1005_2.27.csv"
POSTS = "nsi/1.2.643.5.1.13.13.11.1002_9.6.json"
SPECIALTIES = "nsi/1.2.643.5.1.13.13.11.1066_5.4.json"
DOCUMENT_KINDS = "nsi/1.2.643.5.1.13.13.11.1520_12.14.json"
UNITS = "nsi/1.2.643.5.1.13.13.11.1358_3.23.json"
REGIONS = "nsi/1.2.643.5.1.13.13.99.2.206_6.5.json"
VITALS = "nsi/1.2.643.5.1.13.13.99.2.262_8.7.json"
INN = "medicines/inn_eaeu_ru_en_la.csv"
ATC = "medicines/atc_ru_dhp_uz.csv"

ROWS: Final = {
    ICD10: 15_038, POSTS: 553, SPECIALTIES: 146, DOCUMENT_KINDS: 181, UNITS: 564, REGIONS: 90, VITALS: 470,
    INN: 9_347, ATC: 5_207,
}  # fmt: skip
MIXED: Final = {INN: 3, ATC: 8, DOCUMENT_KINDS: 1}
"""Rows whose names mix alphabets inside a word."""


@cache
def official(name: str) -> Path:
    """The file, or a made one of its form, with as many rows and as many wrong ones."""
    given = FOLDER / name
    if given.is_file():
        return given
    folder = tempfile.mkdtemp(prefix="medcab-books-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Path(folder) / Path(name).name
    _MAKERS.get(name, _json)(made, name)
    return made


def _icd10(path: Path, name: str) -> None:
    known = {
        "A00.0": "Холера, вызванная холерным вибрионом 01, биовар cholerae",
        "E11": "Сахарный диабет 2 типа",
        "I10": "Эссенциальная [первичная] гипертензия",
        "I48": "Фибрилляция и трепетание предсердий",
        "J20.9": "Острый бронхит неуточненный",
        "J45.9": "Астма неуточненная",
    }
    groups = ["I", "A00-A09", *(f"{letter}00-{letter}99" for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZ")]
    codes = [f"{letter}{number:02}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for number in range(100)]
    detailed = (f"{code}.{digit}" for code in codes for digit in range(10))
    codes += [code for code in known if "." in code]
    codes += islice((code for code in detailed if code not in known), ROWS[name] - len(groups) - len(codes))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("ID;REC_CODE;MKB_CODE;MKB_NAME;ID_PARENT;ADDL_CODE;ACTUAL;DATE\n")
        for number, code in enumerate([*groups, *codes], 1):
            title = known.get(code, f"Другие неуточненные болезни и поражения, вид {code}")
            actual, day = ("0", '"07.10.2020"') if code == "A90" else ("1", "")
            parent = "" if number == 1 else "1"
            file.write(f'{number};"01{number}";"{code}";"{title}";{parent};;{actual};{day}\n')


def _csv(path: Path, name: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "ru", "en", "la", "uz"] if name == INN else ["atc", "name_ru"])
        for number in range(1, ROWS[name] + 1):
            title = "cолнатид" if number <= MIXED[name] else "метформин" if number == 100 else "вещество"
            if name == INN:
                english, latin = (
                    ("metformin", "metforminum") if number == 100 else ("substance", "substantia")
                )
                writer.writerow([f"{number:06}", f"{title} {number}", english, latin, ""])
            else:
                letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                writer.writerow(
                    [f"A{number // 2600:02}A{letters[number // 100 % 26]}{number % 100:02}", title]
                )


def _json(path: Path, name: str) -> None:
    oid, version = path.stem.split("_")
    columns: dict[str, dict[str, str | None]] = {
        POSTS: {"PID": None, "NAME": "Врач-терапевт", "GROUP": None, "ACTUAL": "1", "DATA_END": None},
        SPECIALTIES: {"NAME": "Терапия", "PARENT": None, "REL": "1", "DATEOUT": None},
        DOCUMENT_KINDS: {"NAME": "Протокол", "START_DATE": "04.11.2021", "END_DATE": None},
        UNITS: {"FULLNAME": "Метр", "SHORTNAME": "м", "PRINTNAME": "м", "UCUM": "m"},
        REGIONS: {"SUBJECT": "Республика Адыгея", "SYNONYM": "Республика Адыгея; Адыгея"},
        VITALS: {"NAME": "Температура тела", "SYNONYM": None},
    }
    rows = [{"ID": str(number), **columns[name]} for number in range(1, ROWS[name] + 1)]
    for row in rows[: MIXED.get(name, 0)]:
        row["NAME"] = "Протокол (СDA)"
    book = {
        "oid": oid,
        "version": version,
        "fullName": "Книга",
        "lastUpdate": "13.02.2024 15:21",
        "rows": rows,
    }
    path.write_text(json.dumps(book, ensure_ascii=False), "utf-8")


_MAKERS: Final[dict[str, Callable[[Path, str], None]]] = {ICD10: _icd10, INN: _csv, ATC: _csv}
