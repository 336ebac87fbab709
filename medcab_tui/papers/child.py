"""What looks into a file: a process of its own with little time and memory, which gives back plain values.

Started by `papers.reader`; the file comes on standard input, the answer goes to standard output. It opens no
file and writes none.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MEMORY: Final = 768 * 1024 * 1024
CPU_SECONDS: Final = 10
REFUSED: Final = 3
"""The exit status that goes with a refusal on standard output."""
HEAVY: Final = 4
MISSING: Final = 5
"""What is needed to paint pictures is not installed."""
MOST_PAGES: Final = 2_000


def main(arguments: list[str]) -> int:
    """`examine`, or `picture PAGE WIDTH HEIGHT`."""
    _limit()
    from medcab_tui.domain.errors import Invalid

    content = sys.stdin.buffer.read()
    try:
        answer = (
            _examined(content) if arguments[0] == "examine" else _painted(content, *map(int, arguments[1:]))
        )
    except Invalid as refused:
        answer, status = json.dumps([refused.code, refused.values]).encode(), REFUSED
    except MemoryError:
        return HEAVY
    except ImportError:
        return MISSING
    else:
        status = 0
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return status


def _limit() -> None:
    for limited, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(limited, (most, most))
    os.nice(5)


def _examined(content: bytes) -> bytes:
    from medcab_tui.domain.documents import Format, check_content

    found = check_content(content)
    told: dict[str, object] = {"format": found.value, "pages": 1, "width": 0, "height": 0}
    if found is Format.PDF:
        told |= _read_pdf(content)
    else:
        from medcab_tui.papers import pictures

        size = pictures.png_size if found is Format.PNG else pictures.jpg_size
        told["width"], told["height"] = size(content)
    return json.dumps(told).encode()


def _read_pdf(content: bytes) -> dict[str, object]:
    from medcab_tui.domain.documents import MOST_LETTERS

    texts: list[str] = []
    left, cut = MOST_LETTERS, False
    with _opened(content) as document:
        pages = len(document)
        for number in range(min(pages, MOST_PAGES)):
            text = _page_text(document, number)
            cut = len(text) > left
            texts.append(text[:left])
            left -= len(texts[-1])
            if cut:
                break
    return {"pages": pages, "text": texts, "cut": cut or pages > MOST_PAGES}


def _page_text(document: PdfDocument, number: int) -> str:
    from pypdfium2 import PdfiumError

    try:
        page = document[number]
        found = page.get_textpage().get_text_bounded()
        page.close()
    except PdfiumError:
        return ""  # one bad page does not make the others unreadable
    plain = (
        found.replace("\ufffe\r\n", "")
        .replace("\ufffe", "")
        .replace("\r\n", "\n")
        .replace("\0", "")
        .replace("\u200b", "")
    )
    return unicodedata.normalize("NFC", plain).strip()


def _opened(content: bytes) -> PdfDocument:
    from pypdfium2 import PdfDocument, PdfiumError

    from medcab_tui.domain.errors import Invalid

    try:
        document = PdfDocument(content)
        pages = len(document)
    except PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Invalid("file.encrypted" if locked else "file.damaged", "path") from error
    if not pages:
        raise Invalid("file.damaged", "path")
    return document


def _painted(content: bytes, number: int, width: int, height: int) -> bytes:
    """A page or a picture, as large as fits: width and height, then three bytes a pixel."""
    from medcab_tui.domain.documents import Format, check_content

    if check_content(content) is not Format.PDF:
        return _decoded(content, width, height)
    with _opened(content) as document:
        page = document[min(max(number, 1), len(document)) - 1]
        wide, high = page.get_size()
        bitmap = page.render(scale=max(0.01, min(width / wide, height / high)), rev_byteorder=True)
        across, down, stride = bitmap.width, bitmap.height, bitmap.stride
        raw, channels = bytes(bitmap.buffer), bitmap.n_channels
    rows = [raw[stride * y : stride * y + across * channels] for y in range(down)]
    if channels == 4:
        rows = [_without_alpha(row) for row in rows]
    return struct.pack(">II", across, down) + b"".join(rows)


def _without_alpha(row: bytes) -> bytes:
    made = bytearray(len(row) // 4 * 3)
    for channel in range(3):
        made[channel::3] = row[channel::4]
    return bytes(made)


def _decoded(content: bytes, width: int, height: int) -> bytes:
    import io

    from PIL import Image, UnidentifiedImageError

    from medcab_tui.domain.documents import MOST_PIXELS
    from medcab_tui.domain.errors import Invalid

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
            opened.draft("RGB", (width, height))
            whole = (
                opened.convert("RGBA") if opened.mode in ("P", "LA", "RGBA", "PA") else opened.convert("RGB")
            )
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise Invalid("file.damaged", "path") from error
    if whole.mode == "RGBA":
        paper = Image.new("RGB", whole.size, "white")
        paper.paste(whole, mask=whole.getchannel("A"))
        whole = paper
    whole.thumbnail((width, height))
    return struct.pack(">II", *whole.size) + whole.tobytes()
