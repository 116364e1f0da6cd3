//! The corpus of rush-hour days and its judge, held against matchers that are no good, or cheat,
//! and the corpus held against the matcher of the till.

mod baselines;
mod controls;
mod days;
mod lived;
mod matcher;
mod rates_table;
mod situations;
