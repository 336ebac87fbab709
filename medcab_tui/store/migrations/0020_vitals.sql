-- Vital signs: what was measured at one moment and written down together, and its values by sign.

-- origin: what the other system is called that it came from.
CREATE TABLE measurement (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    patient BLOB NOT NULL REFERENCES patient (id),
    at INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    author INTEGER NOT NULL REFERENCES author (id),
    origin TEXT NOT NULL DEFAULT '',
    entered_in_error INTEGER NOT NULL DEFAULT 0 CHECK (entered_in_error IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX measurement_by_patient ON measurement (patient, entered_in_error, at DESC, id DESC);

-- id: of this value alone, as other systems know it; it stays when the value is amended.
CREATE TABLE vital (
    measurement BLOB NOT NULL REFERENCES measurement (id),
    kind TEXT NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    value TEXT NOT NULL,
    PRIMARY KEY (measurement, kind)
) STRICT, WITHOUT ROWID;
