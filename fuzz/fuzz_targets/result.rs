//! Hostile bytes for [`fuzz::result`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::result(data));
