"""Founding a cabinet: its organisation, its first worker, its keys, all put in place in one step."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from medcab_tui.cabinet.desk import transaction_of
from medcab_tui.cabinet.keys import counters_of
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import NewWorker, Organisation, Role, Worker, check_password, entered
from medcab_tui.domain.errors import Invalid, StoreFault
from medcab_tui.domain.names import tidy
from medcab_tui.store import journal
from medcab_tui.store.crypto import KEY_LENGTH, KdfCost
from medcab_tui.store.faults import told
from medcab_tui.store.journal import Head
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.vault import Vault

if TYPE_CHECKING:
    from medcab_tui.store.transaction import Connection

EVERYTHING = frozenset({Role.CLINICIAN, Role.ADMINISTRATOR})
"""Who founds a cabinet may be the only one in it."""


@dataclass(frozen=True, slots=True)
class Founding:
    """What the first run asks."""

    organisation: str
    surname: str
    given: str
    patronymic: str
    post: str
    department: str
    login: str
    password: str = field(repr=False)
    roles: frozenset[Role] = EVERYTHING


@dataclass(frozen=True, slots=True)
class Founded:
    """A cabinet that was made. recovery_code: to be shown once."""

    organisation: Organisation
    worker: Worker
    head: Head
    key: bytes = field(repr=False)
    recovery_code: str = field(repr=False)


async def found(founding: Founding, folder: Path, surroundings: Surroundings, cost: KdfCost) -> Founded:
    """Makes everything in a folder beside, put in place at once. Raises Invalid, StoreFault store.exists."""
    name = tidy(founding.organisation)
    if not name:
        raise Invalid("organisation.missing", "organisation")
    worker = entered(surroundings.ids.new(), _worker_of(founding))
    check_password(founding.password, worker.login)
    with told(folder):
        beside = _clear_place(folder)
    key = surroundings.random.bytes(KEY_LENGTH)
    organisation = Organisation(surroundings.ids.new(), name)
    vault = await Vault.create(beside, key)
    try:
        head = await vault.write(lambda c: _first_rows(c, key, organisation, worker, surroundings))
    finally:
        await vault.close()
    code = await asyncio.to_thread(
        _first_slots, beside, key, organisation, worker, founding.password, surroundings, cost
    )
    with told(folder):
        beside.rename(folder)
    return Founded(organisation, worker, head, key, code)


def _first_rows(
    connection: Connection, key: bytes, organisation: Organisation, worker: Worker, surroundings: Surroundings
) -> Head:
    tx = transaction_of(connection, worker, surroundings)
    tx.accounts.found(organisation, surroundings.zone)
    tx.accounts.add(worker)
    tx.accounts.sign_in(worker.id)
    entry = journal.Entry(worker.id, "sign_in.founded", {}, worker.department)
    return journal.append(connection, journal.journal_key(key), entry, tx.now)


def _first_slots(
    folder: Path,
    key: bytes,
    organisation: Organisation,
    worker: Worker,
    password: str,
    surroundings: Surroundings,
    cost: KdfCost,
) -> str:
    slots = SlotFile.create(folder, key, bytes(organisation.id), surroundings.random, organisation.name)
    slots.add_password(worker.login, password, key, worker=worker.id, cost=cost)
    code = slots.add_recovery(key)
    slots.save()
    counters_of(folder, slots, surroundings).create()
    return code


def _clear_place(folder: Path) -> Path:
    """The folder to make everything in; StoreFault if the place is taken."""
    if folder.exists() and any(folder.iterdir()):
        raise StoreFault("store.exists", path=str(folder))
    beside = folder.with_name(folder.name + ".founding")
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(beside)
    return beside


def _worker_of(founding: Founding) -> NewWorker:
    return NewWorker(
        founding.login,
        founding.surname,
        founding.given,
        founding.patronymic,
        founding.post,
        founding.department,
        founding.roles,
    )
