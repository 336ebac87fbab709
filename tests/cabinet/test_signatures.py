"""Signing records and documents: what is kept, what is refused, and what is told of it later."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.documents_actions import AttachDocument, WithdrawDocument
from medcab_tui.cabinet.door import Door, Founding
from medcab_tui.cabinet.patients_actions import AmendRecord, WriteRecord
from medcab_tui.cabinet.signatures_actions import KeepSignature, WithdrawSignature
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import Role
from medcab_tui.domain.errors import Forbidden, Invalid, Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.papers import ISSUED, SIGNED
from medcab_tui.domain.patients import EncounterKind, NewPatient, RecordBody
from medcab_tui.domain.signatures import (
    CertificateState,
    Chosen,
    SignatureState,
    SignedKind,
    ToSign,
)
from medcab_tui.papers.signing import cms
from medcab_tui.store import signed_bytes
from tests.papers import made as papers
from tests.papers.signing.keys import NOW, Made, ec_key, gost, made

Add = Callable[[Cabinet, NewPatient], Awaitable[Id]]
BODY = RecordBody(EncounterKind.PROCEDURE, None, complaints="кашель", conclusion="ОРВИ")


async def record(cabinet: Cabinet, patient: Id) -> Id:
    now = cabinet.surroundings.clock.now()
    return (await cabinet.do(WriteRecord(cabinet.surroundings.ids.new(), patient, now, BODY))).result


async def document(cabinet: Cabinet, text: str = "текст", patient: Id | None = None) -> Id:
    new = cabinet.surroundings.ids.new()
    return (await cabinet.do(AttachDocument(new, text, "справка", patient, "x.pdf", papers.pdf(text)))).result


def of_record(about: Id, version: int = 1) -> ToSign:
    return ToSign(SignedKind.RECORD, about, version, "осмотр")


def of_document(about: Id, version: int = 1) -> ToSign:
    return ToSign(SignedKind.DOCUMENT, about, version, "справка")


@pytest.fixture
def key(cabinet: Cabinet, tmp_path: Path) -> Made:
    """The cabinet signs with this key, and the window is open."""
    by = made()
    (tmp_path / "anchors").mkdir()
    (tmp_path / "anchors" / "own.pem").write_bytes(by.pem)
    cabinet.signatures.chosen = Chosen("pkcs12", {"file": by.p12(tmp_path)}, (), tmp_path / "anchors")
    cabinet.step_up.begin()
    return by


@pytest.mark.capability("C018")
async def test_a_record_is_signed_amended_and_its_signature_says_so(
    cabinet: Cabinet, maria: NewPatient, add: Add, key: Made, surroundings: Surroundings
) -> None:
    patient = await add(cabinet, maria)
    about = await record(cabinet, patient)
    kept = await cabinet.signatures.sign(of_record(about))
    (one,) = await cabinet.signatures.of(about)
    assert (one.id, one.kind, one.version, one.changed_since) == (kept, SignedKind.RECORD, 1, False)
    assert (one.author.name, one.at, one.signer) == ("Иванова А. П.", surroundings.clock.now(), "pkcs12")
    assert one.certificate is not None
    assert one.certificate.der == key.der
    found = await cabinet.signatures.check(kept)
    assert (found.verified.state, found.says_the_same) == (SignatureState.HOLDS, True)
    assert found.verified.certificate_state is CertificateState.VALID
    mark = (await cabinet.signatures.states([about, patient]))[about]
    assert (mark.who, mark.changed_since, mark.worker) == ("Иванова А. П.", False, cabinet.worker.id)

    surroundings.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    body = replace(BODY, plan="покой")
    await cabinet.do(AmendRecord(surroundings.ids.new(), about, 1, body, "дополнено"))
    (one,) = await cabinet.signatures.of(about)
    assert one.changed_since
    assert (await cabinet.signatures.states([about]))[about].changed_since
    found = await cabinet.signatures.check(kept)
    assert (found.verified.holds, found.says_the_same, found.signature.changed_since) == (True, True, True)

    again = await cabinet.signatures.sign(of_record(about, 2))
    assert [one.id for one in await cabinet.signatures.of(about)] == [again, kept]
    assert not (await cabinet.signatures.states([about]))[about].changed_since
    codes = [entry.code for entry in await cabinet.journal.mine()]
    assert codes.count("signature.kept") == 2


async def test_what_is_signed_of_a_record_is_canonical_and_says_whose_it_is(
    cabinet: Cabinet, maria: NewPatient, add: Add, key: Made
) -> None:
    patient = await add(cabinet, maria)
    about = await record(cabinet, patient)
    exact = await cabinet._desk.vault.read(lambda c: signed_bytes.exact(c, SignedKind.RECORD, about, 1))
    said = json.loads(exact.content)
    assert (
        exact.content == json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )
    assert said["patient"] == {
        "id": patient.hex(), "surname": "Кузнецова", "given": "Мария", "patronymic": "Павловна",
        "birth": "1958-03-14",
    }  # fmt: skip
    assert (said["edition"], said["record"]["complaints"]) == (1, "кашель")
    assert said["author"]["name"] == "Иванова А. П."


async def test_a_document_is_signed_by_the_bytes_of_its_file_and_its_status_follows(
    cabinet: Cabinet, key: Made
) -> None:
    about = await document(cabinet)

    async def stands(status: str) -> None:
        await cabinet._desk.vault.write(
            lambda c: c.execute("UPDATE document SET status = ? WHERE id = ?", (status, about))
        )

    await stands(ISSUED)
    kept = await cabinet.signatures.sign(of_document(about))
    assert (await cabinet.documents.row(about)).status == SIGNED
    (one,) = await cabinet.signatures.of(about)
    content = papers.pdf("текст")
    assert (await cabinet.signatures.verify(content, one.cms)).holds
    assert one.digest == signed_bytes.Exact(content, 1, None).hash
    new = cabinet.surroundings.ids.new
    await cabinet.do(WithdrawSignature(new(), kept, "не тот файл"))
    assert (await cabinet.documents.row(about)).status == ISSUED
    (one,) = await cabinet.signatures.of(about)
    assert (one.withdrawn_by, one.reason) == ("Иванова А. П.", "не тот файл")
    assert await cabinet.signatures.states([about]) == {}
    with pytest.raises(Refused, match=r"signature\.withdrawn"):
        await cabinet.do(WithdrawSignature(new(), kept, "ещё раз"))
    await cabinet.signatures.sign(of_document(about))
    await cabinet.do(WithdrawDocument(new(), about, 1, "ошибка"))
    with pytest.raises(Refused, match=r"signature\.document_withdrawn"):
        await cabinet.signatures.sign(of_document(about, 2))


async def test_a_signature_under_an_earlier_file_of_a_document_still_holds(
    cabinet: Cabinet, key: Made
) -> None:
    about, other = await document(cabinet), await document(cabinet, "другой")
    kept = await cabinet.signatures.sign(of_document(about))
    replace_file = (
        "UPDATE document SET version = 2, file = (SELECT file FROM document WHERE id = ?) WHERE id = ?"
    )
    await cabinet._desk.vault.write(lambda c: c.execute(replace_file, (other, about)))
    found = await cabinet.signatures.check(kept)
    assert (found.verified.holds, found.signature.changed_since) == (True, True)
    assert (await cabinet.signatures.states([about]))[about].changed_since
    await cabinet.signatures.sign(of_document(about, 2))
    assert not (await cabinet.signatures.states([about]))[about].changed_since


async def test_what_changed_meanwhile_is_not_signed(
    cabinet: Cabinet, maria: NewPatient, add: Add, key: Made
) -> None:
    patient = await add(cabinet, maria)
    about, other, paper = (
        await record(cabinet, patient),
        await document(cabinet),
        await document(cabinet, "б"),
    )
    new = cabinet.surroundings.ids.new
    await cabinet.do(AmendRecord(new(), about, 1, replace(BODY, plan="покой"), "дополнено"))
    await cabinet.do(WithdrawDocument(new(), other, 1, "ошибка"))
    await cabinet.signatures.sign(of_document(paper))
    items = [of_record(about), of_document(other), of_document(other, 2), of_document(paper), of_record(SOME)]
    assert [one.fault for one in await cabinet.signatures.standing(items)] == [
        "signature.stale", "signature.stale", "signature.document_withdrawn", "signature.already",
        "encounter.missing",
    ]  # fmt: skip
    for item in items[:2]:
        with pytest.raises(Stale):
            await cabinet.signatures.sign(item)
    with pytest.raises(Refused, match=r"signature\.already"):
        await cabinet.signatures.sign(of_document(paper))
    assert await cabinet.signatures.of(about) == await cabinet.signatures.of(other) == ()


SOME = Id(bytes(16))


async def test_only_a_signature_over_these_bytes_in_force_is_kept(cabinet: Cabinet, key: Made) -> None:
    about = await document(cabinet)
    content = papers.pdf("текст")
    day = timedelta(days=1)

    def keep(whole: bytes, compared: bytes = b"") -> KeepSignature:
        new = cabinet.surroundings.ids.new()
        return KeepSignature(new, SignedKind.DOCUMENT, about, 1, "pkcs12", whole, compared)

    def by(key: Made, what: bytes = content) -> bytes:
        return cms.made(what, key.key, key.der, (), NOW)

    late, early = made(ends=NOW - day), made(begins=NOW + day, ends=NOW + 2 * day)
    for whole, code in (
        (by(key, content + b"x"), "signature.changed"),
        (b"", "signature.damaged"),
        (bytes(300_000), "signature.damaged"),
        (by(late), "signature.certificate_expired"),
        (by(early), "signature.certificate_early"),
        (by(made(usage=False)), "signature.certificate_usage"),
    ):
        with pytest.raises(Invalid) as caught:
            await cabinet.do(keep(whole, b"x" * 32))
        assert caught.value.code == code
    assert await cabinet.signatures.of(about) == ()
    good = keep(by(key))
    await cabinet.do(good)
    assert (await cabinet.do(good)).repeated
    assert len(await cabinet.signatures.of(about)) == 1


async def test_signing_takes_a_proof_and_withdrawing_too(cabinet: Cabinet, key: Made) -> None:
    about = await document(cabinet)
    kept = await cabinet.signatures.sign(of_document(about))
    cabinet.step_up.close()
    new = cabinet.surroundings.ids.new
    for action in (
        KeepSignature(new(), SignedKind.DOCUMENT, about, 1, "x", b""),
        WithdrawSignature(new(), kept, "ошибка"),
    ):
        with pytest.raises(Refused, match=r"step_up\.needed"):
            await cabinet.do(action)


async def test_without_a_proof_the_key_is_not_even_asked_and_a_lock_forgets_its_passphrase(
    cabinet: Cabinet, tmp_path: Path
) -> None:
    about, room = await document(cabinet), cabinet.signatures
    trace = tmp_path / "ran"
    room.chosen = Chosen("external", {"command": ("touch", str(trace))})
    cabinet.step_up.close()
    with pytest.raises(Refused, match=r"step_up\.needed"):
        await room.sign(of_document(about))
    assert not trace.exists()
    room.chosen = Chosen("pkcs12", {"file": made(ec_key(5)).p12(tmp_path, "пароль")})
    await room.unlock("пароль")
    assert room.secret == "", "held only while the window is open"
    cabinet.step_up.begin()
    await room.unlock("пароль")
    assert room.secret == "пароль"
    await cabinet.lock()
    assert (room.secret, cabinet.step_up.fresh()) == ("", False)


async def test_a_passphrase_is_held_while_the_window_is_open_and_no_longer(
    cabinet: Cabinet, tmp_path: Path
) -> None:
    about, other = await document(cabinet), await document(cabinet, "б")
    room, by = cabinet.signatures, made(ec_key(5))
    room.chosen = Chosen("pkcs12", {"file": by.p12(tmp_path, "пароль")})
    cabinet.step_up.begin()
    for attempt, code in (
        (room.certificates(), "signature.passphrase_needed"),
        (room.unlock("другой"), "signature.passphrase"),
        (room.sign(of_document(about)), "signature.passphrase_needed"),
    ):
        with pytest.raises(Refused) as caught:
            await attempt
        assert (caught.value.code, caught.value.field) == (code, "secret")
    (shown,) = await room.unlock("пароль")
    assert shown.der == by.der
    await room.sign(of_document(about))
    assert (await room.probe()).certificate == shown
    assert room.secret == "пароль"
    cabinet.proved_within = timedelta()
    assert cabinet.step_up.minutes_left == 0
    assert room.secret == "", "forgotten as the window is seen to be shut"
    cabinet.proved_within = timedelta(minutes=15)
    cabinet.step_up.begin()
    await room.unlock("пароль")
    cabinet.step_up.close()
    assert room.secret == ""
    with pytest.raises(Refused, match=r"signature\.passphrase_needed"):
        await room.certificates()
    cabinet.step_up.begin()
    with pytest.raises(Refused, match=r"signature\.passphrase_needed"):
        await room.sign(of_document(other))


async def test_signatures_are_neither_deleted_nor_rewritten(cabinet: Cabinet, key: Made) -> None:
    about = await document(cabinet)
    await cabinet.signatures.sign(of_document(about))
    for statement in ("DELETE FROM signature", "UPDATE signature SET cms = x'00'"):
        with pytest.raises(Exception, match="signature|signed") as caught:
            await cabinet._desk.vault.write(lambda c, s=statement: c.execute(s))
        assert isinstance(caught.value, apsw.ConstraintError) or caught.value.__cause__ is not None


async def test_a_record_rewritten_in_the_store_is_noticed(
    cabinet: Cabinet, maria: NewPatient, add: Add, key: Made
) -> None:
    about = await record(cabinet, await add(cabinet, maria))
    kept = await cabinet.signatures.sign(of_record(about))

    def rewrite(c: Any) -> None:
        c.execute(
            "UPDATE revision SET body = replace(body, 'кашель', 'жалоб нет') WHERE object = ?", (about,)
        )

    await cabinet._desk.vault.write(rewrite)
    found = await cabinet.signatures.check(kept)
    assert (found.verified.holds, found.says_the_same) == (True, False)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE])
async def test_who_signs_what(door: Door, founding: Founding, role: Role, tmp_path: Path) -> None:
    """One table, cell by cell: everybody who signs at all signs what they may read."""
    cabinet, _code = await door.found(
        dataclasses.replace(founding, roles=frozenset({role, Role.ADMINISTRATOR}))
    )
    about = await document(cabinet)
    object.__setattr__(cabinet._desk, "worker", replace(cabinet.worker, roles=frozenset({role})))
    worker = cabinet.worker.id
    await cabinet._desk.vault.write(
        lambda c: c.execute("DELETE FROM worker_role WHERE worker = ? AND role <> ?", (worker, role.value))
    )
    cabinet.signatures.chosen = Chosen("pkcs12", {"file": made().p12(tmp_path)})
    cabinet.step_up.begin()
    try:
        await cabinet.signatures.sign(of_document(about))
        signs = True
    except Forbidden:
        signs = False
    assert signs == (role is not Role.LICENSING)
    with pytest.raises(Refused) as caught:
        await cabinet.signatures.sign(of_record(SOME))
    reads = role in (Role.CLINICIAN, Role.NURSE, Role.HEAD)
    assert caught.value.code == ("encounter.missing" if signs else "forbidden")
    patients = await allowed_of_a_card(cabinet)
    assert patients == reads
    cabinet.close_now()


async def allowed_of_a_card(cabinet: Cabinet) -> bool:
    try:
        cabinet.signatures._require_reading(SignedKind.RECORD, None)
    except Forbidden:
        return False
    return True


async def test_what_is_not_understood_here_is_kept_only_if_a_command_compared_it(
    cabinet: Cabinet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, about, room = gost(tmp_path), await document(cabinet), cabinet.signatures
    monkeypatch.setenv("OPENSSL_CONF", str(tmp_path / "o.cnf"))
    command = (
        "openssl", "cms", "-sign", "-binary", "-md", "md_gost12_256", "-signer", str(certificate),
        "-inkey", str(tmp_path / "k.pem"), "-outform", "DER", "-in", "{in}", "-out", "{out}",
    )  # fmt: skip
    check = (
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "{sig}", "-content", "{in}",
        "-CAfile", str(certificate), "-purpose", "any", "-out", "/dev/null",
    )  # fmt: skip
    cabinet.step_up.begin()
    room.chosen = Chosen("external", {"command": command})
    assert await room.certificates() == ()
    with pytest.raises(Invalid, match=r"signature\.unknown"):
        await room.sign(of_document(about))
    room.chosen = Chosen("external", {"command": command}, check)
    kept = await room.sign(of_document(about))
    found = await room.check(kept)
    assert (found.verified.holds, found.verified.by_command) == (True, True)
    assert found.signature.certificate is not None
    assert found.signature.certificate.subject == "Иванова А. П."
    room.chosen = Chosen("external", {"command": command})
    assert (await room.check(kept)).verified.state is SignatureState.UNKNOWN
