//! The power is cut at every operation of a day, and what was acknowledged is still there.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;

use disk::{Dice, Disk, Honesty, Left, Op, cut};

use crate::day;
use crate::proof::prove;
use crate::{setting, tell};

/// Cuts in an ordinary run; `make torture` makes a million.
const CUTS: u64 = 20_000;
/// Cuts on a disk that lies: enough to catch it many times over.
const CONTROL_CUTS: u64 = 400;

/// How often something came about that must not stay untried.
#[derive(Clone, Copy, Debug, Default)]
struct Sometimes {
    torn: u64,
    lost: u64,
    kept: u64,
    before_the_first_row: u64,
    further_than_acknowledged: u64,
    just_as_acknowledged: u64,
}

/// A day on an honest disk, as its log tells it.
struct Recording {
    log: Vec<Op>,
    /// Where the book stood.
    folder: std::path::PathBuf,
    /// What opening the shop on each disk came to: many cuts leave the same one.
    opened: Mutex<HashMap<u64, Result<i64, String>>>,
}

fn record() -> Recording {
    disk::install();
    let folder = tempfile::tempdir().expect("a folder");
    let disk = Disk::plug_in(folder.path(), BTreeMap::new());
    day::live(folder.path(), &disk);
    let log = disk.log();
    Disk::unplug(folder.path());
    let answers = log.iter().filter(|op| matches!(op, Op::Acknowledged(_)));
    assert_eq!(
        answers.count(),
        day::COMMITS,
        "something failed without any fault"
    );
    Recording {
        log,
        folder: folder.path().to_owned(),
        opened: Mutex::default(),
    }
}

impl Recording {
    /// Makes a cut; the first ones take the operations in turn, the later ones any.
    fn cut(&self, number: u64, seed: u64, honesty: Honesty) -> (usize, Left) {
        let mut dice = Dice::new(seed.wrapping_add(number));
        let places = self.log.len() as u64 + 1;
        let place = match number {
            number if number < places => number,
            _ => dice.throw() % places,
        };
        let place = usize::try_from(place).expect("a place in the log");
        (
            place,
            cut(&BTreeMap::new(), &self.log[..place], honesty, &mut dice),
        )
    }

    /// Opens the shop on what a cut left: says what is wrong, or what came about.
    fn open_after(&self, left: Left, folder: &Path) -> Result<Sometimes, String> {
        let mut came = Sometimes {
            torn: left.torn.into(),
            lost: left.lost.into(),
            kept: left.kept.into(),
            ..Sometimes::default()
        };
        let acknowledged = left.acknowledged.clone();
        let found = self.prove_once(left, folder)?;
        match acknowledged {
            None => came.before_the_first_row += 1,
            Some(row) if found > row.seq => came.further_than_acknowledged += 1,
            Some(_) => came.just_as_acknowledged += 1,
        }
        Ok(came)
    }

    /// Proves what a cut left, unless an earlier cut left just the same.
    fn prove_once(&self, left: Left, folder: &Path) -> Result<i64, String> {
        let mut hasher = DefaultHasher::new();
        left.files.hash(&mut hasher);
        let acknowledged = left.acknowledged.as_ref();
        acknowledged.map(|row| row.seq).hash(&mut hasher);
        let which = hasher.finish();
        let opened = || self.opened.lock().expect("no thread panics");
        if let Some(known) = opened().get(&which).cloned() {
            return known;
        }
        let (old, new) = (
            self.folder.display().to_string(),
            folder.display().to_string(),
        );
        let moved = left.files.into_iter();
        let moved = moved.map(|(name, contents)| (name.replace(&old, &new), contents));
        Disk::plug_in(folder, moved.collect());
        let found = prove(folder, acknowledged);
        Disk::unplug(folder);
        opened().insert(which, found.clone());
        found
    }
}

/// Makes cuts on as many threads as there are cores; returns what came about, and what went wrong.
fn make_cuts(
    recording: &Recording,
    cuts: Range<u64>,
    honesty: Honesty,
) -> (Sometimes, Vec<String>) {
    let seed = setting("KAUNTA_SEED", 1);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let total = Mutex::new((Sometimes::default(), Vec::new()));
    std::thread::scope(|scope| {
        for skipped in 0..threads {
            let (total, cuts) = (&total, cuts.clone());
            scope.spawn(move || {
                let folder = tempfile::tempdir().expect("a folder");
                for number in cuts.skip(skipped).step_by(threads) {
                    let (place, left) = recording.cut(number, seed, honesty);
                    let came = recording.open_after(left, folder.path());
                    let mut total = total.lock().expect("no thread panics");
                    match came {
                        Ok(came) => total.0.add(came),
                        Err(why) => {
                            let of = recording.log.len();
                            let cut = format!("cut {number} at {place} of {of}, seed {seed}");
                            total.1.push(format!("{cut}: {why}"));
                        }
                    }
                }
            });
        }
    });
    total.into_inner().expect("no thread panics")
}

impl Sometimes {
    fn add(&mut self, other: Self) {
        self.torn += other.torn;
        self.lost += other.lost;
        self.kept += other.kept;
        self.before_the_first_row += other.before_the_first_row;
        self.further_than_acknowledged += other.further_than_acknowledged;
        self.just_as_acknowledged += other.just_as_acknowledged;
    }
}

#[test]
fn nothing_that_was_acknowledged_is_lost_by_a_power_cut() {
    let recording = record();
    let cuts = setting("KAUNTA_CUTS", CUTS);
    let (came, wrong) = make_cuts(&recording, 0..cuts, Honesty::Honest);
    assert_eq!(wrong, Vec::<String>::new());
    let disks = recording.opened.lock().expect("no thread panics").len();
    tell(&format!(
        "{cuts} power cuts in {} operations left {disks} different disks: {came:?}",
        recording.log.len()
    ));
    let rarest = [
        came.torn,
        came.lost,
        came.kept,
        came.before_the_first_row,
        came.further_than_acknowledged,
        came.just_as_acknowledged,
    ];
    assert!(!rarest.contains(&0), "never tried: {came:?}");
}

/// Positive controls: were the book careless, or the disk a liar, it would be seen.
#[test]
fn a_disk_that_lies_and_a_book_that_does_not_sync_its_commits_are_caught() {
    let recording = record();
    // Anywhere: what a book does first acknowledges nothing.
    let first = recording.log.len() as u64 + 1;
    for honesty in [Honesty::Lies, Honesty::CheckpointsAlone] {
        let (_, wrong) = make_cuts(&recording, first..first + CONTROL_CUTS, honesty);
        let lost = wrong
            .iter()
            .filter(|why| why.contains("was acknowledged"))
            .count();
        assert!(lost > 0, "{honesty:?} was not caught: {wrong:?}");
    }
}
