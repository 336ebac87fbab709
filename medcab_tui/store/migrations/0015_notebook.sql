-- Where stand-ins of services keep their own state: values as JSON, by connection, space and key.

CREATE TABLE notebook (
    service TEXT NOT NULL,
    space TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (service, space, key)
) STRICT, WITHOUT ROWID;
