"""Keeping, changing and taking away templates. Sharing one takes a right of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Forbidden, Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.templates import MOST, Share, Template, Wording, check_wording
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class KeepTemplate(Action[Id]):
    """A new template."""

    code: ClassVar[str] = "template.kept"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = frozenset({"accounts"})

    id: Id
    wording: Wording

    def apply(self, tx: Transaction) -> Done[Id]:
        said = check_wording(self.wording)
        _may_share(tx, said.share)
        _unlike(tx, said, self.id)
        own = [one for one in _seen(tx) if one.owner == tx.worker.id]
        if len(own) >= MOST:
            raise Invalid("template.many", most=str(MOST))
        tx.templates.add(Template(self.id, said, tx.worker.id, _department(tx, said.share)))
        return Done(self.id, 1, {"template": self.id.hex()}, after=fingerprint(said))

    def like(self) -> tuple[object, ...]:
        return (self.wording,)

    def stands(self, tx: Transaction, first: Id) -> bool:
        return any(one.id == first for one in _seen(tx))


@dataclass(frozen=True, slots=True)
class AmendTemplate(Action[Id]):
    """Another wording. Stale if it moved on."""

    code: ClassVar[str] = "template.amended"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = frozenset({"accounts"})

    id: Id
    template: Id
    seen: int
    wording: Wording

    def apply(self, tx: Transaction) -> Done[Id]:
        before = _own(tx, tx.templates.one(self.template, self.seen))
        said = check_wording(self.wording)
        _may_share(tx, said.share)
        _unlike(tx, said, self.template)
        if said == before.wording:
            raise Invalid("chart.unchanged")
        department = before.department if said.share is before.wording.share else _department(tx, said.share)
        tx.templates.amend(self.template, said, department)
        return Done(
            self.template,
            self.seen + 1,
            {"template": self.template.hex()},
            before=fingerprint(before.wording),
            after=fingerprint(said),
        )


@dataclass(frozen=True, slots=True)
class WithdrawTemplate(Action[Id]):
    """A template that nobody is offered any more."""

    code: ClassVar[str] = "template.withdrawn"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = frozenset({"accounts"})

    id: Id
    template: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        before = _own(tx, tx.templates.one(self.template, self.seen))
        tx.templates.mark(self.template, withdrawn=True)
        told = {"template": self.template.hex()}
        return Done(self.template, self.seen + 1, told, before=fingerprint(before.wording))


@dataclass(frozen=True, slots=True)
class RestoreTemplate(Action[Id]):
    """A withdrawn template is offered again."""

    code: ClassVar[str] = "template.restored"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = frozenset({"accounts"})

    id: Id
    template: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        before = _own(tx, tx.templates.one(self.template, self.seen, withdrawn=True))
        tx.templates.mark(self.template, withdrawn=False)
        told = {"template": self.template.hex()}
        return Done(self.template, self.seen + 1, told, after=fingerprint(before.wording))


def _own(tx: Transaction, template: Template) -> Template:
    """The template, if this worker may change it: it is their own, or they may share."""
    if template.owner != tx.worker.id:
        if template.wording.share is Share.OWN:
            raise Forbidden("forbidden")
        _may_share(tx, template.wording.share)
    return template


def _may_share(tx: Transaction, share: Share) -> None:
    if share is not Share.OWN and not tx.worker.may(Permission.SHARE_TEMPLATES):
        raise Forbidden("template.sharing", "share")
    if share is Share.DEPARTMENT and not tx.worker.department:
        raise Invalid("template.department", "share")


def _unlike(tx: Transaction, said: Wording, template: Id) -> None:
    """One abbreviation stands for one text among those with whom it is shared."""
    for one in _seen(tx):
        same = said.abbreviation and one.wording.abbreviation == said.abbreviation
        if same and one.wording.share is said.share and one.id != template:
            raise Invalid("template.taken", "abbreviation", title=one.wording.title)


def _seen(tx: Transaction) -> tuple[Template, ...]:
    return tx.templates.seen_by(tx.worker.id, tx.worker.department)


def _department(tx: Transaction, share: Share) -> str:
    return tx.worker.department if share is Share.DEPARTMENT else ""
