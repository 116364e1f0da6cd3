//! The customers: what they do with a prompt on their phone, and when. Each has a temper.

use std::collections::BTreeSet;
use std::sync::Arc;

use disk::Dice;
use sandbox::{Act, Phone, Prompt, Sandbox};

use crate::world::World;

/// The phones of the street; the last but one is short of money.
pub(crate) const ALL: [&str; 9] = [
    "254712345678",
    "254722000111",
    "254733222333",
    "254701444555",
    "254110666777",
    "254745100200",
    "254798888999",
    "254756300400",
    ATTACKER,
];

/// The attacker's own phone, the last.
pub(crate) const ATTACKER: &str = "254799666000";

/// What somebody does as a rule.
#[derive(Clone, Copy, Debug)]
enum Temper {
    PaysFast,
    PaysLate,
    /// Pays at the very end of the prompt's life, or a hair too late.
    PaysAtTheEnd,
    Cancels,
    MistypesThePin,
    IsOff,
    Ignores,
    HasNoMoney,
}

/// Returns a phone.
pub(crate) fn any(dice: &mut Dice) -> &'static str {
    let customers = ALL.len() as u64 - 1;
    let place = dice.throw() % customers;
    ALL[usize::try_from(place).expect("a small number")]
}

/// Watches the screens and lets the customers act, for ever.
pub(crate) async fn live(world: Arc<World>, sandbox: Arc<Sandbox>) {
    let mut dice = world.dice();
    let mut changes = sandbox.subscribe();
    let mut seen = BTreeSet::new();
    loop {
        for handset in sandbox.phones() {
            let Some(prompt) = handset.prompt else {
                continue;
            };
            if seen.insert(prompt.checkout_request_id.clone()) {
                let temper = temper(handset.phone.as_str(), &mut dice);
                let wait_ms = wait(temper, &prompt, world.time.now_ms(), &mut dice);
                let (world, sandbox) = (world.clone(), sandbox.clone());
                tokio::spawn(act(world, sandbox, handset.phone, prompt, temper, wait_ms));
            }
        }
        if changes.changed().await.is_err() {
            return;
        }
    }
}

async fn act(
    world: Arc<World>,
    sandbox: Arc<Sandbox>,
    phone: Phone,
    prompt: Prompt,
    temper: Temper,
    wait_ms: u64,
) {
    world.time.sleep(wait_ms).await;
    let shows = |sandbox: &Sandbox| {
        let handsets = sandbox.phones();
        let mut prompts = handsets.into_iter().filter(|one| one.phone == phone);
        prompts.any(|one| {
            one.prompt
                .is_some_and(|shown| shown.checkout_request_id == prompt.checkout_request_id)
        })
    };
    if !shows(&sandbox) {
        world.came("customer too late");
        return;
    }
    let acted = sandbox.answer(&phone, temper.act());
    world.note(format_args!("customer {temper:?}: {acted:?}"));
}

/// Most customers pay; everybody has his bad days.
fn temper(phone: &str, dice: &mut Dice) -> Temper {
    if phone == ATTACKER {
        return Temper::PaysFast;
    }
    match dice.throw() % 100 {
        0..40 => Temper::PaysFast,
        40..55 => Temper::PaysLate,
        55..67 => Temper::PaysAtTheEnd,
        67..75 => Temper::Cancels,
        75..81 => Temper::MistypesThePin,
        81..87 => Temper::IsOff,
        87..94 => Temper::Ignores,
        _ => Temper::HasNoMoney,
    }
}

/// Returns how long somebody takes, in milliseconds.
fn wait(temper: Temper, prompt: &Prompt, now_ms: i64, dice: &mut Dice) -> u64 {
    let left = u64::try_from(prompt.ends_at.unix_ms() - now_ms).unwrap_or(0);
    let after = |least: u64, most: u64, dice: &mut Dice| least + dice.throw() % (most - least);
    match temper {
        Temper::PaysLate => left / 2 + dice.throw() % (left / 2).max(1),
        Temper::PaysAtTheEnd => (left + 20).saturating_sub(dice.throw() % 60),
        Temper::IsOff => 0,
        _ => after(1_500, 25_000, dice),
    }
}

impl Temper {
    const fn act(self) -> Act {
        match self {
            Self::PaysFast | Self::PaysLate | Self::PaysAtTheEnd => Act::Accept,
            Self::Cancels => Act::Cancel,
            Self::MistypesThePin => Act::WrongPin,
            Self::IsOff => Act::PhoneOff,
            Self::Ignores => Act::Ignore,
            Self::HasNoMoney => Act::TooLittleMoney,
        }
    }
}
