-- Texts that are written again and again. share: who sees one; department by its name, '' unless shared so.
CREATE TABLE template (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    owner BLOB NOT NULL REFERENCES worker (id),
    share TEXT NOT NULL CHECK (share IN ('own', 'department', 'organisation')),
    department TEXT NOT NULL CHECK ((department <> '') = (share = 'department')),
    title TEXT NOT NULL,
    abbreviation TEXT NOT NULL,
    field TEXT NOT NULL,
    body TEXT NOT NULL,
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX template_own ON template (owner, id) WHERE share = 'own' AND withdrawn = 0;
CREATE INDEX template_shared ON template (share, department, id) WHERE share <> 'own' AND withdrawn = 0;

-- What was asked for a little while ago, by the hash of its content, so that the same is not done twice.
CREATE TABLE request_made (
    likeness BLOB NOT NULL PRIMARY KEY CHECK (length(likeness) = 32),
    at INTEGER NOT NULL,
    worker BLOB NOT NULL,
    object BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX request_made_by_time ON request_made (at);
