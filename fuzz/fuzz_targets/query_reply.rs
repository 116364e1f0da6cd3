//! Hostile bytes for [`fuzz::query_reply`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::query_reply(data));
