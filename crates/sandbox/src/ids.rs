//! The id by which a push is known on both sides.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::dice::Throw;
use crate::phone::{Phone, masked};

/// A `CheckoutRequestID`. It ends in the phone's digits, so `Debug` hides them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CheckoutRequestId(String);

impl CheckoutRequestId {
    /// Makes an id: `ws_CO_`, the time in Nairobi, three digits, the phone's last nine.
    ///
    /// Source: reference section 2, acknowledgement.
    pub(crate) fn new(now: Moment, throw: &mut Throw, phone: &Phone) -> Self {
        let time = now.written("%d%m%Y%H%M%S");
        let digits = throw.letters("0123456789", 3);
        Self(format!("ws_CO_{time}{digits}{}", phone.national()))
    }

    /// Returns the id as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// So that the pushes can be looked up by what a query says.
impl Borrow<str> for CheckoutRequestId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CheckoutRequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked(&self.0))
    }
}
