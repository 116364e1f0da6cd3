//! The methods of an open file.

use std::ffi::{c_int, c_void};
use std::slice;

use rusqlite::ffi;

use super::shared_memory::{barrier, lock_slots, map, unmap};
use super::{Handle, Open, code};
use crate::disk::FileLock;

pub(super) static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(map),
    xShmLock: Some(lock_slots),
    xShmBarrier: Some(barrier),
    xShmUnmap: Some(unmap),
    xFetch: None,
    xUnfetch: None,
};

/// SAFETY: `file` is a handle that `open` has filled and `close` has not yet emptied.
pub(super) unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Open {
    unsafe { &mut *(*file.cast::<Handle>()).open }
}

fn place(offset: i64) -> usize {
    usize::try_from(offset).expect("no file is read before its beginning")
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes an open file once.
    let open = unsafe { Box::from_raw((*file.cast::<Handle>()).open) };
    let mut inner = open.disk.inner();
    if let Some(lock) = inner.locks.get_mut(&open.name) {
        release(lock, open.lock, ffi::SQLITE_LOCK_NONE);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    out: *mut c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: the file is open, and `out` has room for `amount` bytes.
    let (open, out) = unsafe {
        let out = slice::from_raw_parts_mut(out.cast::<u8>(), place(i64::from(amount)));
        (opened(file), out)
    };
    let mut inner = open.disk.inner();
    if let Err(refusal) = inner.count(false) {
        return code(Err(refusal), ffi::SQLITE_IOERR_READ);
    }
    let contents = inner.files.get(&open.name).map_or(&[][..], Vec::as_slice);
    let from = place(offset).min(contents.len());
    let some = &contents[from..(place(offset) + out.len()).clamp(from, contents.len())];
    out.fill(0);
    out[..some.len()].copy_from_slice(some);
    if some.len() < out.len() {
        return ffi::SQLITE_IOERR_SHORT_READ;
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: the file is open, and `bytes` are `amount` many.
    let (open, bytes) = unsafe {
        let bytes = slice::from_raw_parts(bytes.cast::<u8>(), place(i64::from(amount)));
        (opened(file), bytes)
    };
    let mut inner = open.disk.inner();
    let counted = inner.count(true);
    if counted.is_ok() {
        inner.write(&open.name, place(offset), bytes);
    }
    code(counted, ffi::SQLITE_IOERR_WRITE)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: the file is open.
    let open = unsafe { opened(file) };
    let mut inner = open.disk.inner();
    let counted = inner.count(false);
    if counted.is_ok() {
        inner.truncate(&open.name, place(size));
    }
    code(counted, ffi::SQLITE_IOERR_TRUNCATE)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: the file is open.
    let open = unsafe { opened(file) };
    let mut inner = open.disk.inner();
    let counted = inner.count(false);
    if counted.is_ok() {
        inner.sync(&open.name);
    }
    code(counted, ffi::SQLITE_IOERR_FSYNC)
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: the file is open, and `size` is a place for the answer.
    unsafe {
        let open = opened(file);
        let length = open.disk.inner().files.get(&open.name).map_or(0, Vec::len);
        *size = i64::try_from(length).expect("a small file");
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, wanted: c_int) -> c_int {
    // SAFETY: the file is open.
    let open = unsafe { opened(file) };
    if open.lock >= wanted {
        return ffi::SQLITE_OK;
    }
    let mut inner = open.disk.inner();
    let lock = inner.locks.entry(open.name.clone()).or_default();
    if !take(lock, wanted) {
        return ffi::SQLITE_BUSY;
    }
    open.lock = wanted;
    ffi::SQLITE_OK
}

/// `SQLite` asks for the levels in turn, so who wants more than reading holds a reader's lock.
fn take(lock: &mut FileLock, wanted: c_int) -> bool {
    match wanted {
        ffi::SQLITE_LOCK_SHARED if lock.exclusive => false,
        ffi::SQLITE_LOCK_SHARED => {
            lock.readers += 1;
            true
        }
        ffi::SQLITE_LOCK_RESERVED if lock.reserved => false,
        ffi::SQLITE_LOCK_RESERVED => {
            lock.reserved = true;
            true
        }
        _ if lock.readers > 1 => false,
        _ => {
            lock.exclusive = true;
            true
        }
    }
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, to: c_int) -> c_int {
    // SAFETY: the file is open.
    let open = unsafe { opened(file) };
    let mut inner = open.disk.inner();
    let lock = inner.locks.entry(open.name.clone()).or_default();
    release(lock, open.lock, to);
    open.lock = open.lock.min(to);
    ffi::SQLITE_OK
}

fn release(lock: &mut FileLock, from: c_int, to: c_int) {
    if from > ffi::SQLITE_LOCK_SHARED {
        (lock.reserved, lock.exclusive) = (false, false);
    }
    if from >= ffi::SQLITE_LOCK_SHARED && to == ffi::SQLITE_LOCK_NONE {
        lock.readers -= 1;
    }
}

unsafe extern "C" fn check_reserved_lock(
    file: *mut ffi::sqlite3_file,
    answer: *mut c_int,
) -> c_int {
    // SAFETY: the file is open, and `answer` is a place for the answer.
    unsafe {
        let open = opened(file);
        let reserved = open
            .disk
            .inner()
            .locks
            .get(&open.name)
            .is_some_and(|lock| lock.reserved);
        *answer = c_int::from(reserved);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    4096
}

/// As of the systems' own disks: a write that is cut off harms nothing beside it.
unsafe extern "C" fn device_characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}
