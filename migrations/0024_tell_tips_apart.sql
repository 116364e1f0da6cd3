-- Keeps what of a sale's money that was paid out is a tip: nobody brings that back.

ALTER TABLE sale ADD COLUMN tips_cents INTEGER NOT NULL DEFAULT 0
    CHECK (tips_cents BETWEEN 0 AND paid_out_cents);
