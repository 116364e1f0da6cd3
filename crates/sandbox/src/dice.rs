//! Seeded randomness: the same seed throws the same numbers, whatever else happens meanwhile.
//!
//! Each purpose has its own row of throws, so that one more request does not change the receipt
//! of the next payment. How far each row has come is part of the state and survives a restart.

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// What a throw is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Token = 0,
    Request = 1,
    Push = 2,
    Receipt = 3,
    Conversation = 4,
    Charge = 5,
    Fault = 6,
}

/// The seed, and how many throws were made for each purpose.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Dice {
    seed: u64,
    /// By purpose; one that is beyond the end was never thrown for.
    thrown: Vec<u64>,
}

/// One throw: as many numbers as asked for, all decided by seed, purpose and count.
///
/// The generator is `SplitMix64`: short, well spread, and not secret, which nothing here needs.
#[derive(Debug)]
pub(crate) struct Throw(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            thrown: Vec::new(),
        }
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// Makes the next throw for a purpose.
    pub(crate) fn throw(&mut self, purpose: Purpose) -> Throw {
        let place = purpose as usize;
        if self.thrown.len() <= place {
            self.thrown.resize(place + 1, 0);
        }
        let count = &mut self.thrown[place];
        *count += 1;
        let mut start = Throw(self.seed);
        start.0 = start.next().wrapping_add(purpose as u64);
        start.0 = start.next().wrapping_add(*count);
        start
    }
}

impl Throw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u64;
        usize::try_from(self.next() % bound).expect("it is below a usize")
    }

    /// Returns `length` letters of an alphabet.
    pub(crate) fn letters(&mut self, alphabet: &str, length: usize) -> String {
        let alphabet = alphabet.as_bytes();
        (0..length)
            .map(|_| char::from(alphabet[self.below(alphabet.len())]))
            .collect()
    }

    /// Returns an id in the gateway's present form, such as `2654-4b64-97ff-b827b542881d3130`.
    ///
    /// Source: reference section 2, acknowledgement.
    pub(crate) fn gateway_id(&mut self) -> String {
        const HEX: &str = "0123456789abcdef";
        let groups = [4, 4, 4, 12].map(|length| self.letters(HEX, length));
        let tail = 4 + self.below(4);
        groups.join("-") + &self.letters("0123456789", tail)
    }

    /// Returns a `ConversationID`, such as `AG_20240206_202018931e291815db5d`.
    ///
    /// Source: reference section 5, the samples of results.
    pub(crate) fn conversation_id(&mut self, now: Moment) -> String {
        let tail = self.letters("0123456789abcdef", 16);
        format!("AG_{}_2020{tail}", now.written("%Y%m%d"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_purpose_does_not_disturb_another() {
        let mut quiet = Dice::new(7);
        let mut busy = Dice::new(7);
        busy.throw(Purpose::Token);
        let ids = [&mut quiet, &mut busy].map(|dice| dice.throw(Purpose::Push).gateway_id());
        assert_eq!(ids[0], ids[1]);
    }

    #[test]
    fn another_seed_throws_other_numbers() {
        let ids = [1, 2].map(|seed| Dice::new(seed).throw(Purpose::Push).gateway_id());
        assert_ne!(ids[0], ids[1]);
    }
}
