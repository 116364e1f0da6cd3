//! What can go wrong around the stand-in itself; what Safaricom would refuse is a
//! [`Refusal`](crate::error_bodies::Refusal).

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::phone::Phone;

/// A failure of the stand-in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address could not be taken, usually because another program has it.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The folder or a file in it could not be read or written; nothing was changed.
    #[error("cannot use {path}")]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Another stand-in runs on the folder.
    #[error("{path} is in use by another stand-in")]
    FolderInUse {
        /// The folder.
        path: PathBuf,
    },
    /// The state file is not one that this program wrote; it is left as it is.
    #[error("{path} does not hold the state of a stand-in")]
    Unreadable {
        /// The state file.
        path: PathBuf,
        /// Where the reading stopped.
        #[source]
        source: serde_json::Error,
    },
    /// The text is not `254`, `7` or `1`, and eight digits.
    #[error("{0:?} is not a Kenyan mobile number in the form 2547XXXXXXXX")]
    NotAPhone(String),
    /// No customer has this phone.
    #[error("no customer has the phone {0:?}")]
    NoSuchPhone(Phone),
    /// Nothing is on the phone's screen to be answered; it may just have run out.
    #[error("no prompt is open on the phone {0:?}")]
    NoPrompt(Phone),
    /// A payment names neither a phone nor an organisation, or both.
    #[error("a payment needs either a phone or an organisation")]
    NoPayer,
    /// No customer made this payment, or it went back to him before.
    #[error("no customer can take the payment {0:?} back")]
    NotTakenBack(String),
    /// The shop's account holds less than that.
    #[error("the shop's account holds less than that")]
    TooLittle,
    /// That cannot go wrong there, or never would.
    #[error("no such fault can be at that place: {0}")]
    NotAFault(String),
    /// A callback found no receiver, or the receiver did not answer.
    #[error("undelivered: {0}")]
    Undelivered(String),
    /// The word does not name an act.
    #[error("{0:?} is not one of accept, wrong_pin, cancel, ignore, phone_off, too_little_money")]
    NotAnAct(String),
}
