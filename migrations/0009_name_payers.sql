-- Keeps with what each source tells of a payment what the payer is called.

ALTER TABLE receipt_source ADD COLUMN name TEXT;
