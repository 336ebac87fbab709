"""A letter as it goes over the line: the same bytes each time for the same operation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from medcab_tui.domain.exchange import Json, Operation, Rejected

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ADDRESS: Final = re.compile(r"([A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-]{1,64})@([^\s@,;<>\"()\\\[\]:]{1,190})")
_MEDIA: Final = re.compile(r"([a-z]+)/([a-z0-9.+\-]+)")
_MOST_SUBJECT: Final = 250
_MOST_NAME: Final = 150


def letter_of(operation: Operation, sender: str, name: str, most: int) -> EmailMessage:
    """The message. Rejected for no address or a wrong one, and for files of more than `most` bytes.

    Message-ID comes of the operation's key: a letter that had to be sent twice is recognised as one.
    """
    body = operation.body
    size = sum(len(file.content) + sum(map(len, file.signatures)) for file in operation.files)
    if size > most:
        raise Rejected("mail.large", code="mail.large")
    domain = mailbox(sender).rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{operation.key}@{domain}>"
    message["Date"] = operation.made
    message["From"] = Address(one_line(name), addr_spec=mailbox(sender))
    message["To"] = Address(addr_spec=mailbox(_text(body, "to")))
    message["Subject"] = one_line(_text(body, "subject") or _text(body, "title"))[:_MOST_SUBJECT]
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_UNSEEN.sub("", _text(body, "text")), charset="utf-8", cte="base64")
    for file in operation.files:
        named = one_line(file.name).replace("/", "_").replace("\\", "_")[-_MOST_NAME:] or "file"
        kind = _MEDIA.fullmatch(file.media)
        main, sub = (
            kind.groups()
            if kind and kind[1] not in ("multipart", "message")
            else ("application", "octet-stream")
        )
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=named)
        for number, signature in enumerate(file.signatures, 1):
            ending = ".p7s" if len(file.signatures) == 1 else f".{number}.p7s"
            message.add_attachment(
                signature, maintype="application", subtype="pkcs7-signature", filename=named + ending
            )
    if message.is_multipart():
        message.set_boundary(f"=_{operation.key}")
    return message


def mailbox(text: str) -> str:
    """An address as the line takes it, a domain of other letters in its ASCII form. Raises Rejected."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        raise Rejected("mail.no_address" if not text.strip() else "mail.address", code="mail.address")
    try:
        domain = found[2].encode("idna").decode("ascii")
    except UnicodeError:
        raise Rejected("mail.address", code="mail.address") from None
    if ".." in found[1] or found[1][0] == "." or found[1][-1] == ".":
        raise Rejected("mail.address", code="mail.address")
    return f"{found[1]}@{domain}"


def one_line(text: str) -> str:
    """A text that can be a header: no line of its own can be smuggled in."""
    return _CONTROL.sub(" ", text.encode("utf-8", "replace").decode("utf-8")).strip()


def _text(body: Mapping[str, Json], name: str) -> str:
    value = body.get(name, "")
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""
