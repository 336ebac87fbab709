"""The signers in the box: a key in a file, and a command, whatever either of them does."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.signatures import CertificateState, SignatureState
from medcab_tui.papers.signing import found, running
from medcab_tui.papers.signing.external import compared_by
from medcab_tui.papers.signing.found import offered, signer
from medcab_tui.papers.signing.verifying import verified
from tests.papers.signing.keys import NOW, Made, ec_key, gost, made, rsa_key

CONTENT = b"content\r\n\x00"


def refusal(work: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        work()
    return caught.value.code, caught.value.field


# A key in a file.


@pytest.mark.parametrize("key", [rsa_key(), ec_key()])
def test_a_key_in_a_file_signs_exactly_these_bytes(key: object, tmp_path: Path) -> None:
    by = made(key)
    one = signer("pkcs12", {"file": by.p12(tmp_path, "пароль"), "command": ("other", "options")})
    (shown,) = one.certificates("пароль")
    assert (shown.subject, shown.at(NOW)) == ("Иванова Анна Петровна", None)
    whole = one.sign(CONTENT, at=NOW, secret="пароль")
    assert verified(CONTENT, whole, now=NOW, anchors=(by.der,)).certificate_state is CertificateState.VALID


def test_what_is_wrong_with_a_file_is_told(tmp_path: Path) -> None:
    locked = made().p12(tmp_path, "secret")
    text, empty = tmp_path / "text.p12", tmp_path / "empty.p12"
    text.write_bytes(b"0 no such thing")
    empty.write_bytes(b"")
    wrong = {
        (locked, ""): ("signature.passphrase_needed", "secret"),
        (locked, "other"): ("signature.passphrase", "secret"),
        (tmp_path / "нет.p12", ""): ("signature.file_missing", None),
        (tmp_path, ""): ("signature.file_unreadable", None),
        (text, "x"): ("signature.file_kind", None),
        (empty, ""): ("signature.file_kind", None),
    }
    for (path, secret), expected in wrong.items():
        one = signer("pkcs12", {"file": path})
        assert refusal(lambda one=one, secret=secret: one.certificates(secret)) == expected
        assert refusal(lambda one=one, secret=secret: one.sign(b"", at=NOW, secret=secret)) == expected


def test_keys_that_cannot_sign_here_are_told_apart(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric import ed25519
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    key = ed25519.Ed25519PrivateKey.generate()
    odd = tmp_path / "odd.p12"
    odd.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, None, None, NoEncryption()))
    bare = tmp_path / "bare.p12"
    bare.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", None, made().certificate, None, NoEncryption())
    )
    assert refusal(lambda: signer("pkcs12", {"file": odd}).certificates()) == ("signature.no_key", None)
    assert refusal(lambda: signer("pkcs12", {"file": bare}).certificates()) == ("signature.no_key", None)


# A command.


@pytest.fixture
def key_files(tmp_path: Path) -> Made:
    by = made(rsa_key())
    (tmp_path / "c.pem").write_bytes(by.pem)
    (tmp_path / "k.pem").write_bytes(by.key_pem)
    return by


def openssl(folder: Path, *more: str) -> tuple[str, ...]:
    return (
        "openssl", "cms", "-sign", "-binary", "-signer", f"{folder}/c.pem", "-inkey", f"{folder}/k.pem",
        "-outform", "DER", *more,
    )  # fmt: skip


def test_a_command_signs_by_files_or_by_streams(key_files: Made, tmp_path: Path) -> None:
    for more in (("-in", "{in}", "-out", "{out}"), ()):
        options = {"command": openssl(tmp_path, *more), "certificate": tmp_path / "c.pem"}
        one = signer("external", options)
        whole = one.sign(CONTENT, at=NOW)
        assert verified(CONTENT, whole, now=NOW).state is SignatureState.HOLDS
        assert one.certificates()[0].der == key_files.der
    assert signer("external", {"command": ("true",)}).certificates() == ()


def python(code: str) -> tuple[str, ...]:
    return sys.executable, "-I", "-c", code, "{in}", "{out}"


LATE = "import time; time.sleep(60)"
FORKS = "import os, sys, time\nif os.fork() == 0:\n open(sys.argv[2]+'x','w'); time.sleep(60)\n"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("нет-такой-команды",), "signature.command_missing"),
        (python("import sys; sys.stderr.write('no token\\n'); sys.exit(3)"), "signature.command_failed"),
        (python("import sys; open(sys.argv[2], 'wb').write(b'garbage' * 99)"), "signature.command_garbage"),
        (python("pass"), "signature.command_garbage"),
        (python("import os, sys; os.symlink('/etc/passwd', sys.argv[2])"), "signature.command_garbage"),
        (python("import os, sys; os.mkfifo(sys.argv[2])"), "signature.command_garbage"),
        (python("while 1: print('x' * 99999)"), "signature.command_garbage"),
        (python("import os; os.kill(os.getpid(), 9)"), "signature.command_failed"),
        (python(FORKS), "signature.command_garbage"),
    ],
)
def test_a_command_that_misbehaves_is_told_of(command: tuple[str, ...], code: str) -> None:
    began = time.monotonic()
    one = signer("external", {"command": command})
    with pytest.raises(Refused) as caught:
        one.sign(CONTENT, at=NOW)
    assert caught.value.code == code
    assert time.monotonic() - began < 20
    if code == "signature.command_failed" and "no token" in command[3]:
        assert caught.value.values["said"] == "no token"


def test_a_command_that_hangs_is_ended_and_so_is_whatever_it_started(tmp_path: Path) -> None:
    left = tmp_path / "left"
    code = (
        f"import os, time\npid = os.fork()\nif pid: open({str(left)!r}, 'w').write(str(pid))\ntime.sleep(60)"
    )
    began = time.monotonic()
    with pytest.raises(Refused) as caught:
        running.run(python(code), {"in": b""}, seconds=1.5, stopped=lambda: False)
    assert caught.value.code == "signature.command_slow"
    child = int(left.read_text())
    state = Path(f"/proc/{child}/stat")
    while state.exists() and state.read_text().split(")")[1].split()[0] != "Z":
        assert time.monotonic() - began < 20
    with pytest.raises(Refused) as caught:
        running.run(python(LATE), {"in": b""}, stopped=lambda: True)
    assert caught.value.code == "signature.stopped"


def test_a_command_sees_a_folder_of_its_own_and_little_of_our_surroundings() -> None:
    code = (
        "import os, sys, stat; here = os.getcwd();"
        "print(oct(stat.S_IMODE(os.stat(here).st_mode)), sorted(os.listdir(here)), sorted(os.environ),"
        "sys.argv[1], here)"
    )
    environment = {"PATH": os.defpath, "SECRET": "x", "OPENSSL_CONF": "/x", "LD_PRELOAD": "/x"}
    ran = running.run(
        (sys.executable, "-I", "-c", code, "{in}; rm -rf $HOME"),
        {"in": CONTENT}, environment=environment, stopped=lambda: False,
    )  # fmt: skip
    told = ran.given.decode()
    assert told.startswith("0o700 ['in', 'printed', 'said'] ['LC_ALL', 'OPENSSL_CONF', 'PATH'] ")
    named = told.split("] ")[2].strip()
    assert named.endswith(named.rpartition(" ")[2])
    folder = Path(named.rpartition(" ")[2])
    assert named.startswith(f"{folder}/in; rm -rf $HOME")
    assert not folder.exists()
    assert stat.S_ISDIR(folder.parent.stat().st_mode)


# Those of other packages.


class Other:
    """A signer somebody else wrote."""

    titles = {"en": "Other", "ru": "Другой"}  # noqa: RUF012

    def __init__(self, settings: object) -> None:
        raise RuntimeError("broken")

    @staticmethod
    def settings() -> object:
        from pydantic import BaseModel

        return BaseModel

    def certificates(self, secret: str = "") -> tuple[()]:
        return ()

    def sign(self, content: bytes, **_asked: object) -> bytes:
        return content


def test_signers_of_other_packages_are_found_and_broken_ones_harm_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = found._entries()
    assert set(mine) == {"pkcs12", "external"}
    more = {
        "other": EntryPoint("other", f"{__name__}:Other", found.GROUP),
        "gone": EntryPoint("gone", "nowhere.at_all:Signer", found.GROUP),
        "bare": EntryPoint("bare", "builtins:int", found.GROUP),
    }
    monkeypatch.setattr(found, "_entries", lambda: mine | more)
    monkeypatch.setitem(sys.modules, __name__, sys.modules[Other.__module__])
    faults = {one.name: one.fault for one in offered()}
    assert faults == {
        "pkcs12": "", "external": "", "other": "", "gone": "ModuleNotFoundError", "bare": "TypeError",
    }  # fmt: skip
    assert refusal(lambda: signer("other", {})) == ("signature.signer_broken", None)
    assert refusal(lambda: signer("gone", {})) == ("signature.signer_broken", None)
    assert refusal(lambda: signer("нет", {})) == ("signature.no_signer", None)
    assert refusal(lambda: signer("pkcs12", {})) == ("signature.signer_settings", None)
    assert refusal(lambda: signer("external", {"command": ()})) == ("signature.signer_settings", None)


# ГОСТ, by a command.


def test_openssl_with_the_gost_engine_signs_and_compares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = gost(tmp_path)
    monkeypatch.setenv("OPENSSL_CONF", str(tmp_path / "o.cnf"))
    command = openssl(tmp_path, "-md", "md_gost12_256", "-in", "{in}", "-out", "{out}")
    one = signer("external", {"command": command, "certificate": certificate})
    whole = one.sign(CONTENT, at=NOW)
    (shown,) = one.certificates()
    assert shown.subject == "Иванова А. П."
    assert shown.algorithm.startswith("1.2.643.")

    alone = verified(CONTENT, whole, now=NOW)
    assert (alone.state, alone.by_command) == (SignatureState.UNKNOWN, False)
    check = (
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "{sig}", "-content", "{in}",
        "-CAfile", str(certificate), "-purpose", "any", "-out", "/dev/null",
    )  # fmt: skip
    compare = compared_by(check)
    held = verified(CONTENT, whole, now=NOW, compare=compare, anchors=(shown.der,))
    assert (held.state, held.by_command) == (SignatureState.HOLDS, True)
    assert held.certificate_state is CertificateState.VALID
    assert held.at is not None
    assert abs(held.at - shown.begins) < timedelta(minutes=5)
    assert verified(CONTENT + b"x", whole, now=NOW, compare=compare).state is SignatureState.CHANGED
