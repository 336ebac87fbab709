"""The chain of the journal: what a row's hash covers, and the seals of rows and of the end."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

FIRST: Final = b"\0" * 32
"""What the first row's hash covers in place of a row before it."""


def link_of(before: bytes, columns: tuple[int | str | bytes, ...]) -> bytes:
    """The hash of a row and the one before; each column with its length, so that none runs into the next."""
    digest = hashlib.sha256(before)
    for value in columns:
        if isinstance(value, int):
            content = b"i" + value.to_bytes(8, "big", signed=True)
        elif isinstance(value, str):
            content = b"t" + value.encode("utf-8")
        else:
            content = b"b" + value
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.digest()


def seal_of(key: bytes, link: bytes) -> bytes:
    """Proves that who wrote a row held the key."""
    return hmac.digest(key, b"row" + link, "sha256")


def seal_of_head(key: bytes, sequence: int, link: bytes) -> bytes:
    """Proves where the chain ends."""
    return hmac.digest(key, b"head" + sequence.to_bytes(8, "big") + link, "sha256")
