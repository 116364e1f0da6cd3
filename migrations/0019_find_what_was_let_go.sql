-- Finds what one person let go alone on a day.

CREATE INDEX journal_let_alone ON journal (actor, body ->> 'day') WHERE kind = 'sale.let_alone';
