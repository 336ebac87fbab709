"""What happens at a real keyring, one scene a process: run inside a session bus of its own, see test_keyring.

The first argument is a folder, the second the scene.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pexpect

from medcab_tui.cabinet import witness
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.keeping import bring_back
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.errors import Refused
from medcab_tui.store.keyring import Ring, State
from medcab_tui.store.slots import SlotFile

PASSWORD = "Demo-2026!"
FOUNDING = Founding("Клиника", "Иванова", "Анна", "", "врач", "Терапия", "ivanova", PASSWORD)


class Place:
    """A founded store and the doors to it: with the keyring and without."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "store"
        self.ring = Ring(seconds=1.0)
        self.door = Door(self.folder, Surroundings.real(), cost=TEST_COST, ring=self.ring)
        self.bare = Door(self.folder, Surroundings.real(), cost=TEST_COST)

    async def enter(self, *, bare: bool = False) -> Cabinet:
        return await (self.bare if bare else self.door).sign_in("ivanova", PASSWORD)

    async def worked(self, *, bare: bool = False) -> None:
        cabinet = await self.enter(bare=bare)
        for _row in range(3):
            await cabinet._desk.note("test")
        await cabinet.sign_out()


def daemon() -> int:
    """The process that keeps the secrets of this bus."""
    import secretstorage
    from jeepney import DBusAddress, new_method_call

    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    question = new_method_call(bus, "GetConnectionUnixProcessID", "s", ("org.freedesktop.secrets",))
    connection = secretstorage.dbus_init()
    process = int(connection.send_and_get_reply(question).body[0])
    connection.close()
    return process


async def verdict_of(cabinet: Cabinet) -> tuple[str, str, int]:
    verdict = await cabinet.journal.verify()
    await cabinet.sign_out()
    return verdict.what, verdict.keyring, verdict.witnessed


async def vouches(place: Place) -> None:
    await place.worked()
    known = witness.kept(place.ring, place.folder, SlotFile.load(place.folder).store_id)
    assert known is not None
    assert known.sequence == 7, "founding, leaving, coming, three rows, leaving"
    assert place.ring.name == "SecretService"


async def holds(place: Place) -> None:
    await place.worked()
    what, keyring, witnessed = await verdict_of(await place.enter())
    assert (what, keyring) == ("", "ready")
    assert witnessed == 8, "the row of signing in, which was the last when it was compared"


async def rolled_back(place: Place) -> None:
    await place.worked()
    copy = place.folder.with_name("copy")
    shutil.copytree(place.folder, copy)
    await place.worked()
    shutil.rmtree(place.folder)
    copy.rename(place.folder)
    assert await verdict_of(await place.enter(bare=True)) == ("", "off", 0), "the folder itself shows nothing"
    for _again in range(2):
        assert (await verdict_of(await place.enter()))[:2] == ("rolled_back", "ready"), "and stays told"
    cabinet = await place.enter()
    assert await cabinet.journal.accept()
    assert not await cabinet.journal.accept()
    assert (await cabinet.journal.verify()).whole
    codes = [row.code for row in await cabinet.journal.mine()]
    assert codes.count("journal.rolled_back") == codes.count("journal.accepted") == 1
    await cabinet.sign_out()


async def restored(place: Place) -> None:
    await place.worked()
    for number, ring in enumerate((place.ring, None)):
        copy = place.folder.with_name(f"copy{number}")
        cabinet = await place.enter()
        await cabinet.keeping.back_up(copy)
        await cabinet.sign_out()
        await place.worked()
        bring_back(copy, place.folder, ring)
        assert (await verdict_of(await place.enter()))[:2] == ("", "ready"), "it was done on purpose"
    cabinet = await place.enter()
    assert [row.code for row in await cabinet.journal.mine()].count("journal.excused") == 2
    await cabinet.sign_out()


async def restored_once(place: Place) -> None:
    """A backup that was restored long ago excuses no older copy of the life that followed it."""
    await place.worked()
    backup = place.folder.with_name("backup")
    cabinet = await place.enter()
    await cabinet.keeping.back_up(backup)
    await cabinet.sign_out()
    for _time in range(4):
        await place.worked()
    bring_back(backup, place.folder)
    await place.worked()
    copy = place.folder.with_name("copy")
    shutil.copytree(place.folder, copy)
    await place.worked()
    shutil.rmtree(place.folder)
    copy.rename(place.folder)
    cabinet = await place.enter()
    assert (await verdict_of(cabinet))[:2] == ("rolled_back", "ready")


async def locked(place: Place) -> None:
    import secretstorage

    await place.worked()
    bus = secretstorage.dbus_init()
    secretstorage.Collection(bus, "/org/freedesktop/secrets/aliases/default").lock()
    began = time.monotonic()
    cabinet = await place.enter()
    assert (await verdict_of(cabinet))[:2] == ("", "locked")
    assert time.monotonic() - began < 5, "nobody is asked to unlock it"


async def killed(place: Place) -> None:
    cabinet = await place.enter()
    assert (await cabinet.journal.verify()).keyring == "ready"
    os.kill(daemon(), signal.SIGKILL)
    for _row in range(3):
        await cabinet._desk.note("test", anchored=True)
    began = time.monotonic()
    await cabinet.sign_out()
    assert time.monotonic() - began < 2 * witness.LEAVING + 2
    cabinet = await place.enter()
    what, keyring, _row = await verdict_of(cabinet)
    assert what == ""
    assert keyring in {"absent", "faulty", "locked", "hanging"}, keyring


def questions() -> int:
    """How many questions to the keyring are not answered yet."""
    return sum(thread.name == "keyring" for thread in threading.enumerate())


async def hanging(place: Place) -> None:
    process, place.ring.seconds = daemon(), 2.0
    os.kill(process, signal.SIGSTOP)
    try:
        began = time.monotonic()
        cabinet = await place.enter()
        await cabinet._desk.note("test", anchored=True)
        looking = cabinet._desk.witness
        assert looking is not None
        assert looking.state is None, "nobody waited for it at the door or at work"
        left = time.monotonic()
        await cabinet.sign_out()
        assert time.monotonic() - left < 2 * witness.LEAVING + 2, "and leaving waits a moment only"
        await asyncio.sleep(max(0.0, began + 2.2 - time.monotonic()))
        asked = questions()
        cabinet = await place.enter()
        assert (await verdict_of(cabinet))[:2] == ("", "hanging")
        assert questions() <= asked, "a keyring that hangs is not asked again"
    finally:
        os.kill(process, signal.SIGCONT)


async def absent(place: Place) -> None:
    assert (await verdict_of(await place.enter()))[:2] == ("", State.ABSENT.value)


async def trusted(place: Place) -> None:
    """As a person types it: this machine is trusted, the password forgotten, then no machine is trusted."""
    assert "доверенной" in typed(place, "recover", "ivanova", answers=("", "New-2026!", "New-2026!"), code=1)
    typed(place, "trust", "on", "--login", "ivanova", answers=(PASSWORD,))
    assert (
        "эта машина — доверенная"
        in typed(place, "trust", "show", "--login", "ivanova", answers=(PASSWORD,)).lower()
    )
    typed(place, "recover", "ivanova", answers=("", "New-2026!", "New-2026!"))
    with contextlib.suppress(Refused):
        await place.enter(bare=True)
        raise AssertionError("the old password holds")
    typed(place, "trust", "off", "--login", "ivanova", answers=("New-2026!",))
    typed(place, "recover", "ivanova", answers=("", PASSWORD, PASSWORD), code=1)
    cabinet = await place.door.sign_in("ivanova", "New-2026!")
    codes = [row.code for row in await cabinet.journal.mine()]
    assert codes.count("device.trusted") == codes.count("device.distrusted") == 1
    assert codes.count("sign_in.recovered_here") == codes.count("store.rekeyed") == 1
    assert await verdict_of(cabinet) == ("", "ready", len(codes))


MAIL = {"host": "mail.test", "sender": "a@mail.test", "login": "a", "password": "only-the-keyring-knows"}


async def connected(place: Place, cabinet: Cabinet) -> bool:
    """Connects mail; whether its secret went into the keyring."""
    link = await cabinet.links.add("почта", "smtp", MAIL)
    return all(one.in_keyring for one in link.secrets)


async def reads(cabinet: Cabinet) -> str:
    """The secret as the adapter is given it, or why not."""
    try:
        adapter: Any = await cabinet.links.open("почта")
    except Refused as refused:
        return refused.code
    return str(adapter._given.settings.password.get_secret_value())


async def service_kept(place: Place) -> None:
    """A secret of a connection lies in the keyring alone, and goes with the connection."""
    from keyring.backends.SecretService import Keyring

    cabinet = await place.enter()
    assert await connected(place, cabinet)
    (secret,) = (await cabinet.links.one("почта")).secrets
    assert Keyring().get_password("medcab", secret.entry) == MAIL["password"]
    assert await reads(cabinet) == MAIL["password"]
    assert MAIL["password"].encode() not in b"".join(
        file.read_bytes() for file in place.folder.iterdir() if file.is_file()
    )
    await cabinet.links.remove(await cabinet.links.one("почта"))
    await asyncio.to_thread(place.ring.answer, lambda purse: None)
    assert Keyring().get_password("medcab", secret.entry) is None
    await cabinet.sign_out()


async def service_locked(place: Place) -> None:
    import secretstorage

    cabinet = await place.enter()
    assert await connected(place, cabinet)
    bus = secretstorage.dbus_init()
    secretstorage.Collection(bus, "/org/freedesktop/secrets/aliases/default").lock()
    began = time.monotonic()
    assert await reads(cabinet) == "link.secret_locked"
    assert await cabinet.links.unread() == {"почта": "locked"}
    link = await cabinet.links.change(await cabinet.links.one("почта"), MAIL)
    assert not link.secrets[0].in_keyring, "typed anew it lies in the store"
    assert await reads(cabinet) == MAIL["password"]
    assert time.monotonic() - began < 5, "nobody is asked to unlock it"
    await cabinet.sign_out()


async def service_killed(place: Place) -> None:
    cabinet = await place.enter()
    assert await connected(place, cabinet)
    os.kill(daemon(), signal.SIGKILL)
    told = await reads(cabinet)
    assert told.startswith("link.secret_"), told
    assert told != "link.secret_missing", "a keyring that died has lost nothing"
    await cabinet.links.add("вторая", "smtp", MAIL)
    assert not (await cabinet.links.one("вторая")).secrets[0].in_keyring
    await cabinet.sign_out()


async def service_hanging(place: Place) -> None:
    cabinet = await place.enter()
    assert await connected(place, cabinet)
    process = daemon()
    os.kill(process, signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert await reads(cabinet) == "link.secret_hanging"
        assert await cabinet.links.unread() == {"почта": "hanging"}
        await cabinet.links.add("вторая", "smtp", MAIL)
        assert not (await cabinet.links.one("вторая")).secrets[0].in_keyring
        assert time.monotonic() - began < 2 * place.ring.seconds + 2, "and nothing hangs with it"
    finally:
        os.kill(process, signal.SIGCONT)
    while questions():
        await asyncio.sleep(0.05)
    assert await reads(cabinet) == MAIL["password"], "it goes on by itself"
    await cabinet.sign_out()


def typed(place: Place, *arguments: str, answers: tuple[str, ...], code: int = 0) -> str:
    """Runs a command at a terminal."""
    environment = os.environ | {"MEDCAB_STORE": str(place.folder), "TERM": "xterm", "LANG": "C.UTF-8"}
    child = pexpect.spawn(
        sys.executable, ["-m", "medcab_tui", *arguments], env=environment, encoding="utf-8", timeout=30
    )
    for answer in answers:
        child.expect(": $")
        child.sendline(answer)
    told = str(child.read())
    child.close()
    assert child.exitstatus == code, told
    return told


SCENES: dict[str, Callable[[Place], Awaitable[None]]] = {
    scene.__name__: scene
    for scene in (
        trusted,
        vouches,
        holds,
        rolled_back,
        restored,
        restored_once,
        locked,
        killed,
        hanging,
        absent,
        service_kept,
        service_locked,
        service_killed,
        service_hanging,
    )
}


async def main(folder: Path, scene: str) -> None:
    witness.PAUSE = 0.0
    place = Place(folder)
    cabinet, _code = await place.bare.found(FOUNDING)
    await cabinet.sign_out()
    await SCENES[scene](place)
    print("played", flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
    os._exit(0)
