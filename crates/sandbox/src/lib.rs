//! A stand-in for Safaricom, written from the reference alone.
