-- Documents made from templates: numbers of series, and every edition of what a document says, with its file.
CREATE TABLE paper_series (
    series TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last > 0),
    PRIMARY KEY (series, year)
) WITHOUT ROWID;

-- answers: JSON of this shape. fingerprint: SHA-256 of what the document says; that of its file is file.hash.
CREATE TABLE paper (
    document BLOB NOT NULL REFERENCES document (id),
    edition INTEGER NOT NULL,
    template TEXT NOT NULL,
    template_version TEXT NOT NULL,
    shape INTEGER NOT NULL,
    answers TEXT NOT NULL,
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    file INTEGER NOT NULL REFERENCES file (id),
    author INTEGER NOT NULL REFERENCES author (id),
    at INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (document, edition)
) WITHOUT ROWID;
CREATE INDEX paper_by_template ON paper (template, at DESC, document);
