"""The password policy `seed`: at least 8 characters with both cases, a digit and a special character.

Up to 128 characters are accepted, so that a phrase of 64 always is; spaces count as special characters;
common passwords are refused under their usual disguises.
"""

from __future__ import annotations

from typing import Final

from medcab_tui.domain.errors import Invalid

LEAST: Final = 8

_COMMON: Final = frozenset(
    "password passw0rd qwerty qwertyuiop asdfgh zxcvbn admin administrator welcome letmein iloveyou monkey"
    " dragon football baseball master sunshine princess login abc hello secret medcab clinic doctor hospital"
    " medicine changeme default test user guest root"
    " пароль йцукен йцукенг привет любовь доктор врач больница поликлиника медкабинет администратор"
    " россия москва gfhjkm ghbdtn cfvceyu".split()
)
_DISGUISES: Final = str.maketrans("@4301$5!7", "aaeolssit")


def check_seed(password: str, field: str = "password") -> None:
    """Raises Invalid with the first rule the password breaks."""
    if len(password) < LEAST:
        raise Invalid("password.short", field, least=str(LEAST))
    classes = (
        any(c.islower() for c in password),
        any(c.isupper() for c in password),
        any(c.isdigit() for c in password),
        any(not c.isalnum() for c in password),
    )
    if not all(classes):
        raise Invalid("password.classes", field)
    if _is_common(password):
        raise Invalid("password.common", field)


def _is_common(password: str) -> bool:
    """A common word, perhaps disguised, with digits and signs around it and nothing else of length."""
    core = password.casefold().strip("0123456789!@#$%^&*()-_=+.,;:?/ ")
    shapes = {core, core.translate(_DISGUISES)}
    return bool(shapes & _COMMON) or (len(set(core)) <= 2 and len(core) < 12)
