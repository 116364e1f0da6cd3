//! Hostile bytes for [`fuzz::token_and_qr`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::token_and_qr(data));
