//! The host of the till: the shipped till on the simulated disk, and its cashiers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use app::{
    AppError, Change, Clerk, Credentials, Environment, LineSetUp, Ports, Profile, ProfileForm, Till,
};
use disk::Dice;
use domain::attempt::State;
use domain::clock::Entropy;
use domain::ids::AttemptId;
use sandbox::Shortcode;

use crate::api_user::ApiUser;
use crate::cashier;
use crate::hears;
use crate::late_rows::LateRows;
use crate::network::{Door, Wire, listen};
use crate::proxy::Proxy;
use crate::time::TillClock;
use crate::world::{World, shop_key};

/// Randomness of a till: what it makes of it must be the same in each run.
struct Chance(Mutex<Dice>);

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        let mut dice = self.0.lock().expect("nobody panics throwing");
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&dice.throw().to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Returns where the book is.
pub(crate) fn book_in(folder: &Path) -> PathBuf {
    folder.join("till.book")
}

/// Opens the till and works until the power goes.
pub(crate) async fn run(world: Arc<World>, folder: PathBuf) -> turmoil::Result {
    let path = book_in(&folder);
    // Whether there is a file at all is asked of the system, which knows no simulated one.
    std::fs::write(&path, b"")?;
    let ports = ports(&world);
    let open = Clerk::open_as_task(&path, Environment::Sandbox, ports.clock.now())
        .map_err(AppError::from)
        .and_then(|clerk| Till::with_clerk(clerk, Environment::Sandbox, ports));
    let till = match open {
        Ok(till) => till,
        // The disk may be dying under it; whoever cuts the power starts the till again.
        Err(error) => {
            // The folder has another name in each run, and nothing else may tell two runs apart.
            let why = format!("{error:?}").replace(&*folder.to_string_lossy(), "");
            world.note(format_args!("till: can't open: {why}"));
            return Ok(());
        }
    };
    show(&world, &till);
    till.listen_on(Door(listen().await?)).await?;
    if let Err(error) = till.connect(line(&world)) {
        world.note(format_args!("till: can't connect: {error:?}"));
        return Ok(());
    }
    world.note(format_args!("till: open"));
    if world.hears.at_all() {
        tokio::spawn(hears::sign_up(world.clone(), till.clone()));
    }
    for number in 0..cashier::AT_A_TILL {
        tokio::spawn(cashier::work(world.clone(), till.clone(), number));
    }
    tokio::select! {
        () = watch_screen(world.clone(), till.clone()) => {}
        () = close_when_told(&world, &till) => {}
    }
    Ok(())
}

/// Closes the till in good order. It waits for the answers to prompts that are being sent, for a
/// minute if need be.
async fn close_when_told(world: &World, till: &Till) {
    const LAST_ANSWERS_MS: i64 = 60_000;
    world.till_is_closed().await;
    let told_ms = world.time.now_ms();
    till.close().await;
    world.note(format_args!("till: closed"));
    world.came("till closed");
    let left: Vec<_> = world.diary().under_way.iter().copied().collect();
    if world.time.now_ms() < told_ms + LAST_ANSWERS_MS && !left.is_empty() {
        world.found(format!(
            "I1: the till closed, and the answer for {left:?} was still to come"
        ));
    }
}

fn ports(world: &Arc<World>) -> Ports {
    Ports {
        clock: Arc::new(TillClock::started(&world.time)),
        entropy: Arc::new(Chance(Mutex::new(world.dice()))),
        transport: Arc::new(Wire {
            world: world.clone(),
            is_till: true,
            proxy: Mutex::new(Proxy::draw(world.more_dice())),
            late_rows: LateRows::draw(world.unasked_dice()),
        }),
    }
}

/// Returns the line that fits Safaricom. The addresses are those of any stand-in, which must be
/// loopback ones; there is one way each in this world, whatever they say.
pub(crate) fn line(world: &World) -> LineSetUp {
    let sandbox = world.sandbox();
    let shop = sandbox.shop();
    let form = ProfileForm {
        shop: "duka".to_owned(),
        business: shop.name.clone(),
        shortcode: match &shop.shortcode {
            Shortcode::PayBill { number } => format!("paybill:{number}"),
            Shortcode::Till { store, till } => format!("till:{store}/{till}"),
        },
        callback_base: "http://127.0.0.1".to_owned(),
        base_url: "http://127.0.0.1".to_owned(),
        wire: String::new(),
        certificate: String::new(),
    };
    let credentials = Credentials::parse(&shop.consumer_key, &shop.consumer_secret, &shop.passkey);
    let credentials = credentials.expect("all three are there");
    let user = sandbox.initiator();
    let credentials = match world.api_user {
        ApiUser::None => Ok(credentials),
        ApiUser::Unknown => credentials.with_api_user("somebody", &user.password),
        ApiUser::Right => credentials.with_api_user(&user.name, &user.password),
    };
    LineSetUp {
        profile: Profile::parse(&form, Environment::Sandbox).expect("a profile"),
        credentials: credentials.expect("name and password are there"),
        shop_key: shop_key(),
    }
}

/// Fills the screen from the book, as a till does when it is opened.
fn show(world: &World, till: &Till) {
    let Ok(history) = till.history(&app::Search::Latest) else {
        return;
    };
    world.diary().screen.clear();
    for record in history {
        shows(world, record.id, &record.attempt.state());
        cashier::give_if_told(world, &record);
    }
}

/// Shows every change, and checks that what is proved stays so.
async fn watch_screen(world: Arc<World>, till: Till) {
    let mut changes = till.changes();
    loop {
        match changes.recv().await {
            Ok(Change::Attempt(record)) => {
                let state = record.attempt.state();
                world.note(format_args!("screen: {} {state:?}", record.id));
                world.came(name(&state));
                cashier::give_if_told(&world, &record);
                shows(&world, record.id, &state);
                let is_proved = record.attempt.evidence.proved_code().is_some();
                let was_proved = world.diary().proved.contains(&record.id);
                if is_proved {
                    world.diary().proved.insert(record.id);
                } else if was_proved {
                    world.found(format!("I4: {} was proved and is {state:?}", record.id));
                }
            }
            Ok(Change::Alarm(about, alarm)) => {
                world.note(format_args!("alarm: {about} {alarm:?}"));
                world.came("alarm");
            }
            Ok(Change::Sale(record)) => cashier::hears_of_sale(&world, &record),
            Ok(
                Change::Line
                | Change::AlarmSeen(_)
                | Change::Receipt(_)
                | Change::People
                | Change::Case
                | Change::Pulled
                | Change::Gap(_),
            ) => {}
            Err(error) => world.found(format!("I10: the screen missed changes: {error}")),
        }
    }
}

fn shows(world: &World, id: AttemptId, state: &State) {
    let now = world.time.now_ms();
    let mut diary = world.diary();
    diary.screen.insert(id, format!("{state:?}"));
    diary.first_shown.entry(id).or_insert(now);
    diary.shown.push((now, id, state.clone()));
}

fn name(state: &State) -> &'static str {
    match state {
        State::Drafted => "drafted",
        State::Sending => "sending",
        State::Prompted => "prompted",
        State::Refused(_) => "refused",
        State::Unsure => "unsure",
        State::Reported => "reported",
        State::Paid(_) => "paid",
        State::Failed(_) => "failed",
        State::Lapsed => "lapsed",
        State::Conflicting(_) => "conflicting",
    }
}
