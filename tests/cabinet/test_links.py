"""Connections: set up, changed, switched, removed; where their secrets lie and what becomes of them."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, Field, SecretStr

from medcab_tui.cabinet import safe
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.links_actions import About, AddService, ChangeService, SwitchService
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.errors import Invalid, Refused, Stale
from medcab_tui.domain.exchange import Capability, Checked, Denied, ServiceFault, Unwell
from medcab_tui.domain.ids import Id
from medcab_tui.domain.links import LONGEST_NAME, Secret, clean_link_name
from medcab_tui.services import registry
from medcab_tui.services.adapter import Given, Info
from medcab_tui.store import links as rows
from medcab_tui.store.keyring import KeyringFault, Ring, State

SECRET = "kl1uch-ot-doski"
ABOUT = About((("en", "Board"),), frozenset({Capability.APPOINTMENTS}), frozenset({"appointment"}))


class Settings(BaseModel):
    place: str = Field(min_length=2)
    word: SecretStr
    other: SecretStr | None = None
    rows: int = Field(20, ge=1)


class Board:
    info: ClassVar[Info] = Info(
        "board",
        {"en": "Board", "ru": "Доска"},
        frozenset({Capability.APPOINTMENTS}),
        lambda: Settings,
        takes=frozenset({"appointment"}),
    )
    answers: ClassVar[Callable[[Settings], Checked]]

    def __init__(self, given: Given) -> None:
        self.given = given

    async def check(self) -> Checked:
        assert isinstance(self.given.settings, Settings)
        return type(self).answers(self.given.settings)

    def pull(self, since: str) -> AsyncIterator[Any]:
        raise NotImplementedError

    async def push(self, operation: Any) -> Any:
        raise NotImplementedError

    async def close(self) -> None:
        """Nothing."""


@dataclass
class Drawer:
    """A keyring in memory that can be locked, and that can die after so many more questions."""

    kept: dict[str, str] = field(default_factory=dict)
    state: State | None = None
    left: int = 10_000

    def _ask(self) -> None:
        self.left -= 1
        if self.state is not None or self.left < 0:
            raise KeyringFault(self.state or State.FAULTY)

    def get_password(self, _service: str, name: str) -> str | None:
        self._ask()
        return self.kept.get(name)

    def set_password(self, _service: str, name: str, secret: str) -> None:
        self._ask()
        self.kept[name] = secret

    def delete_password(self, _service: str, name: str) -> None:
        self._ask()
        del self.kept[name]

    @property
    def secrets(self) -> list[str]:
        return sorted(value for name, value in self.kept.items() if name.startswith("secret-"))


@pytest.fixture(autouse=True)
def board(monkeypatch: pytest.MonkeyPatch) -> None:
    """An adapter of this file, registered."""
    entry = EntryPoint("board", f"{__name__}:Board", registry.GROUP)
    monkeypatch.setattr(registry, "entries", lambda: (entry,))
    monkeypatch.setattr(EntryPoint, "load", lambda _entry: Board)
    Board.answers = staticmethod(lambda settings: Checked(f"{settings.place} {settings.rows}"))


@asynccontextmanager
async def working(folder: Path, drawer: Drawer | None, seconds: float = 2.0) -> AsyncIterator[Cabinet]:
    ring = Ring(lambda: ("drawer", drawer), seconds=seconds) if drawer is not None else None
    door = Door(folder / "store", Surroundings.real("Europe/Moscow"), cost=TEST_COST, ring=ring)
    founding = Founding("К", "Иванова", "Анна", "", "врач", "Терапия", "ivanova", "Demo-2026!")
    cabinet = (
        await door.sign_in("ivanova", "Demo-2026!") if door.exists() else (await door.found(founding))[0]
    )
    try:
        yield cabinet
    finally:
        cabinet.close_now()
        for thread in threading.enumerate():
            if thread.name == "keyring":
                thread.join(5)


TEXTS = {"place": "Коридор", "word": SECRET, "rows": "12"}


async def everything(cabinet: Cabinet) -> str:
    """All that the store says, but for the table of secrets."""

    def dump(connection: Any) -> str:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        told = []
        for name in names:
            if name != "service_secret" and not name.startswith("sqlite_"):
                told += [repr(row) for row in connection.execute(f"SELECT * FROM {name}")]
        return "\n".join(told)

    return await cabinet._desk.vault.read(dump)


@pytest.mark.capability("C101")
async def test_a_connection_is_added_changed_switched_and_removed(tmp_path: Path) -> None:
    drawer = Drawer()
    async with working(tmp_path, drawer) as cabinet:
        room = cabinet.links
        (stand_in,) = await room.all()
        assert (stand_in.name, stand_in.enabled) == ("embedded", False), "every store lists the stand-in"
        link = await room.add(" Доска ", "board", TEXTS)
        assert (link.name, link.enabled, link.version, link.carries) == ("доска", False, 1, frozenset())
        assert link.settings == {"place": "Коридор", "rows": 12}
        assert [(one.field, one.in_keyring, one.value) for one in link.secrets] == [("word", True, "")]
        assert drawer.secrets == [SECRET]
        assert (await room.check("доска")).told == "Коридор 12"
        link = await room.switch("доска", enabled=True)
        assert link.carries == {"appointment"}
        link = await room.change(link, {"place": "Холл", "rows": ""})
        assert (link.version, link.settings, link.enabled) == (3, {"place": "Холл", "rows": 20}, True)
        assert link.carries == {"appointment"}, "it goes on taking what it takes"
        assert (await room.check("доска")).told == "Холл 20", "the secret stayed"
        link = await room.change(link, {"place": "Холл", "word": "another-word"})
        assert drawer.secrets == ["another-word"], "the one before is gone"
        opened: Any = await room.open("доска")
        assert opened.adapter.given.settings.word.get_secret_value() == "another-word"
        assert opened.adapter.given.service == "доска"
        for text in (repr(opened.adapter.given), repr(link), repr(await room.all())):
            assert "another-word" not in text
        kept = await everything(cabinet)
        assert SECRET not in kept
        assert "another-word" not in kept
        editions = await cabinet._desk.vault.read(lambda c: rows.revisions(c, link.id))
        assert [(version, body["place"]) for version, _at, _by, body in editions] == [
            (4, "Холл"), (3, "Холл"), (1, "Коридор"),
        ]  # fmt: skip
        await room.remove(await room.one("доска"))
        assert [one.name for one in await room.all()] == ["embedded"]
        codes = [row.code for row in await cabinet.journal.mine()]
        assert [code for code in codes if code.startswith("link.")] == [
            "link.removed", "link.changed", "link.changed", "link.switched", "link.added",
        ]  # fmt: skip
    assert drawer.secrets == [], "with the connection its secrets go"


async def test_without_a_keyring_secrets_lie_in_the_encrypted_store(tmp_path: Path) -> None:
    for number, drawer in enumerate((None, Drawer(state=State.LOCKED), Drawer(state=State.ABSENT))):
        async with working(tmp_path / str(number), drawer) as cabinet:
            link = await cabinet.links.add("доска", "board", TEXTS)
            assert [one.in_keyring for one in link.secrets] == [False]
            assert (await cabinet.links.check("доска")).told == "Коридор 12"
            assert await cabinet.links.unread() == {}
            assert SECRET not in repr(link)
            link = await cabinet.links.change(link, {"place": "Холл"})
            opened: Any = await cabinet.links.open("доска")
            assert opened.adapter.given.settings.word.get_secret_value() == SECRET, "it stays where it was"


class Late(Drawer):
    """It takes what it is given when nobody waits for that any more."""

    def __init__(self) -> None:
        super().__init__()
        self.opened, self.settled = threading.Event(), threading.Event()

    def set_password(self, service: str, name: str, secret: str) -> None:
        if name.startswith("secret-"):
            self.opened.wait(20)
        super().set_password(service, name, secret)

    def delete_password(self, service: str, name: str) -> None:
        super().delete_password(service, name)
        if name.startswith("secret-"):
            self.settled.set()


async def test_what_a_keyring_takes_too_late_it_does_not_keep(tmp_path: Path) -> None:
    drawer = Late()
    async with working(tmp_path, drawer, seconds=0.3) as cabinet:
        link = await cabinet.links.add("доска", "board", TEXTS)
        assert [one.in_keyring for one in link.secrets] == [False], "it lies in the store"
        drawer.opened.set()
        assert await asyncio.to_thread(drawer.settled.wait, 20)
        assert drawer.secrets == []
        assert (await cabinet.links.check("доска")).told == "Коридор 12"


async def test_a_secret_that_cannot_be_read_pauses_the_service_and_says_why(tmp_path: Path) -> None:
    drawer = Drawer()
    async with working(tmp_path, drawer) as cabinet:
        room = cabinet.links
        link = await room.add("доска", "board", TEXTS)
        for state in (State.LOCKED, State.ABSENT, State.FAULTY):
            drawer.state = state
            with pytest.raises(Refused, match=f"link.secret_{state.value}"):
                await room.open("доска")
            assert await room.unread() == {"доска": state.value}
        with pytest.raises(Refused) as refused:
            await room.change(link, {"place": "Холл"})
        assert (refused.value.code, refused.value.field) == ("link.secret_faulty", "word")
        link = await room.change(link, {"place": "Холл", "word": "typed-anew"})
        assert [one.in_keyring for one in link.secrets] == [False], "typed anew it lies in the store"
        assert (await room.check("доска")).told == "Холл 20"
        drawer.state = None
        drawer.kept.clear()
        link = await room.change(link, {"place": "Холл", "word": "and-again"})
        drawer.kept.clear()
        with pytest.raises(Refused, match="link.secret_missing"):
            await room.open("доска")
        assert await room.unread() == {"доска": safe.MISSING}
    async with working(tmp_path, None) as cabinet:
        assert await cabinet.links.unread() == {"доска": "off"}
        with pytest.raises(Refused, match="link.secret_off"):
            await cabinet.links.open("доска")


@pytest.mark.parametrize("left", range(1, 12))
async def test_a_keyring_that_dies_midway_loses_nothing(tmp_path: Path, left: int) -> None:
    """At whichever question: what was kept is read again, all of it from one place."""
    drawer = Drawer()
    async with working(tmp_path, drawer) as cabinet:
        await cabinet.journal.verify()
        drawer.left = left
        link = await cabinet.links.add("доска", "board", {**TEXTS, "other": "second"})
        assert len({one.in_keyring for one in link.secrets}) == 1, "no half of it here, half of it there"
        drawer.left = 10_000
        opened: Any = await cabinet.links.open("доска")
        assert opened.adapter.given.settings.word.get_secret_value() == SECRET
        assert opened.adapter.given.settings.other.get_secret_value() == "second"


async def test_a_refused_change_leaves_the_secrets_of_before(tmp_path: Path) -> None:
    drawer = Drawer()
    async with working(tmp_path, drawer) as cabinet:
        room = cabinet.links
        link = await room.add("доска", "board", {**TEXTS, "other": "second"})
        await room.change(link, {"place": "Холл", "word": "newer"})
        with pytest.raises(Stale):
            await room.change(link, {"place": "Третье", "word": "newest"})
        with pytest.raises(Invalid, match="link.name_taken"):
            await room.add("доска", "board", TEXTS)
        link = await room.one("доска")
        opened: Any = await room.open("доска")
        assert opened.adapter.given.settings.word.get_secret_value() == "newer"
        link = await room.change(link, {"place": "Холл"}, clear=frozenset({"other"}))
        assert [one.field for one in link.secrets] == ["word"]
        with pytest.raises(Invalid, match=r"link\.setting_missing"):
            await room.change(link, {"place": "Холл"}, clear=frozenset({"word"}))
    assert drawer.secrets == ["newer"]


@pytest.mark.parametrize(
    ("texts", "field", "told"),
    [
        ({"word": SECRET}, "place", ""),
        ({"place": "К", "word": SECRET}, "place", "at least 2"),
        ({"place": "Коридор", "word": SECRET, "rows": "много"}, "rows", "valid integer"),
        ({"place": "Коридор"}, "word", ""),
    ],
)
async def test_a_wrong_setting_names_its_field(
    cabinet: Cabinet, texts: dict[str, str], field: str, told: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await cabinet.links.add("доска", "board", texts)
    assert refused.value.field == field
    assert told in refused.value.values.get("told", "")
    assert SECRET not in json.dumps(refused.value.values)


async def test_what_a_service_answers_to_a_check_is_a_fault_or_a_word(cabinet: Cabinet) -> None:
    await cabinet.links.add("доска", "board", TEXTS)

    def denies(_settings: Settings) -> Checked:
        raise Denied("no such word")

    def breaks(settings: Settings) -> Checked:
        raise RuntimeError(settings.word.get_secret_value())

    Board.answers = staticmethod(denies)
    with pytest.raises(Denied):
        await cabinet.links.check("доска")
    Board.answers = staticmethod(breaks)
    with pytest.raises(Unwell) as fault:
        await cabinet.links.check("доска")
    assert isinstance(fault.value, ServiceFault)
    assert fault.value.told == "RuntimeError", "what it said might hold a secret"
    Board.answers = staticmethod(lambda _settings: Checked("у" * 10_000_000 + "\ud800", raw=5))  # type: ignore[arg-type]
    checked = await cabinet.links.check("доска")
    assert (len(checked.told), checked.raw) == (512, "")

    def babbles(_settings: Settings) -> Checked:
        raise Denied({}, raw="\ud800" * 10)  # type: ignore[arg-type]

    Board.answers = staticmethod(babbles)
    with pytest.raises(Denied) as fault_:
        await cabinet.links.check("доска")
    assert (fault_.value.told, fault_.value.raw) == ("", "?" * 10)
    with pytest.raises(Refused, match=r"link\.missing"):
        await cabinet.links.check("нет")


async def test_doing_it_twice_does_it_once_and_only_what_was_seen(cabinet: Cabinet) -> None:
    new = cabinet.surroundings.ids.new
    add = AddService(new(), "доска", "board", ABOUT, "{}", (Secret("word", "", SECRET),))
    assert SECRET not in repr(add)
    assert not (await cabinet.do(add)).repeated
    assert (await cabinet.do(add)).repeated
    on = SwitchService(new(), "доска", 1, enabled=True, about=ABOUT)
    assert (await cabinet.do(on)).version == 2
    with pytest.raises(Stale):
        await cabinet.do(SwitchService(new(), "доска", 1, enabled=False))
    with pytest.raises(Refused, match=r"link\.already_on"):
        await cabinet.do(SwitchService(new(), "доска", 2, enabled=True, about=ABOUT))
    with pytest.raises(Invalid, match=r"chart\.unchanged"):
        same = ChangeService(new(), "доска", 2, ABOUT, "{}", kept=frozenset({"word"}))
        await cabinet.do(same)
    with pytest.raises(Refused, match=r"link\.adapter_missing"):
        await cabinet.links.switching(await cabinet.links.one("embedded"), enabled=True)


async def test_what_waits_is_named_before_a_connection_goes(cabinet: Cabinet) -> None:
    from medcab_tui.store import outbox
    from medcab_tui.store.outbox import Outgoing

    link = await cabinet.links.switch((await cabinet.links.add("доска", "board", TEXTS)).name, enabled=True)
    now, worker = cabinet.surroundings.clock.now(), cabinet.worker.id

    def put(connection: Any) -> int:
        some = [Outgoing(Id(bytes(15) + bytes([n])), "appointment", "{}") for n in range(3)]
        return outbox.put(connection, some, action=cabinet.surroundings.ids.new(), worker=worker, now=now)

    assert await cabinet._desk.vault.write(put) == 3
    with pytest.raises(Refused, match=r"link\.waiting") as refused:
        await cabinet.links.remove(link)
    assert refused.value.values["count"] == "3"
    link = await cabinet.links.one("доска")
    assert link.waiting == 3
    await cabinet.links.remove(link)
    states = await cabinet._desk.vault.read(lambda c: c.execute("SELECT DISTINCT state FROM outbox").get)
    assert states == "recalled"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "link.name_missing"),
        ("mail", "link.name_reserved"),
        ("a b", "link.name"),
        ("-a", "link.name"),
        ("я" * (LONGEST_NAME + 1), "link.name"),
        ("a\n", None),
        ("Доска.2-я", None),
    ],
)
def test_names_of_connections(typed: str, code: str | None) -> None:
    if code is None:
        assert clean_link_name(typed) == typed.strip().casefold()
        return
    with pytest.raises(Invalid) as refused:
        clean_link_name(typed)
    assert refused.value.code == code
