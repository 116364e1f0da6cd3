-- Keeps alarms until a person has seen them, and with each attempt whether an earlier prompt to its
-- phone is still to be asked about.

CREATE TABLE alarm (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    kind TEXT NOT NULL CHECK (kind IN ('late_proof', 'conflict', 'unreadable')),
    attempt BLOB NOT NULL REFERENCES attempt (id),
    raised_at_ms INTEGER NOT NULL,
    seen_at_ms INTEGER,
    seen_by BLOB REFERENCES person (id),
    PRIMARY KEY (seq, kind),
    CHECK ((seen_at_ms IS NULL) = (seen_by IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX alarm_unseen ON alarm (seq, kind) WHERE seen_at_ms IS NULL;

ALTER TABLE attempt ADD COLUMN awaits_earlier INTEGER NOT NULL DEFAULT 0
    CHECK (awaits_earlier IN (0, 1));
