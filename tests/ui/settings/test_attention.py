"""New rows that need attention are told where the settings say, by number and never by name."""

from __future__ import annotations

from typing import Any

import pytest

from medcab_tui.demo.settle import settled
from medcab_tui.domain.rooms import Badges
from medcab_tui.ui.terminal.driver import CabinetDriver

TOLD = "Требуют внимания: 2 новые строки."
SEQUENCE = f"\x1b]777;notify;Медкабинет;{TOLD}\x1b\\"


@pytest.mark.capability("C100")
@pytest.mark.parametrize(
    ("chosen", "sent", "line"),
    [
        ({"notify_terminal": "777"}, SEQUENCE, True),
        ({"notify_terminal": "777", "notify_bell": True, "notify_line": False}, SEQUENCE + "\x07", False),
        ({"notify_terminal": "off"}, "", True),
        ({"notify_terminal": "off", "notify_bell": True}, "\x07", True),
    ],
    ids=["usual", "all but the line", "line only", "line and bell"],
)
async def test_more_rows_are_told(
    opened: Any, monkeypatch: pytest.MonkeyPatch, chosen: dict[str, Any], sent: str, line: bool
) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    async with opened(size=(80, 24), **chosen) as hands:
        written: list[str] = []
        driver = hands.app._driver
        monkeypatch.setattr(type(driver), "is_headless", False)
        monkeypatch.setattr(
            driver, "write", lambda data: written.append(data) if "\x1b[" not in data else None
        )
        counts = [{"home": Badges(to_confirm=2)}, {"home": Badges(to_confirm=1)}]

        async def badges() -> dict[str, Badges]:
            return counts.pop(0)

        monkeypatch.setattr(hands.app.cabinet.home, "badges", badges)
        for _more_then_fewer in range(2):
            hands.app._changed(frozenset({"home"}))
            await settled(hands.app)
        assert "".join(written) == sent
        assert (TOLD in hands.screen) is line


def test_the_mouse_is_left_to_the_terminal_when_it_is_not_wanted() -> None:
    sent: list[str] = []

    class Queue:
        def put(self, text: str) -> None:
            sent.append(text)

        def flush(self) -> None:
            sent.append("")

        def painted(self) -> None:
            """Nothing is swept here."""

    driver = object.__new__(CabinetDriver)
    driver._writer = driver._sweeping = Queue()  # type: ignore[assignment]
    driver.listen_to_mouse(False)
    assert sent == ["\x1b[?1000l\x1b[?1003l\x1b[?1006l", ""]
    driver.listen_to_mouse(True)
    assert sent[2] == "\x1b[?1000h\x1b[?1003h\x1b[?1006h"
    assert driver._mouse
