-- Who answers for a result, and what was postponed.

-- A result waits for the worker in responsible; NULL: nobody was asked. postponed: not shown before that
-- instant. answered: when it was acknowledged here.
ALTER TABLE observation ADD COLUMN responsible BLOB REFERENCES worker (id);
ALTER TABLE observation ADD COLUMN postponed INTEGER;
ALTER TABLE observation ADD COLUMN answered INTEGER;

-- Outside the bounds that came with the result, as Observation.abnormal has it; written with the result.
ALTER TABLE observation ADD COLUMN abnormal INTEGER NOT NULL DEFAULT 0 CHECK (abnormal IN (0, 1));
UPDATE observation SET abnormal = 1
    WHERE CAST(value AS REAL) < CAST(low AS REAL) OR CAST(value AS REAL) > CAST(high AS REAL);

-- Both hold few of millions: what waits for somebody, and what was answered by hand. What the menu counts is
-- counted in indexes alone: they carry every column that is asked for.
CREATE INDEX observation_waiting ON observation (responsible, at, abnormal, postponed, acknowledged, entered_in_error)
    WHERE acknowledged = 0 AND responsible IS NOT NULL AND entered_in_error = 0;
CREATE INDEX observation_answered ON observation (responsible, answered)
    WHERE answered IS NOT NULL AND responsible IS NOT NULL;

-- What a task leads to: a card, a result, a record, a visit or a document; '' where it is only a sentence.
ALTER TABLE task ADD COLUMN source TEXT NOT NULL DEFAULT ''
    CHECK (source IN ('', 'patient', 'result', 'record', 'visit', 'document'));
ALTER TABLE task ADD COLUMN source_id BLOB;
ALTER TABLE task ADD COLUMN postponed INTEGER;
ALTER TABLE task ADD COLUMN answered INTEGER;
ALTER TABLE task ADD COLUMN reason TEXT NOT NULL DEFAULT '';
UPDATE task SET answered = since WHERE state = 2;

DROP INDEX task_badges;
CREATE INDEX task_waiting ON task (responsible, place, attention, due, postponed, state) WHERE state < 2;
CREATE INDEX task_answered ON task (responsible, answered, id) WHERE state = 2;

-- Visits that nobody said the end of.
CREATE INDEX appointment_open ON appointment (doctor, ends, status)
    WHERE status IN ('booked', 'arrived', 'in_progress');
