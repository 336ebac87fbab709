-- What a result is beside a number, and what it was ordered by.

-- NULL where there is nothing to say, as of nearly every result. value is '' where a result is words.
-- comparator: the value is only a limit. status: NULL is final. corrects: the earlier result it stands for, which
-- becomes entered_in_error. ordered: the order it answers. flag: as the message had it.
ALTER TABLE observation ADD COLUMN comparator TEXT CHECK (comparator IN ('<', '<=', '>=', '>'));
ALTER TABLE observation ADD COLUMN words TEXT;
ALTER TABLE observation ADD COLUMN status TEXT CHECK (status IN ('preliminary', 'corrected'));
ALTER TABLE observation ADD COLUMN corrects BLOB;
ALTER TABLE observation ADD COLUMN ordered BLOB;
ALTER TABLE observation ADD COLUMN flag TEXT;
ALTER TABLE observation ADD COLUMN performer TEXT;

-- Orders to the laboratory. tests: [[code, display], …]. number: the laboratory's, '' until it took the order.
-- told: its words where it refused. visit: the visit it was ordered at.
CREATE TABLE lab_order (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    patient BLOB NOT NULL REFERENCES patient (id),
    number TEXT NOT NULL DEFAULT '',
    tests TEXT NOT NULL,
    urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
    reason TEXT NOT NULL,
    diagnosis TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL CHECK (status IN ('ordered', 'accepted', 'done', 'refused', 'withdrawn')),
    told TEXT NOT NULL DEFAULT '',
    ordered INTEGER NOT NULL,
    worker BLOB NOT NULL REFERENCES worker (id),
    visit BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX lab_order_of_patient ON lab_order (patient, ordered);

-- Files that came as the answer to an order: each is a document.
CREATE TABLE lab_order_document (
    document BLOB NOT NULL PRIMARY KEY REFERENCES document (id),
    lab_order BLOB NOT NULL REFERENCES lab_order (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lab_order_documents ON lab_order_document (lab_order);
