"""The few cryptographic steps of the store: stretching a password, wrapping, sealing, keyed names.

Everything here is put together from `cryptography`; nothing is invented. `cryptography` is imported late,
because the first frame needs none of it. None of this is certified Russian cryptography (ГОСТ).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

from msgspec import Struct

from medcab_tui.domain.sources import RandomSource

KEY_LENGTH = 32
NONCE_LENGTH = 12
SALT_LENGTH = 16

MOST_ITERATIONS = 16
MOST_MEMORY_KIB = 512 * 1024
MOST_LANES = 16
LEAST_MEMORY_KIB = 19 * 1024
LEAST_ITERATIONS = 2


class SystemRandom:
    """Chance from the operating system."""

    def bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)


class KdfCost(Struct, frozen=True):
    """What one guess of a password costs under Argon2id: passes, memory in KiB, lanes."""

    iterations: int
    memory_kib: int
    lanes: int

    def bearable(self) -> bool:
        """Whether this machine may be asked to spend it: checked before deriving, the file is not trusted."""
        return (
            1 <= self.iterations <= MOST_ITERATIONS
            and 1 <= self.lanes <= MOST_LANES
            and 8 * self.lanes <= self.memory_kib <= MOST_MEMORY_KIB
        )

    def strong(self) -> bool:
        """Whether a new slot may be made with it: OWASP's least for Argon2id, or the cost of tests."""
        return self == TEST_COST or (
            self.bearable() and self.iterations >= LEAST_ITERATIONS and self.memory_kib >= LEAST_MEMORY_KIB
        )


STANDARD = KdfCost(iterations=3, memory_kib=64 * 1024, lanes=4)
TEST_COST = KdfCost(iterations=1, memory_kib=64, lanes=1)
"""For tests and tapes only: a slot made with it is open to guessing."""


class Undecipherable(Exception):
    """The key does not fit, or the bytes were altered; which of the two cannot be told."""


def stretch(password: str, salt: bytes, cost: KdfCost) -> bytes:
    """32 bytes from a password: NFKC, then Argon2id. Raises ValueError on a cost beyond the caps."""
    if not cost.bearable():
        raise ValueError("the cost of deriving is beyond the caps")
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(
        salt=salt,
        length=KEY_LENGTH,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return kdf.derive(as_bytes(unicodedata.normalize("NFKC", password)))


def as_bytes(text: str) -> bytes:
    """UTF-8 of anything typed; a terminal with another encoding gives lone surrogates, which pass."""
    return text.encode("utf-8", "surrogatepass")


def expand(secret: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """A key of 32 bytes for one purpose (HKDF-SHA256), so that no key serves two."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_LENGTH, salt or None, f"medcab {purpose}".encode()).derive(secret)


def wrap(key: bytes, secret: bytes, bound_to: bytes, random: RandomSource) -> bytes:
    """`secret` under `key` (ChaCha20-Poly1305, fresh nonce in front), tied to the context `bound_to`."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = random.bytes(NONCE_LENGTH)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, secret, bound_to)


def unwrap(key: bytes, box: bytes, bound_to: bytes) -> bytes:
    """The opposite of `wrap`; raises Undecipherable."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return ChaCha20Poly1305(key).decrypt(box[:NONCE_LENGTH], box[NONCE_LENGTH:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise Undecipherable from error


def key_pair(random: RandomSource) -> tuple[bytes, bytes]:
    """An X25519 pair: private half, public half; 32 bytes each."""
    private = random.bytes(KEY_LENGTH)
    return private, public_half(private)


def public_half(private: bytes) -> bytes:
    """The public half of an X25519 private half."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(public: bytes, secret: bytes, bound_to: bytes, random: RandomSource) -> bytes:
    """`secret` for whoever holds the private half: a passing X25519 pair, HKDF, ChaCha20-Poly1305.

    Anybody can seal; a sealed box does not say who did.
    """
    passing, passing_public = key_pair(random)
    key = _shared_key(passing, public, passing_public, public)
    return passing_public + wrap(key, secret, bound_to, random)


def unseal(private: bytes, box: bytes, bound_to: bytes) -> bytes:
    """The opposite of `seal`; raises Undecipherable."""
    passing_public, rest = box[:KEY_LENGTH], box[KEY_LENGTH:]
    if len(passing_public) != KEY_LENGTH:
        raise Undecipherable
    return unwrap(_shared_key(private, passing_public, passing_public, public_half(private)), rest, bound_to)


def _shared_key(private: bytes, public: bytes, passing_public: bytes, sealed_to: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(public)
        )
    except ValueError as error:  # a public half of low order
        raise Undecipherable from error
    return expand(shared, "seal", passing_public + sealed_to)


def keyed_name(key: bytes, name: str) -> str:
    """What stands in a file instead of a login: a keyed hash of it, 32 hexadecimal digits.

    Whoever holds the file and a list of likely logins can try them: it hides names, not their number.
    """
    folded = unicodedata.normalize("NFKC", name).strip().casefold()
    return hmac.new(key, b"login" + as_bytes(folded), hashlib.sha256).hexdigest()[:32]


def authenticate(key: bytes, content: bytes) -> bytes:
    """HMAC-SHA256."""
    return hmac.new(key, content, hashlib.sha256).digest()


def same(one: bytes, other: bytes) -> bool:
    """Comparison that takes the same time wherever they differ."""
    return hmac.compare_digest(one, other)
