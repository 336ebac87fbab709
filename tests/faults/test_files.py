"""Whatever lies where the store should be: what is wrong is told, and the file stays as it was."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import connect, faults, rekey
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.vault import Vault
from tests.store.stores import KEY, OTHER_KEY, STEPS, notes, slots_of, write_note


async def made(folder: Path, *, slots: bool = True) -> bytes:
    """A store of a few dozen pages, closed; gives the bytes of its database."""
    vault = await Vault.create(folder, KEY, STEPS)
    if slots:
        slots_of(folder)
    for number in range(20):
        await vault.write(lambda c, number=number: write_note(c, number, f"{number} " * 2000))
    await vault.close()
    return (folder / "cabinet.db").read_bytes()


async def read_whole(folder: Path, key: bytes) -> None:
    """Opens the store and reads every page of it."""
    vault = await Vault.open(folder, key, migrations=STEPS)
    try:
        await vault.read(
            lambda c: (
                c.execute("SELECT sum(length(text)) FROM note NOT INDEXED").fetchall(),
                c.execute("SELECT * FROM half NOT INDEXED").fetchall(),
                c.execute("SELECT note FROM half INDEXED BY half_note ORDER BY note").fetchall(),
            )
        )
    finally:
        await vault.close()


async def refused(folder: Path, key: bytes = KEY) -> str:
    """The code with which the store is refused, by opening it or by reading all of it."""
    with pytest.raises(StoreFault) as caught:
        await read_whole(folder, key)
    assert caught.value.values["path"].startswith(str(folder))
    return caught.value.code


def plaintext(content: bytes, place: Path) -> bytes:
    with sqlite3.connect(place / "plain.db") as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()
    return (place / "plain.db").read_bytes()


@pytest.mark.parametrize(
    ("code", "made_of"),
    [
        ("store.empty", lambda content, place: b""),
        ("store.plaintext", plaintext),
        ("store.foreign", lambda content, place: b"\x89PNG\r\n\x1a\n" + b"\1" * 9000),
        ("store.foreign", lambda content, place: "Список покупок\n".encode()),
        ("store.foreign", lambda content, place: random.Random(1).randbytes(40960)),
        ("store.damaged", lambda content, place: content[:4000]),
        ("store.damaged", lambda content, place: content[:4096]),
        ("store.damaged", lambda content, place: content[: len(content) // 2]),
        ("store.damaged", lambda content, place: bytes(len(content))),
        ("store.damaged", lambda content, place: content[:100] + b"\0" * 3000 + content[3100:]),
        ("store.damaged", lambda content, place: content[:8192] + b"\0" * 4096 + content[12288:]),
    ],
)
async def test_what_lies_there_is_told_and_left_alone(
    folder: Path, tmp_path: Path, code: str, made_of: Callable[[bytes, Path], bytes]
) -> None:
    content = made_of(await made(folder), tmp_path)
    (folder / "cabinet.db").write_bytes(content)
    assert await refused(folder) == code
    assert await refused(folder) == code, "the answer does not change by asking"
    assert (folder / "cabinet.db").read_bytes() == content


async def test_a_wrong_key_is_told_from_a_damaged_file(folder: Path) -> None:
    content = await made(folder)
    assert await refused(folder, OTHER_KEY) == "store.wrong_key"
    assert (folder / "cabinet.db").read_bytes() == content

    (folder / "cabinet.db").write_bytes(content[:30] + bytes(50) + content[80:])
    assert await refused(folder) == "store.damaged", "the slots know this key, so it is the file"
    assert await refused(folder, OTHER_KEY) == "store.wrong_key"


async def test_after_another_process_re_keyed_the_old_key_is_wrong_not_the_file(folder: Path) -> None:
    await made(folder)
    await rekey.rekey(folder, KEY, OTHER_KEY, SlotFile.load(folder))
    assert await refused(folder, KEY) == "store.wrong_key"
    content = (folder / "cabinet.db").read_bytes()
    (folder / "cabinet.db").write_bytes(content[:30] + bytes(50) + content[80:])
    assert await refused(folder, OTHER_KEY) == "store.damaged"
    assert await refused(folder, KEY) == "store.wrong_key"


async def test_what_is_missing_is_told_and_not_made(folder: Path, tmp_path: Path) -> None:
    assert await refused(folder) == "store.missing"
    assert await refused(tmp_path / "nowhere") == "store.missing"
    assert list(folder.iterdir()) == []
    assert not (tmp_path / "nowhere").exists()


async def test_a_directory_in_the_place_of_the_file_is_told(folder: Path) -> None:
    (folder / "cabinet.db").mkdir()
    assert await refused(folder) == "store.io"


async def test_an_encrypted_file_of_another_program_is_foreign(folder: Path) -> None:
    await made(folder)
    with apsw.Connection(str(folder / "cabinet.db")) as other:
        other.pragma("hexkey", (b"raw:" + KEY).hex())
        other.pragma("application_id", 1)
    other.close()
    assert await refused(folder) == "store.foreign"


async def test_a_store_held_by_another_for_too_long_is_busy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made(folder)
    vault = await Vault.open(folder, KEY, migrations=STEPS)
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.2)
    holder = connect.keyed(folder / "cabinet.db", KEY)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreFault, match="busy"):
        await vault.write(lambda c: write_note(c, 500))
    assert len(await vault.read(notes)) == 20, "reading goes on"
    holder.execute("ROLLBACK")
    holder.close()
    await vault.write(lambda c: write_note(c, 500))
    await vault.close()


@settings(max_examples=120, deadline=None)
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_flipped_bit_is_read_as_if_nothing_had_happened(
    tmp_path_factory: pytest.TempPathFactory, where: float, bit: int
) -> None:
    """Every page carries a tag of the cipher, so a changed bit is an error and never a changed record."""
    import asyncio

    content = bytearray(_once(tmp_path_factory))
    at = int(where * len(content))
    content[at] ^= 1 << bit
    folder = tmp_path_factory.mktemp("flipped")
    (folder / "cabinet.db").write_bytes(content)
    slots_of(folder)
    code = asyncio.run(refused(folder))
    assert code in {"store.damaged", "store.foreign"}
    assert code == "store.damaged" or at in range(16, 24)


_WHOLE: list[bytes] = []


def _once(places: pytest.TempPathFactory) -> bytes:
    import asyncio

    if not _WHOLE:
        _WHOLE.append(asyncio.run(made(places.mktemp("whole"), slots=False)))
    return _WHOLE[0]


def test_every_error_of_the_system_has_a_code(tmp_path: Path) -> None:
    import errno

    codes = {
        number: found.code
        for number in (errno.EROFS, errno.EACCES, errno.ENOSPC, errno.ENOENT, errno.EIO)
        if (found := faults.fault_of(OSError(number, os.strerror(number)), tmp_path))
    }
    assert list(codes.values()) == [
        "store.read_only", "store.read_only", "store.full", "store.missing", "store.io",
    ]  # fmt: skip
    assert faults.fault_of(ValueError("not of the disk"), tmp_path) is None
