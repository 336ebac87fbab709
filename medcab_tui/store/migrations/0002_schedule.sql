-- Working hours, and why a visit was cancelled.

-- The version of a doctor's whole week of hours, which a change of it names.
CREATE TABLE working_week (
    worker BLOB NOT NULL PRIMARY KEY REFERENCES worker (id),
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE working_hours (
    worker BLOB NOT NULL REFERENCES working_week (worker),
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
    opens TEXT NOT NULL,
    closes TEXT NOT NULL CHECK (closes > opens),
    pause_from TEXT,
    pause_to TEXT,
    room TEXT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 240),
    PRIMARY KEY (worker, weekday),
    CHECK ((pause_from IS NULL) = (pause_to IS NULL))
) STRICT, WITHOUT ROWID;

ALTER TABLE appointment ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE appointment ADD COLUMN cause TEXT NOT NULL DEFAULT '';
CREATE INDEX appointment_of_patient ON appointment (patient, wall, id);

-- Nobody is in two places at once: a patient's visits exclude each other as a doctor's do. Two with one doctor
-- are refused as that doctor's.
CREATE TRIGGER appointment_patient_booked AFTER INSERT ON appointment WHEN NEW.live = 1
BEGIN
    SELECT RAISE(ABORT, 'appointment.patient_taken') FROM appointment
    WHERE live = 1 AND patient = NEW.patient AND doctor <> NEW.doctor AND starts < NEW.ends
        AND starts > NEW.starts - 86400000000 AND ends > NEW.starts AND id <> NEW.id;
END;
CREATE TRIGGER appointment_patient_moved AFTER UPDATE ON appointment WHEN NEW.live = 1
BEGIN
    SELECT RAISE(ABORT, 'appointment.patient_taken') FROM appointment
    WHERE live = 1 AND patient = NEW.patient AND doctor <> NEW.doctor AND starts < NEW.ends
        AND starts > NEW.starts - 86400000000 AND ends > NEW.starts AND id <> NEW.id;
END;
