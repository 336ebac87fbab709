-- Connected services: what each is, how it stands.

-- title: JSON, by language. settings: JSON in the shape given, without secrets. capabilities, carries: JSON
-- lists; carries is what the adapter takes, written when the connection is switched on, so that a change
-- finds its services without asking the adapter. Editions of settings stand in `revision` under id.
CREATE TABLE service (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    version INTEGER NOT NULL DEFAULT 1,
    adapter TEXT NOT NULL,
    title TEXT NOT NULL,
    enabled INTEGER NOT NULL DEFAULT 0 CHECK (enabled IN (0, 1)),
    shape INTEGER NOT NULL,
    settings TEXT NOT NULL,
    capabilities TEXT NOT NULL DEFAULT '[]',
    carries TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;
CREATE INDEX service_enabled ON service (name, capabilities, carries) WHERE enabled = 1;

-- Where a secret of the settings lies: entry of the system's keyring, or its value here.
CREATE TABLE service_secret (
    service TEXT NOT NULL REFERENCES service (name),
    field TEXT NOT NULL,
    entry TEXT NOT NULL,
    value TEXT NOT NULL CHECK ((entry = '') OR (value = '')),
    PRIMARY KEY (service, field)
) STRICT, WITHOUT ROWID;

-- How the exchange with it goes; no row: it was never tried. fault: a code; told, raw: what it said.
CREATE TABLE service_state (
    service TEXT NOT NULL PRIMARY KEY REFERENCES service (name),
    last_try INTEGER,
    last_ok INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    broken_until INTEGER,
    fault TEXT NOT NULL DEFAULT '',
    told TEXT NOT NULL DEFAULT '',
    raw TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- The stand-in for the state's side is listed from the beginning, switched off.
INSERT INTO service (name, id, adapter, title, shape, settings) VALUES (
    'embedded', X'6D65646361622D656D62656464656421', 'embedded',
    '{"en":"Stand-in for the state''s services","ru":"Имитация государственных служб"}', 1, '{}'
);
