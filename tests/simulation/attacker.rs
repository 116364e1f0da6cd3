//! The attacker: guesses paths, replays what was sent before, and forges with paths that leaked. He
//! has a phone of his own, from which he pays the shop KES 1 by a prompt of his own making.

mod notices;
mod results;

use std::sync::{Arc, Mutex};

use daraja::{AppKeys, BaseUrl, Client, Description, Merchant, PushRequest, Pushed, Setup};
use disk::Dice;
use domain::callback_path::Tag;
use domain::ids::AttemptId;
use domain::money::Shillings;
use serde_json::{Value, json};

use crate::late_rows::LateRows;
use crate::network::{Wire, post};
use crate::phones;
use crate::proxy::Proxy;
use crate::time::TrueClock;
use crate::world::{World, path_of};

/// What he knows.
struct Attacker {
    world: Arc<World>,
    dice: Dice,
    /// The dice of what he learned later.
    more: Dice,
    /// The dice of what he does on the shop's own paths.
    unasked: Dice,
    /// The ids of his own prompt, which he paid.
    own: Option<(String, String)>,
}

/// Attacks now and then, as long as the faults last.
pub(crate) async fn run(world: Arc<World>) -> turmoil::Result {
    let mut dice = world.dice();
    // Two worlds of three have no attacker.
    if dice.throw().is_multiple_of(3) {
        world.time.sleep(30_000).await;
        let own = pay_a_shilling(&world).await;
        let mut attacker = Attacker {
            more: world.more_dice(),
            unasked: world.unasked_dice(),
            world: world.clone(),
            dice,
            own,
        };
        for _ in 0..world.sales {
            let pause = 2_000 + attacker.dice.throw() % 40_000;
            world.time.sleep(pause).await;
            if world.is_calm() {
                continue;
            }
            if world.api_user.is_there() && attacker.unasked.percent(60) {
                attacker.forge_a_result().await;
            } else if world.hears.by_confirmations && attacker.unasked.percent(60) {
                attacker.forge_a_notice().await;
            } else {
                attacker.attack().await;
            }
        }
    }
    std::future::pending().await
}

/// Lets the shop's own number prompt the attacker, as a web shop of his with stolen keys could.
async fn pay_a_shilling(world: &Arc<World>) -> Option<(String, String)> {
    let sandbox = world.sandbox();
    let shop = sandbox.shop();
    let base: BaseUrl = "http://127.0.0.1".parse().ok()?;
    let setup = Setup {
        base,
        keys: AppKeys::new(&shop.consumer_key, &shop.consumer_secret).ok()?,
        style: daraja::WireStyle::default(),
    };
    let transport = Wire {
        world: world.clone(),
        is_till: false,
        proxy: Mutex::new(Proxy::draw(world.more_dice())),
        late_rows: LateRows::draw(world.unasked_dice()),
    };
    let clock = Arc::new(TrueClock(world.time.clone()));
    let client = Client::new(setup, Arc::new(transport), clock);
    let profile = crate::shop::line(world).profile;
    let merchant = Merchant::new(profile.shortcode, &shop.passkey).ok()?;
    let request = PushRequest {
        amount: Shillings::new(1).ok()?,
        phone: phones::ATTACKER.parse().ok()?,
        callback: "http://127.0.0.1/mine".parse().ok()?,
        reference: "mine".parse().ok()?,
        description: Description::of("mine"),
    };
    let said = client.push(&merchant, &request).await.said;
    let Pushed::Accepted(ids) = said else {
        return None;
    };
    world.came("attacker paid his own shilling");
    Some((
        ids.merchant.as_str().to_owned(),
        ids.checkout.as_str().to_owned(),
    ))
}

impl Attacker {
    async fn attack(&mut self) {
        let screen: Vec<AttemptId> = self.world.diary().screen.keys().copied().collect();
        let Some(target) = self.one_of(&screen) else {
            return;
        };
        match self.dice.throw() % 4 {
            0 => self.guess(target).await,
            1 => self.replay(target).await,
            _ => self.forge(target).await,
        }
    }

    async fn guess(&self, target: AttemptId) {
        let mut path = path_of(target);
        path.tag = Tag::of(b"a guess", &path.shop, target);
        let status = post(&self.world, &path.to_string(), &paid(None, 1, None, None)).await;
        self.world.came("guessed path turned away");
        if status == Some(200) {
            self.world
                .found(format!("I5: a guessed path of {target} was taken"));
        }
    }

    /// Posts a body again that was once posted, to its own path or to another that leaked.
    async fn replay(&mut self, target: AttemptId) {
        let old = self.world.diary().acknowledged.clone();
        let place = self.one_of(&(0..old.len()).collect::<Vec<_>>());
        let Some((attempt, body)) = place.map(|place| old[place].clone()) else {
            return;
        };
        let to = if self.dice.percent(50) {
            attempt
        } else {
            target
        };
        self.send(to, &body, "replayed").await;
    }

    /// Says by a leaked path that the money came: with more or less of it right.
    async fn forge(&mut self, target: AttemptId) {
        match self.more.throw() % 10 {
            0 | 1 => {
                return self
                    .send(target, &ended(7_777), "forged an unknown end")
                    .await;
            }
            2 | 3 => {
                return self
                    .send(target, &ended(4_999), "forged an unknown end")
                    .await;
            }
            4 | 5 => return self.forge_knowingly(target).await,
            _ => {}
        }
        let till_says = self.world.known(target);
        let (amount, phone) = till_says.unwrap_or((1, phones::ATTACKER.to_owned()));
        let own = self.own.clone();
        let ids = own
            .as_ref()
            .map(|(merchant, checkout)| (merchant.as_str(), checkout.as_str()));
        let number = self.dice.throw() % 1_000_000;
        let receipt = format!("UKO{number:07}");
        let (body, what) = match self.dice.throw() % 5 {
            0 => (
                paid(None, amount, Some(&phone), Some(&receipt)),
                "forged a success",
            ),
            1 => (
                paid(None, 1, Some(&phone), Some(&receipt)),
                "forged another amount",
            ),
            2 => {
                let body = paid(None, amount, Some(phones::ATTACKER), Some(&receipt));
                (body, "forged another phone")
            }
            3 => (
                paid(ids, amount, Some(&phone), Some(&receipt)),
                "forged with his own ids",
            ),
            _ => (ended(1032), "forged a failure"),
        };
        self.send(target, &body, what).await;
    }

    /// Names the prompt's own ids, as whoever read the till's acknowledgement can, and the code of
    /// another payment.
    async fn forge_knowingly(&mut self, target: AttemptId) {
        let codes: Vec<String> = {
            let diary = self.world.diary();
            let told = diary.acknowledged.iter();
            let others = told.filter(|(of, _)| *of != target && diary.proved.contains(of));
            others.filter_map(|(_, body)| code_in(body)).collect()
        };
        let place = self.one_of(&(0..codes.len()).collect::<Vec<_>>());
        let acknowledged = self.world.diary().acknowledgement(target);
        let (Some(place), Some((merchant, checkout)), Some((amount, phone))) =
            (place, acknowledged, self.world.known(target))
        else {
            return;
        };
        let ids = Some((merchant.as_str(), checkout.as_str()));
        let body = paid(ids, amount, Some(&phone), Some(&codes[place]));
        self.send(target, &body, "forged another's code").await;
    }

    async fn send(&self, to: AttemptId, body: &str, what: &'static str) {
        let path = path_of(to).to_string();
        self.world.sees_letter(&path, body);
        let status = post(&self.world, &path, body).await;
        self.world.saw_letter(&path, body, status);
        self.world.note(format_args!("attacker: {what}"));
        self.world.came(what);
        self.world.diary().forged.insert(to);
    }

    fn one_of<T: Copy>(&mut self, many: &[T]) -> Option<T> {
        let count = many.len() as u64;
        let place = self.dice.throw().checked_rem(count)?;
        many.get(usize::try_from(place).ok()?).copied()
    }
}

fn paid(
    ids: Option<(&str, &str)>,
    amount: u64,
    phone: Option<&str>,
    receipt: Option<&str>,
) -> String {
    let mut items = vec![json!({ "Name": "Amount", "Value": amount })];
    let mut add = |name: &str, value: Option<&str>| {
        items.extend(value.map(|value| json!({ "Name": name, "Value": value })));
    };
    add("PhoneNumber", phone);
    add("MpesaReceiptNumber", receipt);
    let mut callback = json!({ "ResultCode": 0, "ResultDesc": "Processed." });
    callback["CallbackMetadata"] = json!({ "Item": items });
    with_ids(callback, ids)
}

fn ended(code: u32) -> String {
    with_ids(json!({ "ResultCode": code, "ResultDesc": "Ended." }), None)
}

fn with_ids(mut callback: Value, ids: Option<(&str, &str)>) -> String {
    if let Some((merchant, checkout)) = ids {
        callback["MerchantRequestID"] = merchant.into();
        callback["CheckoutRequestID"] = checkout.into();
    }
    json!({ "Body": { "stkCallback": callback } }).to_string()
}

/// Returns the code that a genuine body names.
fn code_in(body: &str) -> Option<String> {
    let body: Value = serde_json::from_str(body).ok()?;
    let items = body["Body"]["stkCallback"]["CallbackMetadata"]["Item"].as_array()?;
    let code = items
        .iter()
        .find(|item| item["Name"] == "MpesaReceiptNumber")?;
    let code = code["Value"].as_str()?;
    // His own codes are of digits alone.
    let is_genuine = code[3..].contains(|sign: char| !sign.is_ascii_digit());
    is_genuine.then(|| code.to_owned())
}
