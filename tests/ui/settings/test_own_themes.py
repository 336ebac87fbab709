"""One's own themes: beside the settings file, read anew while one works, a broken one never in the way."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.demo.settle import settled
from medcab_tui.ui.look import watch
from medcab_tui.ui.look.palettes import CHECKOUT_THEMES
from medcab_tui.ui.look.watch import ThemeWatch

GOOD = (CHECKOUT_THEMES / "ward-dark.toml").read_text("utf-8").replace('name = "ward-dark"', 'name = "mine"')


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "config" / "themes" / "mine.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


async def until(hands: Any, what: Any) -> None:
    async with asyncio.timeout(10):
        while not what():
            await asyncio.sleep(0.02)
    await settled(hands.app)


async def test_a_theme_that_is_written_is_worn_at_once(
    opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "EVERY", 0.05)
    write(tmp_path, GOOD)
    async with opened(theme="mine") as hands:
        assert hands.app.theme == "mine"
        file = write(tmp_path, GOOD.replace("#d9e2ec", "#ffffff"))
        await until(hands, lambda: hands.app.look.color("text") == "#ffffff")
        colours = {
            segment.style.color.get_truecolor().hex
            for strip in hands.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style and segment.style.color
        }
        assert "#ffffff" in colours
        assert "#d9e2ec" not in colours
        file.write_text("name = \n", "utf-8")
        await until(hands, lambda: "mine.toml" in hands.screen.replace("\n", ""))
        assert "строка 1" in hands.screen
        assert hands.app.look.color("text") == "#ffffff"
        file.write_text(GOOD.replace('"#0f151b"', '"black"'), "utf-8")
        await until(hands, lambda: "colors.background" in hands.screen)
        file.unlink()
        await until(hands, lambda: not hands.app.faults_of_themes())
        assert hands.app.theme == "mine"


async def test_a_broken_theme_falls_back_at_the_start_and_is_told(opened: Any, tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("#d9e2ec", "white"))
    async with opened(theme="mine") as hands:
        assert hands.app.theme == "ward-dark"
        assert any("colors.text" in told for told in hands.app.faults_of_themes())
        await hands.press("down")
        assert "Файл темы" in hands.screen


def test_the_watch_sees_new_changed_and_removed_files_and_nothing_else(tmp_path: Path) -> None:
    heard = threading.Semaphore(0)
    folder = tmp_path / "themes"
    watching = ThemeWatch(folder, ask=lambda call: call(), changed=heard.release, every=0.02)
    try:
        assert not heard.acquire(timeout=0.1)
        folder.mkdir()
        (folder / "notes.txt").write_text("x")
        assert not heard.acquire(timeout=0.1)
        for change in (
            lambda: (folder / "a.toml").write_text("1"),
            lambda: (folder / "a.toml").write_text("22"),
            (folder / "a.toml").unlink,
        ):
            change()
            assert heard.acquire(timeout=5)
    finally:
        watching.stop()


def test_it_looks_often_enough_and_seldom_enough() -> None:
    assert 1 <= watch.EVERY <= 2
