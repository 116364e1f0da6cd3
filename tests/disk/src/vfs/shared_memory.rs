//! The memory and the locks that the connections to one write-ahead log share.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{Ordering, fence};

use rusqlite::ffi;

use super::file::opened;

pub(super) unsafe extern "C" fn map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    _size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: the file is open, and `out` is a place for the answer. A region's address stays,
    // since it is boxed and never dropped before the disk.
    unsafe {
        let open = opened(file);
        let mut inner = open.disk.inner();
        let memory = inner.shared.entry(open.name.clone()).or_default();
        if !open.maps {
            open.maps = true;
            memory.users += 1;
        }
        let wanted = usize::try_from(region).expect("regions are counted from 0");
        while extend != 0 && memory.regions.len() <= wanted {
            memory.extend();
        }
        *out = match memory.regions.get_mut(wanted) {
            Some(region) => region.as_mut_ptr().cast(),
            None => std::ptr::null_mut(),
        };
    }
    ffi::SQLITE_OK
}

pub(super) unsafe extern "C" fn lock_slots(
    file: *mut ffi::sqlite3_file,
    offset: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: the file is open.
    let open = unsafe { opened(file) };
    let disk = open.disk.clone();
    let mut inner = disk.inner();
    let slots = &mut inner.shared.entry(open.name.clone()).or_default().slots;
    let range =
        usize::try_from(offset).expect("a slot")..usize::try_from(offset + count).expect("a slot");
    let mask = range.clone().fold(0, |mask: u8, slot| mask | 1 << slot);
    let has = |flag| flags & flag != 0;
    match (has(ffi::SQLITE_SHM_UNLOCK), has(ffi::SQLITE_SHM_EXCLUSIVE)) {
        (true, true) if open.exclusive & mask == mask => {
            slots[range].fill(0);
            open.exclusive &= !mask;
        }
        (true, false) if open.shared & mask == mask => {
            range.for_each(|slot| slots[slot] -= 1);
            open.shared &= !mask;
        }
        (true, _) => {}
        (false, true) if slots[range.clone()].iter().any(|slot| *slot != 0) => {
            return ffi::SQLITE_BUSY;
        }
        (false, true) => {
            slots[range].fill(-1);
            open.exclusive |= mask;
        }
        (false, false) if open.shared & mask == mask => {}
        (false, false) if slots[range.clone()].iter().any(|slot| *slot < 0) => {
            return ffi::SQLITE_BUSY;
        }
        (false, false) => {
            range.for_each(|slot| slots[slot] += 1);
            open.shared |= mask;
        }
    }
    ffi::SQLITE_OK
}

pub(super) unsafe extern "C" fn barrier(_: *mut ffi::sqlite3_file) {
    fence(Ordering::SeqCst);
}

/// Whoever goes last clears the memory, so that the next opening recovers the log by itself. The
/// regions stay while the disk is plugged in.
pub(super) unsafe extern "C" fn unmap(file: *mut ffi::sqlite3_file, _delete: c_int) -> c_int {
    // SAFETY: the file is open.
    let open = unsafe { opened(file) };
    let disk = open.disk.clone();
    let mut inner = disk.inner();
    let Some(memory) = inner.shared.get_mut(&open.name).filter(|_| open.maps) else {
        return ffi::SQLITE_OK;
    };
    for (slot, held) in memory.slots.iter_mut().enumerate() {
        *held -= i32::from(open.shared & (1 << slot) != 0);
        if open.exclusive & (1 << slot) != 0 {
            *held = 0;
        }
    }
    memory.users -= 1;
    if memory.users == 0 {
        memory.regions.iter_mut().for_each(|region| region.fill(0));
    }
    (open.maps, open.shared, open.exclusive) = (false, 0, 0);
    ffi::SQLITE_OK
}
