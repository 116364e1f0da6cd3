//! The book: all SQL of the till.
