//! Read-only connections to a book, also where nothing can be written beside it.
//!
//! A reader shares a file of memory with the writer. On a full or read-only disk that file can't be
//! made when nobody has the book open; but then nobody writes it either, and it can be read as it
//! stands.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::book::keep_statements;

/// A connection to read with.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) conn: Connection,
    /// Whether it reads the file as it stood when it was opened: it is then used once.
    pub(crate) as_it_stands: bool,
}

/// Opens a read-only connection to a book.
pub(crate) fn open_reader(path: &Path) -> Result<Reading, rusqlite::Error> {
    match open(path, "") {
        Err(error) if is_whole(path) => {
            let conn = open(path, "?immutable=1").map_err(|_| error)?;
            let as_it_stands = true;
            Ok(Reading { conn, as_it_stands })
        }
        opened => opened.map(|conn| Reading {
            conn,
            as_it_stands: false,
        }),
    }
}

/// Opens the file and reads a first page of it: before that nothing is known of it.
fn open(path: &Path, how: &str) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let conn = Connection::open_with_flags(format!("{}{how}", uri(path)), flags)?;
    keep_statements(&conn)?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(conn)
}

/// Tells whether the file by itself is the whole book: nothing waits in a log beside it.
fn is_whole(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).map_or(true, |log| log.len() == 0)
}

/// Writes a path as `SQLite` reads addresses of files.
pub(crate) fn uri(path: &Path) -> String {
    let from_the_root = cfg!(windows) && path.is_absolute();
    let begin = if from_the_root { "file:///" } else { "file:" };
    let mut uri = begin.to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b'.' | b'-' | b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                uri.push(char::from(*byte));
            }
            byte => write!(uri, "%{byte:02X}").expect("a text takes every text"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_signs_of_an_address_is_still_the_same_file() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [
            "till.book",
            "till?mode=memory.book",
            "100%41.book",
            "du ka#é.book",
        ] {
            let path = folder.path().join(name);
            let conn = Connection::open_with_flags(
                &path,
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            );
            let conn = conn.expect("a file");
            conn.execute_batch("CREATE TABLE here (id)")
                .expect("a table");
            let read = open_reader(&path).expect("a reader");
            assert!(read.conn.prepare("SELECT id FROM here").is_ok(), "{name}");
        }
    }
}
