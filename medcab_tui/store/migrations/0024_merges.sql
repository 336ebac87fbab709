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
