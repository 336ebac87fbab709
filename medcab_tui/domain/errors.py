"""Errors that a person can mend: a code, the field it is about, and values for the sentence.

The sentence and its remedy are written in the reader's language by `medcab_tui.ui.words`, which has an entry
for every code; a test compares the two.
"""

from __future__ import annotations


class Refused(Exception):
    """The cabinet will not do this, and says why.

    code: what is wrong, dotted, stable: "snils.checksum", "sign_in.wait", "store.damaged".
    field: the form field to mend, or None.
    values: what the sentence needs (seconds left, a path, a number); text only, never markup.
    """

    def __init__(self, code: str, field: str | None = None, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values


class Invalid(Refused):
    """A value that breaks a rule of the domain."""


class Repeated(Invalid):
    """The same request was made a short while ago. values: first (hexadecimal id or ""), at, who."""


class Forbidden(Refused):
    """This worker may not do this."""


class Stale(Refused):
    """The object moved on since it was read; nothing was written."""


class StoreFault(Refused):
    """The file cannot be used as it is: wrong key, damaged, foreign, empty, read-only, full."""
