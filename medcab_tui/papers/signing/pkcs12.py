"""Signing with a key in a PKCS#12 file (.p12, .pfx): RSA and EC. The passphrase is given with each call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.signatures import Certificate
from medcab_tui.papers.signing import certificates, cms
from medcab_tui.papers.signing.protocol import never

if TYPE_CHECKING:
    from pydantic import BaseModel

MOST: Final = 1024 * 1024
"""Bytes of such a file."""


@cache
def settings() -> type[BaseModel]:
    """Where the file lies."""
    from pydantic import BaseModel, ConfigDict

    class Pkcs12Settings(BaseModel):
        model_config = ConfigDict(extra="forbid", frozen=True)

        file: Path

    return Pkcs12Settings


class Pkcs12:
    """A key and its certificate in one file."""

    name: ClassVar[str] = "pkcs12"
    titles: ClassVar[Mapping[str, str]] = {"en": "PKCS#12 file", "ru": "файл PKCS#12"}
    settings: ClassVar[Callable[[], type[BaseModel]]] = staticmethod(settings)

    def __init__(self, settings: Any) -> None:
        self._path: Path = settings.file.expanduser()

    def certificates(self, secret: str = "") -> tuple[Certificate, ...]:
        """The one in the file."""
        return (certificates.described(self._opened(secret)[1]),)

    def sign(
        self,
        content: bytes,
        *,
        at: datetime,
        secret: str = "",
        stopped: Callable[[], bool] = never,
    ) -> bytes:
        """Over exactly these bytes; the key is let go of when it is done."""
        key, certificate, others = self._opened(secret)
        return cms.made(content, key, certificate, others, at)

    def _opened(self, secret: str) -> tuple[Any, bytes, tuple[bytes, ...]]:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric import ec, rsa
        from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

        content = self._read()
        try:
            found = pkcs12.load_pkcs12(content, secret.encode() if secret else None)
        except UnsupportedAlgorithm as error:
            raise Refused("signature.key_kind", path=str(self._path)) from error
        except (ValueError, TypeError) as error:
            raise self._unopened(secret, content) from error
        if found.key is None or found.cert is None:
            raise Refused("signature.no_key", path=str(self._path))
        if not isinstance(found.key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise Refused("signature.key_kind", path=str(self._path))
        certificate = found.cert.certificate.public_bytes(Encoding.DER)
        return (
            found.key,
            certificate,
            tuple(one.certificate.public_bytes(Encoding.DER) for one in found.additional_certs),
        )

    def _read(self) -> bytes:
        try:
            with self._path.open("rb") as file:
                content = file.read(MOST + 1)
        except FileNotFoundError as error:
            raise Refused("signature.file_missing", path=str(self._path)) from error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise Refused("signature.file_unreadable", path=str(self._path), reason=reason) from error
        if len(content) > MOST or content[:1] != b"\x30":
            raise Refused("signature.file_kind", path=str(self._path))
        return content

    def _unopened(self, secret: str, content: bytes) -> Refused:
        """Why it did not open: no passphrase, another one, or it is no such file at all."""
        from asn1crypto import pkcs12

        try:
            whole = pkcs12.Pfx.load(content, strict=True)
            shaped = whole["version"].native == "v3" and whole["mac_data"].native is not None
        except (ValueError, TypeError, KeyError):
            shaped = False
        if not shaped:
            return Refused("signature.file_kind", path=str(self._path))
        return Refused("signature.passphrase" if secret else "signature.passphrase_needed", "secret")
