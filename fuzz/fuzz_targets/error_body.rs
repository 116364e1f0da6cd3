//! Hostile bytes for [`fuzz::error_body`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::error_body(data));
