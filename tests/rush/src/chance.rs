//! Chances, spans of time and numbers as the rates have them, drawn without floats.

use std::fmt;

use disk::Dice;

/// So many of ten thousand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share(pub u64);

/// From so many seconds up to so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub u64, pub u64);

/// From such a number up to such a one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(pub u64, pub u64);

impl Share {
    /// Tells whether it happens this time.
    pub(crate) fn happens(self, dice: &mut Dice) -> bool {
        dice.between(0, 10_000) < self.0
    }
}

impl Span {
    /// Draws a wait in milliseconds.
    pub(crate) fn ms(self, dice: &mut Dice) -> i64 {
        let ms = dice.between(self.0 * 1000, self.1 * 1000 + 1);
        i64::try_from(ms).expect("a wait of some hours")
    }
}

impl Count {
    /// Draws a number.
    pub(crate) fn draw(self, dice: &mut Dice) -> u64 {
        dice.between(self.0, self.1 + 1)
    }

    /// Draws a number, the small ones more often: the smaller of two.
    pub(crate) fn small(self, dice: &mut Dice) -> u64 {
        self.draw(dice).min(self.draw(dice))
    }
}

/// Draws one of several.
pub(crate) fn one_of<'a, T>(of: &'a [T], dice: &mut Dice) -> &'a T {
    let count = u64::try_from(of.len()).expect("a short list");
    let place = usize::try_from(dice.between(0, count)).expect("a place in it");
    &of[place]
}

/// Draws one of several kinds, each by its weight of ten thousand; the last takes what is left.
pub(crate) fn weighed<T: Copy>(of: &[(Share, T)], dice: &mut Dice) -> T {
    let mut left = dice.between(0, 10_000);
    for (share, kind) in of {
        if left < share.0 {
            return *kind;
        }
        left -= share.0;
    }
    of.last().expect("some kind").1
}

/// Writes `0.04 %`.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, hundredths) = (self.0 / 100, self.0 % 100);
        match (hundredths, hundredths % 10) {
            (0, _) => write!(f, "{whole} %"),
            (_, 0) => write!(f, "{whole}.{} %", hundredths / 10),
            _ => write!(f, "{whole}.{hundredths:02} %"),
        }
    }
}

/// Writes `5 to 30 s`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {} s", self.0, self.1)
    }
}

/// Writes `1 to 4`.
impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == self.1 {
            return write!(f, "{}", self.0);
        }
        write!(f, "{} to {}", self.0, self.1)
    }
}
