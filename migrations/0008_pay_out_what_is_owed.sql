-- Keeps of each sale what is owed again for goods that came back, and what of the owed money was
-- paid out.

DROP TABLE sale;

CREATE TABLE sale (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    number INTEGER NOT NULL UNIQUE CHECK (number > 0),
    shift BLOB NOT NULL REFERENCES shift (id),
    total_cents INTEGER NOT NULL CHECK (total_cents > 0),
    opened_at_ms INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'short', 'over', 'covered', 'returned', 'void')),
    void_reason TEXT,
    returned_cents INTEGER NOT NULL DEFAULT 0 CHECK (returned_cents >= 0),
    paid_out_cents INTEGER NOT NULL DEFAULT 0 CHECK (paid_out_cents >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX sale_open ON sale (number) WHERE state IN ('open', 'short');
CREATE INDEX sale_by_time ON sale (opened_at_ms);

ALTER TABLE fill ADD COLUMN sent_back_cents INTEGER NOT NULL DEFAULT 0
    CHECK (sent_back_cents >= 0);
