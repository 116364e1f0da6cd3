-- Remembers what covered a leg before its payment was taken back: goods may have been given for it, so
-- that the rest of its sale is not taken back by one person alone either.

ALTER TABLE leg ADD COLUMN freed_cents INTEGER NOT NULL DEFAULT 0 CHECK (freed_cents >= 0);
