"""A signature stands under exactly its bytes, and what is said of it and its certificate is so."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcab_tui.domain.signatures import CertificateState, SignatureState, Verified
from medcab_tui.papers.signing import certificates, cms
from medcab_tui.papers.signing.verifying import verified
from tests.papers.signing.keys import NOW, SNILS, Made, ec_key, made, rsa_key

CONTENT = "Осмотр\r\nконец\n\x00".encode() + b"\xff"


def signed(by: Made, content: bytes = CONTENT, *others: Made) -> bytes:
    return cms.made(content, by.key, by.der, tuple(one.der for one in others), NOW)


def openssl(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", "cms", *map(str, arguments)], capture_output=True, check=False)


def laid(folder: Path, by: Made) -> None:
    (folder / "content").write_bytes(CONTENT)
    (folder / "certificate.pem").write_bytes(by.pem)
    (folder / "key.pem").write_bytes(by.key_pem)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_openssl_finds_that_our_signatures_hold_and_that_changed_ones_do_not(
    kind: str, tmp_path: Path
) -> None:
    by = made(rsa_key() if kind == "rsa" else ec_key())
    laid(tmp_path, by)
    (tmp_path / "cms").write_bytes(signed(by))

    def verify() -> int:
        return openssl(
            "-verify", "-binary", "-inform", "DER", "-in", tmp_path / "cms", "-content", tmp_path / "content",
            "-CAfile", tmp_path / "certificate.pem", "-purpose", "any", "-cades",
            "-attime", int(NOW.timestamp()), "-out", "/dev/null",
        ).returncode  # fmt: skip

    assert verify() == 0
    (tmp_path / "content").write_bytes(CONTENT + b"\n")
    assert verify() != 0


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_signatures_of_openssl_hold_here(kind: str, tmp_path: Path) -> None:
    by = made(rsa_key() if kind == "rsa" else ec_key())
    laid(tmp_path, by)
    ways: list[list[str]] = [[], ["-noattr"], ["-cades"], ["-md", "sha512"]]
    if kind == "rsa":
        ways.append(["-keyopt", "rsa_padding_mode:pss"])
    for way in ways:
        done = openssl(
            "-sign", "-binary", "-signer", tmp_path / "certificate.pem", "-inkey", tmp_path / "key.pem",
            "-outform", "DER", "-in", tmp_path / "content", "-out", tmp_path / "cms", *way,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        theirs = (tmp_path / "cms").read_bytes()
        assert verified(CONTENT, theirs, now=NOW).holds, way
        assert verified(CONTENT[:-1], theirs, now=NOW).state is SignatureState.CHANGED, way


def test_who_signed_when_and_with_what_is_read_out_of_it() -> None:
    by = made(rsa_key())
    found = verified(CONTENT, signed(by), now=NOW, anchors=(by.der,))
    shown = found.certificate
    assert shown is not None
    assert (found.state, found.certificate_state) == (SignatureState.HOLDS, CertificateState.VALID)
    assert (found.at, found.algorithm, found.by_command) == (NOW, "RSA, SHA-256", False)
    assert (shown.subject, shown.surname) == ("Иванова Анна Петровна", "Иванова")
    assert (shown.snils, shown.ogrn, shown.serial) == (SNILS, "1027700132195", "1F2E3D")
    assert shown.thumbprint == by.certificate.fingerprint(rsa_hash()).hex()


def rsa_hash() -> cms.HashAlgorithm:
    return cms.hash_of("sha256")


def test_the_certificate_is_judged_by_the_moment_of_signing() -> None:
    day = timedelta(days=1)
    cases = (
        (made(ends=NOW - day), CertificateState.EXPIRED),
        (made(begins=NOW + day, ends=NOW + 9 * day), CertificateState.NOT_YET),
        (made(usage=False), CertificateState.NOT_FOR_SIGNING),
        (made(usage=True), CertificateState.VALID),
    )
    for by, expected in cases:
        later = verified(CONTENT, signed(by), now=NOW + 5000 * day, anchors=(by.der,))
        assert (later.state, later.certificate_state) == (SignatureState.HOLDS, expected)


def test_an_anchor_vouches_over_a_chain_and_nobody_else_does(tmp_path: Path) -> None:
    root = made(ec_key(1), name="Корень", ca=True)
    middle = made(ec_key(2), by=root, name="Центр", ca=True)
    leaf = made(ec_key(3), by=middle)
    no_ca = made(ec_key(5), by=root, name="Центр")
    forged = made(ec_key(3), by=Made(ec_key(7), middle.certificate))
    late = made(ec_key(2), by=root, name="Центр", ca=True, ends=NOW - timedelta(days=1))
    (tmp_path / "root.pem").write_bytes(root.pem)
    (tmp_path / "not.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    (tmp_path / "big.pem").write_bytes(root.pem * 400)
    trusted = certificates.anchors(tmp_path)
    assert trusted == (root.der,)
    assert certificates.anchors(tmp_path / "нет") == certificates.anchors(None) == ()

    def state(by: Made, *others: Made) -> CertificateState | None:
        return verified(CONTENT, signed(by, CONTENT, *others), now=NOW, anchors=trusted).certificate_state

    assert state(leaf, middle) is CertificateState.VALID
    assert state(leaf) is CertificateState.ISSUER_UNKNOWN
    assert state(leaf, no_ca) is CertificateState.ISSUER_UNKNOWN
    assert state(leaf, late) is CertificateState.ISSUER_UNKNOWN
    assert state(forged, middle) is CertificateState.ISSUER_UNKNOWN
    assert state(made(ec_key(9)), middle) is CertificateState.ISSUER_UNKNOWN
    loop = made(ec_key(4), name="Центр", ca=True, serial=7)
    assert state(made(ec_key(3), by=loop), loop) is CertificateState.ISSUER_UNKNOWN


_BY = made()
_GOOD = signed(_BY)


@settings(max_examples=300)
@given(st.integers(0, len(_GOOD) * 8 - 1))
def test_every_flipped_bit_of_a_signature_is_noticed(bit: int) -> None:
    flipped = bytearray(_GOOD)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not verified(CONTENT, bytes(flipped), now=NOW).holds


@settings(max_examples=60)
@given(st.binary(min_size=1, max_size=300), st.data())
def test_every_flipped_bit_of_the_content_is_noticed(content: bytes, data: st.DataObject) -> None:
    whole = signed(_BY, content)
    assert verified(content, whole, now=NOW).holds
    bit = data.draw(st.integers(0, len(content) * 8 - 1))
    flipped = bytearray(content)
    flipped[bit // 8] ^= 1 << bit % 8
    assert verified(bytes(flipped), whole, now=NOW).state is SignatureState.CHANGED


@settings(max_examples=100)
@given(st.binary(max_size=400) | st.builds(lambda n, b: _GOOD[:n] + b, st.integers(0, 700), st.binary()))
def test_whatever_comes_as_a_signature_nothing_breaks(garbage: bytes) -> None:
    if garbage != _GOOD:
        assert verified(CONTENT, garbage, now=NOW) == Verified(SignatureState.DAMAGED)


def test_depth_and_length_have_an_end() -> None:
    deep = b""
    for _level in range(5000):
        size = len(deep)
        deep = b"\x30" + (bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")) + deep
        if size > 60_000:
            break
    for hostile in (deep, b"\x30\x84\xff\xff\xff\xff", b"\x30\x80" * 900, b"\x30" * 300_000):
        assert verified(CONTENT, hostile, now=NOW).state is SignatureState.DAMAGED
