//! Stories of the till against the stand-in for Safaricom: real HTTP, real files, one clock that
//! is moved by hand. Nothing here sleeps: whoever waits, waits for what the till tells.

#![expect(
    clippy::unwrap_used,
    reason = "a story fails by panicking, in its helpers too"
)]
#![expect(clippy::assigning_clones, reason = "a story reads better for it")]
#![expect(
    clippy::unchecked_time_subtraction,
    reason = "the clock of a story is far from zero"
)]

mod body;
mod gateway;
mod ports;
mod shop;

mod alarms;
mod balances;
mod codes;
mod commands;
mod deni;
mod double_press;
mod hostile;
mod kept;
mod late_and_lost_callback;
mod legs;
mod limits;
mod locked_keyring;
mod many_sources;
mod paid_unasked;
mod people;
mod pulls;
mod read_again;
mod refused_and_declined;
mod restart;
mod reversals;
mod risk;
mod secrets;
mod seen_codes;
mod sell_and_pay;
mod set_clock;
mod till_and_pay_bill;
mod to_pay;
mod twice_and_forged;
mod unclear;

mod tidy;
