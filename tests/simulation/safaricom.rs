//! The host of Safaricom: the stand-in of `crates/sandbox`, with faults that the seed draws. It was
//! written from the reference by itself, has a port for everything that this world replaces, and
//! never goes down; so it is what the shop is tested against here, too.

pub(crate) mod results;
mod unasked;

use std::sync::Arc;
use std::time::Duration;

use disk::Dice;
use sandbox::{
    Canned, Config, Credentials, Fault, Hostile, Mishap, Outcome, Place, Rules, Sandbox, When,
};

use crate::network::{Postman, listen};
use crate::phones;
use crate::street;
use crate::time::TrueClock;
use crate::world::World;

/// Opens Safaricom and its customers' phones.
pub(crate) async fn run(world: Arc<World>) -> turmoil::Result {
    let mut dice = world.dice();
    let rules = Rules {
        prompt_life: Duration::from_secs([60, 60, 90, 120, 175, 180][below(&mut dice, 6)]),
        credentials: Credentials::AnyBytes,
        ..Rules::default()
    };
    let sandbox = Sandbox::open(Config {
        seed: Some(world.seed),
        shop: world.hears.shop(),
        rules,
        clock: Arc::new(TrueClock(world.time.clone())),
        post: Arc::new(Postman(world.clone())),
        ..Config::default()
    })?;
    let mut script = draw(&mut dice);
    if world.is_silent_for_a_day {
        script = silence();
        world.came("silent for a day");
    } else if world.hears.at_all() {
        script.extend(unasked::draw(&mut world.unasked_dice()));
        if world.api_user.is_there() {
            script.extend(results::draw(&mut world.later_dice()));
        }
    }
    world.note(format_args!("safaricom: {script:?}"));
    sandbox.set_script(script)?;
    let sandbox = Arc::new(sandbox);
    world.set_sandbox(sandbox.clone());
    tokio::spawn(phones::live(world.clone(), sandbox.clone()));
    if world.hears.at_all() {
        tokio::spawn(street::live(world.clone(), sandbox.clone()));
    }
    tokio::spawn(be_honest_when_calm(world, sandbox.clone()));
    let listener = listen().await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let sandbox = sandbox.clone();
        tokio::spawn(async move { sandbox.converse(stream).await });
    }
}

/// Ends the faults; what was late before stays late.
async fn be_honest_when_calm(world: Arc<World>, sandbox: Arc<Sandbox>) {
    world.until_calm().await;
    let cleared = sandbox.set_script(Vec::new());
    cleared.expect("there is no folder to fail");
}

/// No question is answered, and the callbacks come days later.
fn silence() -> Vec<Fault> {
    let always = |at, what| Fault {
        at,
        what,
        when: When::Always,
        seen: 0,
    };
    let refuse = Mishap::Refuse {
        with: Canned::Internal,
        accepted: false,
    };
    let late = Mishap::Late {
        seconds: 72 * 3_600,
    };
    vec![always(Place::Query, refuse), always(Place::Callback, late)]
}

/// Draws what goes wrong in this world: in one of five, nothing at all.
fn draw(dice: &mut Dice) -> Vec<Fault> {
    let rules = match dice.throw() % 5 {
        0 => 0,
        _ => 1 + below(dice, 5),
    };
    (0..rules).map(|_| fault(dice)).collect()
}

fn fault(dice: &mut Dice) -> Fault {
    let (at, what) = match dice.throw() % 3 {
        0 => letter_mishap(dice),
        1 => push_mishap(dice),
        _ => query_mishap(dice),
    };
    let when = When::OneIn([1, 2, 3, 5, 8][below(dice, 5)]);
    Fault {
        at,
        what,
        when,
        seen: 0,
    }
}

/// A callback is lost, doubled, late, overtaken, or follows on a false one.
fn letter_mishap(dice: &mut Dice) -> (Place, Mishap) {
    let seconds = [5, 65, 200, 3_600, 72 * 3_600][below(dice, 5)];
    let what = match dice.throw() % 6 {
        0 => Mishap::Lose,
        1 | 2 => Mishap::Twice,
        3 => Mishap::Late { seconds },
        4 => Mishap::Shuffle { seconds },
        _ => Mishap::FailFirst {
            outcome: [Outcome::Cancelled, Outcome::Unreachable, Outcome::Expired][below(dice, 3)],
            seconds: seconds.min(200),
        },
    };
    (Place::Callback, what)
}

/// A push is refused in words that mean "not sent", or is carried out and its answer lost.
fn push_mishap(dice: &mut Dice) -> (Place, Mishap) {
    let accepted = dice.percent(50);
    let refuse = |with, accepted| Mishap::Refuse { with, accepted };
    let what = match dice.throw() % 14 {
        0 => refuse(Canned::Internal, accepted),
        1 => refuse(Canned::Unreachable, accepted),
        2 => refuse(Canned::Maintenance, accepted),
        3 => refuse(Canned::Busy, accepted),
        4 => refuse(Canned::GatewayTimeout, accepted),
        5 => refuse(Canned::Unavailable, accepted),
        6 => refuse(Canned::BadGateway, accepted),
        7 => refuse(Canned::SpikeArrest, false),
        8 => refuse(Canned::Firewall, false),
        9 => Mishap::Silence { accepted },
        10 => Mishap::HangUp { accepted },
        11 => Mishap::Cut,
        12 => Mishap::Lie {
            with: Hostile::Words,
            accepted,
        },
        _ => Mishap::Slow {
            seconds: 25 + dice.throw() % 10,
        },
    };
    (Place::Push, what)
}

/// A question is not answered, answered by nonsense, or answered wrongly.
fn query_mishap(dice: &mut Dice) -> (Place, Mishap) {
    let refuse = |with| Mishap::Refuse {
        with,
        accepted: false,
    };
    let what = match dice.throw() % 14 {
        0 => refuse(Canned::Internal),
        1 => refuse(Canned::Unavailable),
        2 => refuse(Canned::GatewayTimeout),
        3 => refuse(Canned::SpikeArrest),
        4 => refuse(Canned::TooMany),
        5 => refuse(Canned::NoText),
        6 => refuse(Canned::Firewall),
        7 => Mishap::Silence { accepted: false },
        8 => Mishap::HangUp { accepted: true },
        9 => Mishap::Cut,
        10 => Mishap::Lie {
            with: Hostile::Words,
            accepted: true,
        },
        11 => Mishap::Tell {
            outcome: Outcome::Unreachable,
        },
        12 => Mishap::Tell {
            outcome: Outcome::Unclear,
        },
        _ => return (Place::AnyCall, Mishap::EndTokens),
    };
    (Place::Query, what)
}

fn below(dice: &mut Dice, bound: usize) -> usize {
    usize::try_from(dice.throw() % bound as u64).expect("below a small number")
}
