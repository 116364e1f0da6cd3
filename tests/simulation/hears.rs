//! How the shop of a world hears of what customers pay by themselves, if it does: by confirmations,
//! by pulls, or by both; as a `PayBill` or as a till.

use std::sync::Arc;

use app::Till;
use disk::Dice;
use sandbox::{Shop, Shortcode};

use crate::world::World;

/// By which ways the shop hears of what customers pay by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hears {
    pub(crate) by_confirmations: bool,
    pub(crate) by_pulls: bool,
    is_till: bool,
}

/// The phone that Safaricom knows as the shop's.
const NOMINATED: &str = "254722000000";

/// How long the owner waits before he tries again what failed.
const AGAIN_MS: u64 = 90_000;

impl Hears {
    /// Draws it: in half of the worlds nobody pays by himself. They are those in which something
    /// was found before anybody did (`FOUND` in `main.rs`), and their like.
    pub(crate) fn draw(seed: u64, dice: &mut Dice) -> Self {
        let (by_confirmations, by_pulls) = match dice.throw() % 10 {
            _ if matches!(seed % 8, 1 | 2 | 3 | 6) => (false, false),
            0 => (true, false),
            1 | 2 => (false, true),
            _ => (true, true),
        };
        Self {
            by_confirmations,
            by_pulls,
            is_till: (by_confirmations || by_pulls) && dice.percent(50),
        }
    }

    /// Tells whether anybody pays by himself.
    pub(crate) const fn at_all(self) -> bool {
        self.by_confirmations || self.by_pulls
    }

    /// Returns the shop as Safaricom knows it.
    pub(crate) fn shop(self) -> Shop {
        let till = || Shortcode::Till {
            store: "600981".to_owned(),
            till: "5123456".to_owned(),
        };
        let shop = Shop::default();
        Shop {
            shortcode: if self.is_till { till() } else { shop.shortcode },
            ..shop
        }
    }

    /// Tells whether customers name what they pay for.
    pub(crate) const fn takes_references(self) -> bool {
        !self.is_till
    }
}

/// Has the shop's addresses registered and its number signed up, once each.
pub(crate) async fn sign_up(world: Arc<World>, till: Till) {
    let (mut registered, mut signed_up) = world.diary().unasked.signed_up;
    registered |= !world.hears.by_confirmations;
    signed_up |= !world.hears.by_pulls;
    loop {
        if !registered {
            let done = till.register_notices().await;
            world.note(format_args!("owner: registers the addresses: {done:?}"));
            registered = done.is_ok();
        }
        if !signed_up {
            let done = till.sign_up_for_pulls(nominated()).await;
            world.note(format_args!("owner: signs up for pulls: {done:?}"));
            signed_up = done.is_ok();
        }
        world.diary().unasked.signed_up = (registered, signed_up);
        if registered && signed_up {
            return;
        }
        world.time.sleep(AGAIN_MS).await;
    }
}

fn nominated() -> domain::phone::Msisdn {
    NOMINATED.parse().expect("a phone")
}
