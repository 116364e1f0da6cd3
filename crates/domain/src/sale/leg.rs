//! A leg of a sale: what it asks for, by which means, and what covers it.

use crate::money::Money;

/// A means of payment of one leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tender {
    /// M-PESA, asked for on the customer's phone.
    Prompt,
    /// M-PESA, paid by the customer himself.
    Received,
    /// Notes and coins.
    Cash,
    /// A bank card.
    Card,
    /// Anything else that the shop takes.
    Other,
    /// The customer owes it (*deni*): no money has come.
    Credit,
    /// Money that was paid where the till can't ask: the cashier saw its code on a phone.
    Seen,
}

/// What a leg asks for and what covers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The means.
    pub tender: Tender,
    /// The amount that it asks for.
    pub amount: Money,
    /// The money that covers it (of a void sale: covered it): never more than `amount`.
    pub covered: Money,
    /// What covered it before its payment was taken back.
    pub freed: Money,
    /// What was handed over the counter for it; nothing while nothing was.
    pub handed: Option<Money>,
    /// What of it was too much: it goes back at once.
    pub change: Money,
    /// Another way to pay was chosen for it.
    pub withdrawn: bool,
    /// For so much of it goods were given before it was proved.
    pub released: Money,
}

impl Tender {
    /// Every tender.
    pub const ALL: [Self; 7] = [
        Self::Prompt,
        Self::Received,
        Self::Cash,
        Self::Card,
        Self::Other,
        Self::Credit,
        Self::Seen,
    ];

    /// Returns the tender's name in the book.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Received => "received",
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Other => "other",
            Self::Credit => "credit",
            Self::Seen => "seen",
        }
    }

    /// Finds a tender by its name in the book.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tender| tender.name() == name)
    }

    /// Tells whether its money comes by M-PESA, and not over the counter.
    pub const fn is_mpesa(self) -> bool {
        matches!(self, Self::Prompt | Self::Received)
    }

    /// Tells whether its money is handed over the counter, or counts like that.
    pub const fn is_handed(self) -> bool {
        matches!(self, Self::Cash | Self::Card | Self::Other | Self::Seen)
    }
}

impl Leg {
    /// Makes a leg for which nothing came yet.
    pub const fn new(tender: Tender, amount: Money) -> Self {
        Self {
            tender,
            amount,
            covered: Money::ZERO,
            freed: Money::ZERO,
            handed: None,
            change: Money::ZERO,
            withdrawn: false,
            released: Money::ZERO,
        }
    }

    /// Returns what it still lacks.
    pub fn lacks(&self) -> Money {
        self.amount.saturating_sub(self.covered)
    }

    /// Tells whether its money is still to come.
    pub(super) fn waits(&self) -> bool {
        !self.withdrawn && self.lacks() > Money::ZERO
    }

    /// Returns what of the total it takes up: what covers it, and unless it was withdrawn, what it
    /// still waits for.
    pub(super) fn claims(&self) -> Money {
        if self.withdrawn {
            self.covered
        } else {
            self.amount
        }
    }

    /// Covers what it lacks; returns how much that was.
    pub(super) fn cover(&mut self, money: Money) -> Money {
        let filled = self.lacks().min(money);
        self.covered = self.covered.saturating_add(filled);
        filled
    }
}
