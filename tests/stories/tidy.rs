//! The rules of the house, checked: who may depend on whom, how large files may grow, what they
//! are called and what never stands in them.

mod crates;
mod files;
mod sources;
