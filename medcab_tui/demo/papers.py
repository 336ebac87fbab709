"""Small PDF files for documents of the demo: a page of text that can be read, searched and exported."""

from __future__ import annotations

from collections.abc import Sequence

_TOP, _LEFT, _LEADING, _SIZE = 780, 60, 20, 12
_CODES = bytes(range(32, 127)) + bytes((0xA8, 0xB8, 0xAB, 0xBB, 0xB9, 0x96, 0x97)) + bytes(range(0xC0, 0x100))
"""What is written with: Latin and Russian letters, «ё», quotes, № and dashes, as Windows-1251 has them."""


def pdf(lines: Sequence[str]) -> bytes:
    """One page with these lines, the first as its heading. The same lines give the same bytes."""
    page = _page(lines)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> >> >>",
        _stream(page),
        b"<< /Type /Font /Subtype /TrueType /BaseFont /Arial /Encoding 6 0 R /ToUnicode 7 0 R >>",
        b"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [" + _differences() + b"] >>",
        _stream(_unicode()),
    )
    return _file(objects)


def _page(lines: Sequence[str]) -> bytes:
    shown = [f"BT /F {_SIZE} Tf {_LEFT} {_TOP} Td {_LEADING} TL".encode()]
    for number, line in enumerate(lines):
        size = _SIZE + 3 if number == 0 else _SIZE
        written = line.encode("cp1251")
        for special in (b"\\", b"(", b")"):
            written = written.replace(special, b"\\" + special)
        shown.append(b"/F %d Tf (%b) Tj T*" % (size, written))
    return b"\n".join([*shown, b"ET"])


def _differences() -> bytes:
    """Names of the letters beyond ASCII, as fonts know them: afii10017 is А, afii10065 а."""
    names = [b"%d /afii10023" % 0xA8, b"%d /afii10071" % 0xB8, b"%d /afii61352" % 0xB9, b"%d" % 0xC0]
    names += [b"/afii%d" % (10017 + at + (at > 5)) for at in range(32)]
    names += [b"/afii%d" % (10065 + at + (at > 5)) for at in range(32)]
    return b" ".join(names)


def _unicode() -> bytes:
    pairs = b"\n".join(b"<%02x> <%04x>" % (code, ord(bytes((code,)).decode("cp1251"))) for code in _CODES)
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Told def\n"
        b"1 begincodespacerange <00> <ff> endcodespacerange\n"
        b"%d beginbfchar\n%b\nendbfchar\nendcmap end end" % (len(_CODES), pairs)
    )


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)


def _file(objects: Sequence[bytes]) -> bytes:
    whole = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    begun = len(whole)
    whole += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        whole += b"%010d 00000 n \n" % place
    whole += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, begun)
    return bytes(whole)
