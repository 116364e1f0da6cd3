//! Stories in the real window: the built till in its own web view, driven from outside, with a
//! real keyring and Safaricom's stand-in in another process. `scripts/window.sh` runs them.
#![cfg(target_os = "linux")]

mod cases;
mod customers;
mod deni;
mod driver;
mod hostile;
mod killed;
mod looks;
mod paid_unasked;
mod patience;
mod people;
mod practice;
#[path = "../bench/program.rs"]
#[expect(dead_code, reason = "the benchmark measures memory, too")]
mod program;
mod refunds;
mod restarts;
mod risk;
mod sales;
mod sandbox;
mod secrets;
mod seen_codes;
mod selling;
mod sending_back;
mod setting_up;
mod shop;
mod till_window;
mod to_pay;
mod typed_codes;
