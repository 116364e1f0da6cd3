-- Keeps of everybody who works at the till the hash of his PIN, his wrong PINs, when he came and left,
-- and whether he is at the counter. A name can be erased.

CREATE TABLE person_anew (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT,
    role TEXT NOT NULL CHECK (role IN ('cashier', 'supervisor', 'owner')),
    has_pin INTEGER NOT NULL DEFAULT 0 CHECK (has_pin IN (0, 1)),
    pin TEXT,
    wrong_pins INTEGER NOT NULL DEFAULT 0 CHECK (wrong_pins >= 0),
    last_wrong_at_ms INTEGER,
    added_at_ms INTEGER,
    left_at_ms INTEGER,
    at_counter INTEGER NOT NULL DEFAULT 0 CHECK (at_counter IN (0, 1)),
    CHECK (has_pin = 1 OR pin IS NULL)
) STRICT, WITHOUT ROWID;

INSERT INTO person_anew (id, name, role, at_counter) SELECT id, name, role, 1 FROM person;
DROP TABLE person;
ALTER TABLE person_anew RENAME TO person;

CREATE UNIQUE INDEX one_person_at_the_counter ON person (at_counter) WHERE at_counter = 1;
