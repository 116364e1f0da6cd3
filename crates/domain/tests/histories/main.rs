//! Layer L0 of the torture: the life of an attempt under every order and repetition of facts, and
//! held against the table of `docs/payments.md`.

mod every_order;
mod pieces;
mod state_machine;
mod table;
