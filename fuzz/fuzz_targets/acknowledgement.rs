//! Hostile bytes for [`fuzz::acknowledgement`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::acknowledgement(data));
