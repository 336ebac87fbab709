"""Signing by a command: what a token, a smart card or another library brings along does the key work.

For example OpenSSL with an engine for ГОСТ Р 34.10-2012. The command gets the content in a file and gives a
detached CMS, DER; what it is and whether it is certified is between the worker and whoever made it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.signatures import Certificate
from medcab_tui.papers.signing import certificates
from medcab_tui.papers.signing.cms import NotCms, taken_apart
from medcab_tui.papers.signing.protocol import never
from medcab_tui.papers.signing.running import run

if TYPE_CHECKING:
    from pydantic import BaseModel

CHECK_SECONDS: Final = 20.0
"""Comparing needs nobody's finger."""


@cache
def settings() -> type[BaseModel]:
    """The command, and the certificate it signs with, if it lies in a file."""
    from pydantic import BaseModel, ConfigDict, Field

    class ExternalSettings(BaseModel):
        model_config = ConfigDict(extra="forbid", frozen=True)

        command: tuple[str, ...] = Field(min_length=1)
        certificate: Path | None = None

    return ExternalSettings


class External:
    """A command given as a list of arguments; {in} and {out} in them become paths."""

    name: ClassVar[str] = "external"
    titles: ClassVar[Mapping[str, str]] = {"en": "command", "ru": "команда"}
    settings: ClassVar[Callable[[], type[BaseModel]]] = staticmethod(settings)

    def __init__(self, settings: Any) -> None:
        self._command: tuple[str, ...] = settings.command
        self._certificate: Path | None = settings.certificate

    def certificates(self, secret: str = "") -> tuple[Certificate, ...]:
        """The one in the named file; without it the first signature shows it."""
        if self._certificate is None:
            return ()
        path = self._certificate.expanduser()
        found = certificates.in_file(path)
        if found is None:
            raise Refused("signature.file_missing", path=str(path))
        return (certificates.described(found),)

    def sign(
        self,
        content: bytes,
        *,
        at: datetime,
        secret: str = "",
        stopped: Callable[[], bool] = never,
    ) -> bytes:
        """What the command wrote, if it is a CMS with one signer."""
        ran = run(self._command, {"in": content}, stopped=stopped)
        if ran.status:
            raise Refused(
                "signature.command_failed",
                command=self._command[0],
                status=str(ran.status),
                said=ran.said or "—",
            )
        try:
            taken_apart(ran.given)
        except NotCms as error:
            raise Refused("signature.command_garbage", command=self._command[0]) from error
        return ran.given


def compared_by(command: Sequence[str]) -> Callable[[bytes, bytes], bool]:
    """Compares content ({in}) and signature ({sig}) by a command: it holds if that ends with status 0."""

    def compare(content: bytes, cms: bytes) -> bool:
        files = {"in": content, "sig": cms}
        return run(command, files, seconds=CHECK_SECONDS, stopped=never).status == 0

    return compare
