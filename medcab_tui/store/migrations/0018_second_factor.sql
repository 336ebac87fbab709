-- The second factor of workers: codes of an app by time, and recovery codes on paper. It is a rule of the program
-- and no part of any key: whoever can decrypt this file reads the secrets here.

-- Stands here once a first code was right. last_step: of the code that was taken last; it only grows.
CREATE TABLE second_factor (
    worker BLOB NOT NULL PRIMARY KEY REFERENCES worker (id),
    secret BLOB NOT NULL CHECK (length(secret) >= 20),
    since INTEGER NOT NULL,
    last_step INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is kept of a recovery code; used: when it was, NULL while it can be.
CREATE TABLE second_factor_code (
    worker BLOB NOT NULL REFERENCES worker (id),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    used INTEGER,
    PRIMARY KEY (worker, hash)
) STRICT, WITHOUT ROWID;
