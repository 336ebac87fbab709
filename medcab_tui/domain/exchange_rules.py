"""When something is tried again, when a service is left alone, and what an answer must be like. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.domain.exchange import (
    MOST_RAW,
    Change,
    Checked,
    Denied,
    Json,
    Receipt,
    Rejected,
    ServiceFault,
    Throttled,
    Unreachable,
    Unwell,
    Way,
)
from medcab_tui.domain.exchange_rows import Arrived
from medcab_tui.domain.ids import Id
from medcab_tui.domain.merging import Merged, merged

HOLD: Final = timedelta(seconds=15)
"""How long what a person sends can be called back by Ctrl+Z before it goes."""

FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(minutes=30)
LONGEST_ASKED: Final = timedelta(hours=24)
"""A service that asks for more is asked again after this."""

OPEN_AFTER: Final = 4
"""Failures in a row until a service is left alone for a while."""
FIRST_BREAK: Final = timedelta(seconds=30)

MOST_OPERATIONS: Final = 50
MOST_CHANGES: Final = 200
"""Of one turn with one service; the next turn goes on."""
MOST_BODY: Final = 256 * 1024
"""Characters of a change's body as JSON."""
MOST_WORD: Final = 512
"""Characters of what a service calls things by, and of its cursor."""
DOUBTED: Final = 10
"""Attempts after which what changed there is taken in although the fate of an operation is not known."""

_ROUND: Final = 2**32
_WORD: Final = re.compile(r"[^\x00-\x1f\x7f]*")


class Standing(Struct, frozen=True):
    """How it stands with a service. broken_until: it is left alone until then; `code`: of what is wrong."""

    failures: int = 0
    broken_until: datetime | None = None
    last_ok: datetime | None = None
    last_try: datetime | None = None
    since: datetime | None = None
    """Of the first failure in a row."""
    code: str = ""
    told: str = ""

    def closed(self, now: datetime) -> bool:
        """Whether it may be asked. After the break one question is: its answer says whether more are.

        A break that began in the future, or ends later than any lasts, is of a clock that was put back since.
        """
        if self.broken_until is None or (self.last_try is not None and now < self.last_try):
            return True
        return not now < self.broken_until <= now + LONGEST_ASKED

    @property
    def probing(self) -> bool:
        """Whether only one operation is tried: the service was left alone before."""
        return self.broken_until is not None


def key_of(action: bytes, number: int, address: str) -> bytes:
    """The key of what an action sends: the same whenever it is asked, so that a repeat is one."""
    return blake2b(b"%b %d %b" % (action, number, address.encode()), digest_size=16).digest()


def day_of(patient: Id, day: date) -> Id:
    """What the results of a patient's day are known by on their way."""
    return Id(blake2b(b"%b %b" % (patient, day.isoformat().encode()), digest_size=16).digest())


def wait_after(attempts: int, chance: bytes) -> timedelta:
    """How long until the next attempt: twice as long each time, up to LONGEST_WAIT, half of it by chance."""
    longer: int = 2 ** min(max(attempts, 1) - 1, 20)
    whole = min(FIRST_WAIT * longer, LONGEST_WAIT)
    share = int.from_bytes(chance[:4], "big") / _ROUND
    return whole / 2 + whole / 2 * share


def asked_for(fault: Throttled, attempts: int, chance: bytes) -> timedelta:
    """How long a service asked to be left alone; what makes no sense is our own wait."""
    after = fault.after
    if not isinstance(after, timedelta) or after <= timedelta():
        return wait_after(attempts, chance)
    return min(after, LONGEST_ASKED)


def after_success(before: Standing, now: datetime) -> Standing:
    """It answered: whatever was wrong is over."""
    return Standing(last_ok=now, last_try=now)


def after_failure(before: Standing, fault: ServiceFault, now: datetime, chance: bytes) -> Standing:
    """It did not answer, or not well. After OPEN_AFTER in a row it is left alone, longer each time.

    One that asked to come later is left alone at once; one that does not let us in as well: a person has to
    look, and asking again and again locks accounts.
    """
    if isinstance(fault, Throttled):
        pause = asked_for(fault, before.failures + 1, chance)
        return replace(
            before, last_try=now, broken_until=now + pause, code=code_of(fault), told=fault.told[:MOST_WORD]
        )
    failures = before.failures + 1
    breaks = OPEN_AFTER if isinstance(fault, Denied) else failures
    until = None
    if breaks >= OPEN_AFTER:
        longer = max(0, failures - OPEN_AFTER)
        whole = min(FIRST_BREAK * 2 ** min(longer, 10), LONGEST_WAIT)
        until = now + whole / 2 + whole / 2 * (int.from_bytes(chance[:4], "big") / _ROUND)
    return replace(
        before, failures=failures, last_try=now, broken_until=until, since=before.since or now,
        code=code_of(fault), told=fault.told[:MOST_WORD],
    )  # fmt: skip


class NotOpened(Denied):
    """Its adapter could not be made ready: a setting, a secret, itself. code: one of `ui.words`."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


_CODES: Final[tuple[tuple[type[ServiceFault], str], ...]] = (
    (Unreachable, "unreachable"),
    (Throttled, "throttled"),
    (Denied, "denied"),
)


def code_of(fault: ServiceFault) -> str:
    """The code a fault is kept and told by."""
    if isinstance(fault, NotOpened):
        return fault.code
    return next((code for kind, code in _CODES if isinstance(fault, kind)), "unwell")


def checked_receipt(given: object) -> Receipt:
    """What a push gave, if it is a receipt indeed; raises Unwell. Texts are cut at what is kept of them."""
    if not isinstance(given, Receipt):
        raise Unwell("not a receipt", raw=type(given).__name__)
    said = given.way if isinstance(given.way, Way) else None  # a text is no way, whatever it says
    if said not in (Way.SENT, Way.ACCEPTED, Way.REGISTERED, Way.REFUSED):
        raise Unwell("not a way of a receipt", raw=str(given.way)[:MOST_WORD])
    return Receipt(
        said,
        _word(given.number),
        _word(given.remote_id),
        _word(given.etag),
        _word(given.code),
        _text(given.text)[:MOST_RAW],
        _text(given.raw)[:MOST_RAW],
        json.loads(_body(given.body)),
    )


def checked_fault(fault: ServiceFault) -> ServiceFault:
    """The same fault with its words as they can be kept: text, of whole letters, no longer than is shown."""
    fault.told, fault.raw = _kept(fault.told, MOST_RAW), _kept(fault.raw, MOST_RAW)
    if isinstance(fault, Rejected):
        fault.code = _kept(fault.code, MOST_WORD)
    return fault


def checked_greeting(given: object) -> Checked:
    """What a service said when asked how it is, as it can be shown; nothing if it is no such thing."""
    if not isinstance(given, Checked):
        return Checked()
    return Checked(_kept(given.told, MOST_WORD), _kept(given.raw, MOST_RAW))


def checked_change(given: object, service: str) -> Arrived:
    """What a pull gave, if it is a change indeed; raises Unwell."""
    if not isinstance(given, Change):
        raise Unwell("not a change", raw=type(given).__name__)
    receipt = checked_receipt(given.receipt) if given.receipt is not None else None
    return Arrived(
        service,
        _word(given.kind),
        _word(given.cursor),
        _word(given.remote_id),
        _word(given.etag),
        _body(given.body),
        _word(given.answers),
        receipt,
        bool(given.deleted),
    )


def meet(base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Merged[str]:
    """What two sides made of what both had seen. Where nothing was seen, an empty side gives way."""
    known = dict(base)
    for name in (*mine, *theirs):
        if name not in known and "" in (mine.get(name, ""), theirs.get(name, "")):
            known[name] = ""
    return merged(known, mine, theirs)


def _word(text: object) -> str:
    if not isinstance(text, str) or len(text) > MOST_WORD or not _WORD.fullmatch(text):
        raise Unwell("not a word")
    return _text(text)


def _kept(text: object, most: int) -> str:
    return _text(text[:most]) if isinstance(text, str) else ""


def _text(text: object) -> str:
    if not isinstance(text, str):
        raise Unwell("not a text")
    return text.encode("utf-8", "replace").decode("utf-8")


def _body(body: Any) -> str:
    if not isinstance(body, Mapping):
        raise Unwell("not a body")
    try:
        written = json.dumps(dict(body), ensure_ascii=True, allow_nan=False, default=_plain)
    except (TypeError, ValueError, RecursionError):
        raise Unwell("not a body") from None
    if len(written) > MOST_BODY:
        raise Unwell("too large a body")
    return written


def _plain(value: Any) -> Json:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError
