"""An open cabinet: the rooms a worker reads, and the one way anything is changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action, Outcome, fingerprint
from medcab_tui.cabinet.desk import Desk, transaction_of
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.cabinet.witness import LEAVING
from medcab_tui.domain.accounts import REMINDERS, SYNC, Organisation, Permission, Worker
from medcab_tui.domain.errors import Forbidden, Invalid, Repeated, StoreFault
from medcab_tui.domain.names import initials
from medcab_tui.store import accounts, outbox, repeats
from medcab_tui.store.journal import Entry, Head
from medcab_tui.store.transaction import remember, remembered

if TYPE_CHECKING:
    from pathlib import Path

    from medcab_tui.cabinet.access import AccessRoom
    from medcab_tui.cabinet.accounts import AccountsRoom
    from medcab_tui.cabinet.chart_export import ChartExport
    from medcab_tui.cabinet.delivery import DeliveryRoom
    from medcab_tui.cabinet.documents import DocumentsRoom
    from medcab_tui.cabinet.drafts import Drafts
    from medcab_tui.cabinet.exchange import ExchangeRoom
    from medcab_tui.cabinet.exports import ExportsRoom
    from medcab_tui.cabinet.home import HomeRoom
    from medcab_tui.cabinet.imports import ImportsRoom
    from medcab_tui.cabinet.insurance import InsuranceRoom
    from medcab_tui.cabinet.journal import JournalRoom
    from medcab_tui.cabinet.keeping import Keeping
    from medcab_tui.cabinet.links import LinksRoom
    from medcab_tui.cabinet.merging import MergingRoom
    from medcab_tui.cabinet.orders import OrdersRoom
    from medcab_tui.cabinet.papers import PapersRoom
    from medcab_tui.cabinet.patients import PatientsRoom
    from medcab_tui.cabinet.preferences import PreferencesRoom
    from medcab_tui.cabinet.reference import ReferenceRoom
    from medcab_tui.cabinet.reminders import RemindersRoom
    from medcab_tui.cabinet.requests import RequestsRoom
    from medcab_tui.cabinet.schedule import ScheduleRoom
    from medcab_tui.cabinet.second_factor import SecondFactorRoom
    from medcab_tui.cabinet.signatures import SignaturesRoom
    from medcab_tui.cabinet.stand import StandRoom
    from medcab_tui.cabinet.step_up import StepUp
    from medcab_tui.cabinet.storage import StorageRoom
    from medcab_tui.cabinet.templates import TemplatesRoom
    from medcab_tui.cabinet.unattended import UnattendedRoom
    from medcab_tui.cabinet.visits import VisitsRoom
    from medcab_tui.cabinet.vitals import VitalsRoom
    from medcab_tui.papers.typesetting import Typesetter
    from medcab_tui.store.transaction import Connection, Transaction

T = TypeVar("T")

REPEATS_WITHIN: Final = timedelta(minutes=10)
PROVED_WITHIN: Final = timedelta(minutes=15)
FILE_MEGABYTES: Final = 10
OF_CARDS: Final = frozenset(
    {
        *(Permission.WRITE_RECORD, Permission.ISSUE_DOCUMENT, Permission.SIGN),
        *(Permission.EXPORT_DOCUMENT, Permission.SEND_OUT, Permission.ATTACH_DOCUMENT, Permission.READ_CARD),
    }
)
"""What changes what a card holds, or lets it out: only where the card is open to who acts. What may change
whose patient it is (AMEND_PATIENT, MERGE_PATIENTS) asks by itself, before it does.
"""


class PreviousSignIn(Struct, frozen=True):
    """What a worker is told after signing in. at: UTC, None the first time; failures: since then."""

    at: datetime | None
    failures: int


class Cabinet:
    """What a signed-in worker has open. Made by `Door`; belongs to the event loop it was opened in."""

    def __init__(self, desk: Desk, previous: PreviousSignIn) -> None:
        self._desk = desk
        self.previous_sign_in = previous
        self.repeats_within = REPEATS_WITHIN
        """How long the same request is not taken a second time."""
        self.proved_within = PROVED_WITHIN
        """How long a proof of who sits here is enough, see `step_up`."""
        self.file_megabytes = FILE_MEGABYTES
        """The largest file that is taken in here (C098)."""
        self.own_templates: Path | None = None
        """The folder of the user's own templates of documents."""

    # A room is imported when it is first entered, so that the first screen waits for none but its own.

    @cached_property
    def patients(self) -> PatientsRoom:
        from medcab_tui.cabinet.patients import PatientsRoom

        return PatientsRoom(self._desk)

    @cached_property
    def merging(self) -> MergingRoom:
        """Cards that turn out to be of one person."""
        from medcab_tui.cabinet.merging import MergingRoom

        return MergingRoom(self._desk)

    @cached_property
    def vitals(self) -> VitalsRoom:
        """The observation journal."""
        from medcab_tui.cabinet.vitals import VitalsRoom

        return VitalsRoom(self._desk)

    @cached_property
    def access(self) -> AccessRoom:
        """Departments, and whom each treats."""
        from medcab_tui.cabinet.access import AccessRoom

        return AccessRoom(self._desk)

    @cached_property
    def home(self) -> HomeRoom:
        from medcab_tui.cabinet.home import HomeRoom

        return HomeRoom(self._desk)

    @cached_property
    def schedule(self) -> ScheduleRoom:
        from medcab_tui.cabinet.schedule import ScheduleRoom

        return ScheduleRoom(self._desk)

    @cached_property
    def visits(self) -> VisitsRoom:
        """What ties a record, its diagnoses, orders, services and the appointment together."""
        from medcab_tui.cabinet.visits import VisitsRoom

        return VisitsRoom(self._desk)

    @cached_property
    def documents(self) -> DocumentsRoom:
        from medcab_tui.cabinet.documents import DocumentsRoom

        return DocumentsRoom(self._desk, self.do, lambda: self.file_megabytes)

    @cached_property
    def journal(self) -> JournalRoom:
        from medcab_tui.cabinet.journal import JournalRoom

        return JournalRoom(self._desk)

    @cached_property
    def accounts(self) -> AccountsRoom:
        from medcab_tui.cabinet.accounts import AccountsRoom

        return AccountsRoom(self._desk, self.do, self._need_proof)

    @cached_property
    def orders(self) -> OrdersRoom:
        from medcab_tui.cabinet.orders import OrdersRoom

        return OrdersRoom(self._desk)

    @cached_property
    def requests(self) -> RequestsRoom:
        from medcab_tui.cabinet.requests import RequestsRoom

        return RequestsRoom(self._desk)

    @cached_property
    def preferences(self) -> PreferencesRoom:
        from medcab_tui.cabinet.preferences import PreferencesRoom

        return PreferencesRoom(self._desk)

    @cached_property
    def reference(self) -> ReferenceRoom:
        from medcab_tui.cabinet.reference import ReferenceRoom

        return ReferenceRoom(self._desk, self.do)

    @cached_property
    def delivery(self) -> DeliveryRoom:
        """By which ways the worker is told of what."""
        from medcab_tui.cabinet.delivery import DeliveryRoom

        return DeliveryRoom(self._desk)

    @cached_property
    def links(self) -> LinksRoom:
        """Connected services."""
        from medcab_tui.cabinet.links import LinksRoom

        return LinksRoom(self._desk, self.do)

    @cached_property
    def reminders(self) -> RemindersRoom:
        from medcab_tui.cabinet.reminders import RemindersRoom

        return RemindersRoom(self._desk, lambda action: self._do_all((action,), by=REMINDERS))

    async def connected(self) -> bool:
        """Whether any service is switched on: without one the exchange is not even looked at."""
        return bool(await self._desk.vault.read(outbox.taking))

    @cached_property
    def exchange(self) -> ExchangeRoom:
        """What goes to connected services and comes from them."""
        from medcab_tui.cabinet.exchange import ExchangeRoom

        return ExchangeRoom(self._desk, lambda actions: self._do_all(actions, by=SYNC), self.links.open)

    @cached_property
    def imports(self) -> ImportsRoom:
        """Charts that come in files of other systems."""
        from medcab_tui.cabinet.imports import ImportsRoom

        return ImportsRoom(self._desk, self.do)

    @cached_property
    def insurance(self) -> InsuranceRoom:
        """Policies: asked about by themselves."""
        from medcab_tui.cabinet.insurance import InsuranceRoom

        return InsuranceRoom(self._desk, self.do)

    @cached_property
    def templates(self) -> TemplatesRoom:
        from medcab_tui.cabinet.templates import TemplatesRoom

        return TemplatesRoom(self._desk)

    @cached_property
    def second_factor(self) -> SecondFactorRoom:
        """Codes of an app beside the password."""
        from medcab_tui.cabinet.second_factor import SecondFactorRoom

        return SecondFactorRoom(self._desk, self.do)

    @cached_property
    def stand(self) -> StandRoom:
        """What the stand-in of services got, and what it will say."""
        from medcab_tui.cabinet.stand import StandRoom

        return StandRoom(self._desk, self.links)

    @cached_property
    def step_up(self) -> StepUp:
        """The proof of who sits here that signing, exporting and changing who gets in take."""
        from medcab_tui.cabinet.step_up import StepUp

        return StepUp(self._desk, lambda: self.proved_within, self._forget_passphrase)

    def _need_proof(self, what: str) -> None:
        self.step_up.need(what)

    @cached_property
    def signatures(self) -> SignaturesRoom:
        """Signatures under records and documents."""
        from medcab_tui.cabinet.signatures import SignaturesRoom

        return SignaturesRoom(self._desk, self.do, lambda: self.step_up.fresh())  # noqa: PLW0108 - made when asked

    @cached_property
    def papers(self) -> PapersRoom:
        """Documents made from templates."""
        from medcab_tui.cabinet.papers import PapersRoom

        return PapersRoom(
            self._desk, self.do, self.reference, lambda: self.own_templates, lambda: self._typesetter
        )

    @cached_property
    def _typesetter(self) -> Typesetter:
        """Kept until the cabinet closes."""
        from medcab_tui.papers.typesetting import Typesetter

        return Typesetter()

    @cached_property
    def unattended(self) -> UnattendedRoom:
        """The key of what runs while nobody is there."""
        from medcab_tui.cabinet.unattended import UnattendedRoom

        return UnattendedRoom(self._desk, self._need_proof)

    @cached_property
    def exports(self) -> ExportsRoom:
        """Lists on their way out."""
        from medcab_tui.cabinet.exports import ExportsRoom

        return ExportsRoom(self._desk, self.do)

    @cached_property
    def chart_export(self) -> ChartExport:
        """Whole cards on their way out."""
        from medcab_tui.cabinet.chart_export import ChartExport

        return ChartExport(self._desk, self.do)

    @cached_property
    def drafts(self) -> Drafts:
        from medcab_tui.cabinet.drafts import Drafts

        return Drafts(self._desk)

    @cached_property
    def storage(self) -> StorageRoom:
        """The store as a thing to be looked after."""
        from medcab_tui.cabinet.storage import StorageRoom

        return StorageRoom(self._desk, self.do)

    @cached_property
    def keeping(self) -> Keeping:
        from medcab_tui.cabinet.keeping import Keeping

        return Keeping(self._desk, self.do_all)

    @property
    def worker(self) -> Worker:
        return self._desk.worker

    @property
    def organisation(self) -> Organisation:
        return self._desk.organisation

    @property
    def surroundings(self) -> Surroundings:
        return self._desk.surroundings

    @property
    def upgraded(self) -> bool:
        """Whether the store was of an older program until this sign-in."""
        return self._desk.vault.upgraded

    @property
    def busy(self) -> bool:
        """Whether a store call is under way; the look-out for other processes is not counted."""
        return self._desk.busy

    def subscribe(self, listener: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """Calls the listener on the event loop with the topics of every change, ours and of other processes.

        Topics are those of `actions.TOPICS`, and "lock" when another process needs the store alone or has
        removed this worker: then the cabinet should be locked; "keyring" when the keyring knows rows of the
        journal that this store does not have: then somebody should be told. Gives what ends the subscription.
        """
        return self._desk.watch.subscribe(listener)

    async def do(self, action: Action[T]) -> Outcome[T]:
        """Does an action, once: permission, change, notices to whom it concerns, journal and outbox in one
        transaction; then tells of it.

        Doing the same action again gives its first result and changes nothing. Raises Forbidden (journaled),
        Stale, Invalid, Refused, StoreFault; then nothing was changed.
        """
        (outcome,) = await self.do_all((action,))
        return outcome

    async def do_all(self, actions: Sequence[Action[T]], *, quietly: bool = False) -> tuple[Outcome[T], ...]:
        """Does several actions in one transaction, each as `do` does it: all of them, or none.

        quietly: nobody is told of them on Home; for loading, and it takes the right to.
        """
        return await self._do_all(actions, quietly=quietly)

    async def _do_all(
        self, actions: Sequence[Action[T]], *, quietly: bool = False, by: Worker | None = None
    ) -> tuple[Outcome[T], ...]:
        """by: what runs unattended does it, by its own right and under its own name, whoever sits here."""
        if by is None and any(action.step_up for action in actions):
            self.step_up.require(actions)
        asked = [(action, await self._payload(action)) for action in actions]
        try:
            done = await self._desk.write(
                lambda c: [self._carry_out(c, *one, quietly=quietly, by=by) for one in asked]
            )
        except Forbidden:
            for action in actions:
                await self._desk.note("refused", "forbidden", action=action.code)
            raise
        topics: set[str] = set()
        for (action, _), (_, head) in zip(asked, done, strict=True):
            if head is not None:
                topics |= action.topics
                await self._desk.anchor(head)
        if topics:
            self._desk.watch.publish(frozenset(topics))
        return tuple(outcome for outcome, _ in done)

    async def lock(self) -> None:
        """Closes the store and forgets the key; what comes next is the door."""
        await self._leave("lock")

    async def sign_out(self) -> None:
        """Ends the worker's session."""
        await self._leave("sign_out")

    def close_now(self) -> None:
        """Closes the store before it returns: from a signal handler or any thread."""
        self._forget()
        self._desk.watch.stop()
        self._desk.vault.close_now()
        self._desk.key = b""

    async def _payload(self, action: Action[T]) -> bytes:
        """The hash of what is asked; of ten megabytes it takes long enough to be felt."""
        asked = (action.code, self.worker.id, action)
        return await asyncio.to_thread(fingerprint, *asked) if action.heavy else fingerprint(*asked)

    def _carry_out(
        self,
        connection: Connection,
        action: Action[T],
        payload: bytes,
        *,
        quietly: bool,
        by: Worker | None = None,
    ) -> tuple[Outcome[T], Head | None]:
        worker = by or accounts.by_id(connection, self.worker.id)
        if worker is None or not worker.may(action.permission):
            raise Forbidden("forbidden", permission=action.permission.value)
        if quietly and not worker.may(Permission.KEEP_STORE):
            raise Forbidden("forbidden", permission=Permission.KEEP_STORE.value)
        from medcab_tui.store.access import about_patient  # the first screen does nothing yet

        before = remembered(connection, action.id)
        if before is not None:
            if before.payload != payload:
                raise Invalid("action.reused")
            return Outcome(before.result, before.version, repeated=True), None
        tx = transaction_of(connection, worker, self.surroundings, payload)
        done = action.apply(tx)
        if not quietly:
            from medcab_tui.cabinet.notices import tell

            self._once(connection, action, tx, done.result)
            tell(action, done, tx)
        outgoing = done.outgoing
        if not quietly and tx.added:
            from medcab_tui.cabinet.delivering import letters

            outgoing += letters(tx)
        entry = Entry(
            worker.id,
            action.code,
            about_patient(connection, done.params),
            worker.department,
            before=done.before,
            after=done.after,
        )
        if by is None and action.permission in OF_CARDS and worker.may(Permission.READ_CARD):
            tx.access.require_named(entry.params.get("patient", ""))
        head = first = self._desk.append(connection, entry)
        for params in done.further:
            head = self._desk.append(connection, replace(entry, params=params))
        outbox.put(connection, outgoing, action=action.id, worker=worker.id, now=tx.now)
        remember(connection, action.id, payload, done.result, done.version, first.sequence)
        return Outcome(done.result, done.version, repeated=False), head

    def _once(self, connection: Connection, action: Action[T], tx: Transaction, result: T) -> None:
        """Notes a request, so that the same is refused for a while. Raises Repeated if it is the same."""
        asked = action.like()
        if asked is None:
            return
        likeness, within = fingerprint(action.code, asked), self.repeats_within
        first = repeats.lately(connection, likeness, tx.now, within)
        if first is not None and (first.object is None or action.stands(tx, first.object)):
            by = accounts.by_id(connection, first.worker)
            raise Repeated(
                "request.repeated",
                None,
                first=first.object.hex() if first.object is not None else "",
                at=f"{first.at.astimezone(ZoneInfo(tx.zone)):%H:%M}",
                who=initials(by.surname, by.given, by.patronymic) if by is not None else "—",
            )
        repeats.keep(connection, likeness, tx.now, tx.worker.id, result, within)

    def _forget_passphrase(self) -> None:
        if "signatures" in self.__dict__:
            self.signatures.secret = ""

    def _forget(self) -> None:
        """The passphrase of a key and the proof are forgotten; what the process that sets documents was told
        goes with it.
        """
        self._forget_passphrase()
        if "step_up" in self.__dict__:
            self.step_up.close()
        kept = self.__dict__.pop("_typesetter", None)
        if kept is not None:
            kept.close()

    async def _leave(self, code: str) -> None:
        """A store that can't be written any more is left without its row: leaving never fails."""
        witness = self._desk.witness
        try:
            with suppress(StoreFault):
                if "exchange" in self.__dict__:
                    with suppress(Forbidden):
                        await self.exchange.close()
                await self._desk.settled()
                if witness is not None:
                    await witness.looked(LEAVING)
                await self._desk.note(code, anchored=True)
        finally:
            self._forget()
            self._desk.watch.stop()
            await self._desk.vault.close()
            self._desk.key = b""
            if witness is not None:
                await witness.left()
