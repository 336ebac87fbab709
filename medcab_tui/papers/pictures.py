"""Whether a PNG or JPG is whole, by its own framing; its size is known before any pixel is made."""

from __future__ import annotations

import struct
import zlib
from typing import Final

from medcab_tui.domain.documents import MOST_PIXELS
from medcab_tui.domain.errors import Invalid

_PIECE: Final = 1024 * 1024
_SAMPLES: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Of a PNG pixel by its type of colour."""
_PASSES: Final = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
"""Of an interlaced PNG: first column and row, steps between them."""
_NOT_FRAMES: Final = frozenset({0xC4, 0xC8, 0xCC})


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG that is whole: every part has its checksum, the pixels are all there."""
    try:
        return _png(content)
    except (struct.error, zlib.error, IndexError, KeyError) as error:
        raise Invalid("file.damaged", "path") from error


def jpg_size(content: bytes) -> tuple[int, int]:
    """Width and height of a JPG that has a frame, a scan and an end."""
    try:
        return _jpg(content)
    except (struct.error, IndexError) as error:
        raise Invalid("file.damaged", "path") from error


def _png(content: bytes) -> tuple[int, int]:
    length, name, width, height, depth, colour, _packing, _filter, interlaced = struct.unpack_from(
        ">I4sIIBBBBB", content, 8
    )
    if name != b"IHDR" or length != 13 or not width or not height:
        raise Invalid("file.damaged", "path")
    _bounded(width, height)
    left = _pixel_bytes(width, height, depth * _SAMPLES[colour], interlaced=bool(interlaced))
    inflating = zlib.decompressobj()
    place, ended = 8, False
    while not ended:
        length, name = struct.unpack_from(">I4s", content, place)
        part = memoryview(content)[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, place + 8 + length)
        if zlib.crc32(part, zlib.crc32(name)) != checksum:
            raise Invalid("file.damaged", "path")
        if name == b"IDAT":
            left -= _inflated(inflating, part, left)
        place, ended = place + 12 + length, name == b"IEND"
    if left:
        raise Invalid("file.damaged", "path")
    return width, height


def _inflated(inflating: zlib._Decompress, part: memoryview, most: int) -> int:
    """How many bytes a part becomes; more than there should be is not made."""
    made, waiting = 0, bytes(part)
    while waiting:
        made += len(inflating.decompress(waiting, _PIECE))
        if made > most:
            raise Invalid("file.damaged", "path")
        if waiting == inflating.unconsumed_tail:
            break
        waiting = inflating.unconsumed_tail
    return made


def _pixel_bytes(width: int, height: int, bits: int, *, interlaced: bool) -> int:
    """Bytes of all rows, each with the one that says how it is filtered."""
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    total = 0
    for column, row, across, down in passes:
        wide, high = -(-(width - column) // across), -(-(height - row) // down)
        if wide > 0 and high > 0:
            total += high * (1 + (wide * bits + 7) // 8)
    return total


def _jpg(content: bytes) -> tuple[int, int]:
    place, size = 2, (0, 0)
    while True:
        if content[place] != 0xFF:
            raise Invalid("file.damaged", "path")
        while content[place] == 0xFF:
            place += 1
        marker = content[place]
        (length,) = struct.unpack_from(">H", content, place + 1)
        if 0xC0 <= marker <= 0xCF and marker not in _NOT_FRAMES:
            height, width = struct.unpack_from(">HH", content, place + 4)
            _bounded(width, height)
            size = (width, height)
        place += 1 + length
        if marker == 0xDA:
            break
    if not all(size) or content.find(b"\xff\xd9", place) < 0:
        raise Invalid("file.damaged", "path")
    return size


def _bounded(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Invalid(
            "file.pixels",
            "path",
            width=str(width),
            height=str(height),
            most=str(MOST_PIXELS // 1_000_000),
        )
