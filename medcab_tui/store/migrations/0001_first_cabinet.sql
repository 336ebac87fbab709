-- Instants are whole microseconds since 1970 in UTC; days are ISO dates; ids are UUIDv7 in 16 bytes.

CREATE TABLE organisation (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    zone TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Figures kept beside what they count, in the same transactions, so that nothing is counted on a key press.
CREATE TABLE figure (
    name TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO figure (name, number) VALUES ('patients', 0), ('fold_version', 1);

CREATE TABLE worker (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    login TEXT NOT NULL UNIQUE,
    fold TEXT NOT NULL,
    surname TEXT NOT NULL,
    given TEXT NOT NULL,
    patronymic TEXT NOT NULL,
    post TEXT NOT NULL,
    signed_in INTEGER,
    removed INTEGER,
    key_withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (key_withdrawn IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX worker_by_name ON worker (fold, id) WHERE removed IS NULL;
CREATE INDEX worker_with_key ON worker (id) WHERE removed IS NOT NULL AND key_withdrawn = 0;

CREATE TABLE worker_role (
    worker BLOB NOT NULL REFERENCES worker (id),
    role TEXT NOT NULL,
    PRIMARY KEY (worker, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE department (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    fold TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE membership (
    worker BLOB NOT NULL REFERENCES worker (id),
    since TEXT NOT NULL,
    department BLOB NOT NULL REFERENCES department (id),
    until TEXT CHECK (until > since),
    PRIMARY KEY (worker, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_department ON membership (department);

-- People as authors, with post and department as they were then. Never changed, only added to.
-- Without a reference to worker: an author of what arrived from elsewhere need not work here.
CREATE TABLE author (
    id INTEGER NOT NULL PRIMARY KEY,
    worker BLOB NOT NULL,
    name TEXT NOT NULL,
    post TEXT NOT NULL,
    department TEXT NOT NULL,
    UNIQUE (worker, name, post, department)
) STRICT;

CREATE TABLE patient (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    fold TEXT NOT NULL,
    surname TEXT NOT NULL,
    given TEXT NOT NULL,
    patronymic TEXT NOT NULL,
    sex TEXT NOT NULL CHECK (sex IN ('f', 'm')),
    birth TEXT NOT NULL CHECK (birth GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    snils TEXT NOT NULL,
    policy TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    area TEXT NOT NULL,
    alert TEXT NOT NULL DEFAULT '',
    recorded INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The list of patients lies in its order and carries what the list shows. This and the other tables of the
-- search are derived from patient and can be made anew.
CREATE TABLE patient_by_name (
    fold TEXT NOT NULL,
    id BLOB NOT NULL,
    surname TEXT NOT NULL,
    given TEXT NOT NULL,
    patronymic TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth TEXT NOT NULL,
    area TEXT NOT NULL,
    alert TEXT NOT NULL,
    PRIMARY KEY (fold, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE patient_by_year (
    birth_year INTEGER NOT NULL,
    fold TEXT NOT NULL,
    id BLOB NOT NULL,
    surname TEXT NOT NULL,
    given TEXT NOT NULL,
    patronymic TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth TEXT NOT NULL,
    area TEXT NOT NULL,
    alert TEXT NOT NULL,
    PRIMARY KEY (birth_year, fold, id)
) STRICT, WITHOUT ROWID;

-- Digits people are found by. The first letter says which: b birth YYYYMMDD, p policy, r snils reversed,
-- s snils, t the ten digits of the phone reversed.
CREATE TABLE patient_digits (
    digits TEXT NOT NULL,
    id BLOB NOT NULL,
    PRIMARY KEY (digits, id)
) STRICT, WITHOUT ROWID;

-- Surnames there are: иванов-петров stands under itself (later 0) and under петров (later 1).
CREATE TABLE surname (
    later INTEGER NOT NULL CHECK (later IN (0, 1)),
    part TEXT NOT NULL,
    surname TEXT NOT NULL,
    PRIMARY KEY (later, part, surname)
) STRICT, WITHOUT ROWID;

-- The same with one letter left out, for slips of the keys.
CREATE TABLE surname_slip (
    slip TEXT NOT NULL,
    surname TEXT NOT NULL,
    PRIMARY KEY (slip, surname)
) STRICT, WITHOUT ROWID;

-- Given names there are (later 0), and patronymics and further given names (later 1).
CREATE TABLE given_name (
    later INTEGER NOT NULL CHECK (later IN (0, 1)),
    part TEXT NOT NULL,
    PRIMARY KEY (later, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE allergy (
    patient BLOB NOT NULL REFERENCES patient (id),
    id BLOB NOT NULL CHECK (length(id) = 16),
    substance TEXT NOT NULL,
    grade TEXT NOT NULL CHECK (grade IN ('anaphylaxis', 'reaction')),
    since TEXT NOT NULL,
    PRIMARY KEY (patient, id)
) STRICT, WITHOUT ROWID;

-- The properties of a record; what it says lies in revision, every edition.
CREATE TABLE encounter (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    patient BLOB NOT NULL REFERENCES patient (id),
    at INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    kind TEXT NOT NULL,
    code TEXT,
    display TEXT,
    dictionary TEXT,
    summary TEXT NOT NULL,
    author INTEGER NOT NULL REFERENCES author (id),
    external INTEGER NOT NULL CHECK (external IN (0, 1)),
    entered_in_error INTEGER NOT NULL DEFAULT 0 CHECK (entered_in_error IN (0, 1)),
    CHECK ((code IS NULL) = (display IS NULL) AND (code IS NULL) = (dictionary IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX encounter_by_patient ON encounter (patient, at DESC, id DESC) WHERE entered_in_error = 0;

-- Every edition of everything that people edit, for all rooms.
CREATE TABLE revision (
    object BLOB NOT NULL,
    version INTEGER NOT NULL,
    author INTEGER NOT NULL REFERENCES author (id),
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    shape INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (object, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE observation (
    patient BLOB NOT NULL REFERENCES patient (id),
    code TEXT NOT NULL,
    at INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    display TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    value TEXT NOT NULL,
    unit TEXT NOT NULL,
    ucum TEXT NOT NULL,
    low TEXT,
    high TEXT,
    recorded INTEGER NOT NULL,
    source TEXT NOT NULL,
    acknowledged INTEGER NOT NULL CHECK (acknowledged IN (0, 1)),
    entered_in_error INTEGER NOT NULL DEFAULT 0 CHECK (entered_in_error IN (0, 1)),
    PRIMARY KEY (patient, code, at, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE prescription (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    patient BLOB NOT NULL REFERENCES patient (id),
    text TEXT NOT NULL,
    status TEXT NOT NULL,
    issued TEXT NOT NULL,
    until TEXT NOT NULL,
    author INTEGER NOT NULL REFERENCES author (id),
    recorded INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX prescription_by_patient ON prescription (patient, issued DESC, id DESC);

-- Booked as local wall time in a zone; the instants are derived and are what excludes.
CREATE TABLE appointment (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    patient BLOB NOT NULL REFERENCES patient (id),
    doctor BLOB NOT NULL REFERENCES worker (id),
    room TEXT NOT NULL DEFAULT '',
    wall TEXT NOT NULL,
    zone TEXT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL CHECK (ends > starts),
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    disputed INTEGER NOT NULL DEFAULT 0 CHECK (disputed IN (0, 1)),
    live INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE WHEN disputed = 0 AND status NOT IN ('cancelled', 'no_show') THEN 1 ELSE 0 END
    ) STORED
) STRICT, WITHOUT ROWID;
CREATE INDEX appointment_by_doctor ON appointment (doctor, wall, id);
CREATE INDEX appointment_by_day ON appointment (wall, id);
CREATE INDEX appointment_by_patient ON appointment (patient, starts) WHERE live = 1;
CREATE INDEX appointment_taken ON appointment (doctor, starts, ends) WHERE live = 1;
CREATE INDEX appointment_room_taken ON appointment (room, starts, ends) WHERE live = 1 AND room <> '';

-- Two visits exclude each other when each begins before the other ends. None is longer than a day, which
-- bounds how far back one has to look.
CREATE TRIGGER appointment_booked AFTER INSERT ON appointment WHEN NEW.live = 1
BEGIN
    SELECT RAISE(ABORT, 'appointment.taken') FROM appointment
    WHERE live = 1 AND doctor = NEW.doctor AND starts < NEW.ends AND starts > NEW.starts - 86400000000
        AND ends > NEW.starts AND id <> NEW.id;
    SELECT RAISE(ABORT, 'appointment.room_taken') FROM appointment
    WHERE live = 1 AND room <> '' AND room = NEW.room AND starts < NEW.ends AND starts > NEW.starts - 86400000000
        AND ends > NEW.starts AND id <> NEW.id;
END;
CREATE TRIGGER appointment_moved AFTER UPDATE ON appointment WHEN NEW.live = 1
BEGIN
    SELECT RAISE(ABORT, 'appointment.taken') FROM appointment
    WHERE live = 1 AND doctor = NEW.doctor AND starts < NEW.ends AND starts > NEW.starts - 86400000000
        AND ends > NEW.starts AND id <> NEW.id;
    SELECT RAISE(ABORT, 'appointment.room_taken') FROM appointment
    WHERE live = 1 AND room <> '' AND room = NEW.room AND starts < NEW.ends AND starts > NEW.starts - 86400000000
        AND ends > NEW.starts AND id <> NEW.id;
END;

-- What waits for somebody. state: 0 awaiting, 1 in work, 2 done; attention '' asks for none.
CREATE TABLE task (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    responsible BLOB NOT NULL REFERENCES worker (id),
    place TEXT NOT NULL CHECK (place IN ('home', 'patients', 'schedule', 'documents', 'settings')),
    attention TEXT NOT NULL CHECK (attention IN ('', 'overdue', 'to_confirm', 'message')),
    state INTEGER NOT NULL CHECK (state IN (0, 1, 2)),
    since INTEGER NOT NULL,
    due INTEGER,
    title TEXT NOT NULL,
    patient BLOB REFERENCES patient (id),
    number TEXT NOT NULL,
    status TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX task_by_responsible ON task (responsible, state, since, id);
CREATE INDEX task_badges ON task (responsible, place, attention, due) WHERE state < 2;
CREATE INDEX task_by_patient ON task (patient, since, id) WHERE state < 2;

CREATE TABLE document (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    number TEXT NOT NULL,
    issued TEXT NOT NULL,
    status TEXT NOT NULL,
    patient BLOB REFERENCES patient (id),
    author INTEGER NOT NULL REFERENCES author (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_by_day ON document (issued DESC, id DESC);

-- A chain: each row's hash covers the one before, each seal is made with the journal key.
CREATE TABLE journal (
    sequence INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    worker BLOB NOT NULL,
    code TEXT NOT NULL,
    params TEXT NOT NULL,
    department TEXT NOT NULL,
    outcome TEXT NOT NULL,
    before BLOB NOT NULL,
    after BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    seal BLOB NOT NULL CHECK (length(seal) = 32)
) STRICT;
CREATE INDEX journal_by_worker ON journal (worker, sequence);
CREATE TRIGGER journal_unchanged BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'journal.kept'); END;
CREATE TRIGGER journal_whole BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal.kept'); END;

-- The end of the chain, sealed by itself, so that a cut-off tail is noticed.
CREATE TABLE journal_head (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL,
    seal BLOB NOT NULL
) STRICT;

-- Keys that seals of earlier rows were made with, before the store was re-keyed. The present key is derived
-- from the data key and not kept here.
CREATE TABLE journal_key (
    key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE action_done (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    payload BLOB NOT NULL CHECK (length(payload) = 32),
    result TEXT NOT NULL,
    version INTEGER,
    sequence INTEGER NOT NULL REFERENCES journal (sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX action_done_by_sequence ON action_done (sequence);

-- What waits to be sent to connected services, in the order it happened.
CREATE TABLE outbox (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    service TEXT NOT NULL,
    object BLOB NOT NULL,
    kind TEXT NOT NULL,
    action BLOB NOT NULL,
    shape INTEGER NOT NULL,
    payload TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    receipt TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (service, seq) WHERE receipt IS NULL;

-- What is being typed; outside versions and journal.
CREATE TABLE draft (
    worker BLOB NOT NULL REFERENCES worker (id),
    place TEXT NOT NULL,
    object TEXT NOT NULL,
    kept INTEGER NOT NULL,
    shape INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (worker, place, object)
) STRICT, WITHOUT ROWID;

CREATE TABLE recent_card (
    worker BLOB NOT NULL REFERENCES worker (id),
    patient BLOB NOT NULL REFERENCES patient (id),
    opened INTEGER NOT NULL,
    PRIMARY KEY (worker, patient)
) STRICT, WITHOUT ROWID;
CREATE INDEX recent_card_newest ON recent_card (worker, opened DESC, patient);
