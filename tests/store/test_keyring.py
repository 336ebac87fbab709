"""How the keyring is asked: in its own time, and only one that is trusted."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from medcab_tui.store import keyring
from medcab_tui.store.keyring import KeyringFault, Ring, State


class Drawer:
    """A backend that keeps what it is given, in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Sieve(Drawer):
    """A backend that forgets, like the null one."""

    def get_password(self, service: str, username: str) -> str | None:
        return None


def test_what_is_put_in_is_there_and_the_probe_is_gone() -> None:
    drawer = Drawer()
    ring = Ring(lambda: ("drawer", drawer))
    ring.answer(lambda purse: purse.put("a", "1"))
    assert ring.answer(lambda purse: purse.get("a")) == "1"
    assert ring.name == "drawer"
    assert drawer.kept == {("medcab", "a"): "1"}
    ring.answer(lambda purse: purse.drop("a"))
    ring.answer(lambda purse: purse.drop("a"))
    assert drawer.kept == {}


def test_one_that_does_not_keep_what_it_is_given_is_not_used() -> None:
    with pytest.raises(KeyringFault) as fault:
        Ring(lambda: ("sieve", Sieve())).answer(lambda purse: purse.put("a", "1"))
    assert fault.value.state is State.FAULTY


def test_one_that_hangs_is_left_after_its_time_and_asked_again_when_it_is_back() -> None:
    back = threading.Event()

    def find() -> tuple[str, Drawer]:
        back.wait(30)
        return "slow", Drawer()

    ring = Ring(find, seconds=0.05)
    began = time.monotonic()
    for _attempt in range(3):
        with pytest.raises(KeyringFault) as fault:
            ring.answer(lambda purse: purse.get("a"))
        assert fault.value.state is State.HANGING
    assert time.monotonic() - began < 5
    assert sum(thread.name == "keyring" for thread in threading.enumerate()) == 1, "it is not asked in vain"
    back.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(10)
    ring.seconds = 10.0
    assert ring.answer(lambda purse: purse.get("a")) is None


def test_an_error_of_a_backend_is_a_state_and_nothing_else() -> None:
    from keyring.errors import InitError, KeyringLocked

    for error, state in (
        (KeyringLocked("x"), State.LOCKED),
        (InitError("x"), State.ABSENT),
        (OSError("broken pipe"), State.FAULTY),
    ):

        def find(error: Exception = error) -> tuple[str, Drawer]:
            raise error

        with pytest.raises(KeyringFault) as fault:
            Ring(find).answer(lambda purse: purse.get("a"))
        assert fault.value.state is state


def test_a_backend_that_is_not_on_the_list_is_never_used() -> None:
    """The `keyring` package itself would take it: the environment says so."""
    code = (
        "import keyring as rings\n"
        "from medcab_tui.store.keyring import Ring, KeyringFault\n"
        "try: Ring().answer(lambda purse: purse.put('a', '1'))\n"
        "except KeyringFault as fault: print(type(rings.get_keyring()).__module__, fault.state)"
    )
    chosen = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **chosen}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout == "keyring.backends.null absent\n"


def test_a_door_with_a_keyring_loads_none_before_it_is_asked() -> None:
    code = (
        "import sys\n"
        "from medcab_tui.cabinet.door import Door\n"
        "from medcab_tui.store.keyring import Ring\n"
        "Ring()\n"
        "print({'keyring', 'secretstorage', 'jeepney'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_no_plugin_is_asked_which_keyring_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring as rings

    def plugins() -> object:
        raise AssertionError("keyrings.alt would be among them")

    monkeypatch.setattr(rings.core, "get_keyring", plugins)
    monkeypatch.setattr(rings.core, "init_backend", plugins)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    with pytest.raises(KeyringFault) as fault:
        keyring.trusted()
    assert fault.value.state is State.ABSENT


@pytest.mark.parametrize("is_open", [True, False])
def test_a_closed_wallet_of_kde_is_not_asked_to_open(monkeypatch: pytest.MonkeyPatch, is_open: bool) -> None:
    """Its backend would show a window: the wallet is looked at first."""
    asked: list[tuple[str, str]] = []

    class Wallet:
        def networkWallet(self) -> str:  # noqa: N802 - as KWallet calls it
            return "kdewallet"

        def isOpen(self, name: str, signature: str) -> bool:  # noqa: N802 - as KWallet calls it
            asked.append((name, signature))
            return is_open

    class Backend(Drawer):
        priority, bus_name, object_path = 5.1, "org.kde.kwalletd5", "/modules/kwalletd5"

        def __init__(self) -> None:
            assert is_open, "it opens the wallet with a window"
            super().__init__()

    bus = SimpleNamespace(get_object=lambda _name, _path: None)
    dbus = SimpleNamespace(SessionBus=lambda: bus, Interface=lambda _service, _kind: Wallet())
    modules = {"dbus": dbus, "keyring.backends.kwallet": SimpleNamespace(DBusKeyring=Backend)}
    monkeypatch.setattr(keyring, "import_module", lambda name: modules[name])
    if is_open:
        assert keyring.trusted()[0] == "kwallet"
    else:
        with pytest.raises(KeyringFault) as fault:
            keyring.trusted()
        assert fault.value.state is State.LOCKED
    assert asked == [("kdewallet", "s")]
