//! A simulated disk under `SQLite`: files in memory that can lose power, tear sectors, refuse and
//! run full. The torture of the book stands on it, and so does the simulated shop.
//!
//! Whoever links it has no other disk: [`install`] makes it the only one of the process. Absent:
//! the system's own files, which a book's lock is still kept in.

mod cut;
mod dice;
mod disk;
mod vfs;

pub use cut::{Honesty, Left, cut};
pub use dice::Dice;
pub use disk::{Disk, Fault, Op, Refusal, Row};
pub use vfs::install;
