"""TLS towards services: always verified, by the system's authorities and one more that a setting names."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING

from medcab_tui.domain.exchange import Denied

if TYPE_CHECKING:
    from ssl import SSLContext


def context(authorities: Path | None = None) -> SSLContext:
    """A context that trusts the system's authorities and those of a PEM file. Slow: call it on a thread.

    Raises Denied where the file cannot be read or holds no certificate.
    """
    import ssl

    made = ssl.create_default_context()
    if not made.cert_store_stats()["x509_ca"] and not _folder_of_authorities():
        import certifi  # a machine without authorities of its own

        made.load_verify_locations(certifi.where())
    if authorities is not None:
        try:
            made.load_verify_locations(authorities)
        except (OSError, ValueError):
            raise Denied("tls.authorities") from None
    return made


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, whatever names may be looked up: only there is a plain line private."""
    if host.rstrip(".").casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _folder_of_authorities() -> bool:
    """Whether the system keeps authorities one a file: OpenSSL reads those only when it needs them."""
    import ssl

    folder = ssl.get_default_verify_paths().capath
    return folder is not None and any(Path(folder).iterdir())
