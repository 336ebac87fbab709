"""The master patient index: keeps copies under editions of its own, and sometimes changes one by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, cast

from medcab_tui.domain.exchange import Change, ChangedThere, Json, Receipt, Rejected, Way
from medcab_tui.domain.ids import Id
from medcab_tui.services.embedded.records import words
from medcab_tui.services.embedded.taken import Asked, Note, Step, Taken, answer, line

KINDS: Final = frozenset({"patient"})
SPACE: Final = "object"
_STREETS: Final = ("ул. Садовая", "ул. Заречная", "пер. Тихий", "просп. Строителей", "ул. Лесная")


def remote_of(seed: int, identity: Id) -> str:
    """Under which number the index keeps a patient of ours: the same whenever it is asked."""
    return f"mpi-{hashlib.sha256(b'%d|%s' % (seed, bytes(identity))).hexdigest()[:12]}"


def current(known: Mapping[str, Any], now: int) -> tuple[str, dict[str, Json]]:
    """Etag and fields as they stand at a moment (milliseconds): a change of its own may have come due."""
    later = known.get("later")
    stands = later if later is not None and later["at"] <= now else known
    return str(stands["etag"]), dict(stands["body"])


def take(asked: Asked, now: int, key: str) -> Taken:
    """Keeps what it is given, if the edition we know is the one there. key: it is kept under."""
    operation, chance = asked.operation, asked.chance
    remote = remote_of(chance.conduct.seed, operation.object)
    if operation.remote_id and (asked.known is None or operation.remote_id != remote):
        raise Rejected("Пациент с таким номером не найден", code="PATIENT_NOT_FOUND")
    if chance.refusal is not None:
        code = chance.refusal or "PATIENT_MPI_MISMATCH"
        raise Rejected(words(code), code=code)
    body = dict(operation.body)
    edition = 1
    if asked.known is not None:
        etag, theirs = current(asked.known, now)
        edition = _edition(etag) + 1
        if theirs == body:
            return Taken(_receipt(remote, etag), told=named(body))
        if operation.etag != etag:
            raise ChangedThere(Change("patient", "", remote, etag, theirs), "Сведения изменены в индексе")
    kept: dict[str, Json] = {"object": operation.object.hex(), "etag": _etag(edition), "body": body}
    steps: tuple[Step, ...] = ()
    if chance.happens("wanders", chance.conduct.wanders):
        changed = _moved(asked, body)
        wait = chance.wait("wanders", 5)
        kept["later"] = {
            "at": now + wait // timedelta(milliseconds=1), "by": key, "etag": _etag(edition + 1),
            "body": changed,
        }  # fmt: skip
        steps = (Step(wait, None, "patient", remote, _etag(edition + 1), changed),)
    return Taken(_receipt(remote, _etag(edition)), steps, (Note(SPACE, remote, kept),), named(body))


def altered(
    known: Mapping[str, Any], field: str, value: str, *, now: int, at: int, by: str
) -> dict[str, Json]:
    """A copy after somebody there put a field right; it is so from `at` on."""
    etag, body = current(known, max(now, at))  # what was put right before counts, though it is said later
    later = {"at": at, "by": by, "etag": _etag(_edition(etag) + 1), "body": body | {field: value}}
    return {"object": known["object"], "etag": etag, "body": body, "later": cast("Json", later)}


def named(body: Mapping[str, Json]) -> str:
    """Whom it is about."""
    names = (line(body, "surname"), line(body, "given"), line(body, "patronymic"))
    return " ".join(part for part in names if part)


def _moved(asked: Asked, body: dict[str, Json]) -> dict[str, Json]:
    """The same person with a telephone or an address that somebody wrote down elsewhere."""
    chance = asked.chance
    if chance.share("what") < 0.5:
        return body | {"phone": f"+7912000{chance.digits('phone', 4)}"}
    street = chance.pick("street", _STREETS)
    return body | {"address": f"г. Примерск, {street}, д. {1 + int(chance.share('house') * 90)}"}


def _receipt(remote: str, etag: str) -> Receipt:
    raw = answer(result="success", id=remote, etag=etag)
    return Receipt(Way.REGISTERED, remote, remote, etag, raw=raw)


def _etag(edition: int) -> str:
    return f'W/"{edition}"'


def _edition(etag: str) -> int:
    digits = "".join(sign for sign in etag if sign in "0123456789")
    return int(digits or "0")
