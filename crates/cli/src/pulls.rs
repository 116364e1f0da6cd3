//! `pulls`: asking Safaricom what customers paid by themselves. The sign-up, and what the book
//! tells of it; the asking is a running till's.

use app::{AppError, Ports, PullState, Till};
use domain::clock::Timestamp;
use domain::eat::to_text;
use domain::phone::Msisdn;
use domain::pull_windows::Stretch;
use domain::words::Words;
use serde::Serialize;

use crate::args::{Lang, SignUp};
use crate::exit::{Exit, Failure};
use crate::line::Line;
use crate::output::Output;
use crate::place::Place;

const SIGNED_UP: Words = Words::new(
    "Signed up. A running till asks every ten minutes.",
    "Imeandikishwa. Mashine ikiwa wazi huuliza kila dakika kumi.",
);
const NOT_SIGNED_UP: Words = Words::new("Not signed up.", "Haijaandikishwa.");
const COVERED: Words = Words::new("Asked for everything until", "Kila kitu kimeulizwa hadi");
const GAP: Words = Words::new("A statement is needed for", "Statement inahitajika kwa");

/// How the shop stands with pulls, as the book tells it. Times in milliseconds since 1970 (UTC).
#[derive(Debug, Serialize)]
struct PullsView {
    signed_up: bool,
    /// Until when Safaricom was asked for everything; a running till may be an hour ahead.
    covered_until_ms: Option<i64>,
    /// What nobody can ask for any more.
    gaps: Vec<GapView>,
}

#[derive(Debug, Serialize)]
struct GapView {
    from_ms: i64,
    to_ms: i64,
}

/// Shows what the book tells of it.
pub(crate) fn show(place: &Place, output: Output) -> Result<Exit, Failure> {
    let state = PullState::read(&place.read()?)?;
    say(&state, output);
    Ok(Exit::Fine)
}

/// Signs the shop's number up.
pub(crate) async fn sign_up(
    args: &SignUp,
    place: &Place,
    ports: Ports,
    output: Output,
) -> Result<Exit, Failure> {
    let nominated = args.phone.parse().map_err(AppError::from)?;
    let till = place.open(&ports)?;
    let signed_up = sign_up_by(&till, nominated, args, place, &ports).await;
    let state = PullState::read(till.clerk().readers());
    till.close().await;
    signed_up?;
    say(&state?, output);
    Ok(Exit::Fine)
}

async fn sign_up_by(
    till: &Till,
    nominated: Msisdn,
    args: &SignUp,
    place: &Place,
    ports: &Ports,
) -> Result<(), Failure> {
    let line = Line::listen(till, &args.network, ports).await?;
    line.connect(till, place, ports).await?;
    Ok(till.sign_up_for_pulls(nominated).await?)
}

fn say(state: &PullState, output: Output) {
    output.result(&PullsView::of(state), |lang| listed(state, lang));
}

fn listed(state: &PullState, lang: Lang) -> String {
    let signed_up = match state.signed_up {
        true => lang.of(SIGNED_UP).to_owned(),
        false => lang.of(NOT_SIGNED_UP).to_owned(),
    };
    let covered = state
        .covered_until
        .map(|until| format!("{} {}", lang.of(COVERED), to_text(until)));
    let gap = |gap: &Stretch| {
        let (from, to) = (to_text(gap.from()), to_text(gap.to()));
        format!("{} {from} - {to}", lang.of(GAP))
    };
    let lines = [signed_up].into_iter().chain(covered);
    let lines: Vec<_> = lines.chain(state.gaps.iter().map(gap)).collect();
    lines.join("\n")
}

impl PullsView {
    fn of(state: &PullState) -> Self {
        Self {
            signed_up: state.signed_up,
            covered_until_ms: state.covered_until.map(Timestamp::ms),
            gaps: state.gaps.iter().map(GapView::of).collect(),
        }
    }
}

impl GapView {
    fn of(gap: &Stretch) -> Self {
        Self {
            from_ms: gap.from().ms(),
            to_ms: gap.to().ms(),
        }
    }
}
