-- What insurers were asked of policies, and what they said: one row for each question, never changed once it
-- is answered. policy: the number that was asked about; a card may have another by now.
-- state «unknown»: an answer that says nothing of the policy.
CREATE TABLE policy_check (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    patient BLOB NOT NULL REFERENCES patient (id),
    policy TEXT NOT NULL CHECK (policy <> ''),
    asked INTEGER NOT NULL,
    author INTEGER NOT NULL REFERENCES author (id),
    state TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'valid', 'expired', 'not_found', 'unknown')),
    answered INTEGER,
    company TEXT NOT NULL DEFAULT '',
    until TEXT NOT NULL DEFAULT '',
    service TEXT NOT NULL DEFAULT '',
    told TEXT NOT NULL DEFAULT '',
    CHECK ((state = 'asked') = (answered IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX policy_check_by_patient ON policy_check (patient, asked DESC, id DESC);
CREATE INDEX policy_check_answered ON policy_check (patient, answered DESC)
    WHERE state IN ('valid', 'expired', 'not_found');

-- What the other system is called that an allergy or a problem came from.
ALTER TABLE allergy ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE problem ADD COLUMN origin TEXT NOT NULL DEFAULT '';

-- A regional system that was asked for somebody's chart.
CREATE TABLE region_ask (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    patient BLOB NOT NULL REFERENCES patient (id),
    asked INTEGER NOT NULL,
    author INTEGER NOT NULL REFERENCES author (id),
    answered INTEGER,
    service TEXT NOT NULL DEFAULT '',
    told TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX region_ask_by_patient ON region_ask (patient, asked DESC, id DESC);

-- What came of somebody nobody here is known to be: it waits until that is known. person: how the other system
-- calls them; why: a code; task: the line that tells of all that waits of this person.
CREATE TABLE region_waiting (
    service TEXT NOT NULL,
    remote TEXT NOT NULL,
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    why TEXT NOT NULL,
    arrived INTEGER NOT NULL,
    task BLOB NOT NULL,
    PRIMARY KEY (service, remote)
) STRICT, WITHOUT ROWID;
CREATE INDEX region_waiting_of ON region_waiting (service, person, arrived);
