"""What an action sees of the store: the rooms it may write, the moment, and who acts. Never a connection."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import apsw
from msgspec import Struct

from medcab_tui.domain.accounts import Author, Worker, author_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.sources import IdSource
from medcab_tui.domain.times import day_in

if TYPE_CHECKING:
    from medcab_tui.store.access import AccessWrites
    from medcab_tui.store.accounts import AccountWrites
    from medcab_tui.store.chart import ChartWrites
    from medcab_tui.store.delivery import DeliveryWrites
    from medcab_tui.store.documents import DocumentWrites
    from medcab_tui.store.encounters import EncounterWrites
    from medcab_tui.store.exchange_writes import ExchangeWrites
    from medcab_tui.store.imports import ImportWrites
    from medcab_tui.store.insurance import InsuranceWrites
    from medcab_tui.store.laid import LaidWrites
    from medcab_tui.store.links import LinkWrites
    from medcab_tui.store.merges import MergeWrites
    from medcab_tui.store.notices import NoticeWrites
    from medcab_tui.store.orders import OrderWrites
    from medcab_tui.store.papers import PaperWrites
    from medcab_tui.store.patients import PatientWrites
    from medcab_tui.store.preferences import PreferenceWrites
    from medcab_tui.store.reference_writes import ReferenceWrites
    from medcab_tui.store.region import RegionWrites
    from medcab_tui.store.reminders import ReminderWrites
    from medcab_tui.store.requests import RequestWrites
    from medcab_tui.store.results import ResultWrites
    from medcab_tui.store.schedule_hours import HoursWrites
    from medcab_tui.store.schedule_writes import ScheduleWrites
    from medcab_tui.store.second_factor import SecondFactorWrites
    from medcab_tui.store.sending import SendingWrites
    from medcab_tui.store.signatures import SignatureWrites
    from medcab_tui.store.tasks import HomeWrites, NewTask
    from medcab_tui.store.templates import TemplateWrites
    from medcab_tui.store.visits import VisitWrites
    from medcab_tui.store.vitals import VitalWrites
    from medcab_tui.store.waiting import WaitingWrites

Connection: TypeAlias = apsw.Connection
"""What the cabinet passes on to the functions of the store, without looking inside."""

_DONE = "SELECT payload, result, version FROM action_done WHERE id = ?"
_KEEP_DONE = "INSERT INTO action_done (id, payload, result, version, sequence) VALUES (?, ?, ?, ?, ?)"


class Transaction:
    """One change under way, by one worker at one moment."""

    def __init__(
        self,
        connection: apsw.Connection,
        *,
        worker: Worker,
        now: datetime,
        zone: str,
        ids: IdSource,
        payload: bytes = b"",
    ) -> None:
        self.worker = worker
        self.author: Author = author_of(worker)
        self.now = now
        self.zone = zone
        """IANA name of the institution's zone."""
        self.payload = payload
        """The hash of what was asked."""
        self.today: date = day_in(now, zone)
        """The calendar day where the institution is."""
        self.ids = ids
        self._connection = connection

    @property
    def added(self) -> Sequence[NewTask]:
        """What was put into inboxes."""
        return self.home.added if "home" in self.__dict__ else ()

    # A room is made when an action first enters it: most actions write to one.

    @cached_property
    def patients(self) -> PatientWrites:
        from medcab_tui.store.patients import PatientWrites

        return PatientWrites(self._connection, self.now)

    @cached_property
    def access(self) -> AccessWrites:
        from medcab_tui.store.access import AccessWrites, Look

        return AccessWrites(self._connection, Look(self.worker.id, self.now, self.zone))

    @cached_property
    def chart(self) -> ChartWrites:
        from medcab_tui.store.chart import ChartWrites

        return ChartWrites(self._connection, self.now, self.author)

    @cached_property
    def merges(self) -> MergeWrites:
        from medcab_tui.store.merges import MergeWrites

        return MergeWrites(self._connection, self.now, self.author)

    @cached_property
    def vitals(self) -> VitalWrites:
        from medcab_tui.store.vitals import VitalWrites

        return VitalWrites(self._connection, self.now, self.author)

    @cached_property
    def laid(self) -> LaidWrites:
        from medcab_tui.store.laid import LaidWrites

        return LaidWrites(self._connection)

    @cached_property
    def encounters(self) -> EncounterWrites:
        from medcab_tui.store.encounters import EncounterWrites

        return EncounterWrites(self._connection, self.now, self.author)

    @cached_property
    def home(self) -> HomeWrites:
        from medcab_tui.store.tasks import HomeWrites

        return HomeWrites(self._connection, self.now, self.author)

    @cached_property
    def notices(self) -> NoticeWrites:
        from medcab_tui.store.notices import NoticeWrites

        return NoticeWrites(self._connection, self.now, self.author)

    @cached_property
    def waiting(self) -> WaitingWrites:
        from medcab_tui.store.waiting import WaitingWrites

        return WaitingWrites(self._connection, self.now, self.author)

    @cached_property
    def results(self) -> ResultWrites:
        from medcab_tui.store.results import ResultWrites

        return ResultWrites(self._connection, self.now)

    @cached_property
    def orders(self) -> OrderWrites:
        from medcab_tui.store.orders import OrderWrites

        return OrderWrites(self._connection, self.now, self.worker.id)

    @cached_property
    def schedule(self) -> ScheduleWrites:
        from medcab_tui.store.schedule_writes import ScheduleWrites

        return ScheduleWrites(self._connection, self.now, self.author)

    @cached_property
    def hours(self) -> HoursWrites:
        from medcab_tui.store.schedule_hours import HoursWrites

        return HoursWrites(self._connection)

    @cached_property
    def visits(self) -> VisitWrites:
        from medcab_tui.store.visits import VisitWrites

        return VisitWrites(self._connection, self.now, self.author, self.zone)

    @cached_property
    def documents(self) -> DocumentWrites:
        from medcab_tui.store.documents import DocumentWrites

        return DocumentWrites(self._connection)

    @cached_property
    def signatures(self) -> SignatureWrites:
        from medcab_tui.store.signatures import SignatureWrites

        return SignatureWrites(self._connection, self.now, self.author)

    @cached_property
    def preferences(self) -> PreferenceWrites:
        from medcab_tui.store.preferences import PreferenceWrites

        return PreferenceWrites(self._connection)

    @cached_property
    def exchange(self) -> ExchangeWrites:
        from medcab_tui.store.exchange_writes import ExchangeWrites

        return ExchangeWrites(self._connection, self.now)

    @cached_property
    def region(self) -> RegionWrites:
        from medcab_tui.store.region import RegionWrites

        return RegionWrites(self._connection, self.now, self.author)

    @cached_property
    def sendings(self) -> SendingWrites:
        from medcab_tui.store.sending import SendingWrites

        return SendingWrites(self._connection)

    @cached_property
    def insurance(self) -> InsuranceWrites:
        from medcab_tui.store.insurance import InsuranceWrites

        return InsuranceWrites(self._connection, self.now, self.author)

    @cached_property
    def imports(self) -> ImportWrites:
        from medcab_tui.store.imports import ImportWrites

        return ImportWrites(self._connection)

    @cached_property
    def requests(self) -> RequestWrites:
        from medcab_tui.store.requests import RequestWrites

        return RequestWrites(self._connection, self.now, self.worker.id)

    @cached_property
    def papers(self) -> PaperWrites:
        from medcab_tui.store.papers import PaperWrites

        return PaperWrites(self._connection, self.now, self.author)

    @cached_property
    def reference(self) -> ReferenceWrites:
        from medcab_tui.store.reference_writes import ReferenceWrites

        return ReferenceWrites(self._connection, self.now, self.worker.id)

    @cached_property
    def delivery(self) -> DeliveryWrites:
        from medcab_tui.store.delivery import DeliveryWrites

        return DeliveryWrites(self._connection)

    @cached_property
    def reminders(self) -> ReminderWrites:
        from medcab_tui.store.reminders import ReminderWrites

        return ReminderWrites(self._connection, self.now)

    @cached_property
    def links(self) -> LinkWrites:
        from medcab_tui.store.links import LinkWrites

        return LinkWrites(self._connection, self.now, self.author)

    @cached_property
    def templates(self) -> TemplateWrites:
        from medcab_tui.store.templates import TemplateWrites

        return TemplateWrites(self._connection)

    @cached_property
    def second_factor(self) -> SecondFactorWrites:
        from medcab_tui.store.second_factor import SecondFactorWrites

        return SecondFactorWrites(self._connection, self.now)

    @cached_property
    def accounts(self) -> AccountWrites:
        from medcab_tui.store.accounts import AccountWrites

        return AccountWrites(self._connection, self.now, self.today, self.ids)


class Remembered(Struct, frozen=True):
    """What an action gave when it was done: the hash of what was asked, the result, the version."""

    payload: bytes
    result: Any
    version: int | None


def remembered(connection: apsw.Connection, action: Id) -> Remembered | None:
    """The outcome of an action that was done before."""
    found = connection.execute(_DONE, (action,)).fetchone()
    return None if found is None else Remembered(found[0], _read(found[1]), found[2])


def remember(
    connection: apsw.Connection,
    action: Id,
    payload: bytes,
    result: object,
    version: int | None,
    sequence: int,
) -> None:
    """Keeps what an action gave, so that a repeat gives the same."""
    connection.execute(_KEEP_DONE, (action, payload, _written(result), version, sequence))


def _written(result: object) -> str:
    return json.dumps({"id": result.hex()} if isinstance(result, bytes) else result)


def _read(text: str) -> Any:
    kept = json.loads(text)
    return Id(bytes.fromhex(kept["id"])) if isinstance(kept, dict) else kept
