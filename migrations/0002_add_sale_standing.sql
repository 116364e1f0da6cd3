-- Adds where each sale stands, what was handed for a leg, and which prompt's money filled it.

ALTER TABLE sale ADD COLUMN state TEXT NOT NULL DEFAULT 'open'
    CHECK (state IN ('open', 'short', 'over', 'covered', 'void'));
ALTER TABLE sale ADD COLUMN void_reason TEXT;
ALTER TABLE leg ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 1 CHECK (ordinal > 0);
ALTER TABLE leg ADD COLUMN handed_cents INTEGER CHECK (handed_cents >= 0);
ALTER TABLE leg ADD COLUMN change_cents INTEGER NOT NULL DEFAULT 0 CHECK (change_cents >= 0);
ALTER TABLE leg ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1));

CREATE INDEX sale_open ON sale (number) WHERE state IN ('open', 'short');
CREATE INDEX sale_by_time ON sale (opened_at_ms);

CREATE TABLE fill (
    attempt BLOB PRIMARY KEY REFERENCES attempt (id),
    leg BLOB NOT NULL REFERENCES leg (id),
    to_leg_cents INTEGER NOT NULL CHECK (to_leg_cents >= 0),
    to_customer_cents INTEGER NOT NULL CHECK (to_customer_cents >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX fill_by_leg ON fill (leg);
