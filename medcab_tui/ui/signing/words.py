"""Signatures and certificates in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.signatures import CertificateState, Chosen, SignatureState
from medcab_tui.domain.times import day_in
from medcab_tui.locale import N_, _, language, ngettext
from medcab_tui.ui.shell.dates import stamp
from medcab_tui.ui.widgets.glyphs import NO, OPEN, WARN, YES
from medcab_tui.ui.widgets.lines import Line, Run

if TYPE_CHECKING:
    from medcab_tui.cabinet.signatures import Checked
    from medcab_tui.domain.accounts import Worker
    from medcab_tui.domain.signatures import Certificate, Signature
    from medcab_tui.papers.signing.found import Offered
    from medcab_tui.settings import Settings

SOON: Final = 30
"""Days before the end of a certificate when it begins to be said."""

STATES: Final[Mapping[SignatureState, tuple[str, str, str]]] = {
    SignatureState.HOLDS: (YES, N_("holds"), "ok"),
    SignatureState.CHANGED: (NO, N_("does not hold: what was signed is other bytes"), "danger"),
    SignatureState.DAMAGED: (NO, N_("does not hold: the signature is damaged"), "danger"),
    SignatureState.UNKNOWN: (OPEN, N_("not to be checked here: its algorithm is not known"), "warning"),
}
CERTIFICATES: Final[Mapping[CertificateState, tuple[str, str, str]]] = {
    CertificateState.VALID: (YES, N_("in force when it was signed; a trusted issuer vouches for it"), "ok"),
    CertificateState.EXPIRED: (NO, N_("had expired when it was signed"), "danger"),
    CertificateState.NOT_YET: (NO, N_("was not valid yet when it was signed"), "danger"),
    CertificateState.ISSUER_UNKNOWN: (
        WARN,
        N_("in force when it was signed; its issuer is unknown here"),
        "warning",
    ),
    CertificateState.NOT_FOR_SIGNING: (NO, N_("is not made for signing"), "danger"),
}


def chosen_of(settings: Settings) -> Chosen:
    """How one signs, as the settings say."""
    options: dict[str, object] = {
        **settings.sign_options,
        "file": settings.sign_file,
        "command": settings.sign_command,
        "certificate": settings.sign_certificate,
    }
    return Chosen(settings.signer, options, settings.sign_check, settings.sign_anchors)


def title_of(signer: Offered) -> str:
    """A signer's name in the reader's language."""
    return one_line(signer.titles.get(language()) or signer.titles.get("en") or signer.name)


def certificate_words(shown: Certificate, now: datetime, zone: str) -> Run:
    """«Иванова Анна Петровна · до 2027-10-24»: whose it is, and till when."""
    until = day_in(shown.ends, zone)
    words = f"{one_line(shown.subject)} · " + _("until {day}").format(day=until)
    match shown.at(now):
        case CertificateState.EXPIRED:
            return f"{NO} {words} · " + _("expired"), "danger"
        case CertificateState.NOT_YET:
            begins = _("valid from {day}").format(day=day_in(shown.begins, zone))
            return f"{NO} {words} · {begins}", "danger"
        case CertificateState.NOT_FOR_SIGNING:
            return f"{NO} {words} · " + _("not made for signing"), "danger"
    left = (shown.ends - now).days
    if left < SOON:
        told = ngettext("{n} day left", "{n} days left", left).format(n=left)
        return f"{WARN} {words} · {told}", "warning"
    return words, "text"


def another_name(shown: Certificate, worker: Worker) -> bool:
    """Whether a certificate names a person, and another one than who sits here."""
    return bool(shown.surname) and shown.surname.casefold() != worker.surname.casefold()


def numbers_of(shown: Certificate) -> str:
    """СНИЛС and ОГРН, where the certificate has them."""
    said = ((_("SNILS"), shown.snils), (_("OGRN"), shown.ogrn))
    return " · ".join(f"{name} {one_line(number)}" for name, number in said if number)


def signature_row(one: Signature) -> Run:
    """How a signature stands, in a word, for a list."""
    if one.withdrawn is not None:
        return f"{NO} {_('signature withdrawn')}", "dim"
    if one.changed_since:
        return f"{WARN} {_('changed after signing')}", "warning"
    return f"{YES} {_('signed')}", "ok"


def checked_lines(found: Checked, zone: str) -> list[Line]:
    """Everything that looking at a signature found, one fact a line."""
    one, seen = found.signature, found.verified
    glyph, words, role = STATES[seen.state]
    lines: list[Line] = [_fact(_("Signature"), f"{glyph} {_(words)}", role)]
    if not found.says_the_same:
        lines.append(
            _fact("", f"{NO} " + _("the record in the store says something else than was signed"), "danger")
        )
    if one.changed_since:
        lines.append(_fact("", f"{WARN} " + _("what it stands under was changed after signing"), "warning"))
    who = " · ".join(part for part in (one.author.name, one.author.post, one.author.department) if part)
    lines.append(_fact(_("Signed by"), one_line(who)))
    lines.append(_fact(_("When"), stamp(one.at, zone)))
    if seen.at is not None and abs((seen.at - one.at).total_seconds()) >= 60:
        lines.append(_fact("", _("by the signer's own clock: {at}").format(at=stamp(seen.at, zone)), "dim"))
    if seen.certificate is not None and seen.certificate_state is not None:
        lines += _certificate_lines(seen.certificate, seen.certificate_state, zone)
    if seen.algorithm:
        by = f" · {_('checked by the command')}" if seen.by_command else ""
        lines.append(_fact(_("Algorithm"), one_line(seen.algorithm) + by))
    if one.withdrawn is not None:
        told = f"{stamp(one.withdrawn, zone)} · {one_line(one.withdrawn_by)} · {one_line(one.reason)}"
        lines.append(_fact(_("Withdrawn"), told, "warning"))
    lines.append(_fact("", _("Whether the certificate was revoked is not checked."), "dim"))
    return lines


def _certificate_lines(shown: Certificate, state: CertificateState, zone: str) -> list[Line]:
    glyph, words, role = CERTIFICATES[state]
    days = f"{day_in(shown.begins, zone)} — {day_in(shown.ends, zone)}"
    lines = [
        _fact(_("Certificate"), f"{one_line(shown.subject)} · {days}"),
        _fact("", f"{glyph} {_(words)}", role),
        _fact(_("Issued by"), one_line(shown.issuer)),
        _fact(_("Number"), shown.serial),
    ]
    numbers = numbers_of(shown)
    return [*lines, _fact("", numbers)] if numbers else lines


def _fact(name: str, text: str, role: str = "text") -> Line:
    return ((f"{name:<13}", "dim"), (text, role))
