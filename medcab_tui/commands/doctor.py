"""`medcab doctor`: everything the cabinet needs, looked at one by one, each with its remedy."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from medcab_tui import log
from medcab_tui.commands.checkups import CHECKUPS, Checkup, Finding, Grade
from medcab_tui.commands.faults import FAILED, printable
from medcab_tui.locale import _, ngettext
from medcab_tui.settings import Settings

_SIGNS = {Grade.GOOD: "✓", Grade.WARNING: "⚠", Grade.BAD: "✕"}
_ASCII = {Grade.GOOD: "ok", Grade.WARNING: "!!", Grade.BAD: "xx"}


def examine(chosen: Settings) -> int:
    """Print every finding; `FAILED` when something must be mended before the cabinet can be used."""
    signs = _ASCII if chosen.ascii or (sys.stdout.encoding or "").lower() != "utf-8" else _SIGNS
    bad = 0
    for checkup in CHECKUPS:
        for finding in _findings(checkup, chosen):
            bad += finding.grade is Grade.BAD
            for line in _lines(finding, signs[finding.grade]):
                sys.stdout.write(printable(line, sys.stdout))
    if bad:
        told = ngettext("{n} thing must be mended.", "{n} things must be mended.", bad).format(n=bad)
    else:
        told = _("The cabinet can be used here.")
    sys.stdout.write(printable(f"\n{told}\n", sys.stdout))
    return FAILED if bad else 0


def _findings(checkup: Checkup, chosen: Settings) -> Iterator[Finding]:
    """What the checkup found; one that breaks is a finding itself and doesn't stop the others."""
    try:
        yield from checkup(chosen)
    except Exception as error:
        number = log.record(error)
        yield Finding(
            Grade.BAD,
            checkup.__name__,
            _("the check itself failed, error {number}").format(number=number),
            _("See {path}.").format(path=log.path()),
        )


def _lines(finding: Finding, sign: str) -> Iterator[str]:
    yield f"{sign} {finding.what}: {finding.found}\n"
    if finding.remedy:
        yield f"{' ' * len(sign)} → {finding.remedy}\n"
