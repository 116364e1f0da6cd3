//! Changes of the book's format: linear, numbered, each in one transaction, after a backup that
//! was proved.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::alarms;
use crate::error::LedgerError;
use crate::writer::Tx;

/// The migrations in order: the n-th makes format n.
pub(crate) const ALL: &[&str] = &[
    include_str!("../../../migrations/0001_create_book.sql"),
    include_str!("../../../migrations/0002_add_sale_standing.sql"),
    KEEP_ALARMS,
];

const KEEP_ALARMS: &str = include_str!("../../../migrations/0003_keep_alarms.sql");

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
        back_up(conn, path, found).map_err(LedgerError::Backup)?;
    }
    for (version, sql) in (1..)
        .zip(migrations)
        .skip_while(|(version, _)| *version <= found)
    {
        let tx = conn.transaction()?;
        tx.execute_batch(sql)?;
        if *sql == KEEP_ALARMS {
            alarms::raise_past(&Tx(&tx))?;
        }
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
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

/// Copies the book beside itself and proves the copy.
fn back_up(conn: &Connection, path: &Path, version: u32) -> Result<(), rusqlite::Error> {
    let copy: PathBuf = path.with_extension(format!("before-format-{}.book", version + 1));
    let name = copy.to_string_lossy();
    if copy.exists() {
        return prove(&copy);
    }
    conn.execute("VACUUM INTO ?1", [&name])?;
    prove(&copy)
}

fn prove(copy: &Path) -> Result<(), rusqlite::Error> {
    let copy = Connection::open_with_flags(copy, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let verdict: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    match verdict.as_str() {
        "ok" => Ok(()),
        _ => Err(rusqlite::Error::InvalidQuery),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &[&str] = &[ALL[0]];
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
        migrate(&mut conn, &path, FIRST).expect("the first format");
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
        migrate(&mut conn, &path, FIRST).expect("the first format");
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
        let refused = migrate(&mut conn, &path, FIRST);
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
