//! The till without a window.
