-- Visits: what ties the record, its diagnoses, orders, services and the appointment of one reception together.

-- origin: what the other system is called that a record came from. addendum_to: the record it was added to.
ALTER TABLE encounter ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE encounter ADD COLUMN addendum_to BLOB REFERENCES encounter (id);
CREATE INDEX encounter_addenda ON encounter (addendum_to, at, id) WHERE addendum_to IS NOT NULL;

-- closed: NULL while it lasts. lacked: what was missing when it was closed, words between spaces; reason: why it
-- was closed all the same. void: begun by a slip and taken back before anything stood in it.
CREATE TABLE visit (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    patient BLOB NOT NULL REFERENCES patient (id),
    doctor BLOB NOT NULL REFERENCES worker (id),
    appointment BLOB REFERENCES appointment (id),
    began INTEGER NOT NULL,
    closed INTEGER,
    lacked TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    void INTEGER NOT NULL DEFAULT 0 CHECK (void IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_by_patient ON visit (patient, began DESC, id DESC) WHERE void = 0;
CREATE INDEX visit_open ON visit (doctor, patient, began) WHERE closed IS NULL AND void = 0;
CREATE UNIQUE INDEX visit_of_appointment ON visit (appointment) WHERE appointment IS NOT NULL AND void = 0;

-- What belongs to a visit and is kept in its own room: kind says in which.
CREATE TABLE visit_part (
    visit BLOB NOT NULL REFERENCES visit (id),
    kind TEXT NOT NULL,
    object BLOB NOT NULL CHECK (length(object) = 16),
    PRIMARY KEY (visit, kind, object)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX visit_part_object ON visit_part (object);

-- A service of the nomenclature (НМУ) as it was called when it was rendered. Money in kopecks; cost and covered are
-- NULL until the insurer has said, asked is when it was.
CREATE TABLE visit_service (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    visit BLOB NOT NULL REFERENCES visit (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 99),
    added INTEGER NOT NULL,
    cost INTEGER CHECK (cost >= 0),
    covered INTEGER CHECK (covered >= 0),
    asked INTEGER,
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_service_of ON visit_service (visit, added, id) WHERE removed = 0;
