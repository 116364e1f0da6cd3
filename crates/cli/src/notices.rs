//! `notices`: being told of what customers pay by themselves. The registration with Safaricom, and
//! the rules by which it is answered when it asks first.

use app::{AppError, NoticeState, Ports, Registered, Till};
use domain::money::Money;
use domain::validation::Rules;
use domain::words::Words;
use serde::Serialize;

use crate::args::{self, Lang, Network};
use crate::exit::{Exit, Failure};
use crate::line::Line;
use crate::output::Output;
use crate::place::Place;

const REGISTERED: Words = Words::new(
    "Registered. Safaricom tells the till of each payment from now on.",
    "Imesajiliwa. Kuanzia sasa Safaricom huipa mashine taarifa ya kila malipo.",
);
/// Source: reference section 4, "Register URLs".
const BEFORE: Words = Words::new(
    "Registered before. Safaricom has addresses for this number already, and does not say whose. \
     If no payment reaches this till:\n\
     1. On Safaricom's portal choose Self Services, then URL Management.\n\
     2. Delete the addresses of your number.\n\
     3. Let two operators confirm it: Business Managers or Administrators.\n\
     4. Register again.\n\
     Or write to apisupport@safaricom.co.ke.",
    "Ilishasajiliwa. Safaricom tayari ina anwani za nambari hii, na haisemi ni za nani. \
     Kama malipo hayafiki kwa mashine hii:\n\
     1. Kwenye tovuti ya Safaricom chagua Self Services, kisha URL Management.\n\
     2. Futa anwani za nambari yako.\n\
     3. Wahudumu wawili wathibitishe: Business Manager au Administrator.\n\
     4. Sajili tena.\n\
     Au andikia apisupport@safaricom.co.ke.",
);
const NEVER: Words = Words::new(
    "Nothing was registered by this till.",
    "Mashine hii haijasajili chochote.",
);
const ANSWERED: Words = Words::new("Safaricom answered", "Safaricom ilijibu");
const NO_LIMIT: Words = Words::new("no limit", "hakuna kikomo");
const LEAST: Words = Words::new("Least", "Cha chini");
const MOST: Words = Words::new("Most", "Cha juu");

/// What came of a registration.
#[derive(Debug, Serialize)]
struct RegistrationView {
    /// Safaricom took the addresses now; else it has some of the shop already.
    now: bool,
    /// By which version of its service; null when it has some already.
    version: Option<u8>,
    /// Its answer, as received.
    answer: Option<String>,
}

/// What the book tells of the registration. Money in cents.
#[derive(Debug, Serialize)]
struct NoticesView {
    /// Safaricom's answer to the last registration, as received.
    answer: Option<String>,
    least_cents: Option<u64>,
    most_cents: Option<u64>,
}

/// Shows what the book tells of it.
pub(crate) fn show(place: &Place, output: Output) -> Result<Exit, Failure> {
    let state = NoticeState::read(&place.read()?)?;
    say(&state, output);
    Ok(Exit::Fine)
}

/// Tells Safaricom where to report what customers pay by themselves.
pub(crate) async fn register(
    network: &Network,
    place: &Place,
    ports: Ports,
    output: Output,
) -> Result<Exit, Failure> {
    let till = place.open(&ports)?;
    let registered = register_by(&till, network, place, &ports).await;
    let answer = till.registration_answer();
    till.close().await;
    let (registered, answer) = (registered?, answer?);
    let view = RegistrationView::of(registered, answer);
    output.result(&view, |lang| match registered {
        Registered::Now(_) => lang.of(REGISTERED).to_owned(),
        Registered::Before => lang.of(BEFORE).to_owned(),
    });
    Ok(Exit::Fine)
}

/// Sets the rules; what is not said stays as it is.
pub(crate) async fn set_rules(
    args: &args::Rules,
    place: &Place,
    ports: Ports,
    output: Output,
) -> Result<Exit, Failure> {
    let (least, most) = (limit(args.least.as_deref())?, limit(args.most.as_deref())?);
    place.must_exist()?;
    let till = place.open(&ports)?;
    let kept = match args.clear {
        true => Ok(Rules::default()),
        false => till.validation_rules(),
    };
    let set = match kept {
        Ok(kept) => {
            let rules = Rules {
                least: least.or(kept.least),
                most: most.or(kept.most),
            };
            till.set_validation_rules(rules).await
        }
        Err(error) => Err(error),
    };
    let state = NoticeState::read(till.clerk().readers());
    till.close().await;
    set?;
    say(&state?, output);
    Ok(Exit::Fine)
}

async fn register_by(
    till: &Till,
    network: &Network,
    place: &Place,
    ports: &Ports,
) -> Result<Registered, Failure> {
    let line = Line::listen(till, network, ports).await?;
    line.connect(till, place, ports).await?;
    Ok(till.register_notices().await?)
}

fn limit(typed: Option<&str>) -> Result<Option<Money>, AppError> {
    Ok(typed.map(str::parse).transpose()?)
}

fn say(state: &NoticeState, output: Output) {
    output.result(&NoticesView::of(state), |lang| listed(state, lang));
}

fn listed(state: &NoticeState, lang: Lang) -> String {
    let answer = state.answer.as_ref().map_or_else(
        || lang.of(NEVER).to_owned(),
        |answer| format!("{}: {answer}", lang.of(ANSWERED)),
    );
    let limit = |words, amount: Option<Money>| {
        let amount = amount.map_or_else(
            || lang.of(NO_LIMIT).to_owned(),
            |amount| format!("KES {amount}"),
        );
        format!("{}: {amount}", lang.of(words))
    };
    let rules = state.rules;
    [answer, limit(LEAST, rules.least), limit(MOST, rules.most)].join("\n")
}

impl RegistrationView {
    fn of(registered: Registered, answer: Option<String>) -> Self {
        let version = registered.version();
        Self {
            now: version.is_some(),
            version,
            answer,
        }
    }
}

impl NoticesView {
    fn of(state: &NoticeState) -> Self {
        Self {
            answer: state.answer.clone(),
            least_cents: state.rules.least.map(Money::cents),
            most_cents: state.rules.most.map(Money::cents),
        }
    }
}
