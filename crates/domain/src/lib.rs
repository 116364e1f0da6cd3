//! Money, identities, states and decisions of the till: pure, no input or output.
//!
//! What is absent on purpose: async, SQL, JSON, the system's clock. Outside values become types
//! here once, by `FromStr` or `TryFrom`; what happens to them is decided by total functions.

pub mod attempt;
pub mod balances;
pub mod callback_path;
pub mod case;
pub mod clock;
pub mod command;
pub mod customers;
pub mod debt;
pub mod eat;
pub mod ids;
pub mod limits;
pub mod matching;
pub mod money;
pub mod party;
pub mod people;
pub mod phone;
pub mod pull_windows;
pub mod receipt;
pub mod refusal;
pub mod result_code;
pub mod sale;
pub mod shortcode;
pub mod spoken;
pub mod to_pay;
pub mod validation;
pub mod veil;
pub mod words;
