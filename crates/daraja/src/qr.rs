//! A picture that the customer's own M-PESA app reads: dynamic QR.
//!
//! Nothing is asked of a phone here and no money moves by it; the payment comes as C2B.
//!
//! Source: Dynamic QR page, 2025 (the project's reference, section 7).

mod reply;

pub use reply::{Png, QrReply};
