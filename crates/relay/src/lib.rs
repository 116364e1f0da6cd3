//! The way in for Safaricom's calls: a body is stored, and only then answered with success.
//!
//! Callbacks are not signed. What protects the way in is the secret path of each attempt, checked
//! before a byte of the body is read; what protects the book is that nothing here believes or even
//! parses a body. Whoever keeps the book implements [`Inbox`]; [`serve`] does the rest.
//!
//! Absent on purpose: parsing (the till does that, from the stored body), TLS (a proxy or the
//! companion relay has it), and any rate limit on paths that are right.

mod inbox;
mod limits;
mod reception;
mod relay;
mod router;
mod seats;
mod server;

pub use inbox::{Admission, Delivery, Inbox, InboxError, Refusal, Stored};
pub use limits::Limits;
pub use relay::Relay;
pub use router::router;
pub use server::{Listener, serve};
