//! Practice mode: the till and the stand-in, wired together.
