-- Whom a department treats, from a day to a day: everybody of an area, or one patient. until is the first day it
-- does not any more; one that was entered in error ends on the day it began.
CREATE TABLE assignment (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    department BLOB NOT NULL REFERENCES department (id),
    area TEXT CHECK (area <> ''),
    patient BLOB REFERENCES patient (id),
    since TEXT NOT NULL,
    until TEXT CHECK (until >= since),
    CHECK ((area IS NULL) <> (patient IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX assignment_by_area ON assignment (area, since, until, department) WHERE area IS NOT NULL;
CREATE INDEX assignment_by_patient ON assignment (patient, since, until, department) WHERE patient IS NOT NULL;
CREATE INDEX assignment_by_department ON assignment (department, area, since);

-- Cards opened outside one's department, for a reason, until the end of the day. id: of the action.
CREATE TABLE opening (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    worker BLOB NOT NULL REFERENCES worker (id),
    patient BLOB NOT NULL REFERENCES patient (id),
    at INTEGER NOT NULL,
    until INTEGER NOT NULL CHECK (until > at),
    reason TEXT NOT NULL CHECK (reason <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX opening_by_worker ON opening (worker, patient, until);

-- When it was journaled last that a worker looked into a card.
ALTER TABLE recent_card ADD COLUMN noted INTEGER NOT NULL DEFAULT 0;

-- Rows of the journal that are about a patient, for the card's own journal. What a forger wrote need not be JSON:
-- it is found by walking the chain, not by stumbling over it here.
CREATE INDEX journal_by_patient ON journal (iif(json_valid(params), json_extract(params, '$.patient'), NULL), sequence)
    WHERE iif(json_valid(params), json_extract(params, '$.patient'), NULL) IS NOT NULL;

-- Results that wait for whoever is to acknowledge them, by patient.
CREATE INDEX observation_of_patient_waiting ON observation (patient, responsible)
    WHERE acknowledged = 0 AND entered_in_error = 0 AND responsible IS NOT NULL;
