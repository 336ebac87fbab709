-- What goes out and comes in: the outbox, its receipts, conflicts.

-- The outbox is made anew: what waited keeps its place and its order.
CREATE TABLE outbox_anew (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL UNIQUE CHECK (length(key) = 16),
    service TEXT NOT NULL,
    object BLOB NOT NULL,
    kind TEXT NOT NULL,
    worker BLOB NOT NULL,
    action BLOB NOT NULL,
    shape INTEGER NOT NULL,
    payload TEXT NOT NULL,
    made INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    next_try INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN (
        'held', 'queued', 'sent', 'accepted', 'registered', 'refused', 'recalled', 'conflict'
    )),
    taken_by TEXT NOT NULL DEFAULT '',
    number TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    told TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO outbox_anew (
    seq, key, service, object, kind, worker, action, shape, payload, made, not_before, next_try, attempts,
    state
)
SELECT
    o.seq, unhex(printf('%016x', o.seq) || substr(hex(o.action), 17, 16)),
    iif(o.service = 'smtp', 'mail', o.service), o.object, o.kind, coalesce(j.worker, zeroblob(16)), o.action,
    o.shape, o.payload, coalesce(j.at, o.not_before), o.not_before, o.not_before, o.attempts,
    iif(o.receipt IS NULL, iif(o.not_before > coalesce(j.at, o.not_before), 'held', 'queued'), 'sent')
FROM outbox o
LEFT JOIN action_done a ON a.id = o.action
LEFT JOIN journal j ON j.sequence = a.sequence;
DROP TABLE outbox;
ALTER TABLE outbox_anew RENAME TO outbox;

CREATE INDEX outbox_waiting ON outbox (service, next_try, seq, not_before, made)
    WHERE state IN ('held', 'queued');
CREATE INDEX outbox_open ON outbox (object, service, seq) WHERE state IN ('held', 'queued', 'conflict');
CREATE INDEX outbox_unsettled ON outbox (seq) WHERE state IN ('held', 'queued', 'conflict');
CREATE INDEX outbox_awaiting ON outbox (taken_by) WHERE state IN ('sent', 'accepted');
CREATE INDEX outbox_by_object ON outbox (object, seq);

-- What a service said to what was sent, step by step.
CREATE TABLE status_event (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    outbox INTEGER NOT NULL REFERENCES outbox (seq),
    at INTEGER NOT NULL,
    way TEXT NOT NULL,
    number TEXT NOT NULL,
    code TEXT NOT NULL,
    told TEXT NOT NULL,
    raw TEXT NOT NULL
) STRICT;
CREATE INDEX status_event_by_outbox ON status_event (outbox, seq);

-- What a service calls an object, which edition of it is known, what both sides said when they last agreed,
-- and which editions there were before: one of them that is told late is news no more.
CREATE TABLE link (
    object BLOB NOT NULL,
    service TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    etag TEXT NOT NULL,
    shape INTEGER NOT NULL,
    base TEXT NOT NULL,
    met TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (object, service)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX link_by_remote ON link (service, remote_id);

-- How far what changes there was taken over.
CREATE TABLE cursor (
    service TEXT NOT NULL,
    stream TEXT NOT NULL,
    place TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (service, stream)
) STRICT, WITHOUT ROWID;

-- Changed here and there in the same field: both sides stay until somebody has looked.
CREATE TABLE conflict (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    object BLOB NOT NULL,
    service TEXT NOT NULL,
    kind TEXT NOT NULL,
    worker BLOB NOT NULL,
    task BLOB NOT NULL,
    found INTEGER NOT NULL,
    settled INTEGER,
    shape INTEGER NOT NULL,
    base TEXT NOT NULL,
    mine TEXT NOT NULL,
    theirs TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    etag TEXT NOT NULL,
    outbox INTEGER REFERENCES outbox (seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX conflict_open ON conflict (object, service) WHERE settled IS NULL;
CREATE INDEX conflict_found ON conflict (found) WHERE settled IS NULL;
CREATE INDEX conflict_by_outbox ON conflict (outbox);
