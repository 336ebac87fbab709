-- What the store remembers of its own file of key slots: what it was when it was last agreed on, and what it
-- is about to become while a change is under way. A file that is neither is an older copy.
CREATE TABLE slot_file (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    coming BLOB CHECK (length(coming) = 32)
) STRICT;
