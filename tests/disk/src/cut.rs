//! What a power cut leaves of a disk: all that was synced, and of the rest what chance keeps.

use std::collections::BTreeMap;

use crate::dice::Dice;
use crate::disk::{Op, Row, put};

/// The unit in which a disk writes: a write that is cut off is there in some of them.
const SECTOR: usize = 512;

/// How honest a disk is about what it has written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Honesty {
    /// What it says is synced, is.
    Honest,
    /// It syncs nothing, and says that it did.
    Lies,
    /// It syncs in checkpoints alone: a database that does not sync its commits looks like this.
    CheckpointsAlone,
}

/// What is left after a cut.
#[derive(Debug)]
pub struct Left {
    /// The files.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How far the book had been acknowledged.
    pub acknowledged: Option<Row>,
    /// Whether a write was there in part.
    pub torn: bool,
    /// Whether something that was not synced was lost.
    pub lost: bool,
    /// Whether something that was not synced was kept.
    pub kept: bool,
}

#[derive(Default)]
struct File<'a> {
    durable: Vec<u8>,
    unsynced: Vec<&'a Op>,
}

/// Cuts the power after so many entries of a log that began on these files.
pub fn cut(
    before: &BTreeMap<String, Vec<u8>>,
    log: &[Op],
    honesty: Honesty,
    dice: &mut Dice,
) -> Left {
    let old = |(name, durable): (_, &Vec<u8>)| (name, File::synced(durable.clone()));
    let begun = before.iter().map(|(name, file)| (name.as_str(), file));
    let mut files: BTreeMap<&str, File<'_>> = begun.map(old).collect();
    let mut acknowledged = None;
    for op in log {
        match op {
            Op::Write { file, .. } | Op::Truncate { file, .. } => {
                files.entry(file).or_default().unsynced.push(op);
            }
            Op::Sync {
                file,
                in_checkpoint,
            } if honesty.heeds(*in_checkpoint) => {
                files.entry(file).or_default().sync();
            }
            Op::Sync { .. } => {}
            Op::Delete { file } => _ = files.remove(file.as_str()),
            Op::Acknowledged(row) => acknowledged = Some(row.clone()),
        }
    }
    let mut left = Left {
        files: BTreeMap::new(),
        acknowledged,
        torn: false,
        lost: false,
        kept: false,
    };
    for (name, file) in files {
        let contents = file.after_cut(dice, &mut left);
        left.files.insert(name.to_owned(), contents);
    }
    left
}

impl Honesty {
    fn heeds(self, in_checkpoint: bool) -> bool {
        match self {
            Self::Honest => true,
            Self::Lies => false,
            Self::CheckpointsAlone => in_checkpoint,
        }
    }
}

impl File<'_> {
    fn synced(durable: Vec<u8>) -> Self {
        Self {
            durable,
            unsynced: Vec::new(),
        }
    }

    fn sync(&mut self) {
        for op in std::mem::take(&mut self.unsynced) {
            apply(&mut self.durable, op);
        }
    }

    /// All unsynced writes are kept, or none, or each by itself: so they come in any order.
    fn after_cut(mut self, dice: &mut Dice, left: &mut Left) -> Vec<u8> {
        let fate = dice.throw() % 4;
        for op in std::mem::take(&mut self.unsynced) {
            let chance = dice.throw() % 100;
            match (fate, chance) {
                (0, _) | (2 | 3, 0..40) => left.lost = true,
                (1, _) | (2 | 3, 40..80) => {
                    left.kept = true;
                    apply(&mut self.durable, op);
                }
                _ => {
                    left.torn = true;
                    tear(&mut self.durable, op, dice);
                }
            }
        }
        self.durable
    }
}

fn apply(contents: &mut Vec<u8>, op: &Op) {
    match op {
        Op::Write { at, bytes, .. } => put(contents, *at, bytes),
        Op::Truncate { size, .. } => contents.resize(*size, 0),
        Op::Sync { .. } | Op::Delete { .. } | Op::Acknowledged(_) => {}
    }
}

/// Keeps some sectors of a write.
fn tear(contents: &mut Vec<u8>, op: &Op, dice: &mut Dice) {
    let Op::Write { at, bytes, .. } = op else {
        return;
    };
    for (number, sector) in bytes.chunks(SECTOR).enumerate() {
        if dice.percent(50) {
            put(contents, at + number * SECTOR, sector);
        }
    }
}
