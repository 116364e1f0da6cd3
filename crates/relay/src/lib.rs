//! The way in for Safaricom's calls.

mod inbox;

pub use inbox::{Delivery, Inbox, NotStored};
