//! The book on a real file: what it keeps, refuses, posts and proves.

mod alarms;
mod balances;
mod cases;
mod commands;
mod customers;
mod debts;
mod keeping;
mod limits;
mod panicking;
mod people;
mod proving;
mod rebuilding;
mod receipts;
mod schema;
mod selling;
mod shop;
mod unreadable;
mod upgrading;
mod views;
