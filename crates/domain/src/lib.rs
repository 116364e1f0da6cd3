//! Money, identities, states and decisions of the till: pure, no input or output.
