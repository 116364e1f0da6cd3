//! Hostile bytes for [`fuzz::c2b`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::c2b(data));
