//! `kaunta-cli` as its users have it: a program of its own, against the stand-in over HTTP.
#![cfg(unix)]

mod charging;
mod damage;
mod killed;
mod looking_after;
mod people;
mod program;
mod selling;
mod shop;
mod unasked;
