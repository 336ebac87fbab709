"""Files for tests, made on the spot: good ones, and every kind of bad one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

CYRILLIC = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяЁё№«»—"


def png(width: int = 40, height: int = 30, colour: bytes = b"\x80\x10\x10") -> bytes:
    """A PNG of one colour."""
    return _png(width, height, zlib.compress((b"\0" + colour * width) * height))


def png_bomb() -> bytes:
    """Some ten kilobytes that ask for 400 million pixels."""
    return _png(20_000, 20_000, zlib.compress(bytes(10_000_000)))


def png_too_long() -> bytes:
    """Says it is small and goes on for a hundred megabytes."""
    return _png(40, 30, zlib.compress(bytes(100_000_000)))


def jpg(width: int = 40, height: int = 30) -> bytes:
    """The framing of a JPG: a frame, a scan, an end. Nobody could paint it."""
    frame = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    scan = struct.pack(">HB", 8, 1) + b"\1\0\0\x3f\0"
    return b"\xff\xd8\xff\xe0\0\4ab\xff\xc0" + frame + b"\xff\xda" + scan + bytes(20) + b"\xff\xd9"


def pdf(*pages: str, encrypted: bool = False, extra: bytes = b"") -> bytes:
    """A PDF whose pages say these words, Cyrillic ones too: the codes are told by a map."""
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>",
        _stream(_map()),
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
        if encrypted
        else b"<< >>",
    ]
    for number, text in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (7 + 2 * number)
        )
        shown = b" T* ".join(b"<" + _codes(line).hex().encode() + b"> Tj" for line in text.split("\n"))
        objects.append(_stream(b"BT /F1 12 Tf 14 TL 40 780 Td " + shown + b" ET"))
    return _put_together(objects, b" /Encrypt 5 0 R /ID [<00><00>]" if encrypted else b"", extra)


def pdf_bomb(levels: int = 12, fan: int = 10) -> bytes:
    """Some four kilobytes in which each form shows ten others: a trillion letters."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R"
        b" /Resources << /XObject << /X 5 0 R >> >> >>",
        _stream(b"/X Do " * fan),
    ]
    for level in range(levels):
        last = level == levels - 1
        inside = b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>" if last else b""
        inside = inside or b"/XObject << /X %d 0 R >>" % (6 + level)
        shown = b"BT /F 12 Tf (x) Tj ET " * 50 if last else b"/X Do " * fan
        form = b"/Type /XObject /Subtype /Form /BBox [0 0 300 300] /Resources << %b >>" % inside
        objects.append(b"<< %b /Length %d >>\nstream\n%b\nendstream" % (form, len(shown), shown))
    return _put_together(objects)


def _put_together(objects: Sequence[bytes], more: bytes = b"", extra: bytes = b"") -> bytes:
    made = bytearray(b"%PDF-1.4\n" + extra)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    made += b"trailer << /Size %d /Root 1 0 R%b >>\nstartxref\n%d\n%%%%EOF" % (size, more, start)
    return bytes(made)


def _png(width: int, height: int, packed: bytes) -> bytes:
    parts: Sequence[tuple[bytes, bytes]] = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", packed),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts
    )


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)


def _codes(text: str) -> bytes:
    return bytes(128 + CYRILLIC.index(letter) if letter in CYRILLIC else ord(letter) for letter in text)


def _map() -> bytes:
    plain = [(code, chr(code)) for code in range(32, 127)]
    known = plain + [(128 + place, letter) for place, letter in enumerate(CYRILLIC)]
    pieces = []
    for start in range(0, len(known), 100):
        some = known[start : start + 100]
        lines = "\n".join(f"<{code:02x}> <{ord(letter):04x}>" for code, letter in some)
        pieces.append(f"{len(some)} beginbfchar\n{lines}\nendbfchar\n")
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n" + "".join(pieces) + "endcmap end end"
    ).encode()
