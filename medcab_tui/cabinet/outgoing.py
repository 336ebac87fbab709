"""What an operation is made of when it goes: its body as the service is told, and the files with it.

The outbox keeps what was meant, not ten megabytes of it: `PREPARE` says by kind what is read when it goes.
A room adds its kinds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct

from medcab_tui.domain.exchange import File, Json

if TYPE_CHECKING:
    from medcab_tui.domain.documents import Format
    from medcab_tui.domain.exchange_rows import Waiting
    from medcab_tui.domain.ids import Id
    from medcab_tui.store.transaction import Connection


class Prepared(Struct, frozen=True):
    """What a service is given."""

    body: Mapping[str, Json]
    files: tuple[File, ...] = ()


_MEDIA: Final = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}

Preparing: TypeAlias = "Callable[[Connection, Waiting], Prepared]"


def prepared(connection: Connection, waiting: Waiting) -> Prepared:
    """What a service is given; raises Rejected where there is nothing to be given any more."""
    prepare = PREPARE.get(waiting.kind)
    return _as_kept(waiting) if prepare is None else prepare(connection, waiting)


def signed_file(connection: Connection, document: Id) -> tuple[str, Format, File]:
    """The name and the form a document's file was kept with, and the file with the signatures that hold."""
    from medcab_tui.store import document_files, signatures

    name, form, content = document_files.content(connection, document)
    under = tuple(
        one.cms
        for one in signatures.of(connection, document)
        if one.withdrawn is None and not one.changed_since
    )
    return name, form, File(name, _MEDIA[form.value], content, under)


def _as_kept(waiting: Waiting) -> Prepared:
    body = json.loads(waiting.payload)
    return Prepared(body if isinstance(body, dict) else {})


def _document(connection: Connection, waiting: Waiting) -> Prepared:
    from medcab_tui.cabinet.sending_actions import prepared_document

    return prepared_document(connection, waiting)


def _conclusion(connection: Connection, waiting: Waiting) -> Prepared:
    from medcab_tui.cabinet.sending_card import prepared_record

    return prepared_record(connection, waiting)


def _letter(connection: Connection, waiting: Waiting) -> Prepared:
    from medcab_tui.cabinet.letters import prepared_letter

    return prepared_letter(connection, waiting)


def _mail(connection: Connection, waiting: Waiting) -> Prepared:
    from medcab_tui.cabinet.mailing_actions import prepared_mail

    return prepared_mail(connection, waiting)


PREPARE: Final[dict[str, Preparing]] = {
    "document": _document,
    "conclusion": _conclusion,
    "notice.letter": _letter,
    "mail": _mail,
}
"""By the kind of an operation; one that is not here goes as it was kept."""
