"""The Russian catalogue: taken from the source, merged with what was translated, compiled, and checked.

    python -m tests.checks.messages          merge the fragments and write medcab.po and medcab.mo
    python -m tests.checks.messages check    say what is missing; 1 when something is

Fragments are `medcab_tui/locale/ru/fragments/*.po`: translations on their way into the catalogue.
"""

from __future__ import annotations

import ast
import io
import re
import struct
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "medcab_tui"
FOLDER = PACKAGE / "locale" / "ru" / "LC_MESSAGES"
PO = FOLDER / "medcab.po"
MO = FOLDER / "medcab.mo"
FRAGMENTS = PACKAGE / "locale" / "ru" / "fragments"
TEXTS = {
    "_": slice(0, 1),
    "N_": slice(0, 1),
    "NN_": slice(0, 2),
    "ngettext": slice(0, 2),
    "pgettext": slice(0, 2),
}
"""Which arguments of these functions are texts; the first of pgettext is the context."""
ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)
"""The date in the header, fixed, so that the catalogue changes only with its texts."""

Key = tuple[str | None, str]
"""The context and the (singular) source text."""


def source() -> Catalog:
    """Every text the program can show, in English, with the files it stands in."""
    found = _catalogue()
    for file in sorted(PACKAGE.rglob("*.py")):
        for name, texts in called(file.read_text("utf-8")):
            if not all(isinstance(text, ast.Constant) and text.value for text in texts):
                continue  # a text of a table, marked with N_ where it is written
            words = [str(ast.literal_eval(text)) for text in texts]
            context = words.pop(0) if name == "pgettext" else None
            found.add(words[0] if len(words) == 1 else words, locations=[(_place(file), 0)], context=context)
    return found


def called(code: str) -> Iterator[tuple[str, list[ast.expr]]]:
    """The calls that hand texts to the catalogue, with those texts."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TEXTS:
            yield node.func.id, node.args[TEXTS[node.func.id]]


def kept() -> Catalog:
    """The catalogue as it is committed."""
    return _read(PO)


def merged() -> Catalog:
    """What the source asks for, translated from the catalogue and the fragments. Fragments outrank it."""
    known: dict[Key, Message] = {}
    for file in (PO, *sorted(FRAGMENTS.glob("*.po"))):
        for message in _read(file) if file.exists() else ():
            if message.id and any(_forms(message)):
                known[_key(message)] = message
    result = _catalogue()
    for message in sorted(_messages(source()), key=_key_of_sort):
        added = result.add(
            message.id,
            locations=sorted({(file, 0) for file, _line in message.locations}),
            context=message.context,
        )
        translated = known.get(_key(message))
        if translated is not None and isinstance(translated.id, str) == isinstance(message.id, str):
            added.string = translated.string
            added.flags = set(translated.flags) & {"fuzzy"}
    return result


def written(catalogue: Catalog) -> bytes:
    """The text of the .po file."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, include_lineno=False, sort_output=False)
    return out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of the .mo file, its messages in the order of their bytes: they are looked up by halves."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    written = out.getvalue()
    count, *tables = struct.unpack_from("<3I", written, 8)
    ids, strings = (
        [
            written[place : place + length]
            for length, place in struct.iter_unpack("<2I", written[table : table + 8 * count])
        ]
        for table in tables
    )
    pairs = sorted(zip(ids, strings, strict=True))
    texts = [text for column in zip(*pairs, strict=True) for text in column]
    place, places = 28 + 16 * count, []
    for text in texts:
        places.append(struct.pack("<2I", len(text), place))
        place += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    return head + b"".join(places) + b"".join(text + b"\0" for text in texts)


def complaints() -> list[str]:
    """Everything that is wrong with the committed catalogue, one line each."""
    translated = {_key(message): message for message in _messages(kept())}
    asked = {_key(message): message for message in _messages(source())}
    found = [f"missing: {key[1]!r} ({_places(asked[key])})" for key in asked if key not in translated]
    found += [f"no longer in the source: {key[1]!r}" for key in translated if key not in asked]
    found += [f"obsolete: {_first(message.id)!r}" for message in kept().obsolete.values()]
    for key in sorted(asked.keys() & translated.keys(), key=str):
        found += [f"{fault}: {key[1]!r}" for fault in _faults(asked[key], translated[key])]
    if not MO.exists() or MO.read_bytes() != compiled(kept()):
        found.append("medcab.mo is not medcab.po compiled; run `make messages`")
    return found


def dynamic(code: str) -> Iterator[int]:
    """Lines where a text put together at run time is handed to the catalogue, which cannot know it."""
    for _name, texts in called(code):
        yield from (text.lineno for text in texts if isinstance(text, ast.JoinedStr | ast.BinOp))


def _faults(asked: Message, translated: Message) -> Iterator[str]:
    forms = _forms(translated)
    if not all(form.strip() for form in forms):
        yield "not translated"
        return
    if translated.fuzzy:
        yield "fuzzy"
    if isinstance(asked.id, str) != isinstance(translated.id, str):
        yield "singular in one, plural in the other"
    if not isinstance(asked.id, str) and len(forms) != 3:
        yield f"{len(forms)} plural forms, Russian has 3"
    wanted = placeholders(asked.id if isinstance(asked.id, str) else asked.id[1])
    for form in forms:
        if placeholders(form) != wanted:
            yield f"placeholders {sorted(placeholders(form))}, the source has {sorted(wanted)}"


def placeholders(text: str) -> set[str]:
    """What `format` and `%` will fill in."""
    return set(re.findall(r"\{[^{}]*\}|%\([a-z_]+\)[sd]|%[sd]", text))


def _catalogue() -> Catalog:
    return Catalog(
        locale="ru",
        header_comment="# The Russian of medcab, written by `make messages`. Licence: that of the program.",
        project="medcab",
        version="0",
        copyright_holder="the medcab authors",
        msgid_bugs_address="-",
        last_translator="the medcab authors",
        language_team="ru",
        creation_date=ALWAYS,
        revision_date=ALWAYS,
        fuzzy=False,
    )


def _read(file: Path) -> Catalog:
    with file.open("rb") as lines:
        return read_po(lines, locale="ru", abort_invalid=True)


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _first(identity: str | tuple[str, ...] | list[str]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def _key(message: Message) -> Key:
    return message.context, _first(message.id)


def _key_of_sort(message: Message) -> tuple[str, str]:
    return _first(message.id), message.context or ""


def _forms(message: Message) -> tuple[str, ...]:
    if message.string is None:
        return ("",)
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _places(message: Message) -> str:
    return ", ".join(sorted({file for file, _line in message.locations}))


def main(arguments: list[str]) -> int:
    """Write the catalogue, or check it."""
    if arguments == ["check"]:
        found = complaints()
        print(*found, sep="\n", end="\n" if found else "")
        return 1 if found else 0
    catalogue = merged()
    FOLDER.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(written(catalogue))
    MO.write_bytes(compiled(kept()))
    missing = [m for m in _messages(catalogue) if not all(_forms(m))]
    print(f"{len(catalogue)} texts, {len(missing)} without Russian")
    for message in missing:
        print(f"  {_first(message.id)!r} ({_places(message)})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
