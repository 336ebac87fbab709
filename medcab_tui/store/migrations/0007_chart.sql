-- What a card holds of a person: contacts, allergies, problems.

ALTER TABLE patient ADD COLUMN policy_kind TEXT;
ALTER TABLE patient ADD COLUMN policy_kind_display TEXT;
ALTER TABLE patient ADD COLUMN policy_kind_dictionary TEXT;
ALTER TABLE patient ADD COLUMN passport TEXT NOT NULL DEFAULT '';
ALTER TABLE patient ADD COLUMN phone2 TEXT NOT NULL DEFAULT '';
ALTER TABLE patient ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE patient ADD COLUMN contact TEXT NOT NULL DEFAULT '';

-- How grave a reaction was has more steps than before, and a row can be amended and withdrawn.
CREATE TABLE allergy_new (
    patient BLOB NOT NULL REFERENCES patient (id),
    id BLOB NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    substance TEXT NOT NULL,
    code TEXT,
    dictionary TEXT,
    grade TEXT NOT NULL CHECK (grade IN ('anaphylaxis', 'severe', 'moderate', 'mild', 'reaction')),
    reaction TEXT NOT NULL DEFAULT '',
    certainty TEXT NOT NULL DEFAULT 'reported' CHECK (certainty IN ('confirmed', 'reported', 'suspected')),
    since TEXT NOT NULL,
    recorded INTEGER NOT NULL DEFAULT 0,
    entered_in_error INTEGER NOT NULL DEFAULT 0 CHECK (entered_in_error IN (0, 1)),
    CHECK ((code IS NULL) = (dictionary IS NULL)),
    PRIMARY KEY (patient, id)
) STRICT, WITHOUT ROWID;
INSERT INTO allergy_new (patient, id, substance, grade, since)
    SELECT patient, id, substance, grade, since FROM allergy;
DROP TABLE allergy;
ALTER TABLE allergy_new RENAME TO allergy;

-- The long list of a patient's illnesses. closed: the day it ended, empty while it lasts.
CREATE TABLE problem (
    patient BLOB NOT NULL REFERENCES patient (id),
    id BLOB NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    code TEXT NOT NULL,
    display TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    kind TEXT,
    kind_display TEXT,
    kind_dictionary TEXT,
    stage TEXT,
    stage_display TEXT,
    stage_dictionary TEXT,
    nature TEXT,
    nature_display TEXT,
    nature_dictionary TEXT,
    since TEXT NOT NULL,
    closed TEXT NOT NULL DEFAULT '',
    recorded INTEGER NOT NULL,
    entered_in_error INTEGER NOT NULL DEFAULT 0 CHECK (entered_in_error IN (0, 1)),
    PRIMARY KEY (patient, id)
) STRICT, WITHOUT ROWID;
