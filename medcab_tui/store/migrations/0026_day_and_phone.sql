-- What lists show, beside the day of birth without its year and beside the end of a phone: whoever is looked for
-- by these stands there whole, and no card is read for each of them.
CREATE TABLE patient_by_day (
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]'),
    fold TEXT NOT NULL,
    id BLOB NOT NULL,
    surname TEXT NOT NULL,
    given TEXT NOT NULL,
    patronymic TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth TEXT NOT NULL,
    area TEXT NOT NULL,
    alert TEXT NOT NULL,
    PRIMARY KEY (day, fold, id)
) STRICT, WITHOUT ROWID;

-- tail: the ten digits of the phone, the last one first.
CREATE TABLE patient_by_phone (
    tail TEXT NOT NULL,
    fold TEXT NOT NULL,
    id BLOB NOT NULL,
    surname TEXT NOT NULL,
    given TEXT NOT NULL,
    patronymic TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth TEXT NOT NULL,
    area TEXT NOT NULL,
    alert TEXT NOT NULL,
    PRIMARY KEY (tail, id)
) STRICT, WITHOUT ROWID;

-- patient_digits keeps numbers only: p policy, r snils reversed, s snils. All of these tables are made anew from
-- the cards by whoever signs in next; until then whoever is entered stands in them.
UPDATE figure SET number = -1 WHERE name = 'fold_version' AND EXISTS (SELECT 1 FROM patient);
