//! The book: all SQL of the till.
//!
//! What happened stands in the `journal`, an append-only chain of hashes; the raw bodies that it
//! rests on, and everything that tells of a person, stand in the `inbox`. All other tables are
//! projected from these two and can be rebuilt from them ([`verify`]). One [`Writer`] commits many
//! jobs in one transaction, as many [`Readers`] as wanted read beside it. No connection leaves
//! this crate, and nothing here is async.

mod alarms;
mod attempts;
mod balances;
mod bodies;
mod book;
mod case_facts;
mod cases;
mod commands;
mod customers;
mod debtor_facts;
mod debtors;
mod entry;
mod error;
mod facts;
mod history;
mod inbox;
mod journal;
mod limits;
mod lock;
mod migrations;
mod people;
mod person_facts;
mod readers;
mod reading;
mod rebuild;
mod receipts;
mod sale_facts;
mod sales;
mod seen_codes;
mod settings;
mod tail;
mod transfers;
mod verify;
mod writer;

pub use alarms::{About, AlarmId, AlarmRecord, NotAPayment, NotAnAlarm};
pub use attempts::{AttemptRecord, Moment, Taken};
pub use balances::{GapFact, GapRecord};
pub use bodies::KeptBody;
pub use book::{Book, Environment, UnknownEnvironment};
pub use case_facts::CaseFact;
pub use cases::{CaseRecord, NoteRecord};
pub use commands::{CommandDraft, CommandEntry, CommandRecord};
pub use customers::{CustomerRecord, KNOWS_CUSTOMERS, NOT_KNOWN};
pub use debtor_facts::{DebtorFact, DebtorPerson};
pub use debtors::DebtorRecord;
pub use entry::{Draft, Entry};
pub use error::LedgerError;
pub use history::Search;
pub use inbox::{Evidence, Way};
pub use journal::{Actor, Head, Recorded};
pub use limits::{By, LetAlone};
pub use people::{OWNER, PersonChange, PersonRecord, Shown};
pub use person_facts::PersonFact;
pub use readers::Readers;
pub use rebuild::{Rebuilt, rebuild};
pub use receipts::{Allocation, Holding, ReceiptRecord, SourceRecord, Told};
pub use sale_facts::SaleFact;
pub use sales::{
    LegRecord, OPENING_SHIFT, ReceivedRecord, RefundRecord, ReleaseRecord, SaleNumber, SaleRecord,
    ShiftNumber, TakenBack, Takings,
};
pub use seen_codes::SeenCode;
pub use transfers::Account;
pub use verify::{Finding, Report, verify};
pub use writer::{Job, Tx, Writer};
