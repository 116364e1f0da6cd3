//! `kaunta-sandbox`: a stand-in for Safaricom on this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use sandbox::{
    Act, CallbackHosts, Config, Credentials, Environment, Initiator, Names, Rules, Sandbox, Shop,
    Shortcode,
};
use tracing_subscriber::EnvFilter;

/// A stand-in for Safaricom's M-PESA API, with practice customers, on this machine alone.
///
/// Point a till at the printed address and push to any Kenyan mobile, such as 254712345678. Then
/// answer for the customer on the page at the same address, or so:
///
///   curl -d '{"act":"accept"}' -H 'content-type: application/json' \
///        http://127.0.0.1:8787/_sandbox/phones/254712345678/answer
///
/// The acts are accept, wrong_pin, cancel, ignore, phone_off and too_little_money.
#[derive(Parser)]
#[expect(
    clippy::doc_markdown,
    reason = "the program prints these comments as its help"
)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
#[command(version, verbatim_doc_comment)]
struct Arguments {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Decides ids, tokens and receipts; without it each start throws its own.
    #[arg(long)]
    seed: Option<u64>,
    /// Keeps the state in this folder, so that a restart goes on; without it all is forgotten.
    #[arg(long, value_name = "FOLDER")]
    state: Option<PathBuf>,
    /// How long an unanswered prompt lives, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    prompt_life_s: u64,
    /// What every customer does at once with a prompt; without it a person decides.
    #[arg(long, value_name = "ACT")]
    auto: Option<Act>,
    /// Takes only public https callback addresses, as Safaricom does.
    #[arg(long)]
    public_urls: bool,
    /// Stands in for production: C2B addresses are registered once, and nothing is simulated.
    #[arg(long)]
    production: bool,
    /// Asks the shop's registered address before a payment is made.
    #[arg(long)]
    validation: bool,
    /// Sends the keys of a payer's other names with nothing in them, as the documents do.
    #[arg(long)]
    blank_names: bool,
    /// What Safaricom takes of a payment, in hundredths of a per cent.
    #[arg(long, value_name = "NUMBER", default_value_t = Rules::default().charge_bp)]
    charge_bp: u16,
    /// The least that may be paid at once, in shillings: below it code 2.
    #[arg(long, value_name = "KES", default_value_t = Rules::default().least_kes)]
    least_kes: u64,
    /// The most that may be paid at once, in shillings: above it code 3.
    #[arg(long, value_name = "KES", default_value_t = Rules::default().most_kes)]
    most_kes: u64,
    /// The most that the shop's account may hold, in shillings: above it code 8.
    #[arg(long, value_name = "KES")]
    shop_limit_kes: Option<u64>,
    /// How long a status, reversal or balance request takes, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 2)]
    result_after_s: u64,
    /// How long a reversal waits for approval beyond that, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    approval_after_s: u64,
    /// Decrypts security credentials with the key of /_sandbox/certificate.pem, and takes only the
    /// initiator's password.
    #[arg(long)]
    decrypt_credentials: bool,
    /// The name of the initiator.
    #[arg(long, value_name = "NAME", default_value_t = Initiator::default().name)]
    initiator: String,
    /// The password of the initiator.
    #[arg(long, value_name = "PASSWORD", default_value_t = Initiator::default().password)]
    initiator_password: String,
    /// The shop's PayBill number.
    #[arg(
        long,
        value_name = "NUMBER",
        default_value = "174379",
        conflicts_with = "till"
    )]
    shortcode: String,
    /// The shop's till number, if it has a till instead of a PayBill.
    #[arg(long, value_name = "NUMBER", requires = "store")]
    till: Option<String>,
    /// The store or head-office number of the till.
    #[arg(long, value_name = "NUMBER", requires = "till")]
    store: Option<String>,
    /// The name that prompts show.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The app's consumer key.
    #[arg(long, value_name = "KEY")]
    consumer_key: Option<String>,
    /// The app's consumer secret.
    #[arg(long, value_name = "SECRET")]
    consumer_secret: Option<String>,
    /// The shop's passkey; without it the public one of Safaricom's sandbox.
    #[arg(long)]
    passkey: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    let sandbox = Sandbox::start(arguments.config(), address).await?;
    greet(&sandbox);
    tokio::signal::ctrl_c()
        .await
        .context("cannot wait for Ctrl-C")?;
    sandbox.stop().await;
    Ok(())
}

impl Arguments {
    fn config(self) -> Config {
        Config {
            seed: self.seed,
            folder: self.state.clone(),
            rules: self.rules(),
            initiator: Initiator {
                name: self.initiator.clone(),
                password: self.initiator_password.clone(),
            },
            shop: self.shop(),
            ..Config::default()
        }
    }

    fn rules(&self) -> Rules {
        let chosen = Rules {
            prompt_life: Duration::from_secs(self.prompt_life_s),
            standing: self.auto,
            validation: self.validation,
            charge_bp: self.charge_bp,
            least_kes: self.least_kes,
            most_kes: self.most_kes,
            shop_limit_kes: self.shop_limit_kes,
            result_after: Duration::from_secs(self.result_after_s),
            approval_after: Duration::from_secs(self.approval_after_s),
            ..Rules::default()
        };
        Rules {
            callback_hosts: pick(
                self.public_urls,
                CallbackHosts::Public,
                chosen.callback_hosts,
            ),
            environment: pick(self.production, Environment::Production, chosen.environment),
            credentials: pick(
                self.decrypt_credentials,
                Credentials::Decrypted,
                chosen.credentials,
            ),
            names: pick(self.blank_names, Names::Blank, chosen.names),
            ..chosen
        }
    }

    fn shop(self) -> Shop {
        let default = Shop::default();
        let shortcode = match (self.store, self.till) {
            (Some(store), Some(till)) => Shortcode::Till { store, till },
            _ => Shortcode::PayBill {
                number: self.shortcode,
            },
        };
        Shop {
            shortcode,
            name: self.name.unwrap_or(default.name),
            consumer_key: self.consumer_key.unwrap_or(default.consumer_key),
            consumer_secret: self.consumer_secret.unwrap_or(default.consumer_secret),
            passkey: self.passkey.unwrap_or(default.passkey),
        }
    }
}

/// Returns what a flag stands for, or else what is usual.
fn pick<T>(flag: bool, chosen: T, usual: T) -> T {
    if flag { chosen } else { usual }
}

#[expect(
    clippy::print_stdout,
    reason = "whoever starts it by hand reads where to point the till"
)]
fn greet(sandbox: &Sandbox) {
    let shop = sandbox.shop();
    println!("listening on     {}", sandbox.base_url());
    match &shop.shortcode {
        Shortcode::PayBill { number } => println!("PayBill          {number}"),
        Shortcode::Till { store, till } => println!("store, till      {store}, {till}"),
    }
    println!("consumer key     {}", shop.consumer_key);
    println!("consumer secret  {}", shop.consumer_secret);
    println!("passkey          {}", shop.passkey);
    println!("initiator        {}", sandbox.initiator().name);
    println!("its password     {}", sandbox.initiator().password);
    println!("seed             {}", sandbox.seed());
    println!("phones           {}/", sandbox.base_url());
}
