"""Every code a connection of ours raises has a sentence in both languages, and every sentence its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import medcab_tui
from medcab_tui import locale
from medcab_tui.cabinet import letters
from medcab_tui.ui.said import said_codes, service_said

SERVICES = Path(medcab_tui.__file__).parent / "services"
FILES = (
    *SERVICES.glob("http*.py"),
    SERVICES / "secure.py",
    *SERVICES.glob("smtp/*.py"),
    *SERVICES.glob("sms/*.py"),
)
FAULTS = {"Unreachable", "Throttled", "Unwell", "Denied", "Rejected"}
CODE = re.compile(r"[a-z]+\.[a-z_]+")


def raised() -> Iterator[str]:
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in FAULTS:
                for part in (*node.args[:1], *(word.value for word in node.keywords if word.arg == "code")):
                    yield from (
                        str(one.value)
                        for one in ast.walk(part)
                        if isinstance(one, ast.Constant) and CODE.fullmatch(str(one.value))
                    )


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_every_code_is_told(language: str) -> None:
    locale.use(language)
    assert {*raised(), letters.NO_ADDRESS, letters.NO_WORKER} == said_codes()
    for code in said_codes():
        assert service_said(code)[-1] in ".»"
        assert (re.search("[а-яё]", service_said(code)) is not None) == (language == "ru")
    assert service_said("550 Нет\nтакого\x1b[2J") == "550 Нет такого␛[2J"
