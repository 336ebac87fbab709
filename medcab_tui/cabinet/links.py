"""The connected services: what is set up, how it stands, and the adapters there are to connect."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from medcab_tui.cabinet.links_actions import About, AddService, ChangeService, RemoveService, SwitchService
from medcab_tui.cabinet.safe import Safe, Unread
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange import Checked, ServiceFault, Unreachable, Unwell
from medcab_tui.domain.exchange_rules import checked_fault, checked_greeting
from medcab_tui.domain.links import Link, Secret, clean_link_name
from medcab_tui.services import registry
from medcab_tui.services.adapter import Adapter, Given, Info
from medcab_tui.services.registry import AdapterFault, Found
from medcab_tui.store import links

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.cabinet.desk import Desk
    from medcab_tui.domain.exchange import Notebook

CHECK_SECONDS: Final = 30.0
CLOSE_SECONDS: Final = 5.0
_LONGEST_TOLD: Final = 200

Do = Callable[["Action[Any]"], Awaitable["Outcome[Any]"]]


class LinksRoom:
    """Connections to services. Whoever sees the store sees how they stand; an administrator sets them up."""

    def __init__(self, desk: Desk, do: Do) -> None:
        self._desk = desk
        self._do = do
        self._safe = Safe(desk)

    @property
    def may_manage(self) -> bool:
        """Whether this worker may set them up."""
        return self._desk.worker.may(Permission.MANAGE_SERVICES)

    async def all(self) -> tuple[Link, ...]:
        """Every connection, by name; asks no adapter."""
        return tuple(map(self._shown, await self._desk.read(Permission.LOOK_AT_STORE, links.all_of)))

    async def one(self, name: str) -> Link:
        """One connection; Refused if there is none."""
        return self._shown(await self._desk.read(Permission.LOOK_AT_STORE, lambda c: links.one(c, name)))

    def _shown(self, link: Link) -> Link:
        """An answer may name patients: it is for those whose work shows them patients."""
        if self._desk.worker.may(Permission.BOOK_VISITS):
            return link
        return replace(link, told="", raw="")

    async def register(self) -> tuple[Found, ...]:
        """Every adapter that is installed, the broken ones with the reason (C187)."""
        self._desk.require(Permission.LOOK_AT_STORE)
        return await registry.off_the_loop(registry.register, None)

    async def adapters(self) -> tuple[Info, ...]:
        """Those that can be connected."""
        return tuple(one.info for one in await self.register() if one.info is not None)

    async def unread(self) -> dict[str, str]:
        """Connections whose secrets the keyring does not give, with its state or «missing»; asks it once."""
        missing: dict[str, str] = {}
        for link in await self.all():
            if any(one.in_keyring for one in link.secrets):
                try:
                    await self._safe.read([one for one in link.secrets if one.in_keyring])
                except Unread as unread:
                    missing[link.name] = unread.why
        return missing

    async def open(self, name: str) -> Adapter:
        """An adapter of this connection, ready to be asked; whoever opened it closes it.

        Raises Refused: link.missing, link.adapter_… (it cannot be used), link.settings (they do not fit it
        any more), link.secret_… (the keyring does not give one: nothing is to be sent until it does).
        """
        link = await self._desk.read(Permission.EXCHANGE, lambda c: links.one(c, name))
        secrets = await self._secrets(name)
        found = await self._load(link.adapter)

        own = found.package == registry.OURS
        loop = asyncio.get_running_loop()

        def make() -> Adapter:
            adapter, info = registry.usable(found)
            settings = _built(info, link.settings, secrets)
            if own:
                return adapter(self._given(name, settings))
            return _apart(adapter, self._given(name, settings), loop)

        return await self._of_the_adapter(link.adapter, make, secrets)

    async def check(self, name: str) -> Checked:
        """Asks the service how it is. Raises Refused as `open` does, or the ServiceFault it answered with."""
        self._desk.require(Permission.MANAGE_SERVICES)
        adapter = await self.open(name)
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                checked = await adapter.check()
        except TimeoutError:
            raise Unreachable(f"{CHECK_SECONDS:.0f} s") from None
        except ServiceFault as fault:
            raise checked_fault(fault) from None
        except Exception as error:
            raise Unwell(type(error).__name__) from None
        finally:
            await closed(adapter)
        return checked_greeting(checked)

    async def add(self, name: str, adapter: str, texts: Mapping[str, str]) -> Link:
        """Connects an adapter, switched off, with settings as they were typed; raises Refused.

        A wrong setting is Invalid link.setting with its field and the model's own words.
        """
        await self._desk.confirm(Permission.MANAGE_SERVICES)
        name, info = clean_link_name(name), await self._info(adapter)
        settings, secrets = await self._understood(info, texts, {})
        kept = await self._safe.put(secrets)
        new = self._desk.surroundings.ids.new()
        try:
            await self._do(AddService(new, name, adapter, about(info), _json(settings), kept))
        except BaseException:
            self._safe.forget(kept)
            raise
        return await self.one(name)

    async def change(
        self, link: Link, texts: Mapping[str, str], *, clear: frozenset[str] = frozenset()
    ) -> Link:
        """Other settings. A secret with an empty text stays as it is; `clear` names those to be dropped."""
        await self._desk.confirm(Permission.MANAGE_SERVICES)
        info = await self._info(link.adapter)
        stay = frozenset(
            one.field for one in link.secrets if not texts.get(one.field) and one.field not in clear
        )
        known = await self._known(link.name, stay)
        settings, secrets = await self._understood(info, texts, known)
        new = await self._safe.put({field: text for field, text in secrets.items() if field not in stay})
        asked = ChangeService(
            self._desk.surroundings.ids.new(),
            link.name,
            link.version,
            about(info),
            _json(settings),
            new,
            stay,
        )
        try:
            await self._do(asked)
        except BaseException:
            self._safe.forget(new)
            raise
        self._safe.forget(one for one in link.secrets if one.field not in stay)
        return await self.one(link.name)

    async def switching(self, link: Link, *, enabled: bool) -> SwitchService:
        """The action that switches a connection; its adapter is asked what it takes when it goes on."""
        self._desk.require(Permission.MANAGE_SERVICES)
        said = about(await self._info(link.adapter)) if enabled else None
        return SwitchService(self._desk.surroundings.ids.new(), link.name, link.version, enabled, said)

    async def switch(self, name: str, *, enabled: bool) -> Link:
        """Switches a connection as it stands now."""
        await self._do(await self.switching(await self.one(name), enabled=enabled))
        return await self.one(name)

    async def remove(self, link: Link) -> None:
        """Takes a connection away with what waits for it, if that is as much as `link` says."""
        await self._desk.confirm(Permission.MANAGE_SERVICES)
        await self._do(
            RemoveService(self._desk.surroundings.ids.new(), link.name, link.version, link.waiting)
        )
        self._safe.forget(link.secrets)

    async def info(self, adapter: str) -> Info:
        """Who an adapter is; raises Refused link.adapter_… if it cannot be used."""
        self._desk.require(Permission.LOOK_AT_STORE)
        return await self._info(adapter)

    # What an adapter is made of.

    def _given(self, name: str, settings: BaseModel) -> Given:
        outside = self._desk.surroundings
        return Given(name, settings, outside.clock, outside.ids, outside.random, self._notebook(name))

    def _notebook(self, name: str) -> Notebook:
        """Where a stand-in of this connection keeps its own state."""
        from medcab_tui.cabinet.notebook import StoreNotebook

        return StoreNotebook(self._desk, name)

    async def _info(self, adapter: str) -> Info:
        found = await self._load(adapter)
        try:
            return registry.usable(found)[1]
        except AdapterFault as fault:
            raise _unusable(fault) from None

    async def _load(self, adapter: str) -> Found:
        return await registry.off_the_loop(lambda: registry.load(adapter))

    async def _of_the_adapter(
        self, name: str, make: Callable[[], Adapter], secrets: Mapping[str, str]
    ) -> Adapter:
        from pydantic import ValidationError

        from medcab_tui.services.asked import field_of, message

        try:
            return await registry.off_the_loop(make)
        except AdapterFault as fault:
            raise _unusable(fault) from None
        except ValidationError as wrong:
            told = message(wrong, secrets.values())
            raise Refused("link.settings", None, name=field_of(wrong), told=told) from None
        except TimeoutError:
            raise _unusable(AdapterFault(name, registry.Wrong.HANGING)) from None
        except Exception as error:
            raise _unusable(AdapterFault(name, registry.Wrong.SHAPE, type(error).__name__)) from None

    async def _secrets(self, name: str) -> dict[str, str]:
        try:
            return await self._safe.read(await self._rows(name))
        except Unread as unread:
            raise unread_secret(unread.why) from None

    async def _known(self, name: str, fields: frozenset[str]) -> dict[str, str]:
        """The secrets that stay; Refused if the keyring does not give them: type them anew, or unlock it."""
        rows = [one for one in await self._rows(name) if one.field in fields]
        try:
            return await self._safe.read(rows)
        except Unread as unread:
            refused = unread_secret(unread.why)
            refused.field = next((one.field for one in rows if one.in_keyring), None)
            raise refused from None

    async def _rows(self, name: str) -> tuple[Secret, ...]:
        return await self._desk.read(Permission.EXCHANGE, lambda c: links.secrets_of(c, name))

    async def _understood(
        self, info: Info, texts: Mapping[str, str], known: Mapping[str, str]
    ) -> tuple[Mapping[str, Any], dict[str, str]]:
        """The settings as they are kept, and the secrets; raises Invalid about the first wrong field."""
        from pydantic import ValidationError

        from medcab_tui.services import asked

        def understand() -> tuple[Mapping[str, Any], dict[str, str]]:
            model = info.settings()
            whole = {**{field: text for field, text in texts.items() if text}, **known}
            values, wrong = asked.understood(model, whole)
            for field, told in wrong.items():
                raise Invalid(
                    "link.setting" if told else "link.setting_missing", field, told=told, name=field
                )
            settings = asked.built(model, values, {})
            return asked.written(settings), asked.secrets_of(settings)

        try:
            return await registry.off_the_loop(understand)
        except ValidationError as fault:
            field = asked.field_of(fault) or None
            told = asked.message(fault, [*texts.values(), *known.values()])
            raise Invalid("link.setting", field, told=told, name=field or "") from None


def _apart(adapter: type[Adapter], given: Given, loop: asyncio.AbstractEventLoop) -> Adapter:
    """Another's code may block: it works on a thread of its own."""
    from medcab_tui.cabinet.apart import Apart, Elsewhere, Thread

    if given.notebook is not None:
        given = replace(given, notebook=Elsewhere(given.notebook, loop))
    made = adapter(given)
    if not callable(getattr(made, "push", None)):  # a class that gives something else
        raise TypeError(type(made).__name__)
    return Apart(made, Thread(f"service {given.service}"))  # type: ignore[return-value]


def about(info: Info) -> About:
    """What the store keeps of an adapter."""
    return About(tuple(sorted(info.title.items())), info.capabilities, info.takes)


async def closed(adapter: Adapter) -> None:
    """Lets an adapter go; what it raises or how long it takes is nobody's concern."""
    with suppress(Exception):
        async with asyncio.timeout(CLOSE_SECONDS):
            await adapter.close()


def unread_secret(why: str) -> Refused:
    """What a person is told whose service waits for a secret. why: a state of the keyring, or «missing»."""
    return _UNREAD.get(why, _UNREAD["faulty"])()


_UNREAD: Final[Mapping[str, Callable[[], Refused]]] = {
    "off": lambda: Refused("link.secret_off"),
    "absent": lambda: Refused("link.secret_absent"),
    "locked": lambda: Refused("link.secret_locked"),
    "hanging": lambda: Refused("link.secret_hanging"),
    "faulty": lambda: Refused("link.secret_faulty"),
    "missing": lambda: Refused("link.secret_missing"),
}


def _unusable(fault: AdapterFault) -> Refused:
    if fault.wrong is registry.Wrong.MISSING:
        return Refused("link.adapter_missing", "adapter", adapter=fault.name)
    if fault.wrong is registry.Wrong.HANGING:
        return Refused("link.adapter_hanging", "adapter", adapter=fault.name)
    told = fault.told[:_LONGEST_TOLD] or fault.wrong.value
    return Refused("link.adapter_broken", "adapter", adapter=fault.name, told=told)


def _built(info: Info, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> BaseModel:
    from medcab_tui.services.asked import built

    return built(info.settings(), settings, secrets)


def _json(settings: Mapping[str, Any]) -> str:
    return json.dumps(settings, ensure_ascii=False, sort_keys=True)
