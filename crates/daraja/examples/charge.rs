//! Charges a phone, and waits for the end: against Safaricom's sandbox or a stand-in.
//!
//! ```text
//! export DARAJA_URL=http://127.0.0.1:8787 DARAJA_KEY=… DARAJA_SECRET=…
//! cargo run -p daraja --example charge
//! ```
//!
//! `DARAJA_URL` is Safaricom's sandbox when it is not set; `DARAJA_PASSKEY`, `DARAJA_SHORTCODE`,
//! `DARAJA_PHONE`, `DARAJA_AMOUNT` and `DARAJA_CALLBACK` have values for the sandbox. The program
//! ends with 0 when the customer has paid, 1 when not, and 2 when that is not known.

#![expect(clippy::print_stdout, reason = "a program tells its user what happens")]

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use daraja::{
    AppKeys, Asked, BaseUrl, Client, Description, HttpTransport, Merchant, PushRequest, Pushed,
    Setup, TimeOuts, WireStyle,
};
use domain::attempt::Ids;
use domain::clock::{Clock, Timestamp, Wait};
use tokio::time::Instant;

/// The passkey of Safaricom's sandbox, which everybody knows.
const PASSKEY: &str = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919";
/// A prompt lives three minutes at most; after that only a person can tell.
const PROMPT_LIFE: Duration = Duration::from_mins(3);
const BETWEEN_QUESTIONS: Duration = Duration::from_secs(5);

/// The steady time stands still while the machine sleeps: good enough for three minutes.
struct SystemClock {
    begun_at: Timestamp,
    begun: Instant,
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let client = client(clock.clone())?;
    let shortcode = setting("DARAJA_SHORTCODE", "paybill:174379").parse()?;
    let merchant = Merchant::new(shortcode, &setting("DARAJA_PASSKEY", PASSKEY))?;
    let push = PushRequest {
        amount: setting("DARAJA_AMOUNT", "1").parse()?,
        phone: setting("DARAJA_PHONE", "254708374149").parse()?,
        callback: setting("DARAJA_CALLBACK", "https://pos.example.co.ke/h/charge").parse()?,
        reference: "EXAMPLE-1".parse()?,
        description: Description::of("Example"),
    };
    // A shop stores its intent here: should the program stop now, a prompt may be out.
    match client.push(&merchant, &push).await.said {
        Pushed::Accepted(prompt) => Ok(follow(&client, clock.as_ref(), &merchant, &prompt).await),
        Pushed::Refused { refusal, .. } => {
            println!("{}", refusal.cashier().en);
            Ok(ExitCode::from(1))
        }
        Pushed::Unsure(why) => {
            println!("Not known: a prompt may be on the phone, do not ask again ({why}).");
            Ok(ExitCode::from(2))
        }
    }
}

fn client(clock: Arc<dyn Clock>) -> Result<Client, daraja::Error> {
    let keys = AppKeys::new(&setting("DARAJA_KEY", ""), &setting("DARAJA_SECRET", ""))?;
    let base = match env::var("DARAJA_URL") {
        Ok(url) => url.parse()?,
        Err(_) => BaseUrl::sandbox(),
    };
    let setup = Setup {
        base,
        keys,
        style: WireStyle::default(),
    };
    let transport = HttpTransport::new(TimeOuts::default())?;
    Ok(Client::new(setup, Arc::new(transport), clock))
}

/// Asks until the end is known, or the prompt must be over.
async fn follow(client: &Client, clock: &dyn Clock, merchant: &Merchant, prompt: &Ids) -> ExitCode {
    println!("Sent: the customer enters the PIN now.");
    let over = clock.steady().plus(PROMPT_LIFE);
    while clock.steady() < over {
        let next = clock.steady().plus(BETWEEN_QUESTIONS);
        clock.sleep_until(next).await;
        match client.ask(merchant, prompt).await.said {
            Asked::Paid => {
                println!("Paid.");
                return ExitCode::SUCCESS;
            }
            Asked::Failed(code) => {
                println!("{}", code.meaning().cashier.en);
                return ExitCode::from(1);
            }
            // Safaricom may not know a prompt in its first minute.
            Asked::StillOpen | Asked::DoesNotExist | Asked::NoAnswer(_) => {}
        }
    }
    println!("Not known yet: ask later, and nobody again.");
    ExitCode::from(2)
}

fn setting(name: &str, otherwise: &str) -> String {
    env::var(name).unwrap_or_else(|_| otherwise.to_owned())
}

impl SystemClock {
    fn new() -> Self {
        Self {
            begun_at: time_of_day(),
            begun: Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        time_of_day()
    }

    fn steady(&self) -> Timestamp {
        self.begun_at.plus(self.begun.elapsed())
    }

    fn sleep_until(&self, until: Timestamp) -> Wait<'_> {
        Box::pin(tokio::time::sleep(until.since(self.steady())))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock that others are passed"
)]
fn time_of_day() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
