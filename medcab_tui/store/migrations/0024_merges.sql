-- Cards that turned out to be of one person. A merged card points to the one that stays; its rows stay where they are
-- and are read as rows of the person: store/merged.py says who is one.

-- before, after: versions of what the standing card said of the person, around the merge.
CREATE TABLE merged_patient (
    patient BLOB NOT NULL PRIMARY KEY REFERENCES patient (id),
    merged_into BLOB NOT NULL REFERENCES patient (id) CHECK (merged_into <> patient),
    at INTEGER NOT NULL,
    author INTEGER NOT NULL REFERENCES author (id),
    before INTEGER NOT NULL,
    after INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX merged_by_standing ON merged_patient (merged_into, at, patient);

-- What the standing card was found by before a merge gave it another name or number: it is still found by that.
-- key: n and the folded name, or digits as in patient_digits. fold, birth: of the card as it was.
CREATE TABLE former_key (
    key TEXT NOT NULL,
    patient BLOB NOT NULL REFERENCES patient (id),
    other BLOB NOT NULL REFERENCES merged_patient (patient),
    fold TEXT NOT NULL,
    birth TEXT NOT NULL,
    PRIMARY KEY (key, patient, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX former_by_merge ON former_key (other);
