//! Hostile bytes for [`fuzz::inbound_any`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::inbound_any(data));
