//! A damaged file: a bit that flipped anywhere, a log cut off, files that are missing, a newer one.
//! `verify` never calls a book good that says something else than it said before.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result, ensure};
use app::{Environment, Ports, Till};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::prompts::Prompts;
use crate::victim::open;
use crate::{setting, tell};
use ::disk::Dice;

/// Flips in an ordinary run; a campaign makes ten thousand.
const FLIPS: u64 = 200;
const PAYMENTS: usize = 1000;

/// Everything that a book says, table by table.
type Told = BTreeMap<String, Vec<Vec<Value>>>;

/// A book of a thousand payments.
struct Book {
    folder: tempfile::TempDir,
    bytes: Vec<u8>,
    told: Told,
}

impl Book {
    async fn write() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("till.book");
        let till = Till::open(&path, Environment::Sandbox, Ports::system()?)?;
        Prompts::write(&till, PAYMENTS, std::time::Duration::ZERO).await;
        till.close().await;
        Ok(Self {
            bytes: std::fs::read(&path)?,
            told: told(&path)?,
            folder,
        })
    }

    /// Flips a bit of a copy; tells whether it was found, or else changed nothing that is told.
    fn flip(&self, lane: u64, dice: &mut Dice) -> Result<Flip> {
        let path = self.folder.path().join(format!("copy-{lane}.book"));
        let mut bytes = self.bytes.clone();
        let (byte, bit) = (dice.between(0, bytes.len() as u64), dice.between(0, 8));
        let byte = usize::try_from(byte)?;
        bytes[byte] ^= 1 << bit;
        std::fs::write(&path, bytes)?;
        let verdict = ledger::verify(&path);
        let flip = match verdict {
            Ok(report) if report.is_good() => Flip::Unfound,
            Ok(_) => Flip::Found,
            Err(_) => Flip::Unreadable,
        };
        if matches!(flip, Flip::Unfound) {
            let same = told(&path).is_ok_and(|told| told == self.told);
            ensure!(same, "bit {bit} of byte {byte}: {}", self.differs(&path)?);
        }
        for end in ["", "-wal", "-shm"] {
            let mut name = path.clone().into_os_string();
            name.push(end);
            drop(std::fs::remove_file(name));
        }
        Ok(flip)
    }

    /// Shows the first row that says something else.
    fn differs(&self, path: &Path) -> Result<String> {
        let told = told(path)?;
        for (table, rows) in &self.told {
            let others = told.get(table).context("a table less")?;
            let pairs = rows.iter().zip(others);
            if let Some((row, other)) = pairs.into_iter().find(|(row, other)| row != other) {
                return Ok(format!("{table} says {other:?}, and said {row:?}"));
            }
        }
        Ok("a table has another number of rows".to_owned())
    }
}

/// What became of a flip.
enum Flip {
    Found,
    Unreadable,
    /// It hit what nobody reads.
    Unfound,
}

/// Reads everything that a book says.
fn told(path: &Path) -> Result<Told> {
    let book = open(path)?;
    let mut told = Told::new();
    for table in tables(&book)? {
        let mut statement = book.prepare(&format!("SELECT * FROM {table}"))?;
        let columns = statement.column_count();
        let read = |row: &rusqlite::Row<'_>| (0..columns).map(|column| row.get(column)).collect();
        let rows = statement.query_map([], read)?;
        let mut rows: Vec<Vec<Value>> = rows.collect::<Result<_, _>>()?;
        if table == "book" {
            // When the book was made stands outside the chain; nothing rests on it.
            for row in &mut rows {
                row.truncate(2);
            }
        }
        told.insert(table, rows);
    }
    Ok(told)
}

fn tables(book: &Connection) -> Result<Vec<String>> {
    let query = "SELECT name FROM sqlite_schema WHERE type = 'table'
         UNION ALL SELECT 'sqlite_schema'";
    let mut statement = book.prepare(query)?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

#[tokio::test]
async fn no_flipped_bit_makes_a_book_say_something_else_unnoticed() -> Result<()> {
    let (flips, seed) = (setting("KAUNTA_FLIPS", FLIPS), setting("KAUNTA_SEED", 1));
    let book = Book::write().await?;
    let (next, counts) = (AtomicU64::new(0), Mutex::new([0_u64; 3]));
    let lane = &|lane| -> Result<()> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= flips {
                return Ok(());
            }
            let mut dice = Dice::new(seed.wrapping_add(number));
            let flip = book.flip(lane, &mut dice);
            let flip = flip.with_context(|| format!("flip {number} of KAUNTA_SEED={seed}"))?;
            counts.lock().expect("unpoisoned")[flip as usize] += 1;
        }
    };
    std::thread::scope(|scope| {
        let lanes = [0, 1].map(|number| scope.spawn(move || lane(number)));
        let verdicts = lanes.map(|lane| lane.join().expect("a verdict"));
        verdicts.into_iter().collect::<Result<()>>()
    })?;
    let [found, unreadable, unfound] = *counts.lock().expect("unpoisoned");
    ensure!(found > 0 && unreadable > 0 && unfound > 0);
    tell(&format!(
        "{flips} flipped bits in a book of {PAYMENTS} payments (seed {seed}): {found} found, \
         {unreadable} made it unreadable, {unfound} hit what nobody reads"
    ));
    Ok(())
}
