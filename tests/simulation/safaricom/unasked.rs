//! What goes wrong with Safaricom's word of payments that nobody asked for.

use disk::Dice;
use sandbox::{Canned, Fault, Hostile, Mishap, Outcome, Place, When};

use super::below;

/// Draws it: in one of three worlds, nothing.
pub(super) fn draw(dice: &mut Dice) -> Vec<Fault> {
    let rules = match dice.throw() % 3 {
        0 => 0,
        _ => 1 + below(dice, 3),
    };
    let mut faults: Vec<_> = (0..rules).map(|_| fault(dice)).collect();
    match dice.throw() % 10 {
        0 => faults.extend(nothing_of_prompts()),
        1 => faults.extend(called_unpaid(dice)),
        _ => {}
    }
    faults
}

/// Safaricom answers that prompts did not reach the phone, and tells the truth later.
fn called_unpaid(dice: &mut Dice) -> [Fault; 2] {
    let outcome = Outcome::Unreachable;
    let seconds = [65, 200, 3_600][below(dice, 3)];
    [
        (
            Place::Query,
            Mishap::Tell { outcome },
            When::OneIn(1 + dice.throw() % 2),
        ),
        (Place::Callback, Mishap::Late { seconds }, When::Always),
    ]
    .map(|(at, what, when)| Fault {
        at,
        what,
        when,
        seen: 0,
    })
}

/// Of prompts the till hears by notices and pulls alone, as long as anything goes wrong.
fn nothing_of_prompts() -> [Fault; 2] {
    let refuse = Mishap::Refuse {
        with: Canned::Internal,
        accepted: false,
    };
    [(Place::Query, refuse), (Place::Callback, Mishap::Lose)].map(|(at, what)| Fault {
        at,
        what,
        when: When::Always,
        seen: 0,
    })
}

fn fault(dice: &mut Dice) -> Fault {
    let (at, what, when) = match dice.throw() % 6 {
        0..3 => (Place::Confirmation, letter_mishap(dice), one_in(dice)),
        3 | 4 => (Place::Pull, call_mishap(dice), one_in(dice)),
        // Nobody is answered as long as anything goes wrong.
        _ if dice.percent(30) => (Place::Pull, call_mishap(dice), When::Always),
        _ => (Place::Register, call_mishap(dice), one_in(dice)),
    };
    Fault {
        at,
        what,
        when,
        seen: 0,
    }
}

/// A confirmation is lost, doubled, late or overtaken.
fn letter_mishap(dice: &mut Dice) -> Mishap {
    let seconds = [5, 65, 200, 3_600, 72 * 3_600][below(dice, 5)];
    match dice.throw() % 4 {
        0 => Mishap::Lose,
        1 => Mishap::Twice,
        2 => Mishap::Late { seconds },
        _ => Mishap::Shuffle { seconds },
    }
}

/// A question is not answered, or by nonsense.
fn call_mishap(dice: &mut Dice) -> Mishap {
    let refuse = |with| Mishap::Refuse {
        with,
        accepted: false,
    };
    match dice.throw() % 8 {
        0 => refuse(Canned::Internal),
        1 => refuse(Canned::Unavailable),
        2 => refuse(Canned::NoProduct),
        3 => refuse(Canned::SpikeArrest),
        4 => Mishap::Silence { accepted: true },
        5 => Mishap::HangUp { accepted: true },
        6 => Mishap::Cut,
        _ => Mishap::Lie {
            with: Hostile::Words,
            accepted: true,
        },
    }
}

fn one_in(dice: &mut Dice) -> When {
    When::OneIn([1, 2, 3, 5, 8][below(dice, 5)])
}
