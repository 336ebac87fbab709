"""What stands in cards, checked by the rules of the domain and laid out as rows: in any process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from medcab_tui.cabinet.pieces import Loaded, LoadedPatient, LoadedPrescription, LoadedRecord, LoadedResult
from medcab_tui.domain.chart_rules import check_problem
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rules import check_line, check_patient, check_record, check_result
from medcab_tui.store.encounters import NewRecord
from medcab_tui.store.laid import Laid


class Laying:
    """Checks what stands in cards by the rules of other actions and lays it out as rows.

    Pure but for `birth`, which is asked about patients who were not laid here.
    """

    def __init__(self, now: datetime, today: date, birth: Callable[[Id], date]) -> None:
        self._now = now
        self._today = today
        self._birth = birth
        self._births: dict[Id, date] = {}

    def lay(self, pieces: Iterable[Loaded]) -> Laid:
        """The rows of patients, records, results and prescriptions; other pieces are left out."""
        laid, put = Laid(self._now), self.put
        for piece in pieces:
            put(laid, piece)
        return laid

    def put(self, laid: Laid, piece: Loaded) -> None:
        """Adds the rows of one piece; Invalid if it breaks a rule, then nothing was added."""
        if isinstance(piece, LoadedResult):
            self._result(laid, piece)
        elif isinstance(piece, LoadedRecord):
            self._record(laid, piece)
        elif isinstance(piece, LoadedPatient):
            self._patient(laid, piece)
        elif isinstance(piece, LoadedPrescription):
            self._prescription(laid, piece)

    def born(self, patient: Id) -> date:
        """When a patient was born; Refused if there is none."""
        found = self._births.get(patient)
        if found is None:
            found = self._births[patient] = self._birth(patient)
        return found

    def _patient(self, laid: Laid, piece: LoadedPatient) -> None:
        patient = check_patient(piece.patient, self._today)
        self._births[piece.id] = patient.birth
        for allergy in piece.allergies:
            check_line(allergy.substance, "substance", required=True)
        for problem in piece.problems:
            check_problem(problem, patient.birth, self._today)
        laid.patient(piece.id, patient, piece.allergies, piece.problems)

    def _record(self, laid: Laid, piece: LoadedRecord) -> None:
        check_record(piece.body, piece.at, self._now, self.born(piece.patient), external=piece.external)
        if not piece.external:
            laid.workers.add(piece.author.worker)
        laid.record(
            NewRecord(
                piece.id,
                piece.patient,
                piece.at,
                piece.recorded,
                piece.body,
                piece.author,
                piece.external,
                piece.origin,
                piece.addendum_to,
            )
        )

    def _result(self, laid: Laid, piece: LoadedResult) -> None:
        self.born(piece.patient)
        check_result(piece.observation, self._now)
        if piece.responsible is not None:
            laid.workers.add(piece.responsible)
        laid.result(piece.patient, piece.observation, piece.responsible)

    def _prescription(self, laid: Laid, piece: LoadedPrescription) -> None:
        self.born(piece.patient)
        check_line(piece.prescription.text, "text", required=True)
        if piece.prescription.until < piece.prescription.issued:
            raise Invalid("prescription.until", "until")
        laid.prescription(piece.patient, piece.prescription, piece.author)
