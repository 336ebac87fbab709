"""The signers there are: those in the box, and those of packages that are installed beside it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from msgspec import Struct

from medcab_tui.domain.errors import Refused
from medcab_tui.papers.signing.protocol import GROUP, Signer


class Offered(Struct, frozen=True):
    """A signer that can be chosen. fault: why it cannot be, if its package is broken."""

    name: str
    titles: Mapping[str, str]
    fault: str = ""


def offered() -> tuple[Offered, ...]:
    """Every signer by its name; a broken package is told of and harms none of the others."""
    found: dict[str, Offered] = {}
    for name, entry in sorted(_entries().items()):
        try:
            kind = _loaded(entry)
            found[name] = Offered(name, dict(kind.titles))
        except Exception as error:
            found[name] = Offered(name, {"en": name}, type(error).__name__)
    return tuple(found.values())


def signer(name: str, options: Mapping[str, object]) -> Signer:
    """The signer of this name, told what it has to know.

    options: more than it asks for may be given. Refused signature.no_signer, signature.signer_broken,
    signature.signer_settings.
    """
    entry = _entries().get(name)
    if entry is None:
        raise Refused("signature.no_signer", name=name)
    try:
        kind = _loaded(entry)
        model = kind.settings()
    except Exception as error:
        raise Refused("signature.signer_broken", name=name, fault=type(error).__name__) from error
    said = {field: options[field] for field in model.model_fields if options.get(field) not in (None, "", ())}
    from pydantic import ValidationError

    try:
        made: Signer = kind(model.model_validate(said))
    except ValidationError as error:
        wrong = ", ".join(sorted({str(one["loc"][0]) for one in error.errors() if one["loc"]}))
        raise Refused("signature.signer_settings", name=name, fields=wrong) from error
    except Refused:
        raise
    except Exception as error:
        raise Refused("signature.signer_broken", name=name, fault=type(error).__name__) from error
    return made


def _entries() -> dict[str, EntryPoint]:
    """By name; of two with the same name the one in the box counts."""
    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=GROUP):
        if entry.name not in found or entry.value.startswith("medcab_tui."):
            found[entry.name] = entry
    return found


def _loaded(entry: EntryPoint) -> Any:
    kind = entry.load()
    if not all(hasattr(kind, part) for part in ("titles", "settings", "certificates", "sign")):
        raise TypeError(entry.value)
    return kind
