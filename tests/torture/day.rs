//! A shop's day, with everything that writes the book: it is opened, sold from, closed, and opened
//! again. Whatever fails, fails the job alone, and the day goes on.

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

use disk::{Disk, Row};
use domain::attempt::{Answer, Fact, Ids, Report, Terms};
use domain::callback_path::{ShopId, Tag};
use domain::clock::Timestamp;
use domain::ids::{AttemptId, LegId, SaleId};
use domain::money::Shillings;
use domain::phone::PayerHint;
use domain::sale::Tender;
use ledger::{Actor, Book, Draft, Environment, Evidence, Job, LedgerError, OWNER, Tx, Way, Writer};
use rusqlite::Connection;

const OPENING: Timestamp = Timestamp::from_ms(1_795_500_000_000);
/// How often the book is opened and closed.
const SESSIONS: u8 = 2;
/// Pairs of customers that are served in each session.
const PAIRS: u8 = 3;

/// Steps of serving a pair of customers: each is one commit.
const STEPS: usize = 5;

/// How many commits a day has when nothing fails.
pub(crate) const COMMITS: usize = SESSIONS as usize * PAIRS as usize * STEPS;

type Work = Box<dyn FnOnce(&Tx<'_>) -> Result<(), LedgerError> + Send>;

/// Returns the book's place in a folder.
pub(crate) fn book_in(folder: &Path) -> PathBuf {
    folder.join("till.book")
}

/// Opens the shop's book.
pub(crate) fn open(folder: &Path) -> Result<Book, LedgerError> {
    Book::open(&book_in(folder), Environment::Production, OPENING)
}

/// Lives the day through on a disk.
pub(crate) fn live(folder: &Path, disk: &Disk) {
    for session in 0..SESSIONS {
        let Ok(book) = open(folder) else {
            continue;
        };
        let mut till = Till {
            folder,
            disk,
            writer: book.writer,
        };
        for pair in 0..PAIRS {
            let first = 2 * (session * PAIRS + pair) + 1;
            till.serve([first, first + 1]);
        }
        till.writer.close();
    }
}

/// Does one more job on a book, as whoever opens the shop tomorrow.
pub(crate) fn one_more_sale(writer: &mut Writer) -> Result<(), LedgerError> {
    let (reply, outcome) = channel();
    let work = draft(200);
    writer.commit_batch(vec![Job::new(work, move |done| drop(reply.send(done)))]);
    outcome.recv().expect("every job is answered")
}

/// Returns the last row of a journal, if there is one.
pub(crate) fn last_row(folder: &Path) -> Result<Option<Row>, rusqlite::Error> {
    let last = "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1";
    match Connection::open(book_in(folder))?.query_row(last, [], read_row) {
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        row => row.map(Some),
    }
}

/// Returns a row of a journal.
pub(crate) fn row(folder: &Path, seq: i64) -> Result<Row, rusqlite::Error> {
    let one = "SELECT seq, hash FROM journal WHERE seq = ?1";
    Connection::open(book_in(folder))?.query_row(one, [seq], read_row)
}

fn read_row(row: &rusqlite::Row<'_>) -> Result<Row, rusqlite::Error> {
    Ok(Row {
        seq: row.get(0)?,
        hash: row.get(1)?,
    })
}

struct Till<'a> {
    folder: &'a Path,
    disk: &'a Disk,
    writer: Writer,
}

impl Till<'_> {
    /// Serves two customers at once; each step of both is one commit.
    fn serve(&mut self, customers: [u8; 2]) {
        let steps: [fn(u8) -> Work; STEPS] = [draft, sending, acknowledged, callback, proof];
        for step in steps {
            self.commit(customers.map(step));
        }
    }

    /// Commits a batch, and notes how far the book is if anything of it was acknowledged.
    fn commit(&mut self, works: [Work; 2]) {
        let (reply, outcomes) = channel();
        let job = |work: Work| {
            let reply = reply.clone();
            Job::new(work, move |done: Result<(), LedgerError>| {
                _ = reply.send(done.is_ok());
            })
        };
        let jobs = works.map(job).into();
        self.writer.commit_batch(jobs);
        drop(reply);
        if outcomes.iter().any(|done| done) {
            let last = self.disk.undisturbed(|| last_row(self.folder));
            let last = last.expect("a readable book").expect("a written row");
            self.disk.acknowledge(last);
        }
    }
}

fn draft(customer: u8) -> Work {
    Box::new(move |tx| {
        let (sale, leg) = (
            SaleId::from_bytes([customer; 16]),
            LegId::from_bytes([customer; 16]),
        );
        let amount = Shillings::new(350).expect("within limits");
        let by = Actor::Person(OWNER);
        tx.open_sale(OPENING, by, (sale, leg), Tender::Prompt, amount.money())?;
        let shop: ShopId = "duka".parse().expect("a name");
        let draft = Draft {
            leg,
            shortcode: "till:7654321/5123456".parse().expect("two numbers"),
            tag_digest: Tag::of(b"key", &shop, attempt(customer)).digest(),
            terms: Terms {
                amount,
                phone: format!("254712000{customer:03}").parse().expect("a phone"),
            },
        };
        let typed = evidence(Way::Counter, "typed", customer);
        tx.draft_attempt(OPENING, by, attempt(customer), draft, &typed, false)
            .map(drop)
    })
}

fn sending(customer: u8) -> Work {
    fact(customer, Fact::Sending { at: OPENING }, None)
}

fn acknowledged(customer: u8) -> Work {
    let ids = ids(customer);
    let answer = evidence(Way::Acknowledgement, "acknowledged", customer);
    fact(
        customer,
        Fact::Acknowledged { at: OPENING, ids },
        Some(answer),
    )
}

fn callback(customer: u8) -> Work {
    let report = Fact::Reported(Report {
        at: OPENING,
        ids: Some(ids(customer)),
        amount: "350".parse().ok(),
        receipt: format!("UKO000{customer:04}").parse().ok(),
        payer: PayerHint::Absent,
        paid_at: None,
    });
    let body = evidence(Way::Callback, "paid", customer);
    let attempt = attempt(customer);
    Box::new(move |tx| {
        tx.take_callback(OPENING, attempt, Ok(report), &body)
            .map(drop)
    })
}

fn proof(customer: u8) -> Work {
    let answer = Fact::Answered {
        at: OPENING,
        answer: Answer::Paid,
    };
    fact(
        customer,
        answer,
        Some(evidence(Way::Query, "proved", customer)),
    )
}

fn fact(customer: u8, fact: Fact, body: Option<Evidence>) -> Work {
    let attempt = attempt(customer);
    Box::new(move |tx| {
        tx.record_fact(OPENING, Actor::Safaricom, attempt, fact, body.as_ref())
            .map(drop)
    })
}

fn attempt(customer: u8) -> AttemptId {
    AttemptId::from_bytes([customer; 16])
}

fn ids(customer: u8) -> Ids {
    Ids {
        merchant: format!("29115-{customer}-1").parse().expect("an id"),
        checkout: format!("ws_CO_24112026{customer:08}")
            .parse()
            .expect("an id"),
    }
}

fn evidence(way: Way, what: &str, customer: u8) -> Evidence {
    Evidence {
        way,
        body: format!("{what} {customer} {}", "x".repeat(400)).into_bytes(),
        salt: [customer; 16],
    }
}
