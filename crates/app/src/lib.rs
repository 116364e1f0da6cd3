//! The use cases of the till and the driver that carries them out.
//!
//! One [`Till`] stands on one book. What a person does is a method of it; what follows by itself
//! (sending, asking back, ending) is done by a watcher per attempt, which decides nothing: it does
//! what `domain::attempt` says is due and writes down what came of it. Absent on purpose: SQL,
//! Safaricom's JSON, windows.

mod alarms;
mod apart;
mod balances;
mod callbacks;
mod cases;
mod charge;
mod clerk;
mod codes;
mod commands;
mod customers;
mod debtors;
mod error;
mod folder;
mod history;
mod keep_trying;
mod kept;
mod limits;
mod line;
mod notices;
mod people;
mod ports;
mod profile;
mod pulls;
mod receipts;
mod refunds;
mod replay;
mod reversals;
mod risk;
mod sales;
mod seen_codes;
mod set_up;
mod settle;
mod steady;
mod till;
mod timeline;
mod to_pay;
mod watch;

pub use alarms::say_alarm;
pub use apart::Apart;
pub use charge::Resolve;
pub use clerk::Clerk;
pub use codes::TypedCode;
pub use customers::Acquaintance;
pub use daraja::C2bVersion;
pub use error::AppError;
pub use folder::{DATA_DIR, DataFolder};
pub use history::Found;
pub use kept::Kept;
pub use ledger::{
    About, AlarmId, AlarmRecord, AttemptRecord, CaseRecord, CommandRecord, CustomerRecord,
    DebtorPerson, DebtorRecord, Environment, Finding, GapRecord, Head, LedgerError, LegRecord,
    Moment, NoteRecord, PersonChange, PersonRecord, Readers, Rebuilt, ReceiptRecord,
    ReceivedRecord, RefundRecord, ReleaseRecord, Report, SaleFact, SaleRecord, Search,
    SourceRecord, rebuild, verify,
};
pub use line::{Credentials, LineSetUp, ShopKey};
pub use notices::{NoticeState, Registered};
pub use people::{Approval, Badge, NewPerson};
pub use ports::{Ports, SystemClock, SystemEntropy};
pub use profile::{NOWHERE, Profile, ProfileForm, default_base, wire_name, wire_named};
pub use pulls::{PullState, PullTrouble};
pub use replay::{Retold, replay};
pub use reversals::SendingBack;
pub use set_up::{USUAL_PORT, new_shop, prove};
pub use settle::{Offer, Offered, Offers, WaitingPayment};
pub use till::{Change, Till};
pub use timeline::{Source, describe};
pub use to_pay::PayCode;
