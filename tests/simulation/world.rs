//! What everybody in the world shares: its time, its chance, and the diary, which is written at the
//! ports.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use app::ShopKey;
use daraja::{Response, TransportError};
use disk::Dice;
use domain::callback_path::{CallbackPath, Notice, NoticePath, SecretPath, ShopId, Tag};
use domain::ids::AttemptId;
use sandbox::Sandbox;
use tokio::sync::{Notify, watch};

use crate::api_user::ApiUser;
use crate::diary::{Answer, Diary, Letter, Request};
use crate::hears::Hears;
use crate::street::Street;
use crate::time::Time;
use crate::trace::Trace;

/// The secret of the shop's paths.
pub(crate) const KEY: &str = "the key of all callback paths";

/// A world from one seed.
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) time: Arc<Time>,
    /// The shop of each world has its own number of sales to make.
    pub(crate) sales: u32,
    /// Set once the faults are over.
    calm: watch::Sender<bool>,
    sandbox: Mutex<Option<Arc<Sandbox>>>,
    trace: Mutex<Trace>,
    diary: Mutex<Diary>,
    dice: Mutex<Dice>,
    /// The dice of what not every world has: the throws of the others do not depend on it.
    more: Mutex<Dice>,
    /// The dice of what has to do with payments that nobody asked for.
    unasked: Mutex<Dice>,
    /// How the shop hears of what customers pay by themselves.
    pub(crate) hears: Hears,
    /// Whether pulls tell a business's payment from a customer's.
    pub(crate) tells_businesses: bool,
    /// In whose name the shop asks and orders.
    pub(crate) api_user: ApiUser,
    /// The dice of questions and orders whose result comes later, and how often M-PESA is too busy
    /// to tell, in a hundred.
    later: Mutex<Dice>,
    busy_percent: u64,
    /// When somebody pulls the till's plug.
    plug: Mutex<Option<i64>>,
    /// Where customers are told what to pay.
    pub(crate) street: Street,
    /// Whether Safaricom answers no question for longer than a day, and tells days later.
    pub(crate) is_silent_for_a_day: bool,
    closing: Notify,
}

/// Worlds in a hundred in which no question is answered for longer than a day.
const SILENT_PERCENT: u64 = 4;

impl World {
    pub(crate) fn new(seed: u64, sales: u32, aloud: bool) -> Arc<Self> {
        let (mut more, mut unasked) = (Dice::new(!seed), Dice::new(seed.rotate_left(32)));
        let mut later = Dice::new(seed.rotate_left(16));
        let hears = Hears::draw(seed, &mut unasked);
        Arc::new(Self {
            seed,
            hears,
            tells_businesses: hears.by_pulls && unasked.percent(50),
            api_user: ApiUser::draw(&mut later, hears.at_all()),
            busy_percent: later.throw() % 3 * 20,
            later: Mutex::new(later),
            plug: Mutex::default(),
            street: Street::default(),
            unasked: Mutex::new(unasked),
            is_silent_for_a_day: more.percent(SILENT_PERCENT),
            more: Mutex::new(more),
            closing: Notify::new(),
            time: Time::begin(),
            sales,
            calm: watch::Sender::new(false),
            sandbox: Mutex::default(),
            trace: Mutex::new(Trace::new(aloud)),
            diary: Mutex::default(),
            dice: Mutex::new(Dice::new(seed)),
        })
    }

    /// Makes dice that nobody else throws.
    pub(crate) fn dice(&self) -> Dice {
        Dice::new(self.dice.lock().expect("nobody panics throwing").throw())
    }

    /// Makes dice for what not every world has.
    pub(crate) fn more_dice(&self) -> Dice {
        Dice::new(self.more.lock().expect("nobody panics throwing").throw())
    }

    /// Makes dice for what has to do with payments that nobody asked for.
    pub(crate) fn unasked_dice(&self) -> Dice {
        Dice::new(self.unasked.lock().expect("nobody panics throwing").throw())
    }

    /// Makes dice for questions and orders whose result comes later.
    pub(crate) fn later_dice(&self) -> Dice {
        Dice::new(self.later.lock().expect("nobody panics throwing").throw())
    }

    /// Has the till's plug pulled a moment from now.
    pub(crate) fn pull_the_plug(&self, after_ms: u64) {
        let at_ms = self.time.now_ms().saturating_add_unsigned(after_ms);
        *self.plug.lock().expect("nobody panics pulling") = Some(at_ms);
    }

    /// Tells, once, whether the plug is pulled by now.
    pub(crate) fn is_plug_pulled(&self) -> bool {
        let now = self.time.now_ms();
        let mut plug = self.plug.lock().expect("nobody panics looking");
        plug.take_if(|at_ms| *at_ms <= now).is_some()
    }

    /// Tells whether M-PESA is too busy to answer the question whose result goes to a path.
    pub(crate) fn is_too_busy(&self, path: &str) -> bool {
        let sum: u64 = path.bytes().map(u64::from).sum();
        !self.is_calm() && sum % 100 < self.busy_percent
    }

    pub(crate) fn is_calm(&self) -> bool {
        *self.calm.borrow()
    }

    pub(crate) fn calm_down(&self) {
        self.diary().calm_at_ms = self.time.now_ms();
        self.calm.send_replace(true);
    }

    /// Waits until the faults are over.
    pub(crate) async fn until_calm(&self) {
        let mut calm = self.calm.subscribe();
        drop(calm.wait_for(|calm| *calm).await);
    }

    /// Lets somebody close the till in good order.
    pub(crate) fn close_till(&self) {
        self.closing.notify_waiters();
    }

    /// Waits until somebody closes the till.
    pub(crate) async fn till_is_closed(&self) {
        self.closing.notified().await;
    }

    pub(crate) fn note(&self, what: fmt::Arguments<'_>) {
        self.trace().add(self.time.age(), what);
    }

    pub(crate) fn trace(&self) -> MutexGuard<'_, Trace> {
        self.trace.lock().expect("nobody panics noting")
    }

    pub(crate) fn diary(&self) -> MutexGuard<'_, Diary> {
        self.diary.lock().expect("nobody panics writing his diary")
    }

    /// Counts something that must come about sometimes.
    pub(crate) fn came(&self, what: &'static str) {
        self.diary().sometimes.count(what);
    }

    /// Counts a customer who is served from now on.
    pub(crate) fn ring(&self) {
        self.diary().rung += 1;
    }

    /// Returns how many customers were served.
    pub(crate) fn rung(&self) -> u32 {
        self.diary().rung
    }

    pub(crate) fn set_sandbox(&self, sandbox: Arc<Sandbox>) {
        *self.sandbox.lock().expect("nobody panics with it in hand") = Some(sandbox);
    }

    /// Returns Safaricom; it never goes down.
    pub(crate) fn sandbox(&self) -> Arc<Sandbox> {
        let sandbox = self.sandbox.lock().expect("nobody panics with it in hand");
        sandbox.clone().expect("Safaricom opens with the world")
    }

    /// Returns what was asked of whom for an attempt.
    pub(crate) fn known(&self, attempt: AttemptId) -> Option<(u64, String)> {
        self.diary().asked.get(&attempt).cloned()
    }

    /// Notes that the till asks for a prompt.
    pub(crate) fn sees_call(&self, path: &str, body: &[u8]) {
        if let (true, Some(attempt)) = (is_push(path), attempt_of(text(body, "CallBackURL"))) {
            self.diary().under_way.insert(attempt);
        }
        if is_command(path) {
            self.diary().asked_later.leaves(body);
        }
    }

    /// Notes a request of the till's, made at a time, and what came back.
    pub(crate) fn saw_call(
        &self,
        (asked_ms, path, body): (i64, &str, &[u8]),
        answer: &Result<Response, TransportError>,
    ) {
        let said = match answer {
            Ok(answer) => format!(
                "{} {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            ),
            Err(TransportError::NotSent(why)) => format!("not sent: {why}"),
            Err(TransportError::MaybeSent(why)) => format!("maybe sent: {why}"),
        };
        self.note(format_args!("till: {path} -> {said}"));
        let answered = answer.as_ref().ok();
        if path.contains("stkpushquery") {
            self.diary().answers.extend(answered.map(|answer| Answer {
                at_ms: self.time.now_ms(),
                checkout: text(body, "CheckoutRequestID").to_owned(),
                status: answer.status,
                body: answer.body.clone(),
            }));
        }
        if let (true, Some(answer)) = (is_pull(path), answered) {
            let now = self.time.now_ms();
            self.diary().unasked.is_told(now, body, &answer.body);
        }
        let unsent = matches!(answer, Err(TransportError::NotSent(_)));
        let unsent = unsent || said.contains("Invalid Access Token");
        if is_command(path) && unsent {
            self.diary().asked_later.left_not(body);
        }
        if !is_push(path) {
            return;
        }
        let attempt = attempt_of(text(body, "CallBackURL"));
        if let Some(attempt) = attempt {
            self.diary().under_way.remove(&attempt);
        }
        if unsent {
            return;
        }
        let Some(attempt) = attempt else {
            return self.found("I5: a prompt has no path of ours".to_owned());
        };
        let request = Request {
            attempt,
            phone: text(body, "PhoneNumber").to_owned(),
            asked_ms,
            answered_ms: self.time.now_ms(),
            answer: answered.map(|answer| answer.body.clone()),
        };
        let mut diary = self.diary();
        let sent = diary.prompts.entry(attempt).or_default();
        sent.push(request.answered_ms);
        diary.requests.push(request);
    }

    /// Notes that a body sets out to the till.
    pub(crate) fn sees_letter(&self, path: &str, body: &str) {
        let letter = attempt_of(path).map(|attempt| Letter {
            at_ms: self.time.now_ms(),
            attempt,
            body: body.to_owned(),
        });
        let now = self.time.now_ms();
        let mut diary = self.diary();
        diary.letters.extend(letter);
        diary.asked_later.is_told(now, path, body);
    }

    /// Notes a body that was posted to the till.
    pub(crate) fn saw_letter(&self, path: &str, body: &str, status: Option<u16>) {
        self.note(format_args!("to the till: {path} {body} -> {status:?}"));
        if let (Some(200), Some(attempt)) = (status, attempt_of(path)) {
            self.diary().acknowledged.push((attempt, body.to_owned()));
        } else if status == Some(200) {
            let mut diary = self.diary();
            match path.parse() {
                Ok(SecretPath::Command(_)) => diary.asked_later.taken.push(body.to_owned()),
                _ => diary.unasked.notices.push(body.to_owned()),
            }
        }
    }

    /// Notes that something is wrong.
    pub(crate) fn found(&self, what: String) {
        self.note(format_args!("WRONG: {what}"));
        self.diary().wrong.push(what);
    }
}

/// Returns the shop's key.
pub(crate) fn shop_key() -> ShopKey {
    ShopKey::kept(KEY.to_owned())
}

/// Returns the secret path of an attempt, as an attacker with a leak would know it.
pub(crate) fn path_of(attempt: AttemptId) -> CallbackPath {
    let shop: ShopId = "duka".parse().expect("a name");
    CallbackPath {
        tag: Tag::of(KEY.as_bytes(), &shop, attempt),
        shop,
        attempt,
    }
}

/// Returns the shop's own path for confirmations, as an attacker with a leak would know it.
pub(crate) fn path_of_confirmations(key: &str) -> NoticePath {
    let (shop, notice): (ShopId, _) = ("duka".parse().expect("a name"), Notice::Confirmation);
    let tag = Tag::of_notice(key.as_bytes(), &shop, notice);
    NoticePath { shop, notice, tag }
}

/// Reads which attempt an address belongs to.
pub(crate) fn attempt_of(address: &str) -> Option<AttemptId> {
    let path = &address[address.find("/h/")?..];
    match path.parse() {
        Ok(SecretPath::Attempt(path)) => Some(path.attempt),
        Ok(SecretPath::Notice(_) | SecretPath::Command(_)) | Err(_) => None,
    }
}

/// Tells whether a path is the one on which pulls are asked for.
pub(crate) fn is_pull(path: &str) -> bool {
    path.contains("pulltransactions/v1/query")
}

fn is_command(path: &str) -> bool {
    path.contains("transactionstatus/v1") || path.contains("reversal/v1")
}

fn is_push(path: &str) -> bool {
    path.contains("stkpush/v1")
}

/// Returns a text or number of a request, as it stands there.
fn text<'a>(body: &'a [u8], name: &str) -> &'a str {
    let body = std::str::from_utf8(body).unwrap_or_default();
    let after = |name: &str| Some(&body[body.find(&format!("\"{name}\":"))? + name.len() + 3..]);
    let value = after(name).unwrap_or_default().trim_start_matches('"');
    value.split(['"', ',', '}']).next().unwrap_or_default()
}
