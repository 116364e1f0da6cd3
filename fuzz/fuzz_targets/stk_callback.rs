//! Hostile bytes for [`fuzz::stk_callback`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::stk_callback(data));
