"""Signing exact bytes, and looking at signatures. Everything that takes long runs on a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.signatures import (
    Certificate,
    Chosen,
    Mark,
    Signature,
    SignedKind,
    ToSign,
    Verified,
)
from medcab_tui.domain.templates import BLANK
from medcab_tui.store import access, revisions, signatures, signed_bytes

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.papers.signing.found import Offered
    from medcab_tui.papers.signing.protocol import Signer
    from medcab_tui.papers.signing.verifying import Compare

T = TypeVar("T")

SECONDS: Final = 120.0
"""How long a signer may take over one thing; a person may be looking for a token."""
_CHANGED: Final = Stale("signature.stale")
"""What stands beside a thing that was changed while its sheet was open."""
_PROBE: Final = "medcab"


class Checked(Struct, frozen=True):
    """What looking at a kept signature found. says_the_same: the store says today what was signed then."""

    signature: Signature
    verified: Verified
    says_the_same: bool


class SignaturesRoom:
    """What was signed, by whom, and signing itself.

    A passphrase given to `unlock` is held in memory for as long as the proof of who sits here is good, and
    never longer than the cabinet is open.
    """

    def __init__(
        self, desk: Desk, do: Callable[[Action[Id]], Awaitable[Outcome[Id]]], fresh: Callable[[], bool]
    ) -> None:
        """fresh: whether the window in which things can be signed is open."""
        self._desk = desk
        self._do = do
        self._fresh = fresh
        self.secret = ""
        """The passphrase that is held; whoever closes the cabinet empties it."""
        self.chosen = Chosen()
        """How this worker signs: set from the settings by whoever shows them."""

    # Reading.

    async def of(self, about: Id) -> tuple[Signature, ...]:
        """Every signature under an object, newest first; those of records for whoever may read cards."""
        kept = await self._desk.read_card(
            Permission.READ_DOCUMENTS, lambda c: access.of_object(c, about), lambda c: signatures.of(c, about)
        )
        if any(one.kind is SignedKind.RECORD for one in kept):
            self._desk.require(Permission.READ_CARD, "signature.of_card")
        return await aside(lambda: tuple(map(_told, kept))) if kept else ()

    async def states(self, objects: Sequence[Id]) -> Mapping[Id, Mark]:
        """Of those objects that bear a signature which stands, what a list tells of it."""
        if not objects:
            return {}
        cards, guard = self._desk.worker.may(Permission.READ_CARD), self._desk.guard()

        def read(c: Any) -> dict[Id, Mark]:
            return {
                about: mark
                for about, (kind, mark) in signatures.marks(c, objects).items()
                if (guard.open(c, access.of_object(c, about)) if cards else kind is SignedKind.DOCUMENT)
            }

        return await self._desk.read(Permission.READ_DOCUMENTS, read)

    async def check(self, signature: Id) -> Checked:
        """Compares a signature with the bytes it stands under."""
        kept = await self._desk.read(Permission.READ_DOCUMENTS, lambda c: signatures.one(c, signature))
        self._require_reading(kept.kind, None)
        content, same = await self._desk.read_card(
            Permission.READ_DOCUMENTS,
            lambda c: access.of_object(c, kept.object),
            lambda c: signatures.content(c, signature),
        )
        shown = await aside(lambda: _told(kept))
        return Checked(shown, await self.verify(content, kept.cms), same)

    async def verify(self, content: bytes, cms: bytes) -> Verified:
        """What there is to say of a signature over these bytes."""
        self._desk.require(Permission.READ_DOCUMENTS)
        chosen, now = self.chosen, self._desk.surroundings.clock.now()

        def look() -> Verified:
            from medcab_tui.papers.signing import certificates, external, verifying

            compare: Compare | None = external.compared_by(chosen.check) if chosen.check else None
            trusted = certificates.anchors(chosen.anchors)
            return verifying.verified(content, cms, now=now, anchors=trusted, compare=compare)

        return await aside(look)

    async def standing(self, items: Sequence[ToSign]) -> tuple[ToSign, ...]:
        """The same things with what speaks against signing each: it changed, it has no file, it is signed.

        Of a record also whether a template's «…» is left in it: that is told, and hinders nobody.
        """
        worker, guard = self._desk.worker.id, self._desk.guard()

        def _closed(c: Any, item: ToSign) -> str:
            return "" if guard.open(c, access.of_object(c, item.object)) else "card.outside"

        def look(c: Any) -> tuple[ToSign, ...]:
            return tuple(standing(c, one) for one in items)

        def standing(c: Any, item: ToSign) -> ToSign:
            fault = _closed(c, item) or _fault(c, item, worker)
            return replace(item, fault=fault, blank=not fault and _blank(c, item))

        return await self._desk.read(Permission.SIGN, look)

    # Signers.

    async def signers(self) -> tuple[Offered, ...]:
        """Every signer that can be chosen."""
        self._desk.require(Permission.SIGN)

        def look() -> tuple[Offered, ...]:
            from medcab_tui.papers.signing.found import offered

            return offered()

        return await aside(look)

    async def certificates(self) -> tuple[Certificate, ...]:
        """Those of the chosen signer, the first is the one it signs with; none where a signature shows it.

        Refused signature.passphrase_needed, about the field `secret`, if `unlock` comes first.
        """
        self._desk.require(Permission.SIGN)
        secret = self._held
        return await self._with_signer(lambda signer, _stopped: tuple(signer.certificates(secret)))

    async def unlock(self, secret: str) -> tuple[Certificate, ...]:
        """Tries a passphrase, and holds it if it opens the key. Refused signature.passphrase if not."""
        self._desk.require(Permission.SIGN)
        found = await self._with_signer(lambda signer, _stopped: tuple(signer.certificates(secret)))
        self.secret = secret if self._fresh() else ""
        return found

    async def probe(self) -> Verified:
        """Signs a word that means nothing, and looks at the signature: shows certificate and algorithm."""
        self._desk.require(Permission.SIGN)
        content = _PROBE.encode()
        return await self.verify(content, await self._signed(content))

    async def sign(self, item: ToSign) -> Id:
        """Signs one thing as it was seen, and keeps the signature; gives its id.

        Stale if it changed; nothing is kept then. Cancelling tells the signer to stop. Refused
        step_up.needed before the key is asked: nothing is signed that could not be kept.
        """
        from medcab_tui.cabinet.signatures_actions import KeepSignature

        exact = await self._desk.read_card(
            Permission.SIGN,
            lambda c: access.of_object(c, item.object),
            lambda c: signed_bytes.exact(c, item.kind, item.object, item.version),
        )
        self._require_reading(item.kind, exact.patient)
        if not self._fresh():
            raise Refused("step_up.needed", action=KeepSignature.code)
        cms = await self._signed(exact.content)
        found = await self.verify(exact.content, cms)
        compared = exact.hash if found.holds and found.by_command else b""
        name, new = self.chosen.signer, self._desk.surroundings.ids.new()
        return (
            await self._do(KeepSignature(new, item.kind, item.object, item.version, name, cms, compared))
        ).result

    # The inside.

    @property
    def _held(self) -> str:
        """The passphrase; forgotten when the window shuts."""
        if not self._fresh():
            self.secret = ""
        return self.secret

    async def _signed(self, content: bytes) -> bytes:
        secret, at = self._held, self._desk.surroundings.clock.now()
        return await self._with_signer(
            lambda signer, stopped: signer.sign(content, at=at, secret=secret, stopped=stopped)
        )

    async def _with_signer(self, work: Callable[[Signer, Callable[[], bool]], T]) -> T:
        chosen, stop = self.chosen, threading.Event()
        if not chosen.signer:
            raise Refused("signature.no_signer", "signer")

        def run() -> T:
            from medcab_tui.papers.signing.found import signer

            one = signer(chosen.signer, chosen.options)
            try:
                return work(one, stop.is_set)
            except Refused:
                raise
            except Exception as error:
                fault = type(error).__name__
                raise Refused("signature.signer_broken", name=chosen.signer, fault=fault) from error

        try:
            return await asyncio.wait_for(aside(run), SECONDS)
        except TimeoutError as error:
            raise Refused("signature.command_slow", command=chosen.signer, seconds=f"{SECONDS:g}") from error
        finally:
            stop.set()

    def _require_reading(self, kind: SignedKind, patient: Id | None) -> None:
        if kind is SignedKind.RECORD or patient is not None:
            self._desk.require(Permission.READ_CARD, "signature.of_card")


def _fault(connection: Any, item: ToSign, worker: Id) -> str:
    """The code of what speaks against signing one thing as it was seen; empty if nothing does."""
    try:
        signed_bytes.require(connection, item.kind, item.object, item.version)
    except Stale:
        return _CHANGED.code
    except Refused as refused:
        return refused.code
    if signatures.is_signed_by(connection, item.object, item.version, worker):
        return "signature.already"
    return ""


def _blank(connection: Any, item: ToSign) -> bool:
    """Whether somebody's words are still to take the place of a template's «…»."""
    if item.kind is not SignedKind.RECORD:
        return False
    body = revisions.body_of(connection, item.object, item.version)
    parts = (body.complaints, body.anamnesis, body.objective, body.conclusion, body.plan)
    return any(BLANK in part for part in parts)


def _told(kept: signatures.Kept) -> Signature:
    """A row as it is shown; its certificate is read out, if that can be."""
    from medcab_tui.papers.signing.certificates import described

    certificate: Certificate | None = None
    if kept.certificate:
        try:
            certificate = described(kept.certificate)
        except Refused:
            certificate = None
    return Signature(
        kept.id, kept.kind, kept.object, kept.version, kept.author, kept.at, kept.signer, certificate,
        kept.cms, kept.hash, kept.changed_since, kept.withdrawn, kept.withdrawn_by, kept.reason,
    )  # fmt: skip


async def aside(work: Callable[[], T]) -> T:
    """Runs something on a thread of its own that nothing waits for at the end: a plug-in may hang in it."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: BaseException | None) -> None:
        if not done.done():
            if error is not None:
                done.set_exception(error)
            else:
                done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result: T | None = None
        error: BaseException | None = None
        try:
            result = work()
        except BaseException as raised:
            error = raised
        try:
            loop.call_soon_threadsafe(tell, result, error)
        except RuntimeError:
            return  # the loop has ended meanwhile: nobody waits

    threading.Thread(target=run, name="signing", daemon=True).start()
    return await done
