//! The corpus of rush-hour days, held against what it promises.

mod days;
mod lived;
mod situations;
