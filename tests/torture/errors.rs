//! The disk refuses something at an operation of the day, once or for ever: nothing is
//! acknowledged that is not in the book, and the day goes on when the trouble is over.

use std::collections::BTreeMap;

use disk::{Dice, Disk, Fault, Honesty, Op, Refusal, cut};

use crate::day;
use crate::proof::prove;
use crate::{setting, tell};

/// Every so-manieth operation is refused in an ordinary run; in `make torture` every one.
const STRIDE: u64 = 23;

/// Lives a day on which the disk refuses something; says what is wrong, or whether it was reached.
fn live_with(fault: Fault) -> Result<bool, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let folder = folder.path();
    let disk = Disk::plug_in(folder, BTreeMap::new());
    disk.set_fault(Some(fault));
    day::live(folder, &disk);
    let reached = disk.operations() >= fault.at;
    disk.set_fault(None);
    let log = disk.log();
    let acknowledged = log.iter().rev().find_map(|op| match op {
        Op::Acknowledged(row) => Some(row.clone()),
        _ => None,
    });
    prove(folder, acknowledged.as_ref())?;
    // And were the power cut at once, with all lost that was not synced:
    let mut dice = Dice::new(u64::MAX);
    let left = cut(&BTreeMap::new(), &log, Honesty::Honest, &mut dice);
    Disk::plug_in(folder, left.files);
    prove(folder, acknowledged.as_ref())?;
    Disk::unplug(folder);
    Ok(reached)
}

#[test]
fn a_disk_that_refuses_something_loses_nothing_that_was_acknowledged() {
    disk::install();
    let stride = usize::try_from(setting("KAUNTA_STRIDE", STRIDE)).expect("a small number");
    let mut lived = 0;
    for refusal in [Refusal::Broken, Refusal::Full] {
        for sticks in [false, true] {
            for at in (1..).step_by(stride) {
                let fault = Fault {
                    refusal,
                    at,
                    sticks,
                };
                match live_with(fault) {
                    Ok(true) => lived += 1,
                    Ok(false) => break,
                    Err(why) => panic!("{fault:?}: {why}"),
                }
            }
        }
    }
    tell(&format!("{lived} days with a disk that refused something"));
    assert!(lived > 0);
}
