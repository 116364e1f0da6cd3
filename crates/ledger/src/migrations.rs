//! Changes of the book's format: linear, numbered, each in one transaction, after a backup that
//! was proved.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode};

use crate::error::LedgerError;
use crate::rebuild;
use crate::writer::Tx;

/// The migrations in order: the n-th makes format n.
pub(crate) const ALL: &[&str] = &[
    include_str!("../../../migrations/0001_create_book.sql"),
    include_str!("../../../migrations/0002_add_sale_standing.sql"),
    include_str!("../../../migrations/0003_keep_alarms.sql"),
    include_str!("../../../migrations/0004_widen_receipts.sql"),
    include_str!("../../../migrations/0005_give_payments_to_sales.sql"),
    include_str!("../../../migrations/0006_command_mpesa.sql"),
    include_str!("../../../migrations/0007_know_people.sql"),
    include_str!("../../../migrations/0008_pay_out_what_is_owed.sql"),
    include_str!("../../../migrations/0009_name_payers.sql"),
    include_str!("../../../migrations/0010_claim_codes.sql"),
    include_str!("../../../migrations/0011_watch_balances.sql"),
    include_str!("../../../migrations/0012_send_payments_back.sql"),
    include_str!("../../../migrations/0013_take_in_late_results.sql"),
    include_str!("../../../migrations/0014_find_unproved.sql"),
    include_str!("../../../migrations/0015_open_cases.sql"),
    include_str!("../../../migrations/0016_know_customers.sql"),
    include_str!("../../../migrations/0017_date_prompts_by_safaricom.sql"),
    include_str!("../../../migrations/0018_remember_freed_money.sql"),
    include_str!("../../../migrations/0019_find_what_was_let_go.sql"),
    include_str!("../../../migrations/0020_lend_to_debtors.sql"),
    include_str!("../../../migrations/0021_see_codes.sql"),
    include_str!("../../../migrations/0022_find_every_payment.sql"),
    include_str!("../../../migrations/0023_release_at_risk.sql"),
    include_str!("../../../migrations/0024_tell_tips_apart.sql"),
];

/// How many names a copy is tried under.
const MOST_COPIES: u8 = 9;

/// Brings a book to the newest format. A file that already holds a book is backed up first.
pub(crate) fn migrate(
    conn: &mut Connection,
    path: &Path,
    migrations: &[&str],
) -> Result<(), LedgerError> {
    let known = u32::try_from(migrations.len()).expect("fewer migrations than u32::MAX");
    let found: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(LedgerError::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    if (1..known).contains(&found) {
        let name = format!("before-format-{}.book", found + 1);
        back_up(conn, path, &name).map_err(LedgerError::Backup)?;
    }
    // A table that others refer to is built anew: with the references watched, dropping the old one
    // would be refused.
    conn.pragma_update(None, "foreign_keys", false)?;
    let migrated = apply(conn, found, migrations);
    conn.pragma_update(None, "foreign_keys", true)?;
    migrated
}

fn apply(conn: &mut Connection, found: u32, migrations: &[&str]) -> Result<(), LedgerError> {
    let newest = u32::try_from(migrations.len()).expect("fewer migrations than u32::MAX");
    for (version, sql) in (1..)
        .zip(migrations)
        .skip_while(|(version, _)| *version <= found)
    {
        let tx = conn.transaction()?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", version)?;
        // What is projected is told by today's program: a former one knew less of what happened.
        if version == newest && has_past(&tx)? {
            rebuild::anew(&Tx(&tx))?;
        }
        tx.commit()?;
    }
    Ok(())
}

fn has_past(conn: &Connection) -> Result<bool, rusqlite::Error> {
    conn.query_row("SELECT EXISTS (SELECT 1 FROM journal)", [], |row| {
        row.get(0)
    })
}

/// Refuses a book whose format is not the newest one: who only reads can't bring it there.
pub(crate) fn check_format(conn: &Connection, path: &Path) -> Result<(), LedgerError> {
    let known = u32::try_from(ALL.len()).expect("fewer migrations than u32::MAX");
    let version = conn.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0));
    let path = path.to_owned();
    match version {
        Ok(found) if found == known => Ok(()),
        Ok(found) if found > known => Err(LedgerError::Newer { path, found, known }),
        Ok(_) => Err(LedgerError::NotABook { path }),
        Err(cause) => Err(LedgerError::opening(&path, cause)),
    }
}

/// Copies the book beside itself under its name with this ending, and proves the copy. What a
/// power cut left of an earlier copy is not touched: the copy gets another name.
pub(crate) fn back_up(
    conn: &Connection,
    path: &Path,
    ending: &str,
) -> Result<PathBuf, rusqlite::Error> {
    let names = (1..MOST_COPIES).map(|count| match count {
        1 => path.with_extension(ending),
        count => path.with_extension(format!("{count}-{ending}")),
    });
    let mut trouble = rusqlite::Error::InvalidQuery;
    for copy in names {
        if prove(&copy).is_ok() {
            return Ok(copy);
        }
        let copied = conn.execute("VACUUM INTO ?1", [copy.to_string_lossy()]);
        match copied.and_then(|_| prove(&copy)) {
            Ok(()) => return Ok(copy),
            // The name is taken by what a power cut left: SQLite has no code of its own for it.
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::Unknown) => trouble = error,
            Err(error) => return Err(error),
        }
    }
    Err(trouble)
}

fn prove(copy: &Path) -> Result<(), rusqlite::Error> {
    let copy = Connection::open_with_flags(copy, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let verdict: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    let has_journal = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'journal')";
    match (
        verdict.as_str(),
        copy.query_row(has_journal, [], |row| row.get(0))?,
    ) {
        ("ok", true) => Ok(()),
        _ => Err(rusqlite::Error::InvalidQuery),
    }
}

/// Makes a database of the newest format, to hold queries against.
#[cfg(test)]
pub(crate) fn newest() -> Connection {
    let conn = Connection::open_in_memory().expect("a database");
    // As when a book changes its format.
    conn.pragma_update(None, "foreign_keys", false)
        .expect("a setting");
    conn.execute_batch(&ALL.concat())
        .expect("the newest format");
    conn
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEXT: &str = "ALTER TABLE shift ADD COLUMN note TEXT;";

    fn version(conn: &Connection) -> u32 {
        conn.pragma_query_value(None, "user_version", |row| row.get(0))
            .expect("a version")
    }

    #[test]
    fn a_book_is_backed_up_before_its_format_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("till.book");
        let mut conn = Connection::open(&path).expect("a file");
        migrate(&mut conn, &path, &ALL[..1]).expect("the first format");
        assert_eq!(
            std::fs::read_dir(folder.path()).expect("a folder").count(),
            1,
            "no backup yet"
        );
        migrate(&mut conn, &path, &[ALL[0], NEXT]).expect("the second format");
        assert_eq!(version(&conn), 2);
        let copy = Connection::open(path.with_extension("before-format-2.book")).expect("a copy");
        assert_eq!(version(&copy), 1);
    }

    #[test]
    fn a_failed_change_leaves_the_former_format() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("till.book");
        let mut conn = Connection::open(&path).expect("a file");
        migrate(&mut conn, &path, &ALL[..1]).expect("the first format");
        let broken = "CREATE TABLE note (id INTEGER); INSERT INTO nowhere VALUES (1);";
        assert!(migrate(&mut conn, &path, &[ALL[0], broken]).is_err());
        assert_eq!(version(&conn), 1);
        assert!(
            conn.prepare("SELECT * FROM note").is_err(),
            "half a migration stayed"
        );
    }

    #[test]
    fn a_newer_book_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("till.book");
        let mut conn = Connection::open(&path).expect("a file");
        migrate(&mut conn, &path, &[ALL[0], NEXT]).expect("the second format");
        let refused = migrate(&mut conn, &path, &ALL[..1]);
        assert!(matches!(
            refused,
            Err(LedgerError::Newer {
                found: 2,
                known: 1,
                ..
            })
        ));
    }
}
