//! What can be typed after `kaunta-cli`.

use std::net::SocketAddr;
use std::path::PathBuf;

use app::Environment;
use clap::{Parser, Subcommand, ValueEnum};
use domain::eat::TradingDay;
use domain::people::Role;
use domain::words::Words;

const AFTER_HELP: &str = "\
Exit codes:
  0  paid, or done             4  not sent: no prompt went out
  1  a fault of the program    5  not known yet: do not ask again
  2  bad input                 6  facts contradict: call the supervisor
  3  not paid                  7  the book is damaged

Environment:
  KAUNTA_DATA_DIR   the till's folder, as of the window
  KAUNTA_LOG        what is logged to stderr, such as `info` or `app=debug`";

const CREDENTIALS_HELP: &str = "\
The shop's secrets are taken from, in this order:
  --credentials FILE; it must be readable by its owner only
  KAUNTA_CONSUMER_KEY, KAUNTA_CONSUMER_SECRET, KAUNTA_PASSKEY, and if wished KAUNTA_SHOP_KEY
  the keyring, as the window's set-up kept them (KAUNTA_PASSPHRASE opens a sealed file)
Without a shop key in the first two, each run makes its own.";

const PINS_HELP: &str = "\
PINs are taken from the environment: KAUNTA_OWNER_PIN (not needed while the owner has none), and
KAUNTA_NEW_PIN for the PIN that somebody gets.";

/// The till without a window.
#[derive(Parser)]
#[command(name = "kaunta-cli", version, after_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) settings: Settings,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(clap::Args)]
pub(crate) struct Settings {
    /// The book; without it, the one in the till's folder.
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) book: Option<PathBuf>,
    /// practice, sandbox or production; without it, the one that was chosen last.
    #[arg(long, global = true)]
    pub(crate) environment: Option<Environment>,
    /// Prints JSON, one object to a line.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The language of the sentences.
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(crate) lang: Lang,
}

/// A language of the counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// English.
    #[default]
    En,
    /// Swahili.
    Sw,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Asks a customer for money and waits for the end.
    Charge(Charge),
    /// Lists payments, newest first.
    History(History),
    /// Tells what happened to a payment.
    Timeline {
        /// The payment's id, as `history` shows it.
        attempt: String,
    },
    /// Lists what a person must see and nobody has seen yet, oldest first.
    Alarms,
    /// Lists what somebody says of payments and is still looked into, oldest first.
    Cases,
    /// Being told of what customers pay by themselves.
    #[command(subcommand)]
    Notices(NoticesCommand),
    /// Asking Safaricom what customers paid by themselves.
    #[command(subcommand)]
    Pulls(PullsCommand),
    /// Who works at the till.
    #[command(subcommand, after_help = PINS_HELP)]
    People(PeopleCommand),
    /// Codes that pay on sight: where customers pay that the till can't ask about.
    #[command(subcommand, after_help = PINS_HELP)]
    Seen(SeenCommand),
    /// Looks after the book.
    #[command(subcommand)]
    Book(BookCommand),
    /// Runs a till without a window until it is stopped.
    Serve(Serve),
    /// Explains what Safaricom sent: any callback, confirmation, answer or error.
    Explain {
        /// The file with one body or more; without it, or with -, stdin.
        #[arg(default_value = "-")]
        file: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum BookCommand {
    /// Proves the book: its chain, its evidence, and all that is built on them.
    Verify,
    /// Builds everything anew from the journal; a copy of the book is kept.
    Rebuild,
    /// Shows the head of the chain, as it stands on the slip that closes a day.
    Head,
    /// Reads every raw body again and lists what is told differently now.
    Replay {
        /// Writes what is told differently as new facts.
        #[arg(long)]
        write: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum PeopleCommand {
    /// Lists everybody who works at the till, or did.
    List,
    /// Takes somebody on.
    Add(NewName),
    /// Gives somebody a PIN in place of the one that he had.
    Pin(Whom),
    /// Lets somebody go.
    LetGo(Whom),
    /// Takes somebody back who was let go.
    TakeBack(Whom),
}

#[derive(Subcommand)]
pub(crate) enum SeenCommand {
    /// Shows where customers pay whose codes pay on sight.
    Show,
    /// Lets codes pay on sight.
    On {
        /// Where that money goes, such as "Pochi 0712 345 678".
        paid_to: String,
    },
    /// Lets no code pay on sight any more.
    Off,
}

#[derive(clap::Args)]
pub(crate) struct NewName {
    /// What the person is called.
    pub(crate) name: String,
    /// cashier, supervisor or owner.
    #[arg(long, value_parser = crate::people::role)]
    pub(crate) role: Role,
}

#[derive(clap::Args)]
pub(crate) struct Whom {
    /// What the person is called.
    pub(crate) name: String,
}

#[derive(Subcommand)]
pub(crate) enum NoticesCommand {
    /// Shows Safaricom's answer to the last registration, and the rules.
    Show,
    /// Registers the shop's addresses with Safaricom; in production that works once.
    #[command(after_help = CREDENTIALS_HELP)]
    Register(Network),
    /// Sets what is let through where Safaricom asks first. What is not said stays as it is.
    Rules(Rules),
}

#[derive(clap::Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Rules {
    /// The least that the shop takes, in shillings.
    #[arg(long, value_name = "KES")]
    pub(crate) least: Option<String>,
    /// The most that the shop takes, in shillings.
    #[arg(long, value_name = "KES")]
    pub(crate) most: Option<String>,
    /// Lets everything through again.
    #[arg(long, conflicts_with_all = ["least", "most"])]
    pub(crate) clear: bool,
}

#[derive(Subcommand)]
pub(crate) enum PullsCommand {
    /// Shows whether the shop is signed up, and what only a statement can tell any more.
    Show,
    /// Signs the shop's number up; a running till then asks every ten minutes.
    SignUp(SignUp),
}

#[derive(clap::Args)]
#[command(after_help = CREDENTIALS_HELP)]
pub(crate) struct SignUp {
    /// The nominated number: a phone that Safaricom knows as the shop's.
    #[arg(long)]
    pub(crate) phone: String,
    #[command(flatten)]
    pub(crate) network: Network,
}

#[derive(clap::Args)]
#[command(after_help = CREDENTIALS_HELP)]
pub(crate) struct Charge {
    /// The customer's phone, such as 0712345678.
    #[arg(long)]
    pub(crate) phone: String,
    /// Whole shillings.
    #[arg(long)]
    pub(crate) amount: String,
    /// Asks although an earlier prompt to this phone has no known end.
    #[arg(long)]
    pub(crate) anyway: bool,
    /// How long to wait for the end; nothing is lost when it comes later.
    #[arg(long, value_name = "SECONDS", default_value_t = 240)]
    pub(crate) wait: u64,
    #[command(flatten)]
    pub(crate) network: Network,
}

#[derive(clap::Args)]
pub(crate) struct History {
    /// A part of an M-PESA code or a name, digits of a phone, a sale's number, or an amount.
    pub(crate) search: Option<String>,
    /// Only this day (East Africa Time), as 2026-11-24.
    #[arg(long)]
    pub(crate) day: Option<TradingDay>,
}

#[derive(clap::Args)]
#[command(after_help = CREDENTIALS_HELP)]
pub(crate) struct Serve {
    /// Runs practice mode, with practice customers: the same as --environment practice.
    #[arg(long, conflicts_with_all = ["base_url", "listen", "callback_base", "environment"])]
    pub(crate) practice: bool,
    /// Takes orders on stdin, one JSON object to a line.
    #[arg(long)]
    pub(crate) stdin: bool,
    #[command(flatten)]
    pub(crate) network: Network,
}

/// How Safaricom is reached, and how it reaches the till. What is not said is as in set-up.
#[derive(clap::Args)]
pub(crate) struct Network {
    /// Where Safaricom is, or a stand-in on this machine.
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// How numbers are written to Safaricom.
    #[arg(long, value_parser = ["numbers", "strings"])]
    pub(crate) wire: Option<String>,
    /// Takes calls here, as 127.0.0.1:8788; port 0 takes a free one.
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// The public address of the till; without it and --listen, it works by asking.
    #[arg(long, value_name = "URL")]
    pub(crate) callback_base: Option<String>,
    /// paybill:NUMBER or till:STORE/TILL.
    #[arg(long)]
    pub(crate) shortcode: Option<String>,
    /// A file with the shop's secrets, JSON or NAME=VALUE, readable by its owner only.
    #[arg(long, value_name = "FILE")]
    pub(crate) credentials: Option<PathBuf>,
}

impl Command {
    /// Says what did not happen when the command fails: the money first.
    pub(crate) const fn not_done(&self) -> Words {
        match self {
            Self::Charge(_) => NOT_ASKED,
            Self::Serve(_) => Words::new(
                "The till is not running, and nobody was asked",
                "Mashine haifanyi kazi, na hakuna mteja aliyeombwa",
            ),
            Self::Explain { .. } => Words::new("Nothing was explained", "Hakuna kilichoelezwa"),
            // Whether Safaricom did it may not be known.
            Self::Notices(NoticesCommand::Register(_)) | Self::Pulls(PullsCommand::SignUp(_)) => {
                Words::new("No money has moved", "Hakuna pesa iliyosonga")
            }
            Self::History(_)
            | Self::Timeline { .. }
            | Self::Alarms
            | Self::Cases
            | Self::People(_)
            | Self::Seen(_)
            | Self::Notices(_)
            | Self::Pulls(_)
            | Self::Book(_) => Words::new("Nothing was changed", "Hakuna kilichobadilishwa"),
        }
    }
}

/// Said when a customer was not asked.
pub(crate) const NOT_ASKED: Words =
    Words::new("The customer has not been asked", "Mteja hajaombwa pesa");

impl Lang {
    /// Chooses the sentence.
    pub(crate) const fn of(self, words: Words) -> &'static str {
        match self {
            Self::En => words.en,
            Self::Sw => words.sw,
        }
    }
}
