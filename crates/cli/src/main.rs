//! `kaunta-cli`: the till without a window. The same use cases, words and JSON out, JSON in.
//!
//! One file per command; what they say is in `views.rs`, how they end in `exit.rs`. Absent on
//! purpose: any decision about money, and secrets on the command line.

#![expect(
    clippy::match_bool,
    reason = "two ways of the same weight read best side by side"
)]
#![expect(clippy::similar_names, reason = "`sent` and `said` are what they are")]

mod alarms;
mod args;
mod book;
mod cases;
mod charge;
mod credentials;
mod exit;
mod explain;
mod history;
mod line;
mod notices;
mod orders;
mod output;
mod people;
mod place;
mod pulls;
mod sales;
mod seen_codes;
mod serve;
mod stop;
mod views;

use std::process::ExitCode;

use app::Ports;
use clap::Parser;
use domain::people::Employment;

use crate::args::{
    Args, BookCommand, Command, NoticesCommand, PeopleCommand, PullsCommand, SeenCommand,
};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::place::Place;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("KAUNTA_LOG"))
        .with_writer(std::io::stderr)
        .init();
    let args = Args::parse();
    let output = Output::new(args.settings.json, args.settings.lang);
    let exit = run(&args, output).await.unwrap_or_else(|failure| {
        output.failure(&failure, args.command.not_done(), None);
        failure.exit
    });
    exit.into()
}

async fn run(args: &Args, output: Output) -> Result<Exit, Failure> {
    let place = || Place::of(&args.settings);
    match &args.command {
        Command::Charge(charge) => {
            charge::charge(charge, &place()?, Ports::system()?, output).await
        }
        Command::History(history) => history::history(history, &place()?, output),
        Command::Timeline { attempt } => history::timeline(attempt, &place()?, output),
        Command::Alarms => alarms::alarms(&place()?, output),
        Command::Cases => cases::cases(&place()?, output),
        Command::Notices(NoticesCommand::Show) => notices::show(&place()?, output),
        Command::Notices(NoticesCommand::Register(network)) => {
            notices::register(network, &place()?, Ports::system()?, output).await
        }
        Command::Notices(NoticesCommand::Rules(rules)) => {
            notices::set_rules(rules, &place()?, Ports::system()?, output).await
        }
        Command::Pulls(PullsCommand::Show) => pulls::show(&place()?, output),
        Command::Pulls(PullsCommand::SignUp(sign_up)) => {
            pulls::sign_up(sign_up, &place()?, Ports::system()?, output).await
        }
        Command::People(PeopleCommand::List) => people::list(&place()?, output),
        Command::People(PeopleCommand::Add(new)) => people::add(new, &place()?, output).await,
        Command::People(PeopleCommand::Pin(whom)) => people::set_pin(whom, &place()?, output).await,
        Command::People(PeopleCommand::LetGo(whom)) => {
            people::employ(whom, Employment::Left, &place()?, output).await
        }
        Command::People(PeopleCommand::TakeBack(whom)) => {
            people::employ(whom, Employment::Works, &place()?, output).await
        }
        Command::Seen(SeenCommand::Show) => seen_codes::show(&place()?, output),
        Command::Seen(SeenCommand::On { paid_to }) => {
            seen_codes::set(Some(paid_to), &place()?, output).await
        }
        Command::Seen(SeenCommand::Off) => seen_codes::set(None, &place()?, output).await,
        Command::Book(BookCommand::Verify) => book::verify(&place()?, output),
        Command::Book(BookCommand::Rebuild) => book::rebuild(&place()?, output),
        Command::Book(BookCommand::Head) => book::head(&place()?, output),
        Command::Book(BookCommand::Replay { write }) => {
            book::replay(*write, &place()?, output).await
        }
        Command::Serve(serve) => serve::serve(serve, &place()?, Ports::system()?, output).await,
        Command::Explain { file } => explain::explain(file, output),
    }
}
