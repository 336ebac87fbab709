"""A store on the disk, after a crash too, holds no name, login or number that was put into it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from medcab_tui.domain.errors import Refused
from medcab_tui.store import backup, rekey
from medcab_tui.store.counters import Counters
from medcab_tui.store.crypto import TEST_COST
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.vault import Vault
from tests.store.stores import KEY, NOW, OTHER_KEY, STEPS, WORKER, slots_of, write_note

SECRETS = (
    "Константинопольский",
    "Ёлкина-Щукина Анфиса",
    "112-233-445 95",
    "11223344595",
    "+7 (912) 345-67-89",
    "анафилактический шок",
    "konstantinopolskiy",
    "correct horse",
    "CREATE TABLE",
)


@pytest.mark.capability("C019")
async def test_nothing_that_was_put_in_can_be_read_from_the_disk(folder: Path, tmp_path: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    slots = slots_of(folder)
    slots.add_password(SECRETS[6], SECRETS[7], KEY, worker=WORKER, cost=TEST_COST)
    code = slots.add_recovery(KEY)
    slots.save()
    counters = Counters(folder, slots)
    for login in (SECRETS[6], "ivanova", "somebody-else"):
        counters.begin(login, NOW)
    with pytest.raises(Refused):
        slots.unlock(SECRETS[6], SECRETS[7] + "!")
    for number in range(200):
        await vault.write(lambda c, number=number: write_note(c, number, " ".join(SECRETS) * 5))
    await vault.write(lambda c: c.execute("DELETE FROM half WHERE note > 100"))
    await asyncio.to_thread(backup.backup, folder, KEY, folder / "backups" / "one")
    (folder / "anchor.log").touch()

    seen = _searched(folder, [*SECRETS, "ivanova", "somebody-else", "пароль", code, code.replace("-", "")])
    assert {"cabinet.db", "cabinet.db-wal", "cabinet.db-shm", "slots.json", "counters.json"} <= seen
    assert _raw(folder, KEY)
    await vault.close()
    await rekey.rekey(folder, KEY, OTHER_KEY, SlotFile.load(folder))
    _searched(folder, [*SECRETS, "ivanova", "пароль"])
    assert _raw(folder, KEY)
    assert _raw(folder, OTHER_KEY)


def test_the_search_finds_what_is_in_clear(tmp_path: Path) -> None:
    """The proof above can fail."""
    for encoding in ("utf-8", "utf-16-le", "cp1251"):
        (tmp_path / "leak").write_bytes(b"x" + SECRETS[0].encode(encoding) + b"x")
        with pytest.raises(AssertionError):
            _searched(tmp_path, SECRETS)


def _searched(folder: Path, secrets: list[str] | tuple[str, ...]) -> set[str]:
    """Looks through every file below a folder; gives their names."""
    seen = set()
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        seen.add(path.name)
        content = path.read_bytes()
        for secret in secrets:
            for form in {secret, secret.casefold(), secret.upper()}:
                for encoding in ("utf-8", "utf-16-le", "cp1251"):
                    taken = form.encode(encoding, "ignore")
                    assert taken not in content, f"{secret} in {path.name} as {encoding}"
                escaped = form.encode("unicode_escape")
                assert escaped not in content, f"{secret} in {path.name} escaped"
    return seen


def _raw(folder: Path, key: bytes) -> bool:
    """Whether the key stands in no file, raw or as hexadecimal digits."""
    forms = (key, key.hex().encode(), key.hex().upper().encode())
    return not any(
        form in Path(place, name).read_bytes()
        for place, _folders, names in os.walk(folder)
        for name in names
        for form in forms
    )
