-- Finds every payment of years by any part of it, whichever way it came.

CREATE INDEX journal_of_prompts ON journal (seq) WHERE kind = 'attempt.drafted';
CREATE INDEX receipt_by_itself ON receipt (paid_at_ms) WHERE attempt IS NULL;
CREATE INDEX source_by_payer ON receipt_source (name, payer);
