//! Chance from a seed: `SplitMix64`, the same on every machine.

/// Dice that fall as their seed has it.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// Takes new dice.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Throws.
    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Throws a number from `least` up to, and without, `end`.
    pub fn between(&mut self, least: u64, end: u64) -> u64 {
        least + self.throw() % (end - least)
    }

    /// Tells whether something of this many chances in a hundred happens.
    pub fn percent(&mut self, chances: u64) -> bool {
        self.throw() % 100 < chances
    }
}
