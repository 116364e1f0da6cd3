//! The way in for Safaricom's calls.
