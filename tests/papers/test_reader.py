"""What is in a file is found out behind limits; what is wrong with it is told in its own words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcab_tui.domain.documents import MOST_LETTERS, Examined, Format, format_of
from medcab_tui.domain.errors import Refused
from medcab_tui.papers import pictures, reader
from tests.papers import made


async def refusal(content: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        await reader.examine(content)
    return caught.value


async def test_text_is_taken_page_by_page() -> None:
    found = await reader.examine(made.pdf("Выписка из карты\nЁлкин Д. С.", "Вторая страница"))
    assert found == Examined(
        Format.PDF, 2, text=("Выписка из карты\nЁлкин Д. С.", "Вторая страница"), cut=False
    )


async def test_more_text_than_is_kept_is_cut_and_says_so() -> None:
    page = "\n".join(["строка такой длины, что помещается на странице"] * 50)
    found = await reader.examine(made.pdf(*[page] * 150))
    assert found.cut
    assert found.pages == 150
    assert sum(map(len, found.text)) == MOST_LETTERS


@pytest.mark.capability("C097")
async def test_pictures_tell_their_size() -> None:
    assert await reader.examine(made.png(41, 31)) == Examined(Format.PNG, 1, 41, 31)
    assert await reader.examine(made.jpg(42, 32)) == Examined(Format.JPG, 1, 42, 32)


@pytest.mark.parametrize(
    ("made_here", "code"),
    [
        (made.png_bomb, "file.pixels"),
        (made.png_too_long, "file.damaged"),
        (lambda: made.png()[:-20], "file.damaged"),
        (lambda: made.png().replace(b"IDAT", b"IDAX"), "file.damaged"),
        (lambda: made.png()[:40], "file.damaged"),
        (lambda: made.jpg(30_000, 30_000), "file.pixels"),
        (lambda: made.jpg()[:-2], "file.damaged"),
        (lambda: made.jpg()[:8], "file.damaged"),
        (lambda: made.pdf("тайна", encrypted=True), "file.encrypted"),
        (lambda: b"%PDF-1.7\n" + bytes(3000), "file.damaged"),
        (lambda: b"", "file.empty"),
        (lambda: b"MZ" + bytes(100), "file.format"),
    ],
    ids=[
        "bomb", "longer than it says", "cut png", "wrong sum", "header only", "huge jpg", "no end",
        "cut jpg", "password", "rubbish", "empty", "other",
    ],
)  # fmt: skip
async def test_each_kind_of_bad_file_has_its_code(made_here: Callable[[], bytes], code: str) -> None:
    content = made_here()
    assert len(content) < 110_000
    refused = await refusal(content)
    assert (refused.code, refused.field) == (code, "path")


async def test_a_bomb_is_refused_before_its_pixels_are_made() -> None:
    started = time.monotonic()
    refused = await refusal(made.png_bomb())
    assert refused.values["width"] == "20000"
    assert time.monotonic() - started < 5


async def test_one_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SECONDS", 0.01)
    assert (await refusal(made.pdf("долго"))).code == "file.heavy"


@pytest.mark.parametrize(
    ("status", "code"),
    [(-9, "file.heavy"), (-6, "file.heavy"), (-11, "file.damaged"), (4, "file.heavy"), (1, "file.damaged")],
)
def test_how_the_reader_ended_says_what_the_file_is(status: int, code: str) -> None:
    assert reader._refusal(status, b"").code == code


async def test_a_pdf_that_unfolds_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    start = reader._START.replace(
        "sys.exit(", "import medcab_tui.papers.child as c; c.MEMORY //= 3; sys.exit(", 1
    )
    assert start != reader._START
    monkeypatch.setattr(reader, "_START", start)
    assert len(made.pdf_bomb()) < 5_000
    assert (await refusal(made.pdf_bomb())).code == "file.heavy"


async def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that asks for more than it may have ends; the cabinet goes on."""
    start = reader._START.replace("import main;", "import main; import medcab_tui.papers.child as c;")
    hungry = start.replace("sys.exit(", "c._examined = lambda content: bytes(4 * 10**9); sys.exit(")
    assert hungry != start
    monkeypatch.setattr(reader, "_START", hungry)
    assert (await refusal(made.png())).code == "file.heavy"


async def test_whoever_no_longer_waits_leaves_no_process() -> None:
    task = asyncio.create_task(reader.examine(made.pdf(*["страница"] * 200)))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_page_is_painted_without_anything_more() -> None:
    painted = await reader.picture(made.pdf("текст"), 1, 80, 200)
    assert painted.width <= 80
    assert painted.height > painted.width
    assert len(painted.pixels) == painted.width * painted.height * 3
    assert painted.pixels[:3] == b"\xff\xff\xff"
    assert min(painted.pixels) < 200  # something dark: the letters


async def test_a_picture_is_painted_in_its_colours() -> None:
    painted = await reader.picture(made.png(400, 200), 1, 80, 80)
    assert (painted.width, painted.height) == (80, 40)
    assert painted.pixels[:3] == b"\x80\x10\x10"


async def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_START", "import sys; sys.modules['PIL'] = None; " + reader._START)
    with pytest.raises(Refused) as caught:
        await reader.picture(made.png(), 1, 80, 80)
    assert caught.value.code == "picture.extra"
    assert (await reader.picture(made.pdf("и без него"), 1, 80, 80)).pixels


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.integers(8, 90))
def test_no_bytes_break_the_framing_of_pictures(noise: bytes, at: int) -> None:
    for whole, size in ((made.png(5, 4), pictures.png_size), (made.jpg(5, 4), pictures.jpg_size)):
        spoilt = whole[:at] + noise + whole[at + len(noise) :]
        try:
            width, height = size(spoilt)
        except Refused as refused:
            assert refused.code in ("file.damaged", "file.pixels")
        else:
            assert 0 < width * height <= 25_000_000


def test_names_and_endings_say_nothing() -> None:
    assert format_of(made.pdf("x")) is Format.PDF
    assert format_of(b"\xef\xbb\xbf" + made.pdf("x")) is Format.PDF
    assert format_of(b"GIF89a") is None
