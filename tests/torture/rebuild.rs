//! The power is cut at every operation of a rebuild: the book is as it was, or as it is to be, and
//! it can be rebuilt again.

use std::collections::BTreeMap;
use std::path::Path;

use disk::{Dice, Disk, Honesty, Left, Op, cut};
use ledger::{Report, rebuild, verify};
use rusqlite::Connection;

use crate::day;
use crate::{setting, tell};

/// Cuts in an ordinary run; never fewer than there are operations.
const CUTS: u64 = 200;

/// How a rebuild went on an honest disk.
struct Recording {
    log: Vec<Op>,
    /// How many operations were before it.
    begin: usize,
    folder: std::path::PathBuf,
    before: Report,
}

fn record() -> Recording {
    disk::install();
    let folder = tempfile::tempdir().expect("a folder");
    let disk = Disk::plug_in(folder.path(), BTreeMap::new());
    day::live(folder.path(), &disk);
    let path = day::book_in(folder.path());
    // Whether there is a file at all is asked of the system, which knows no simulated one.
    std::fs::write(&path, b"").expect("written");
    let harm = "UPDATE attempt SET state = 'failed'; UPDATE leg SET covered_cents = 0;
        DELETE FROM receipt_source;";
    let conn = Connection::open(&path).expect("the book");
    conn.execute_batch(harm).expect("harm");
    drop(conn);
    let begin = disk.log().len();
    let rebuilt = rebuild(&path).expect("rebuilt");
    assert!(rebuilt.after.is_good(), "{:?}", rebuilt.after.findings);
    let log = disk.log();
    Disk::unplug(folder.path());
    Recording {
        log,
        begin,
        folder: folder.path().to_owned(),
        before: rebuilt.before,
    }
}

impl Recording {
    /// Opens what a cut left, and says how the book is.
    fn prove(&self, left: Left, folder: &Path) -> Report {
        let (old, new) = (
            self.folder.display().to_string(),
            folder.display().to_string(),
        );
        let moved = left.files.into_iter();
        let moved = moved.map(|(name, contents)| (name.replace(&old, &new), contents));
        Disk::plug_in(folder, moved.collect());
        let path = day::book_in(folder);
        std::fs::write(&path, b"").expect("written");
        drop(day::open(folder).expect("the book opens"));
        let found = verify(&path).expect("a book");
        let again = rebuild(&path).expect("rebuilt again");
        assert!(again.after.is_good(), "{:?}", again.after.findings);
        assert_eq!(again.after.head, self.before.head);
        Disk::unplug(folder);
        found
    }
}

#[test]
fn a_rebuild_that_loses_power_leaves_the_former_book_or_the_new_one() {
    let recording = record();
    let places = recording.log.len() - recording.begin + 1;
    let cuts = setting("KAUNTA_REBUILD_CUTS", CUTS).max(places as u64);
    let seed = setting("KAUNTA_SEED", 1);
    let (mut as_before, mut as_after) = (0, 0);
    for number in 0..cuts {
        let mut dice = Dice::new(seed.wrapping_add(number));
        let place = usize::try_from(number).expect("few") % places + recording.begin;
        let left = cut(
            &BTreeMap::new(),
            &recording.log[..place],
            Honesty::Honest,
            &mut dice,
        );
        let folder = tempfile::tempdir().expect("a folder");
        let found = recording.prove(left, folder.path());
        let at = format!("cut {number} at {place}, seed {seed}");
        assert_eq!(found.head, recording.before.head, "{at}");
        if found.is_good() {
            as_after += 1;
        } else {
            assert_eq!(found.findings, recording.before.findings, "{at}");
            as_before += 1;
        }
    }
    tell(&format!(
        "{cuts} power cuts in {places} operations of a rebuild: {as_before} as before, \
         {as_after} as after"
    ));
    assert!(as_before > 0 && as_after > 0, "never tried");
}
