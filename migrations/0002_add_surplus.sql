-- Keeps with each attempt what of its money its leg did not need: it was summed at each reading.

ALTER TABLE attempt ADD COLUMN surplus_cents INTEGER NOT NULL DEFAULT 0
    CHECK (surplus_cents >= 0);

UPDATE attempt SET surplus_cents = coalesce(
    (SELECT sum(transfer.amount_cents) FROM transfer JOIN journal ON journal.seq = transfer.seq
     WHERE transfer.credit = 'owed_to_customers' AND journal.subject = attempt.id), 0);
