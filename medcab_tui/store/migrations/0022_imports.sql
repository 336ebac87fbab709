-- Charts that came in files of other systems.

CREATE TABLE import_source (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- What there became what here, so that the same is never taken in twice. remote: by which text others refer to it
-- there; one resource may have several. digest: of what it said when it was taken in. object: what it became here, at
-- which version it was then; 0 if it was here before and only recognised. said: of what became no object of ours the
-- words it is named by: who wrote, of which institution, which drug, which diagnosis.
CREATE TABLE imported (
    source INTEGER NOT NULL REFERENCES import_source (id),
    remote TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 16),
    object BLOB,
    patient BLOB REFERENCES patient (id),
    version INTEGER NOT NULL,
    said TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (source, remote)
) STRICT, WITHOUT ROWID;
-- A measurement may be made of several resources.
CREATE INDEX imported_measured ON imported (object) WHERE kind = 'vital';

-- Resources the cabinet has no place for, as they came: what stands in such a document.
CREATE TABLE verbatim (
    document BLOB NOT NULL PRIMARY KEY REFERENCES document (id),
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
