"""What a signer is: a plug-in that puts a signature under exact bytes.

Found by the entry-point group `medcab_tui.signers`: the entry's value is a class of this shape. Its methods
are called on a thread of their own, never on the event loop, with a deadline from outside. It raises
`Refused` with a code of `signature.…`; whatever else it raises is told as its fault and does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from medcab_tui.domain.signatures import Certificate

if TYPE_CHECKING:
    from pydantic import BaseModel

GROUP: Final = "medcab_tui.signers"
"""The entry-point group signers are found by."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


class Signer(Protocol):
    """One way of signing, with its settings.

    titles: by language, «en» at least. settings: gives the pydantic model of what it has to be told.
    """

    name: ClassVar[str]
    titles: ClassVar[Mapping[str, str]]
    settings: ClassVar[Callable[[], type[BaseModel]]]

    def __init__(self, settings: BaseModel) -> None: ...

    def certificates(self, secret: str = "") -> tuple[Certificate, ...]:
        """The certificates it can sign with, the first is the one it will; empty where that is known only
        from a signature. Refused `signature.passphrase_needed` if it takes a secret that was not given.
        """
        ...

    def sign(
        self,
        content: bytes,
        *,
        at: datetime,
        secret: str = "",
        stopped: Callable[[], bool] = never,
    ) -> bytes:
        """A detached CMS signature, DER, over exactly these bytes.

        at: now, by the cabinet's clock. stopped: says true once nobody waits for it any more.
        """
        ...
