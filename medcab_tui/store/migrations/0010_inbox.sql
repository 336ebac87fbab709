-- One inbox: what waits for a worker says of which kind it is, from whom, and to which exchange it belongs.

-- Made anew for what a task may lead to: that list is the domain's, and grows with it.
-- kind: of domain.notices.NoticeKind. sender: who asked or did it; NULL: the cabinet itself. thread: the id of
-- the first message of an exchange. code, params: a title told in the reader's language; '' where somebody
-- wrote the title. about, about_version: the change this row tells of. withdrawn: when that was taken back.
CREATE TABLE inbox (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    responsible BLOB NOT NULL REFERENCES worker (id),
    place TEXT NOT NULL CHECK (place IN ('home', 'patients', 'schedule', 'documents', 'settings')),
    attention TEXT NOT NULL CHECK (attention IN ('', 'overdue', 'to_confirm', 'message')),
    state INTEGER NOT NULL CHECK (state IN (0, 1, 2)),
    since INTEGER NOT NULL,
    due INTEGER,
    title TEXT NOT NULL,
    patient BLOB REFERENCES patient (id),
    number TEXT NOT NULL,
    status TEXT NOT NULL,
    detail TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    source_id BLOB,
    postponed INTEGER,
    answered INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT 'task' CHECK (kind <> ''),
    sender BLOB REFERENCES worker (id),
    thread BLOB CHECK (length(thread) = 16),
    code TEXT NOT NULL DEFAULT '',
    params TEXT NOT NULL DEFAULT '{}',
    about BLOB,
    about_version INTEGER,
    withdrawn INTEGER,
    CHECK ((source = '') = (source_id IS NULL)),
    CHECK ((about IS NULL) = (about_version IS NULL)),
    CHECK (title <> '' OR code <> ''),
    CHECK (withdrawn IS NULL OR state = 2)
) STRICT, WITHOUT ROWID;
INSERT INTO inbox (id, version, responsible, place, attention, state, since, due, title, patient, number, status,
    detail, source, source_id, postponed, answered, reason)
    SELECT id, version, responsible, place, attention, state, since, due, title, patient, number, status,
    detail, source, source_id, postponed, answered, reason FROM task;
DROP TABLE task;
ALTER TABLE inbox RENAME TO task;

CREATE INDEX task_by_responsible ON task (responsible, state, since, id);
-- However many messages wait, what must be confirmed, done or is late is found beside them.
CREATE INDEX task_pressing ON task (responsible, state, since, id)
    WHERE state < 2 AND (attention <> 'message' OR due IS NOT NULL);
CREATE INDEX task_by_patient ON task (patient, since, id) WHERE state < 2;
CREATE INDEX task_waiting ON task (responsible, place, attention, due, postponed, state) WHERE state < 2;
CREATE INDEX task_answered ON task (responsible, answered, id) WHERE state = 2 AND withdrawn IS NULL;
CREATE INDEX task_by_thread ON task (thread, since, id) WHERE thread IS NOT NULL AND withdrawn IS NULL;

-- Of one change everybody is told once.
CREATE UNIQUE INDEX task_told ON task (about, about_version, responsible) WHERE about IS NOT NULL;
