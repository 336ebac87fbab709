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
