-- What waits for another's approval.

-- kind: of domain.requests.RequestKind. subject: what it is about. decider: who decides; NULL: any
-- administrator. state: 0 waiting, 1 approved, 2 declined, 3 withdrawn. body: fields before and after.
CREATE TABLE request (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    asker BLOB NOT NULL REFERENCES worker (id),
    decider BLOB REFERENCES worker (id),
    asked INTEGER NOT NULL,
    title TEXT NOT NULL,
    note TEXT NOT NULL,
    patient BLOB REFERENCES patient (id),
    state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    decided INTEGER,
    decided_by BLOB REFERENCES worker (id),
    reason TEXT NOT NULL DEFAULT '',
    shape INTEGER NOT NULL,
    body TEXT NOT NULL,
    CHECK ((state = 0) = (decided IS NULL))
) STRICT, WITHOUT ROWID;

-- Of one thing one approval is asked at a time.
CREATE UNIQUE INDEX request_about ON request (kind, subject) WHERE state = 0;
CREATE INDEX request_to_decide ON request (decider, asked, id) WHERE state = 0;
CREATE INDEX request_by_asker ON request (asker, asked DESC, id DESC);
CREATE INDEX request_by_decider ON request (decided_by, decided DESC, id DESC) WHERE decided_by IS NOT NULL;

-- What tells those who decide that something waits for them.
CREATE INDEX task_of_request ON task (source_id) WHERE source = 'request';
