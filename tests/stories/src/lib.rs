//! Stories of the till against the stand-in, without a window.
