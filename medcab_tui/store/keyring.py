"""The system's keyring: the one place that whoever can write the store's folder cannot write.

It is never waited for: every question is asked in a thread of its own and given up after three seconds; a
keyring that is locked, absent, killed or hanging costs nothing but a told state. Only backends of this list
are used, and made here: the choice of the `keyring` package, which configuration and plugins can turn to
one that keeps secrets in the clear, is not asked. A locked keyring is not asked to unlock, since that would
show somebody a window they did not expect; the keychain of macOS alone cannot be asked whether it is locked.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from contextlib import closing, suppress
from enum import StrEnum
from importlib import import_module
from typing import Any, Final, Protocol, TypeVar

T = TypeVar("T")

SECONDS: Final = 3.0
"""A keyring that has not answered by then counts as hanging."""
SERVICE: Final = "medcab"
"""Under which all that is ours stands there."""
_DEFAULT: Final = "/org/freedesktop/secrets/aliases/default"
_SECRET_SERVICE: Final = "keyring.backends.SecretService"  # noqa: S105 - a module
_KWALLET: Final = "keyring.backends.kwallet"


class State(StrEnum):
    """What is known of the keyring."""

    OFF = "off"
    READY = "ready"
    ABSENT = "absent"
    LOCKED = "locked"
    HANGING = "hanging"
    FAULTY = "faulty"
    """It answers, but does not keep what it is given, or broke off."""


class KeyringFault(Exception):
    """The keyring cannot be used now."""

    def __init__(self, state: State) -> None:
        super().__init__(state.value)
        self.state = state


class Backend(Protocol):
    """What is used of a backend of the `keyring` package."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class Purse:
    """What a question may do: the entries of this program, by name."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def get(self, name: str) -> str | None:
        return self._backend.get_password(SERVICE, name)

    def put(self, name: str, secret: str) -> None:
        self._backend.set_password(SERVICE, name, secret)

    def drop(self, name: str) -> None:
        """Takes an entry out; that there is none is no fault."""
        if self.get(name) is not None:
            self._backend.delete_password(SERVICE, name)


Find = Callable[[], tuple[str, Backend]]


class Ring:
    """One keyring for one process. `find` gives its name and backend, or raises KeyringFault."""

    def __init__(self, find: Find | None = None, *, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.name = ""
        """Which backend answers, once it was found."""
        self._find = find or trusted
        self._turn = threading.Lock()
        self._proved = False
        self._asked: list[tuple[threading.Thread, float]] = []

    def ask(self, work: Callable[[Purse], T]) -> Future[T]:
        """Puts a question in a thread of its own; the answer comes in the future, or KeyringFault does.

        While an earlier question hangs, the answer is State.HANGING at once.
        """
        future: Future[T] = Future()
        if self._hangs():
            future.set_exception(KeyringFault(State.HANGING))
            return future
        thread = threading.Thread(target=self._answer, args=(work, future), daemon=True, name="keyring")
        self._asked.append((thread, time.monotonic() + self.seconds))
        thread.start()
        return future

    def answer(self, work: Callable[[Purse], T]) -> T:
        """Asks and waits, no longer than the keyring's time; raises KeyringFault."""
        future = self.ask(work)
        try:
            return future.result(self.seconds)
        except TooLate:
            future.cancel()
            raise KeyringFault(State.HANGING) from None

    def _hangs(self) -> bool:
        self._asked = [(thread, until) for thread, until in self._asked if thread.is_alive()]
        return any(time.monotonic() > until for _thread, until in self._asked)

    def _answer(self, work: Callable[[Purse], T], future: Future[T]) -> None:
        with self._turn:
            if not future.set_running_or_notify_cancel():
                return
            try:
                self.name, backend = self._find()
                purse = Purse(backend)
                if not self._proved:
                    _prove(purse)
                    self._proved = True
                future.set_result(work(purse))
            except KeyringFault as fault:
                future.set_exception(fault)
            except Exception as error:
                future.set_exception(KeyringFault(_state_after(error)))


def trusted() -> tuple[str, Backend]:
    """The name and the backend of the first keyring of our list that is there, unlocked."""
    for module, kind in _allowed():
        try:
            backend_type: Any = getattr(import_module(module), kind)
            _there = backend_type.priority
        except Exception:  # noqa: S112 - each backend has its own way to say that it is not there
            continue
        if module == _SECRET_SERVICE:
            _require_unlocked()
        elif module == _KWALLET:
            _require_open(backend_type)
        return module.rpartition(".")[2], backend_type()
    raise KeyringFault(State.ABSENT)


def _allowed() -> tuple[tuple[str, str], ...]:
    if sys.platform == "darwin":
        return (("keyring.backends.macOS", "Keyring"),)
    if sys.platform == "win32":
        return (("keyring.backends.Windows", "WinVaultKeyring"),)
    return ((_SECRET_SERVICE, "Keyring"), (_KWALLET, "DBusKeyring"))


def _require_unlocked() -> None:
    """The backend would ask to unlock, or make a collection: both show a window, so look first."""
    import secretstorage
    from secretstorage.exceptions import ItemNotFoundException

    with closing(secretstorage.dbus_init()) as bus:
        try:
            locked = secretstorage.Collection(bus, _DEFAULT).is_locked()
        except ItemNotFoundException:
            raise KeyringFault(State.ABSENT) from None
    if locked:
        raise KeyringFault(State.LOCKED)


def _require_open(backend_type: Any) -> None:
    """The same of KWallet, whose backend opens the wallet with a window when it is not open."""
    dbus = import_module("dbus")
    service = dbus.SessionBus().get_object(backend_type.bus_name, backend_type.object_path)
    wallet = dbus.Interface(service, "org.kde.KWallet")
    if not wallet.isOpen(wallet.networkWallet(), signature="s"):
        raise KeyringFault(State.LOCKED)


def _prove(purse: Purse) -> None:
    """Gives the keyring something to keep and asks for it again."""
    import secrets

    name, token = f"probe:{secrets.token_hex(8)}", secrets.token_hex(16)
    purse.put(name, token)
    kept = purse.get(name)
    with suppress(Exception):
        purse.drop(name)
    if kept != token:
        raise KeyringFault(State.FAULTY)


def _state_after(error: Exception) -> State:
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    if isinstance(error, KeyringLocked):
        return State.LOCKED
    return State.ABSENT if isinstance(error, InitError | NoKeyringError) else State.FAULTY
