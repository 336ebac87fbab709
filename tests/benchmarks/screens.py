"""What the terminal sees: starting, keys, idling, each beside a bare or a stock Textual app."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from medcab_tui.demo.public import PASSWORD
from tests.benchmarks.report import Row, note
from tests.benchmarks.terminal import BURST, Answer, Figures, Program

HERE = Path(__file__).parent
MEDCAB = [sys.executable, "-m", "medcab_tui"]
BARE = [sys.executable, str(HERE / "bare.py")]
STOCK_ROWS = 1000
STOCK = [sys.executable, str(HERE / "stock.py"), str(STOCK_ROWS)]

DOWN, PAGE_DOWN, END, HOME, ENTER, ESCAPE, TAB = "\x1b[B", "\x1b[6~", "\x1b[F", "\x1b[H", "\r", "\x1b", "\t"
F2, F3, F4, F5 = "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~"
PRESSES = 63
"""How often a key is pressed: of fewer the 95th percentile would be the worst one."""
TIMES = 5
"""How often each start is repeated; the median counts."""


def rows(store: Path, home: Path, idle_seconds: float) -> list[Row]:
    """Every row of the report that needs a terminal."""
    bench = _Bench(store, environment_of(home), idle_seconds)
    return [*bench.starts(), *bench.keys(), *bench.idling()]


def environment_of(home: Path) -> dict[str, str]:
    """What a measured program finds around it."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "MEDCAB_LANG": "ru",
    }


def inside(store: Path) -> list[str]:
    """The command that opens this store with Иванова signed in."""
    return [*MEDCAB, "demo", "--store", str(store), "--user", "ivanova"]


def opened(command: list[str], environment: dict[str, str], text: str) -> Program:
    """A program that has shown this text and come to rest."""
    program = Program(command, environment)
    try:
        program.until(text)
        program.settle()
    except BaseException:
        program.__exit__()
        raise
    return program


class _Bench:
    def __init__(self, store: Path, environment: dict[str, str], idle_seconds: float) -> None:
        self.environment, self.idle_seconds = environment, idle_seconds
        self.door = [*MEDCAB, "--store", str(store)]
        self.inside = inside(store)
        self.behind_the_door = [sys.executable, str(HERE / "inside.py"), str(store), "ivanova", PASSWORD]

    def starts(self) -> list[Row]:
        """From exec to the prompt, to the first full screen, and what stays in memory."""
        note("starting …")
        prompt = self._median(lambda: self._until(self.door, "Пароль"))
        bare = self._median(lambda: self._until(BARE, "bare-textual-ready"))
        python = self._median(
            lambda: self._until([sys.executable, "-c", "print('raw-python')"], "raw-python")
        )
        full = self._median(lambda: self._full(self.behind_the_door, "Главная"))
        stock = self._median(lambda: self._full(STOCK, "stock-patients"))
        entering = self._median(self._entering)
        return [
            Row(
                "unlock prompt after exec",
                _ms(prompt),
                f"Python {_ms(python)}, bare {_ms(bare)}",
                "60 ms, bare/5",
            ),
            Row(
                "first full frame after exec, signed in",
                _ms(full),
                f"bare {_ms(bare)}, stock {_ms(stock)}",
                "1.25 × bare",
            ),
            Row("Enter at the door to the first full frame, a cheap key", _ms(entering), "–", "–"),
            self._memory(),
        ]

    def keys(self) -> list[Row]:
        """Keys to the last byte, and the bytes: median / 95th percentile."""
        note("pressing keys …")
        with self._open(STOCK, "stock-patients") as stock:
            references = {
                "down": stock.measure([DOWN] * PRESSES),
                "page": stock.measure([PAGE_DOWN] * 12),
                "switch": stock.measure([F2, F3] * (PRESSES // 2)),
            }
            stock.press(F4)
            references["letter"] = stock.measure(list("кузнецованна") * 2)
        with self._open(self.inside, "Главная") as ours:
            switch = ours.measure([F3, F2] * (PRESSES // 2))
            ours.press(F3)
            letter = self._letters(ours)
            self._to_list(ours)
            down = ours.measure([DOWN] * PRESSES)
            page = ours.measure([PAGE_DOWN] * PRESSES)
            end = ours.measure([END, HOME] * (PRESSES // 2))
        return [
            Row(
                "row down, p50/p95, bytes",
                str(down),
                f"DataTable {references['down']}",
                "1 × DataTable, 500 B",
            ),
            Row(
                "a letter in the search field",
                str(letter),
                f"Input + DataTable {references['letter']}",
                "20/30 ms",
            ),
            Row("section switch", str(switch), f"stock {references['switch']}", "30/60 ms, 15 KB"),
            Row("PageDown", str(page), f"DataTable of {STOCK_ROWS:,} {references['page']}", "p95 15 ms"),
            Row("End, Home", str(end), "–", "p95 15 ms"),
        ]

    def idling(self) -> list[Row]:
        """What doing nothing costs."""
        note(f"idling {self.idle_seconds:.0f} s …")
        with self._open(STOCK, "stock-patients") as stock:
            busy, size = stock.idle(self.idle_seconds)
        with self._open(self.inside, "Главная") as ours:
            our_busy, our_size = ours.idle(self.idle_seconds)
        return [
            Row(
                f"idle {self.idle_seconds:.0f} s",
                f"{our_busy:.2%}, {our_size:,} B",
                f"stock {busy:.2%}, {size:,} B",
                "0.7 %, 0 B",
            )
        ]

    def _to_list(self, ours: Program) -> None:
        """From the search field of the section to its list."""
        ours.press(TAB)
        ours.press("[")
        ours.press(HOME)

    def _letters(self, ours: Program) -> Figures:
        """Words typed letter by letter; clearing the field between them is not counted."""
        answers: list[Answer | None] = []
        for word in ("кузн", "ивано", "петр", "смир", "вол"):
            for letter in word:
                answers.append(ours.press(letter))
            for _letter in word:
                ours.press("\x7f")
        return Figures(_answered(answers))

    def _memory(self) -> Row:
        with self._open(BARE, "bare-textual-ready") as bare:
            least = bare.memory()
        with self._open(STOCK, "stock-patients") as stock:
            table = stock.memory()
        with self._open(self.inside, "Главная") as ours:
            home = ours.memory()
            ours.press(F3)
            self._to_list(ours)
            for _number in range(20):
                ours.press(PAGE_DOWN)
            patients = ours.memory()
        return Row(
            "memory at Home / in the list",
            f"{_mb(home)} / {_mb(patients)}",
            f"bare {_mb(least)}, DataTable of {STOCK_ROWS:,} {_mb(table)}",
            "60 / 70 MB",
        )

    def _open(self, command: list[str], text: str) -> Program:
        return opened(command, self.environment, text)

    def _until(self, command: list[str], text: str) -> float:
        with Program(command, self.environment) as program:
            return program.until(text)

    def _full(self, command: list[str], text: str) -> float:
        """Seconds from exec to the last byte of the first picture."""
        with Program(command, self.environment) as program:
            program.until(text)
            return program.settle(BURST)

    def _entering(self) -> float:
        """Seconds from the last key of a password to the last byte of Home."""
        with self._open(self.door, "Пароль") as program:
            program.press("ivanova\t")
            program.press(PASSWORD)
            sent = time.perf_counter() - program.started
            os.write(program.terminal, b"\r")
            program.until("Главная")
            return program.settle(BURST) - sent

    def _median(self, once: Callable[[], float]) -> float:
        return sorted(once() for _number in range(TIMES))[TIMES // 2]


def _answered(answers: list[Answer | None]) -> list[Answer]:
    return [each for each in answers if each is not None]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _mb(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
