"""The forms of «Документы» as pydantic models. Loads pydantic: import it only when a form is opened."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from medcab_tui.domain.documents import KINDS
from medcab_tui.locale import N_
from medcab_tui.ui.forms.fields import Shown
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import Email, Line

CONSENT = ((True, N_("agrees to ordinary mail")), (False, N_("does not agree or was not asked")))
Path = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4096)]


class AttachForm(Form):
    """A file that becomes a document."""

    path: Annotated[Path, Shown(N_("File"), picks=True, loose=True)] = ""
    kind: Annotated[str, Shown(N_("Kind"), width=34, choices=tuple((kind, kind) for kind in KINDS))]
    title: Annotated[Line, Shown(N_("Title"), mask=N_("the file's name, if left empty"), width=34)] = ""
    patient: Annotated[bytes | None, Shown(N_("Patient"), picks=True)] = None


class MailForm(Form):
    """Where a document goes by mail, and why."""

    address: Annotated[Email, Shown(N_("E-mail address"), width=34)]
    reason: Annotated[Line, Shown(N_("Grounds"), picks=True, loose=True, width=34)]


class PatientMailForm(MailForm):
    """The same of a patient's document: the patient has to agree."""

    agreed: Annotated[bool, Shown(N_("Consent"), choices=CONSENT, width=34)]


class ExportForm(Form):
    """Where a document's file goes."""

    path: Annotated[Path, Shown(N_("Folder or file"), picks=True, loose=True)]
