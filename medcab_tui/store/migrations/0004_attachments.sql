-- Files kept in chunks, and texts to be found.

-- What a file is; the same content is kept once, whoever attached it and however often.
CREATE TABLE file (
    id INTEGER NOT NULL PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    format TEXT NOT NULL CHECK (format IN ('pdf', 'jpg', 'png')),
    size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 10485760),
    pages INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    cut INTEGER NOT NULL CHECK (cut IN (0, 1))
) STRICT;

CREATE TABLE file_chunk (
    file INTEGER NOT NULL REFERENCES file (id),
    number INTEGER NOT NULL,
    content BLOB NOT NULL CHECK (length(content) BETWEEN 1 AND 262144),
    PRIMARY KEY (file, number)
) STRICT;

-- The text that was found in a file, page by page.
CREATE TABLE file_page (
    file INTEGER NOT NULL REFERENCES file (id),
    page INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (file, page)
) STRICT;

ALTER TABLE document ADD COLUMN worker BLOB;
ALTER TABLE document ADD COLUMN file INTEGER REFERENCES file (id);
ALTER TABLE document ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN withdrawn INTEGER;
ALTER TABLE document ADD COLUMN reason TEXT NOT NULL DEFAULT '';
UPDATE document SET worker = (SELECT a.worker FROM author a WHERE a.id = document.author);

CREATE INDEX document_by_kind ON document (kind, issued DESC, id DESC);
CREATE INDEX document_by_status ON document (status, issued DESC, id DESC);
CREATE INDEX document_by_both ON document (kind, status, issued DESC, id DESC);
CREATE INDEX document_by_patient ON document (patient, issued DESC, id DESC) WHERE patient IS NOT NULL;
CREATE INDEX document_by_worker ON document (worker, issued DESC, id DESC);
CREATE INDEX document_withdrawn ON document (issued DESC, id DESC) WHERE withdrawn IS NOT NULL;
CREATE INDEX document_by_file ON document (file, patient) WHERE file IS NOT NULL;

-- How many documents there are of each kind and status, so that nothing is counted on a key press.
CREATE TABLE document_count (
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (withdrawn, kind, status)
) STRICT, WITHOUT ROWID;
INSERT INTO document_count SELECT 0, kind, status, count(*) FROM document GROUP BY kind, status;
CREATE TRIGGER document_counted AFTER INSERT ON document
BEGIN
    INSERT INTO document_count VALUES (NEW.withdrawn IS NOT NULL, NEW.kind, NEW.status, 1)
        ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER document_recounted AFTER UPDATE OF kind, status, withdrawn ON document
BEGIN
    UPDATE document_count SET number = number - 1
        WHERE withdrawn = (OLD.withdrawn IS NOT NULL) AND kind = OLD.kind AND status = OLD.status;
    INSERT INTO document_count VALUES (NEW.withdrawn IS NOT NULL, NEW.kind, NEW.status, 1)
        ON CONFLICT DO UPDATE SET number = number + 1;
END;

-- Full text, folded by us: words only, the texts themselves stand elsewhere. A place is a document's number in
-- the order in which hits are shown, the last first.
CREATE TABLE document_place (
    place INTEGER NOT NULL PRIMARY KEY,
    document BLOB NOT NULL UNIQUE REFERENCES document (id)
) STRICT;
CREATE VIRTUAL TABLE document_words USING fts5 (
    title, number, kind, patient, text, content = '', tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3'
);
INSERT INTO figure (name, number)
    SELECT 'document_fold_version', CASE WHEN EXISTS (SELECT 1 FROM document) THEN 0 ELSE 1 END;
