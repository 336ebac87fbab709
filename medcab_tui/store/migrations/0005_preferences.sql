-- What a worker chose: filters of lists, under names of their own.

CREATE TABLE saved_filter (
    worker BLOB NOT NULL REFERENCES worker (id),
    place TEXT NOT NULL,
    name TEXT NOT NULL,
    shape INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (worker, place, name)
) STRICT, WITHOUT ROWID;
