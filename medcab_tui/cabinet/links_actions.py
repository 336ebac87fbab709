"""Setting connections to services up: adding, changing, switching, removing.

An action never carries what the keyring keeps: that was put there before, under a name of its own, and the
action only names it. So a transaction that fails leaves the secrets of before as they were.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange import Capability
from medcab_tui.domain.ids import Id
from medcab_tui.domain.links import Link, Secret, clean_link_name
from medcab_tui.store.transaction import Transaction


class About(Struct, frozen=True):
    """What an adapter says of itself, as far as the store keeps it. title: by language."""

    title: tuple[tuple[str, str], ...]
    capabilities: frozenset[Capability]
    takes: frozenset[str]


@dataclass(frozen=True, slots=True)
class AddService(Action[str]):
    """A new connection, switched off. settings: JSON without secrets."""

    code: ClassVar[str] = "link.added"
    permission: ClassVar[Permission] = Permission.MANAGE_SERVICES
    topics: ClassVar[frozenset[str]] = frozenset({"services"})

    id: Id
    name: str
    adapter: str
    about: About
    settings: str
    secrets: tuple[Secret, ...] = ()

    def apply(self, tx: Transaction) -> Done[str]:
        name = clean_link_name(self.name)
        about = self.about
        tx.links.add(
            self.id,
            name,
            self.adapter,
            dict(about.title),
            json.loads(self.settings),
            about.capabilities,
            self.secrets,
        )
        return Done(name, 1, {"service": name, "adapter": self.adapter}, after=fingerprint(self.settings))


@dataclass(frozen=True, slots=True)
class ChangeService(Action[str]):
    """Other settings. kept: secrets that stay as they are. Stale if it moved on."""

    code: ClassVar[str] = "link.changed"
    permission: ClassVar[Permission] = Permission.MANAGE_SERVICES
    topics: ClassVar[frozenset[str]] = frozenset({"services"})

    id: Id
    name: str
    seen: int
    about: About
    settings: str
    secrets: tuple[Secret, ...] = ()
    kept: frozenset[str] = frozenset()

    def apply(self, tx: Transaction) -> Done[str]:
        before = tx.links.one(self.name, self.seen)
        settings = json.loads(self.settings)
        dropped = {one.field for one in before.secrets} - self.kept
        if settings == before.settings and not self.secrets and not dropped:
            raise Invalid("chart.unchanged")
        version = tx.links.change(
            before,
            dict(self.about.title),
            settings,
            self.about.capabilities,
            self.about.takes,
            self.secrets,
            self.kept,
        )
        return Done(
            self.name,
            version,
            {"service": self.name},
            before=fingerprint(json.dumps(before.settings, sort_keys=True)),
            after=fingerprint(self.settings),
        )


@dataclass(frozen=True, slots=True)
class SwitchService(Action[str]):
    """On or off; taken back by another. about: only to switch it on."""

    code: ClassVar[str] = "link.switched"
    permission: ClassVar[Permission] = Permission.MANAGE_SERVICES
    topics: ClassVar[frozenset[str]] = frozenset({"services", "home"})

    id: Id
    name: str
    seen: int
    enabled: bool
    about: About | None = None

    def apply(self, tx: Transaction) -> Done[str]:
        before = tx.links.one(self.name, self.seen)
        if before.enabled is self.enabled:
            raise Refused("link.already_on" if self.enabled else "link.already_off", name=self.name)
        about = self.about or About(tuple(before.title.items()), before.capabilities, frozenset())
        if self.enabled and self.about is None:
            raise Invalid("link.adapter_missing", None, adapter=before.adapter)
        version = tx.links.switch(
            before,
            enabled=self.enabled,
            title=dict(about.title),
            capabilities=about.capabilities,
            carries=about.takes if self.enabled else (),
        )
        told = {"service": self.name, "on": "1" if self.enabled else ""}
        return Done(self.name, version, told)


@dataclass(frozen=True, slots=True)
class RemoveService(Action[str]):
    """A connection is no more, and what waits for it is not sent: as much as was agreed to, no more."""

    code: ClassVar[str] = "link.removed"
    permission: ClassVar[Permission] = Permission.MANAGE_SERVICES
    topics: ClassVar[frozenset[str]] = frozenset({"services", "home"})

    id: Id
    name: str
    seen: int
    waiting: int = 0

    def apply(self, tx: Transaction) -> Done[str]:
        before: Link = tx.links.one(self.name, self.seen)
        waiting = tx.links.remove(before)
        if waiting != self.waiting:
            raise Refused("link.waiting", name=self.name, count=str(waiting))
        return Done(self.name, None, {"service": self.name, "waiting": str(waiting)})
