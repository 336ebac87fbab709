"""The tapes themselves: each holds on a wide screen and on the smallest, and is a demo besides."""

from __future__ import annotations

from pathlib import Path

import pytest

from medcab_tui.demo.play import HELD, play
from medcab_tui.demo.stage import Options
from medcab_tui.demo.tape.commands import Caption
from medcab_tui.demo.tape.parser import read
from tests.demo.stores import _stores, copied

__all__ = ["_stores", "copied"]
FOLDER = Path(__file__).parent
SHOWN: dict[str, tuple[str, ...]] = {
    "change-appearance": (),
    "reminders-over-a-month": ("C026", "C029", "C100"),
    "settings": ("C100", "C102", "C110", "C193"),
    "find-and-read": ("C007", "C011", "C013", "C016", "C034", "C035", "C038"),
    "find-among-namesakes": ("C034", "C035"),
    "break-the-glass": ("C014", "C191", "C193"),
    "results-review": ("C037", "C041"),
    "visit-from-template": ("C036", "C038", "C056"),
    "vital-signs": ("C043",),
    "merge-duplicates": (),
    "regional-records": ("C039", "C040", "C042"),
    "send-a-conclusion": ("C044", "C071"),
    "amend-a-card": ("C035", "C036"),
    "wrong-layout": ("C007", "C036"),
    "write-and-amend": ("C036", "C038", "C073"),
    "form-with-every-error": (
        "C108",
        "C173",
        "C174",
        "C175",
        "C177",
        "C178",
        "C179",
        "C180",
        "C181",
    ),
    "compare-and-merge": ("C036", "C073"),
    "home": ("C014", "C015", "C020", "C021", "C030", "C031"),
    "home-to-zero": ("C015", "C020", "C031"),
    "inbox-to-zero": ("C014", "C022", "C024", "C025", "C027", "C028", "C033", "C072", "C092"),
    "documents": ("C070",),
    "connect-a-service": ("C101", "C187", "C188"),
    "extract-to-pdf": ("C069", "C077"),
    "import-a-reference-book": (),
    "import-bundle": (),
    "attach-and-find-a-document": ("C067", "C097", "C098"),
    "schedule": ("C013", "C052", "C056", "C057"),
    "book-move-cancel": ("C052", "C056", "C060", "C061", "C062"),
    "sign-in-and-lock": ("C019", "C110", "C162", "C165", "C168"),
    "service-refuses": ("C194",),
    "work-offline-then-sync": ("C017", "C044", "C071", "C171", "C194"),
    "resolve-a-conflict": (),
    "enrol-second-factor-and-sign": ("C018", "C111"),
}
"""Which rows of what the cabinet must do each tape shows."""

TAPES = [
    pytest.param(name, marks=[pytest.mark.capability(row) for row in rows], id=name)
    for name, rows in SHOWN.items()
]


@pytest.mark.usefixtures("copied")
@pytest.mark.parametrize("size", [(140, 40), (80, 24)], ids=["140x40", "80x24"])
@pytest.mark.parametrize("name", TAPES)
def test_the_tape_holds(
    name: str,
    size: tuple[int, int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # what a tape writes out lies there
    cols, rows = size
    code = play([FOLDER / f"{name}.tape"], Options(headless=True, out=tmp_path, cols=cols, rows=rows))
    assert code == HELD, capsys.readouterr().out
    cast = (tmp_path / f"{name}.cast").read_text(encoding="utf-8")
    assert cast.count("\n") > 20
    assert "\\u001b]" not in cast, "a title or a notification would reach the viewer's terminal"
    assert "\\u0007" not in cast, "so would a bell"


@pytest.mark.parametrize("name", SHOWN)
def test_the_tape_tells_what_it_shows(name: str) -> None:
    captions = [s.command.text for s in read(FOLDER / f"{name}.tape").steps if isinstance(s.command, Caption)]
    assert len(captions) >= 4
    assert all(any("а" <= letter.lower() <= "я" for letter in caption) for caption in captions)


def test_every_tape_of_the_folder_is_played() -> None:
    assert {path.stem for path in FOLDER.glob("*.tape")} == {"tour", *SHOWN}  # the tour has a file of its own
