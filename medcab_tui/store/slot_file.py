"""The file of key slots beside the database: how it is read, proved and saved.

`slots.json` holds, for every worker, for the recovery code and for each trusted machine, a `Slot`; a store
key pair to which notes are sealed while nobody is signed in; and for each generation of the data key a check
value and a MAC over the whole file. During a re-key there are two generations, current and pending; the
database itself tells which one is true. The organisation's name stands in clear, because the door shows it.
The database remembers which file it was (`remembering`), so that an older copy put in its place, with the
passwords of its time, is refused at the door.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Self

from medcab_tui.domain.errors import StoreFault
from medcab_tui.domain.sources import RandomSource
from medcab_tui.store import crypto, files, remembering
from medcab_tui.store.crypto import SystemRandom, Undecipherable
from medcab_tui.store.faults import told
from medcab_tui.store.generations import Generations
from medcab_tui.store.lock import beside, finish_restoring
from medcab_tui.store.slot import Slot

FORMAT = 1


class StoredSlots:
    """What stands in the file, in memory; nothing reaches the disk before `save`.

    What alters the file needs a key that was proved: by `create` or `trust`.
    """

    def __init__(self, folder: Path, random: RandomSource) -> None:
        self.folder = folder
        self.path = folder / files.SLOTS
        self.organisation = ""
        self.store_id = b""
        self.public = b""
        self._random = random
        self._login_key = b""
        self._generations = Generations(b"")
        self.edition = 0
        """How often the file was saved."""
        self._slots: list[Slot] = []
        self._store_private = b""
        self._as_read: bytes | None = None
        self._body_read = b""

    @classmethod
    def create(
        cls,
        folder: Path,
        data_key: bytes,
        store_id: bytes,
        random: RandomSource,
        organisation: str = "",
    ) -> Self:
        """A file with no slots yet for a new store. organisation: the name the door shows."""
        file = cls(folder, random)
        file.organisation, file.store_id = organisation, store_id
        file._login_key = random.bytes(crypto.KEY_LENGTH)
        file._store_private, file.public = crypto.key_pair(random)
        file._generations = Generations(store_id)
        file._generations.enter(1, data_key, file._store_private, random)
        return file

    @classmethod
    def load(cls, folder: Path, random: RandomSource | None = None) -> Self:
        """Reads the file; StoreFault store.missing, store.slots_damaged or store.newer."""
        finish_restoring(folder)
        file = cls(folder, random or SystemRandom())
        file._read()
        return file

    @property
    def generation(self) -> int:
        """The number of the current data key; grows with each re-key."""
        return self._generations.current

    @property
    def pending(self) -> bool:
        """Whether a re-key was begun and not ended."""
        return self._generations.pending is not None

    @property
    def digest(self) -> bytes:
        """Of the file as it was read or saved last."""
        return hashlib.sha256(self._body_read).digest() if self._body_read else remembering.NOTHING

    @property
    def content(self) -> bytes:
        """The bytes of the file as it was read or saved last."""
        return self._as_read or b""

    def knows(self, data_key: bytes) -> bool:
        """Whether this is the data key of the current or the pending generation."""
        return self._generations.number_of(data_key) is not None

    def trust(self, data_key: bytes) -> None:
        """Proves a data key and with it that the file was written by somebody who held it.

        Raises StoreFault store.wrong_key if the key is another one, store.slots_damaged if the file was
        altered: a public half put in by a stranger would receive the next data key.
        """
        number = self._generations.number_of(data_key)
        if number is None:
            raise StoreFault("store.wrong_key", path=str(self.path))
        if number in self._generations.keys:
            return
        try:
            self._store_private = self._generations.prove(number, data_key, self._body_read)
        except Undecipherable as error:
            raise self._damaged() from error

    def open_note(self, box: bytes, purpose: bytes) -> bytes:
        """Opens what was sealed to the store while nobody was signed in; raises Undecipherable."""
        return crypto.unseal(self._store_private, box, self.store_id + purpose)

    def seal_note(self, note: bytes, purpose: bytes) -> bytes:
        """Seals a note that only an open store can read; needs no key."""
        try:
            return crypto.seal(self.public, note, self.store_id + purpose, self._random)
        except Undecipherable as error:  # a public half that no pair has
            raise self._damaged() from error

    def reseal(self, data_key: bytes) -> None:
        """Seals a new data key to every slot as the pending generation; replaces a pending one."""
        if not self._store_private:
            raise StoreFault("store.wrong_key", path=str(self.path))
        self._drop(self._generations.pending)
        number = self._generations.current + 1
        self._generations.pending = number
        self._generations.enter(number, data_key, self._store_private, self._random)
        for slot in self._slots:
            slot.seal(self.store_id, number, data_key, self._random)

    def commit_pending(self) -> None:
        """The pending generation becomes the current one; the old key is forgotten."""
        if self.pending:
            self._drop(self._generations.current)

    def keep(self, data_key: bytes) -> None:
        """Ends a re-key that was interrupted: keeps the generation of this key, drops the other."""
        kept = self._generations.number_of(data_key)
        if kept is not None and self.pending:
            self._drop(next(number for number in self._generations.numbers() if number != kept))

    def remembered(self, data_key: bytes) -> bool:
        """Whether the store remembers this very file; an older copy was put in its place if not.

        Raises StoreFault store.busy if another process saved it since it was loaded: load it and ask again.
        """
        with beside(self.folder):
            if self.path.read_bytes() != self._as_read:
                raise StoreFault("store.busy", path=str(self.path))
            return remembering.remembered(self.folder, data_key, self.digest)

    def save(self, *, anyway: bool = False) -> None:
        """Puts the file in place in one step, and waits for the disk.

        anyway: even if the file that lies there is an older copy that was put in its place. Raises StoreFault
        store.busy if another process saved it since it was loaded: load it and try again; store.slots_older
        if it is such a copy.
        """
        before, self.edition = self.digest, self.edition + 1
        body = self._body()
        try:
            macs = self._generations.macs(body)
        except KeyError as error:  # nobody proved the key: what would be saved could not be told from forged
            raise self._damaged() from error
        content = json.dumps(json.loads(body) | {"macs": macs}, ensure_ascii=False, indent=1).encode()
        with beside(self.folder):
            if (self.path.read_bytes() if self.path.exists() else None) != self._as_read:
                raise StoreFault("store.busy", path=str(self.path))
            keys, after = self._generations.keys.values(), hashlib.sha256(body).digest()
            with remembering.changing(self.folder, keys, before, after, anyway=anyway):
                files.replace(self.path, content)
        self._as_read, self._body_read = content, body

    def _drop(self, number: int | None) -> None:
        if number is not None:
            self._generations.drop(number)
            for slot in self._slots:
                slot.sealed.pop(number, None)

    def _body(self) -> bytes:
        plain = {
            "format": FORMAT,
            "edition": self.edition,
            "organisation": self.organisation,
            "store": self.store_id.hex(),
            "login_key": self._login_key.hex(),
            "store_public": self.public.hex(),
            "slots": [slot.plain() for slot in self._slots],
        } | self._generations.plain()
        return _canonical(plain)

    def _read(self) -> None:
        with told(self.path):
            self._as_read = files.read_small(self.path)
        try:
            plain = json.loads(self._as_read)
            if int(plain["format"]) > FORMAT:
                raise StoreFault("store.newer", path=str(self.path), version=str(plain["format"]))
            macs = plain.pop("macs")
            self._body_read = _canonical(plain)
            self.edition = int(plain.get("edition", 0))
            self.organisation = str(plain["organisation"])
            self.store_id, self.public = bytes.fromhex(plain["store"]), bytes.fromhex(plain["store_public"])
            self._login_key = bytes.fromhex(plain["login_key"])
            self._generations = Generations.from_plain(self.store_id, plain, macs)
            self._slots = [Slot.from_plain(slot) for slot in plain["slots"]]
            if (len(self.public), len(self._login_key)) != (crypto.KEY_LENGTH, crypto.KEY_LENGTH):
                raise ValueError("not the length of a key")
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise self._damaged() from error

    def _damaged(self) -> StoreFault:
        return StoreFault("store.slots_damaged", path=str(self.path))


def _canonical(plain: dict[str, Any]) -> bytes:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
