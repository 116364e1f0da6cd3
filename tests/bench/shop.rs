//! A till with prompts out that takes calls, on a book in a real file.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use app::{Environment, Ports, Till};
use tempfile::TempDir;

use crate::prompts::Prompts;

/// A till with prompts out that takes calls.
pub(crate) struct Shop {
    till: Till,
    address: SocketAddr,
    folder: TempDir,
    pub(crate) prompts: Prompts,
}

impl Shop {
    /// Opens a book with so many prompts out.
    pub(crate) async fn open(count: usize) -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let ports = Ports::system().expect("ports");
        let book = folder.path().join("till.book");
        let till = Till::open(&book, Environment::Practice, ports).expect("a book");
        let any = "127.0.0.1:0".parse().expect("an address");
        let address = till.listen(any).await.expect("a free port");
        let prompts = Prompts::write(&till, count, Duration::ZERO).await;
        Self {
            till,
            address,
            folder,
            prompts,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Looks for every acknowledged callback in the book, and proves the book.
    pub(crate) async fn check_book(self) {
        let readers = self.till.clerk().readers();
        let attempts = self.prompts.attempts();
        for id in attempts {
            let record = readers.attempt(*id).expect("an attempt");
            let named = record.attempt.evidence.named_receipt();
            assert!(named.is_some(), "{id} was acknowledged");
        }
        let count = attempts.len();
        println!("book: {count} callbacks acknowledged, all of them in it");
        self.till.close().await;
        let report = ledger::verify(self.till.clerk().path()).expect("a report");
        assert!(report.is_good(), "{:?}", report.findings);
        println!("book: {} rows of the journal verified", report.rows);
    }
}
