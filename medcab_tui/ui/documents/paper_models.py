"""The form of a document, made from what its template asks. Loads pydantic: import it when one is opened."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, StringConstraints, create_model

from medcab_tui.domain import identifiers
from medcab_tui.domain.paper_folders import LONGEST_TITLE
from medcab_tui.domain.papers import Answer, FieldKind, PaperField, PaperTemplate
from medcab_tui.domain.patients import Coded
from medcab_tui.domain.rules import check_reason
from medcab_tui.locale import N_
from medcab_tui.ui.forms import begun, meant
from medcab_tui.ui.forms.fields import Shown, Way
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import Address, IsoDate, Line, Number, Phone, Prose, Snils, by_rule

WHY: Final = "Why"
"""The field that an amendment adds; no template can have a field of this name."""

_Policy = Annotated[
    Line,
    by_rule(partial(identifiers.check_policy_of, "")),
    AfterValidator(identifiers.print_policy),
    Way(begun=begun.policy_begun, offers=meant.digits_meant),
]
_Ogrn = Annotated[Line, by_rule(identifiers.check_ogrn), Way(mask="0000000000000", offers=meant.digits_meant)]
_Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE)]

_KINDS: Final[dict[FieldKind, Any]] = {
    FieldKind.LINE: Line,
    FieldKind.TEXT: Prose,
    FieldKind.DATE: IsoDate,
    FieldKind.NUMBER: Number,
    FieldKind.CHOICE: _Filled,
    FieldKind.DIAGNOSIS: Coded,
    FieldKind.SPECIALTY: Coded,
    FieldKind.ADDRESS: Address,
    FieldKind.PHONE: Phone,
    FieldKind.SNILS: Annotated[Snils, AfterValidator(identifiers.print_snils)],
    FieldKind.POLICY: _Policy,
    FieldKind.OGRN: _Ogrn,
}
_UNPICKED: Final = {FieldKind.SPECIALTY: "form.pick_specialty"}
_WIDTHS: Final = {
    FieldKind.DATE: 12, FieldKind.NUMBER: 14, FieldKind.PHONE: 24, FieldKind.SNILS: 24,
    FieldKind.POLICY: 34, FieldKind.OGRN: 24, FieldKind.CHOICE: 34,
}  # fmt: skip


def model_of(template: PaperTemplate, *, amends: bool) -> type[BaseModel]:
    """The form of a template's documents; an amendment says why."""
    fields: dict[str, Any] = {one.name: _field(one) for one in template.fields}
    if amends:
        why = Annotated[Line, by_rule(check_reason), Shown(N_("Why amended"))]
        fields[WHY] = (why, ...)
    made: type[BaseModel] = create_model("PaperForm", __base__=Form, **fields)
    return made


def answers_of(template: PaperTemplate, values: BaseModel) -> tuple[Answer, ...]:
    """What was filled in, as a document keeps it; empty fields are left out."""
    given = ((field, getattr(values, field.name)) for field in template.fields)
    return tuple(_answer(field, value) for field, value in given if value not in (None, ""))


def _answer(field: PaperField, value: Any) -> Answer:
    if isinstance(value, Coded):
        whole = field.kind is FieldKind.DIAGNOSIS
        text = f"{value.code} {value.display}" if whole else value.display
        return Answer(field.name, field.title, text, field.kind, value)
    if isinstance(value, Decimal):
        value = format(value, "f").replace(".", ",")
    return Answer(field.name, field.title, str(value), field.kind)


def _field(one: PaperField) -> tuple[Any, Any]:
    # A title is a person's text: it is no msgid, and an untranslated text is shown as it is.
    shown = Shown(
        one.title,
        mask=one.hint,
        width=_WIDTHS.get(one.kind, 0),
        lines=one.lines,
        choices=tuple((text, text) for text in one.picks),
        picks=one.kind in (FieldKind.DIAGNOSIS, FieldKind.SPECIALTY),
        unpicked=_UNPICKED.get(one.kind, "form.pick"),
    )
    return Annotated[_KINDS[one.kind], shown], ... if one.required else None
