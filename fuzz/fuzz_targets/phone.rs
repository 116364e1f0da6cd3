//! Hostile bytes for [`fuzz::phone`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::phone(data));
