//! A disk in memory: its files, all that was ever done to it, and what it refuses.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

/// The size of `SQLite`'s regions of shared memory.
const REGION: usize = 32 * 1024;

/// The disks that are plugged in, by the folder they stand for.
static DISKS: LazyLock<Mutex<HashMap<PathBuf, Arc<Disk>>>> = LazyLock::new(Mutex::default);

/// Something that was done to a disk, or, among it, an answer that was given.
#[derive(Clone, Debug)]
pub enum Op {
    /// Bytes were written.
    Write {
        /// Into which file.
        file: String,
        /// From which place on.
        at: usize,
        /// What.
        bytes: Vec<u8>,
    },
    /// A file was cut off, or drawn out with zeros.
    Truncate {
        /// Which file.
        file: String,
        /// Its size from then on.
        size: usize,
    },
    /// In a checkpoint even a database that is told not to sync its commits must sync.
    Sync {
        /// Which file.
        file: String,
        /// Whether it was in a checkpoint.
        in_checkpoint: bool,
    },
    /// A file was deleted.
    Delete {
        /// Which file.
        file: String,
    },
    /// Everything up to this row of the journal was acknowledged.
    Acknowledged(Row),
}

/// A row of the journal: its number and its hash, which stands for all rows before it, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// What a disk refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// An error of the device.
    Broken,
    /// No space is left.
    Full,
}

/// From which operation on something is refused.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// What is refused.
    pub refusal: Refusal,
    /// From which operation on, counted from 1.
    pub at: usize,
    /// Whether it is refused for ever, or only once.
    pub sticks: bool,
}

/// A disk. Every method is one operation, but for those that look on from outside.
#[derive(Default)]
pub struct Disk(Mutex<Inner>);

#[derive(Default)]
pub(crate) struct Inner {
    pub files: BTreeMap<String, Vec<u8>>,
    pub locks: BTreeMap<String, FileLock>,
    pub shared: BTreeMap<String, SharedMemory>,
    log: Vec<Op>,
    operations: usize,
    fault: Option<Fault>,
}

/// `SQLite`'s lock on a database file.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FileLock {
    pub readers: u32,
    pub reserved: bool,
    pub exclusive: bool,
}

/// The memory that the connections to one write-ahead log share. Boxed: its addresses stay.
#[derive(Default)]
pub(crate) struct SharedMemory {
    pub regions: Vec<Box<[u64]>>,
    /// How often each slot is held for reading; -1: for writing.
    pub slots: [i32; 8],
    /// How many connections use it.
    pub users: u32,
}

/// The slot that is held during a checkpoint.
const CHECKPOINT: usize = 1;

impl SharedMemory {
    /// Adds a region of zeros, aligned for whatever `SQLite` keeps there.
    pub(crate) fn extend(&mut self) {
        let words = REGION / size_of::<u64>();
        self.regions.push(vec![0; words].into_boxed_slice());
    }
}

impl Disk {
    /// Plugs a disk with these files in.
    pub fn plug_in(folder: &Path, files: BTreeMap<String, Vec<u8>>) -> Arc<Self> {
        let disk = Arc::new(Self::default());
        disk.inner().files = files;
        disks().insert(folder.to_owned(), disk.clone());
        disk
    }

    /// Finds the disk of a file.
    pub fn of(file: &str) -> Option<Arc<Self>> {
        disks().get(Path::new(file).parent()?).cloned()
    }

    /// Takes the disk of a folder out.
    pub fn unplug(folder: &Path) {
        disks().remove(folder);
    }

    pub(crate) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets what is refused from now on.
    pub fn set_fault(&self, fault: Option<Fault>) {
        self.inner().fault = fault;
    }

    /// Notes that everything up to a row was acknowledged.
    pub fn acknowledge(&self, row: Row) {
        self.inner().log.push(Op::Acknowledged(row));
    }

    /// Looks at the disk from outside: nothing is refused, and nothing is counted.
    pub fn undisturbed<T>(&self, look: impl FnOnce() -> T) -> T {
        let (fault, operations) = {
            let mut inner = self.inner();
            (inner.fault.take(), inner.operations)
        };
        let seen = look();
        let mut inner = self.inner();
        (inner.fault, inner.operations) = (fault, operations);
        seen
    }

    /// Returns the files as a program sees them.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.inner().files.clone()
    }

    /// Returns all that was done.
    pub fn log(&self) -> Vec<Op> {
        self.inner().log.clone()
    }

    /// Returns how many operations there were.
    pub fn operations(&self) -> usize {
        self.inner().operations
    }
}

impl Inner {
    /// Counts an operation, and refuses it if it is its turn. Reading needs no space.
    pub(crate) fn count(&mut self, needs_space: bool) -> Result<(), Refusal> {
        self.operations += 1;
        let Some(fault) = self.fault else {
            return Ok(());
        };
        let hits = self.operations >= fault.at && (needs_space || fault.refusal == Refusal::Broken);
        if !hits {
            return Ok(());
        }
        if !fault.sticks {
            self.fault = None;
        }
        Err(fault.refusal)
    }

    pub(crate) fn write(&mut self, file: &str, at: usize, bytes: &[u8]) {
        put(self.files.entry(file.to_owned()).or_default(), at, bytes);
        self.log.push(Op::Write {
            file: file.to_owned(),
            at,
            bytes: bytes.to_vec(),
        });
    }

    pub(crate) fn truncate(&mut self, file: &str, size: usize) {
        self.files
            .entry(file.to_owned())
            .or_default()
            .resize(size, 0);
        self.log.push(Op::Truncate {
            file: file.to_owned(),
            size,
        });
    }

    pub(crate) fn sync(&mut self, file: &str) {
        let database = file.strip_suffix("-wal").unwrap_or(file);
        let memory = self.shared.get(database);
        self.log.push(Op::Sync {
            file: file.to_owned(),
            in_checkpoint: memory.is_some_and(|memory| memory.slots[CHECKPOINT] < 0),
        });
    }

    pub(crate) fn delete(&mut self, file: &str) {
        self.files.remove(file);
        self.log.push(Op::Delete {
            file: file.to_owned(),
        });
    }
}

/// Writes bytes into a file's contents; a gap before them is zeros.
pub(crate) fn put(contents: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if contents.len() < end {
        contents.resize(end, 0);
    }
    contents[at..end].copy_from_slice(bytes);
}

fn disks() -> MutexGuard<'static, HashMap<PathBuf, Arc<Disk>>> {
    DISKS.lock().unwrap_or_else(PoisonError::into_inner)
}
