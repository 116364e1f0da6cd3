//! `SQLite`'s files on the simulated disk: the VFS, registered as the only one of this process.

#![expect(unsafe_code, reason = "SQLite calls a VFS by raw pointers")]

mod file;
mod shared_memory;

use std::ffi::{CStr, c_char, c_int};
use std::ptr;
use std::sync::{Arc, Once};

use rusqlite::ffi;

use crate::disk::{Disk, Refusal};

/// An open file, laid out as `SQLite` wants it: its methods first.
#[repr(C)]
struct Handle {
    base: ffi::sqlite3_file,
    open: *mut Open,
}

/// What a handle points to.
struct Open {
    disk: Arc<Disk>,
    name: String,
    lock: c_int,
    /// Whether it uses the shared memory, and which of its slots it holds.
    maps: bool,
    shared: u8,
    exclusive: u8,
}

/// Puts `SQLite` on the simulated disk, for the whole process.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: Nobody has opened SQLite in this process yet, as its configuration demands; its
        // own VFS exists after initialisation, and the copy lives for ever.
        unsafe {
            // Counting its memory takes a lock that all threads share, at every allocation.
            let uncounted = ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0 as c_int);
            assert_eq!(uncounted, ffi::SQLITE_OK);
            assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK);
            let mut vfs = *ffi::sqlite3_vfs_find(ptr::null());
            vfs.iVersion = 2;
            vfs.szOsFile = c_int::try_from(size_of::<Handle>()).expect("a small struct");
            vfs.zName = c"simulated".as_ptr();
            vfs.pNext = ptr::null_mut();
            vfs.xOpen = Some(open);
            vfs.xDelete = Some(delete);
            vfs.xAccess = Some(access);
            vfs.xFullPathname = Some(full_pathname);
            vfs.xRandomness = Some(randomness);
            let vfs = Box::leak(Box::new(vfs));
            assert_eq!(ffi::sqlite3_vfs_register(vfs, 1), ffi::SQLITE_OK);
        }
    });
}

/// Says in `SQLite`'s words what the disk refused; `broken` is the word for a device's error.
fn code(outcome: Result<(), Refusal>, broken: c_int) -> c_int {
    match outcome {
        Ok(()) => ffi::SQLITE_OK,
        Err(Refusal::Broken) => broken,
        Err(Refusal::Full) => ffi::SQLITE_FULL,
    }
}

/// SAFETY: `name` is null or a text that `SQLite` ends with a zero.
unsafe fn text<'a>(name: *const c_char) -> Option<&'a str> {
    if name.is_null() {
        return None;
    }
    unsafe { CStr::from_ptr(name) }.to_str().ok()
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives room for a `Handle` and a name that it keeps while the file is open.
    unsafe {
        let handle = file.cast::<Handle>();
        (*handle).base.pMethods = ptr::null();
        let (name, disk) = match text(name) {
            Some(name) => (name, Disk::of(name)),
            // SQLite's own notes, which end with the connection: on no disk that anybody looks at.
            None => ("notes", Some(Arc::default())),
        };
        let Some(disk) = disk else {
            return ffi::SQLITE_CANTOPEN;
        };
        let made = {
            let mut inner = disk.inner();
            let exists = inner.files.contains_key(name);
            let makes = !exists && flags & ffi::SQLITE_OPEN_CREATE != 0;
            if !exists && !makes {
                return ffi::SQLITE_CANTOPEN;
            }
            let counted = inner.count(makes);
            if makes && counted.is_ok() {
                inner.files.insert(name.to_owned(), Vec::new());
            }
            counted
        };
        if made.is_err() {
            return code(made, ffi::SQLITE_CANTOPEN);
        }
        (*handle).open = Box::into_raw(Box::new(Open {
            disk,
            name: name.to_owned(),
            lock: ffi::SQLITE_LOCK_NONE,
            maps: false,
            shared: 0,
            exclusive: 0,
        }));
        (*handle).base.pMethods = &raw const file::METHODS;
        if !out_flags.is_null() {
            *out_flags = flags;
        }
        ffi::SQLITE_OK
    }
}

unsafe extern "C" fn delete(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    _sync_folder: c_int,
) -> c_int {
    // SAFETY: the name is SQLite's.
    let Some(name) = (unsafe { text(name) }) else {
        return ffi::SQLITE_IOERR_DELETE;
    };
    let Some(disk) = Disk::of(name) else {
        return ffi::SQLITE_IOERR_DELETE_NOENT;
    };
    let mut inner = disk.inner();
    if !inner.files.contains_key(name) {
        return ffi::SQLITE_IOERR_DELETE_NOENT;
    }
    let counted = inner.count(false);
    if counted.is_ok() {
        inner.delete(name);
    }
    code(counted, ffi::SQLITE_IOERR_DELETE)
}

unsafe extern "C" fn access(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    _: c_int,
    found: *mut c_int,
) -> c_int {
    // SAFETY: the name is SQLite's, and so is the place for the answer.
    unsafe {
        let there = text(name).is_some_and(|name| {
            Disk::of(name).is_some_and(|disk| disk.inner().files.contains_key(name))
        });
        *found = c_int::from(there);
    }
    ffi::SQLITE_OK
}

/// The seed of `SQLite`'s own chance, which salts its logs: the same each time.
unsafe extern "C" fn randomness(_: *mut ffi::sqlite3_vfs, room: c_int, out: *mut c_char) -> c_int {
    // SAFETY: `out` has room for `room` bytes.
    unsafe { ptr::write_bytes(out, 0x5a, usize::try_from(room).unwrap_or(0)) }
    room
}

unsafe extern "C" fn full_pathname(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: the name is SQLite's, and `out` has room for `room` bytes.
    unsafe {
        let bytes = CStr::from_ptr(name).to_bytes_with_nul();
        if bytes.len() > usize::try_from(room).unwrap_or(0) {
            return ffi::SQLITE_CANTOPEN;
        }
        ptr::copy_nonoverlapping(bytes.as_ptr().cast(), out, bytes.len());
    }
    ffi::SQLITE_OK
}
