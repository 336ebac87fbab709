-- Reference books: versions, entries, and what is chosen most.

-- One version of one book. whole = 0: being laid down by an import, seen by nobody. Days are ISO dates, '' where
-- the source says none; valid_until is the day after the last. digest: SHA-256 of the source, hex.
CREATE TABLE reference_edition (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    book TEXT NOT NULL,
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    starter INTEGER NOT NULL CHECK (starter IN (0, 1)),
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    imported INTEGER NOT NULL,
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    entries INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    whole INTEGER NOT NULL CHECK (whole IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX reference_edition_whole ON reference_edition (book, version, starter) WHERE whole = 1;
CREATE INDEX reference_edition_begun ON reference_edition (imported) WHERE whole = 0;

-- words: what it is found by, folded, each after a space: the code, |, those of its name, |, its other names each
-- between /. common: stands in the starter list. shut: 1 a group, 2 withdrawn, 3 both; such a one has no words below.
-- also: other names between line ends. extra: JSON.
CREATE TABLE reference_entry (
    id INTEGER PRIMARY KEY,
    edition INTEGER NOT NULL REFERENCES reference_edition (number),
    code TEXT NOT NULL,
    words TEXT NOT NULL,
    common INTEGER NOT NULL CHECK (common IN (0, 1)),
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    display TEXT NOT NULL,
    parent TEXT NOT NULL,
    shut INTEGER NOT NULL CHECK (shut IN (0, 1, 2, 3)),
    also TEXT NOT NULL,
    extra TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX reference_entry_code ON reference_entry (edition, code);

-- rank: 0 by another name; 1 by its code or first word, 2 by a later word, if it is common; 3 and 4 if it is not.
-- Whoever reads them in this order may stop when there are enough.
CREATE TABLE reference_word (
    edition INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    word TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (edition, rank, word, entry)
) STRICT, WITHOUT ROWID;

-- Rows of a source that were not taken. place: their number in it; told: what the sentence of the reason needs, JSON.
CREATE TABLE reference_refused (
    edition INTEGER NOT NULL,
    place INTEGER NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    told TEXT NOT NULL,
    PRIMARY KEY (edition, place)
) STRICT, WITHOUT ROWID;

-- How often a worker chose a code, and when last.
CREATE TABLE reference_use (
    worker BLOB NOT NULL REFERENCES worker (id),
    book TEXT NOT NULL,
    code TEXT NOT NULL,
    uses INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (worker, book, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_use_most ON reference_use (worker, book, uses DESC, last DESC);

INSERT INTO figure (name, number) VALUES ('reference_fold_version', 1);
