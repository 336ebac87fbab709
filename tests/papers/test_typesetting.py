"""Documents are set behind limits: what is typed stays text, what a template does is bounded."""

from __future__ import annotations

import re
import subprocess
import time
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.papers import (
    Answer,
    FieldKind,
    Paper,
    PaperTemplate,
    Person,
    fingerprint_of,
    printed,
    seal,
    unprinted,
)
from medcab_tui.domain.patients import Coded, Sex
from medcab_tui.papers import folders
from medcab_tui.papers.typesetting import Typesetter
from medcab_tui.papers.wording import fit, square, values_of

AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
MARK = "МЕТКА"
SHIPPED = {one.name: one for one in folders.found(None).good}
SOUND = "#set document(date: datetime(year: 2026, month: 1, day: 1))\n"


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    kept = Typesetter(cpu_seconds=1)
    yield kept
    kept.close()


def paper_of(template: PaperTemplate, number: str = "", **answers: str) -> Paper:
    said = []
    for field in template.fields:
        text, coded = answers.get(field.name, ""), None
        if field.kind is FieldKind.DIAGNOSIS:
            coded = Coded("I10", "Эссенциальная [первичная] гипертензия", "2.27")
        elif field.kind is FieldKind.SPECIALTY:
            coded = Coded("25", "Кардиология", "5.4")
        elif field.kind is FieldKind.CHOICE:
            text = text or field.picks[0]
        said.append(Answer(field.name, field.title, coded.display if coded else text, field.kind, coded))
    person = Person("Кузнецова", "Мария", "Павловна", Sex.FEMALE, date(1958, 3, 12))
    return Paper(
        template.name, template.version, template.kind, template.title, number, date(2026, 11, 23),
        "Городская поликлиника № 5", "Иванова Анна Петровна", "врач-терапевт", "Терапия", person,
        tuple(said),
    )  # fmt: skip


async def made(typesetter: Typesetter, template: PaperTemplate, paper: Paper) -> bytes:
    return await typesetter.pdf(template.page, values_of(paper, template), AT)


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def pages_of(content: bytes) -> int:
    with pypdfium2.PdfDocument(content) as document:
        return len(document)


def bare(text: str) -> str:
    """Letters alone: where lines break is the page's business."""
    return re.sub(r"[\s\u200b\u00ad\ufffe\x02]", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("name", sorted(SHIPPED))
async def test_a_document_is_pdf_a_with_its_fonts_in_it(
    name: str, typesetter: Typesetter, tmp_path: Path
) -> None:
    template = SHIPPED[name]
    content = await made(typesetter, template, paper_of(template, "В-0001/26"))
    assert b"<pdfaid:part>1</pdfaid:part>" in content
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in content
    path = tmp_path / "made.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(told) > 2
    assert all(re.search(r" yes +yes +yes +\d+ +\d+$", line) for line in told[2:]), told
    assert await made(typesetter, template, paper_of(template, "В-0001/26")) == content


async def test_the_extract_declines_whose_it_is_and_the_referral_underlines_what_is_asked(
    typesetter: Typesetter,
) -> None:
    extract, referral = SHIPPED["discharge"], SHIPPED["referral_057"]
    said = text_of(await made(typesetter, extract, paper_of(extract, "В-0001/26", conclusion="Здорова")))
    assert "Кузнецовой Марии Павловны" in said
    assert "Выдана Кузнецовой Марии Павловне для предоставления по месту требования" in said
    assert "ВЫПИСКА № В-0001/26" in said
    said = text_of(await made(typesetter, referral, paper_of(referral, "Н-0007/26", purpose="обследование")))
    for part in ("Форма № 057/у-04", "НАПРАВЛЕНИЕ № Н-0007/26", "Кардиология", "I10", "12.03.1958"):
        assert part in said


async def test_the_square_code_is_drawn_as_it_was_made(typesetter: Typesetter) -> None:
    template = SHIPPED["referral_057"]
    paper = paper_of(template, "Н-0007/26")
    content = await made(typesetter, template, paper)
    fingerprint = fingerprint_of(paper)
    assert fingerprint.hex()[:32] in bare(text_of(content))
    rows = square(seal(paper, fingerprint))
    size = len(rows)
    with pypdfium2.PdfDocument(content) as document:
        page = document[0].render(scale=4, grayscale=True)
        dark = [
            [value < 128 for value in bytes(page.buffer)[y * page.stride : y * page.stride + page.width]]
            for y in range(page.height)
        ]
    side, left = round(24 / 25.4 * 72 * 4), round(20 / 25.4 * 72 * 4)
    # The code's own corner: the last rows of the page that begin dark right at the margin.
    bottom = max(y for y in range(len(dark)) if sum(dark[y][left : left + side // 8]) > side // 10)
    top = bottom - side + 1
    step = side / size
    drawn = [
        [dark[int(top + (y + 0.5) * step)][int(left + (x + 0.5) * step)] for x in range(size)]
        for y in range(size)
    ]
    wanted = [[any(at <= x < at + wide for at, wide in row) for x in range(size)] for row in rows]
    assert drawn == wanted


HOSTILE = (
    '#read("/etc/passwd")', "#while true {}", "]", "[", "*_`$<a>@b", "\\u{41} \\", '"}, "number": "1', "// x",
    "/* x",
    "$sum_(i=0)^n$", "#import sys: *", "= Заголовок", "- пункт", "\u202eабв", "שלום", "😀", "\0", "a\tb",
    "<label>", "#set page(height: 1cm)", "{{n}}", "%PDF-1.7", "\x1b[31m", "а́", "ﬁ", "---", "~", "'\"",
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60), st.text('#[]{}$*_`\\"/@<>', max_size=30)))
@example("#" * 60)
async def test_no_value_changes_what_surrounds_it(value: str) -> None:
    for name, field in (("referral_057", "benefit"), ("discharge", "conclusion")):
        template = SHIPPED[name]
        plain = bare(text_of(await made(KEPT, template, paper_of(template, **{field: MARK}))))
        content = await made(KEPT, template, paper_of(template, **{field: f"{MARK}{value}{MARK}"}))
        assert bare(text_of(content)) == plain.replace(MARK, bare(f"{MARK}{fit(value)}{MARK}"))
        assert pages_of(content) == 1


KEPT = Typesetter()


@pytest.fixture(autouse=True, scope="module")
def _kept() -> Iterator[None]:
    yield
    KEPT.close()


async def test_a_very_long_value_flows_over_pages_and_loses_nothing(typesetter: Typesetter) -> None:
    template = SHIPPED["discharge"]
    for value in ("ы" * 20_000, "слово " * 3_000, "\n" * 500):
        begun = time.monotonic()
        content = await made(typesetter, template, paper_of(template, conclusion=value))
        assert time.monotonic() - begun < 5
        assert bare(text_of(content)).count("ы") >= value.count("ы")
        assert bare(text_of(content)).count("слово") == value.count("слово")


@pytest.mark.parametrize(
    "page",
    [
        '#read("/etc/passwd")',
        '#read("../../etc/passwd")',
        '#read("/proc/self/environ")',
        '#image("/etc/hostname")',
        '#include "/etc/passwd"',
        '#import "@preview/tablex:0.0.8": *',
        '#plugin("/bin/true")',
        "#let",
    ],
)
async def test_a_template_reads_nothing_and_fetches_nothing(page: str, typesetter: Typesetter) -> None:
    with pytest.raises(Invalid) as caught:
        await typesetter.pdf(page, values_of(paper_of(SHIPPED["discharge"]), SHIPPED["discharge"]), AT)
    assert caught.value.code == "paper.page"
    assert "root:" not in caught.value.values["said"]


@pytest.mark.parametrize(
    "page",
    [
        "#let n = 0\n#while n < 9999 { n += 1; let m = 0; while m < 9999 { m += 1 } }",
        '#let s = "x" * 100000\n#for i in range(30) { s = s + s }',
    ],
    ids=["time", "memory"],
)
async def test_a_template_without_end_is_ended(page: str, typesetter: Typesetter) -> None:
    template = SHIPPED["discharge"]
    values = values_of(paper_of(template), template)
    begun = time.monotonic()
    with pytest.raises(Invalid) as caught:
        await typesetter.pdf(page, values, AT)
    assert caught.value.code == "paper.heavy"
    assert time.monotonic() - begun < 10
    assert (await typesetter.pdf(template.page, values, AT)).startswith(b"%PDF-")  # the next one is set


def test_every_letter_called_printed_is_in_the_fonts() -> None:
    """PDF/A-2 refuses a letter without a shape, so that one compilation tells of all."""
    import typst

    letters = [chr(code) for code in range(0x21, 0x3000) if printed(chr(code))]
    shown = ["а" + one if unicodedata.combining(one) else one for one in letters]
    source = (
        '#set text(font: ("Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern Math"), fallback: false)\n'  # noqa: E501
        '#for line in sys.inputs.v.split("\\n") [#text(line) \\ ]'
    )
    whole = "\n".join(" ".join(shown[start : start + 40]) for start in range(0, len(shown), 40))
    compiler = typst.Compiler(input=b"", ignore_system_fonts=True)
    assert compiler.compile(
        input=source.encode(), format="pdf", pdf_standards=["a-2b"], sys_inputs={"v": whole}
    )
    assert unprinted("Ёлка 😀 и 😀") == "😀"


async def test_one_process_sets_many_and_goes_with_its_owner() -> None:
    kept = Typesetter()
    template = SHIPPED["referral_057"]
    await made(kept, template, paper_of(template))
    process = kept._process
    await made(kept, template, paper_of(template, "Н-1/26"))
    assert process is not None
    assert kept._process is process
    kept.close()
    assert process.poll() is not None
