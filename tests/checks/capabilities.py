"""Which tests prove which capabilities: the ids that marks may name, and the table of all.

`pytest --capabilities` runs nothing and prints the table. A mark stands on a test that fails when the
capability breaks; what then still is missing of it stands in `SHORT`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

TREE: Final = Path(__file__).parents[1]
_NAMED = re.compile(r'"(C\d{3})"')
_MARK = "mark.capability("


IDS: Final = frozenset(f"C{number:03}" for number in range(1, 202))
"""The numbers there are, as one list for all of them counts them."""

TO_COME: Final = frozenset(
    """
    C006
    C045 C046 C047 C048 C049 C050
    C053 C054 C055 C059 C064 C065 C066
    C074 C075 C076 C078 C079 C080
    C081 C082 C083 C084 C085 C086 C087 C088 C089 C090 C091 C094 C095 C096
    C103 C112 C114 C115 C116 C117 C118 C119 C120 C121
    C122 C123 C124 C125 C126 C127 C128 C129
    C130 C131 C132 C133 C134 C135 C136 C137 C138 C139 C140 C141 C142 C143 C144 C145 C146 C147 C148
    C149 C150 C151 C152 C153 C154
    C156 C157 C160 C161 C163 C164 C167 C169 C170
    C182 C183 C184 C185 C186
    C195 C196 C197 C198 C199 C200 C201
    """.split()
)
"""Those that no test shows. Who proves one takes it out; a proof that is lost is told by a test."""

SHORT: Final[dict[str, str]] = {
    "C006": "no contact with registering authorities in the profile",
    "C050": "referrals and extracts come from templates; no prescriptions, no official certificates",
    "C059": "the stand-in answers for regional schedules; the schedule does not ask it yet",
    "C065": "load is counted for four weeks; efficiency is not",
    "C067": "nothing is prescribed: templates of prescriptions are files like others",
    "C093": "lists and whole cards go out; reports are not formed",
    "C103": "name and post only; no contacts, qualification, licences",
    "C109": "roles are given with the account and not changed; departments are assigned",
    "C112": "a password has no age",
    "C156": "by login; workers have no registered e-mail",
    "C157": "the recovery code on paper, or a trusted machine; no code is sent",
    "C163": "a password has no age",
    "C167": "redirects and refused tokens of services are told; no code comes by SMS",
    "C176": "taken from the official list; not compared with a diploma",
    "C184": "services are asked with their own tokens; nobody asks the cabinet from outside",
    "C185": "one chain in the store, verified; it is read by card and by oneself, not by an auditor",
    "C186": "records, laboratory, insurer and region by a stand-in; pharmacies, schedules, courses unused",
}
"""What is missing where the room stands: of a marked one the tests prove the rest."""


def shown() -> dict[str, frozenset[str]]:
    """The ids that the files of the test tree name in marks, each with the files."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in sorted(TREE.rglob("test_*.py")):
        text = file.read_text("utf-8")
        if _MARK in text and file.parent != Path(__file__).parent:
            for number in _NAMED.findall(text):
                found[number].add(file.relative_to(TREE).as_posix())
    return {number: frozenset(files) for number, files in found.items()}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that prints the table instead of running tests."""
    parser.addoption("--capabilities", action="store_true", help="print which tests prove which capabilities")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A mark that names nothing there is would prove nothing: it stops the run."""
    for item in items:
        for number in _numbers(item):
            if number not in IDS:
                raise pytest.UsageError(f"{item.nodeid}: there is no capability {number!r}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> object:
    """Nothing is run for the table."""
    return True if session.config.getoption("--capabilities") else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table."""
    if terminalreporter.config.getoption("--capabilities"):
        items = getattr(terminalreporter._session, "items", [])
        for line in table(items):
            terminalreporter.write_line(line)


def table(items: Iterable[pytest.Item]) -> list[str]:
    """A line for every capability that is proven, with its tests; then those that are not."""
    proofs: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for number in _numbers(item):
            proofs[number].add(item.nodeid.partition("[")[0].removeprefix("tests/") + _which(item))
    lines = [f"{number}  {', '.join(sorted(tests))}" for number, tests in sorted(proofs.items())]
    short = [f"{number}  short: {what}" for number, what in SHORT.items()]
    bare = sorted(IDS - proofs.keys())
    partly = len(proofs.keys() & SHORT.keys())
    counted = f"{len(proofs)} of {len(IDS)} are proven, {partly} of them in part; not yet: {' '.join(bare)}"
    return [*lines, "", *short, "", counted]


def _numbers(item: pytest.Item) -> Iterable[str]:
    return (str(number) for mark in item.iter_markers("capability") for number in mark.args)


def _which(item: pytest.Item) -> str:
    """Which tape it is, where one test plays them all."""
    call = getattr(item, "callspec", None)
    return f"[{call.params['name']}]" if call is not None and "name" in call.params else ""
