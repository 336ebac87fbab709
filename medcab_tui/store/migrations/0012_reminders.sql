-- Reminders, the ways a worker is told by, and which process is at it.

-- What a worker was reminded of. subject carries its moment, so that what was moved is another. task: the line
-- in the inbox that told it; NULL: passed over for a later threshold, or told without a line of its own.
CREATE TABLE reminder (
    worker BLOB NOT NULL REFERENCES worker (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    threshold TEXT NOT NULL,
    at INTEGER NOT NULL,
    task BLOB CHECK (length(task) = 16),
    PRIMARY KEY (worker, kind, subject, threshold)
) STRICT, WITHOUT ROWID;

-- Which process does something of which only one should. In force from taken until until, if the clock says
-- so: a lease from the future, or one longer than any, was written by a clock that was wrong.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder BLOB NOT NULL CHECK (length(holder) = 16),
    taken INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How a worker wants to be told: ways by kind, quiet hours.
CREATE TABLE delivery_preference (
    worker BLOB NOT NULL PRIMARY KEY REFERENCES worker (id),
    version INTEGER NOT NULL,
    shape INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Letters and SMS that wait, by the notice they are about.
CREATE INDEX outbox_by_object ON outbox (object, service) WHERE receipt IS NULL;
