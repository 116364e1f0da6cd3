//! Hostile bytes for [`fuzz::pull`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::pull(data));
