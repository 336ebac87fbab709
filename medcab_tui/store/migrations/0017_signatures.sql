-- Signatures over exact bytes. A row is never deleted and what was signed in it never changes; a signature
-- can be withdrawn. version: the edition of a record, or the version of a document that was seen. content:
-- the signed bytes of a record; those of a document are its file's, found by the hash.
CREATE TABLE signature (
    number INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('record', 'document')),
    object BLOB NOT NULL,
    version INTEGER NOT NULL,
    worker BLOB NOT NULL,
    author INTEGER NOT NULL REFERENCES author (id),
    at INTEGER NOT NULL,
    signer TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    withdrawn INTEGER,
    withdrawn_by INTEGER REFERENCES author (id),
    reason TEXT NOT NULL DEFAULT '',
    certificate BLOB NOT NULL,
    cms BLOB NOT NULL,
    content BLOB,
    CHECK ((kind = 'record') = (content IS NOT NULL)),
    CHECK ((withdrawn IS NULL) = (withdrawn_by IS NULL))
) STRICT;
CREATE INDEX signature_by_object ON signature (object, at DESC, version, author, kind, hash, worker)
    WHERE withdrawn IS NULL;
CREATE INDEX signature_every ON signature (object, at DESC, number DESC);
-- Nobody signs the same thing twice.
CREATE UNIQUE INDEX signature_once ON signature (object, version, worker) WHERE withdrawn IS NULL;

CREATE TRIGGER signature_kept BEFORE DELETE ON signature BEGIN
    SELECT RAISE(ABORT, 'a signature is withdrawn, never deleted');
END;
CREATE TRIGGER signature_unchanged BEFORE UPDATE OF
    id, kind, object, version, worker, author, at, signer, hash, certificate, cms, content ON signature
BEGIN
    SELECT RAISE(ABORT, 'what was signed does not change');
END;
