"""Charts made of the cabinet's pieces: by chance, and put together from what was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.domain import interchange as ic
from medcab_tui.domain.chart import KINDS, NATURES, POLICY_KINDS, STAGES
from medcab_tui.domain.patients import AllergyGrade, Certainty, EncounterKind, PrescriptionStatus, Sex
from medcab_tui.services.fhir.mapping import read
from medcab_tui.services.fhir.systems import ICD10, LOINC, SNOMED, TESTS

ZONE = "Europe/Moscow"
LETTERS = "абвгёйхцчшщъыьэюяABCxyzßøé0123456789 .,;:()%<>&\"'«»—/+№"


def opened(bundle: dict[str, Any]) -> list[ic.Read]:
    """Every entry of a Bundle, read."""
    return [read(entry["resource"], entry.get("fullUrl", ""), ZONE) for entry in bundle["entry"]]


def together(reads: Iterable[ic.Read]) -> ic.Chart:
    """The chart of the one patient that was read."""
    found: defaultdict[type, list[Any]] = defaultdict(list)
    for one in reads:
        for piece in one.pieces:
            found[type(piece)].append(piece)
    (person,) = found[ic.Person]
    kinds = (ic.Illness, ic.Intolerance, ic.Note, ic.Finding, ic.Report, ic.Medicine, ic.Paper, ic.Clinician,
             ic.Post, ic.Institution, ic.Drug, ic.Bytes)  # fmt: skip
    return ic.Chart(person, *(tuple(found[kind]) for kind in kinds))


lines = st.text(LETTERS, min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)
texts = (
    st.lists(st.text(LETTERS, max_size=30), min_size=1, max_size=4).map("\n".join).map(str.strip).filter(bool)
)
days = st.dates(date(1931, 1, 1), date(2026, 11, 1))
parts = st.one_of(days.map(str), days.map(lambda day: f"{day:%Y-%m}"), days.map(lambda day: f"{day:%Y}"))
moments = st.integers(-600_000_000, 1_790_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))
numbers = st.decimals(-10_000, 10_000, places=3, allow_nan=False, allow_infinity=False)
amounts = st.one_of(
    numbers, st.sampled_from([Decimal("37.0"), Decimal("0"), Decimal("1E+2"), Decimal("5.10")])
)
systems = st.sampled_from([ICD10, LOINC, SNOMED, TESTS])
codes = st.one_of(
    st.builds(ic.Concept, lines),
    st.builds(
        ic.Concept,
        lines,
        st.sampled_from(["E11.9", "4548-4", "59621000"]),
        systems,
        st.sampled_from(["", "2.24"]),
    ),
)
PATIENT = ic.Ref("urn:uuid:018f0000-0000-7000-8000-000000000001")
refs = st.sampled_from(
    [ic.Ref(), ic.Ref("Practitioner/7"), ic.Ref("urn:uuid:018f0000-0000-7000-8000-000000000007", "Ли Б.")]
)
flags = st.booleans()

people = st.builds(
    ic.Person,
    st.just(PATIENT.key),
    st.sampled_from(["Кузнецова", "Müller", "О’Нил", "Эль Сайед"]),
    st.sampled_from(["Мария", "Anna-Lena", "Ы"]),
    st.sampled_from(["", "Павловна", "Maria Luise"]),
    sex=st.sampled_from([Sex.FEMALE, Sex.MALE]),
    birth=days,
    snils=st.sampled_from(["", "11223344595", "00000060006"]),
    policy=st.sampled_from(["7700000000000016"]),
    policy_kind=st.sampled_from([None, *POLICY_KINDS[1:3]]),
    passport=st.sampled_from(["", "4508123456"]),
    phone=st.sampled_from(["", "+79123456789"]),
    email=st.sampled_from(["", "a.b@example.test"]),
    address=st.one_of(st.just(""), lines),
    contact=st.one_of(st.just(""), lines),
    died=st.one_of(st.sampled_from(["", "yes"]), days.map(str)),
)


@st.composite
def illnesses(draw: st.DrawFn) -> ic.Illness:
    closed = draw(st.one_of(st.just(""), parts))
    withdrawn = draw(flags)
    certain = ["refuted", "entered-in-error"] if withdrawn else ["", "confirmed", "provisional"]
    return ic.Illness(
        "", PATIENT, draw(codes), draw(st.sampled_from([None, *KINDS])),
        draw(st.sampled_from([None, *STAGES])), draw(st.sampled_from([None, *NATURES])),
        draw(st.one_of(st.just(""), parts)), closed,
        not closed, draw(st.sampled_from(certain)), withdrawn, draw(refs),
        draw(st.one_of(st.none(), moments)), draw(st.one_of(st.just(""), texts)), draw(flags),
    )  # fmt: skip


intolerances = st.builds(
    ic.Intolerance, st.just(""), st.just(PATIENT), codes, st.sampled_from(AllergyGrade),
    st.one_of(st.just(""), lines), st.sampled_from(Certainty), st.one_of(st.just(""), parts), flags,
    st.just(False),
)  # fmt: skip

TOLD = ("complaints", "anamnesis", "objective", "conclusion", "plan")
said = st.fixed_dictionaries({}, optional=dict.fromkeys(TOLD, texts))


@st.composite
def notes(draw: st.DrawFn) -> ic.Note:
    remote = draw(st.sampled_from(["", "Encounter/9"]))
    told = draw(said) if not remote else {"complaints": "\n".join(draw(st.lists(lines, max_size=2)))}
    return ic.Note(
        remote, PATIENT, draw(moments), draw(st.sampled_from(EncounterKind)),
        title=draw(st.one_of(st.just(""), lines)),
        until=draw(st.one_of(st.none(), moments)),
        diagnosis=draw(st.one_of(st.none(), st.just(ic.Concept("Сахарный диабет", "E11.9", ICD10, "2.24")))),
        diagnoses=draw(st.sampled_from([(), (ic.Ref("Condition/1"), ic.Ref("Condition/2"))])),
        author=draw(refs), organisation=draw(refs), encounter=draw(refs), withdrawn=draw(flags),
        appends=ic.Ref() if remote else draw(st.sampled_from([ic.Ref(), ic.Ref("Composition/8")])), **told,
    )  # fmt: skip


@st.composite
def findings(draw: st.DrawFn) -> ic.Finding:
    shared: dict[str, Any] = {
        "status": draw(st.sampled_from(ic.FindingStatus)), "vital": draw(flags),
        "note": draw(st.one_of(st.just(""), texts)), "source": draw(refs), "encounter": draw(refs),
        "order": draw(refs), "flag": draw(st.sampled_from(["", "H", "LL", "A"])),
        "norm": draw(st.one_of(st.just(""), lines)),
    }  # fmt: skip
    if draw(flags):
        unit, ucum = draw(st.sampled_from([("ммоль/л", "mmol/L"), ("%", "%"), ("усл. ед.", ""), ("", "")]))
        shared |= {
            "value": draw(amounts), "unit": unit or ucum, "ucum": ucum,
            "comparator": draw(st.sampled_from(["", "<", "<=", ">=", ">"])),
            "low": draw(st.one_of(st.none(), amounts)), "high": draw(st.one_of(st.none(), amounts)),
        }  # fmt: skip
    else:
        shared["words"] = draw(texts)
    return ic.Finding("", PATIENT, draw(codes), draw(moments), **shared)


@st.composite
def panels(draw: st.DrawFn) -> list[ic.Finding]:
    """Several findings that were measured as one."""
    first = draw(findings())
    others = draw(st.lists(findings(), max_size=2))
    panel = draw(codes)
    same = {
        name: getattr(first, name)
        for name in ("at", "status", "vital", "note", "source", "encounter", "order")
    }
    return [replace(one, **same, panel=panel) for one in (first, *others)]


medicines = st.builds(
    ic.Medicine, st.just(""), st.just(PATIENT), st.sampled_from(PrescriptionStatus), codes, st.just(ic.Ref()),
    st.one_of(st.just(""), lines), st.one_of(st.none(), days), st.one_of(st.none(), days), flags, refs, refs,
    st.one_of(st.just(""), lines),
)  # fmt: skip
files = st.one_of(
    st.builds(ic.Enclosed, lines, st.just("application/pdf"), st.binary(min_size=1, max_size=20)),
    st.builds(ic.Enclosed, lines, st.just("image/png"), elsewhere=st.just(ic.Ref("Binary/3"))),
)
reports = st.builds(
    ic.Report, st.just(""), st.just(PATIENT), codes, moments, conclusion=st.one_of(st.just(""), texts),
    results=st.sampled_from([(), (ic.Ref("Observation/1"),)]), files=st.lists(files, max_size=2).map(tuple),
    source=refs, encounter=refs, order=refs, withdrawn=flags,
)  # fmt: skip
papers = st.builds(
    ic.Paper, st.just(""), st.just(PATIENT), lines, st.one_of(st.just(""), lines),
    st.sampled_from(["", "В-0001/26"]), st.one_of(st.none(), days),
    st.lists(files, min_size=1, max_size=2).map(tuple), refs, refs, flags,
)  # fmt: skip


@st.composite
def charts(draw: st.DrawFn) -> ic.Chart:
    """A chart with some of everything; every piece with a name of its own."""
    number = 1

    def named(one: Any) -> Any:
        nonlocal number
        number += 1
        if one.remote:
            return replace(one, remote=f"{one.remote}{number}")
        return replace(one, remote=f"urn:uuid:018f0000-0000-7000-8000-{number:012x}")

    def some(kind: st.SearchStrategy[Any]) -> tuple[Any, ...]:
        return tuple(named(one) for one in draw(st.lists(kind, max_size=2)))

    measured: list[ic.Finding] = list(some(findings()))
    for panel in draw(st.lists(panels(), max_size=1)):
        base = named(panel[0]).remote
        measured += [replace(one, remote=f"{base}#{place}") for place, one in enumerate(panel, 1)]
    return ic.Chart(
        draw(people), some(illnesses()), some(intolerances), some(notes()), tuple(measured), some(reports),
        some(medicines), some(papers),
        some(st.builds(ic.Clinician, st.just("Practitioner/"), lines, st.one_of(st.just(""), lines))),
        some(st.builds(ic.Post, st.just("PractitionerRole/"), refs, refs, st.one_of(st.just(""), lines))),
        some(st.builds(ic.Institution, st.just("Organization/"), lines)),
        some(st.builds(ic.Drug, st.just("Medication/"), codes)),
        some(st.builds(ic.Bytes, st.just("Binary/"), st.just("application/pdf"), st.binary(min_size=1))),
    )  # fmt: skip
