//! The table of states and facts in `docs/payments.md` is what the code does.

use domain::attempt::Fact;

use crate::pieces::{live, named};

const DOCUMENT: &str = include_str!("../../../../docs/payments.md");

/// How each state of the table comes about; the rows stand in this order.
const STATES: [(&str, &[&str]); 10] = [
    ("drafted", &[]),
    ("sending", &["sending"]),
    ("prompted", &["sending", "acknowledged"]),
    ("refused", &["sending", "refused"]),
    ("unsure", &["sending", "unclear"]),
    ("reported", &["sending", "acknowledged", "body: paid"]),
    (
        "paid",
        &["sending", "acknowledged", "body: paid", "answer: paid"],
    ),
    ("failed", &["sending", "acknowledged", "body: failed"]),
    ("lapsed", &["sending", "acknowledged", "gave up"]),
    (
        "conflicting",
        &["sending", "acknowledged", "body: other amount"],
    ),
];

fn fact(name: &str) -> Fact {
    let found = named().into_iter().find(|(known, _)| *known == name);
    found
        .unwrap_or_else(|| panic!("no fact is called {name}"))
        .1
}

/// Writes the table that the code makes: a fact a row, a state a column.
fn table() -> String {
    let columns = STATES.map(|(state, _)| format!(" {state} |")).concat();
    let line = "---|".repeat(STATES.len() + 1);
    let rows = named().into_iter().map(|(name, next)| {
        let cells = STATES.map(|(state, facts)| {
            let mut history: Vec<Fact> = facts.iter().map(|name| fact(name)).collect();
            assert_eq!(live(&history).0.state().name(), state);
            history.push(next.clone());
            let (attempt, _) = live(&history);
            match attempt.state().name() {
                after if after == state => " · |".to_owned(),
                after => format!(" {after} |"),
            }
        });
        format!("| {name} |{}", cells.concat())
    });
    let rows: Vec<String> = rows.collect();
    format!("| fact |{columns}\n|{line}\n{}", rows.join("\n"))
}

#[test]
fn the_table_of_the_document_is_what_the_code_does() {
    let table = table();
    assert!(
        DOCUMENT.contains(&table),
        "docs/payments.md should say\n{table}"
    );
}

/// Numbers the kinds of facts; a new kind does not compile until it has its number here.
fn kind(fact: &Fact) -> usize {
    match fact {
        Fact::Sending { .. } => 0,
        Fact::Acknowledged { .. } => 1,
        Fact::Refused(_) => 2,
        Fact::Unclear => 3,
        Fact::Reported(_) => 4,
        Fact::ReportedEnd { .. } => 5,
        Fact::Answered { .. } => 6,
        Fact::PromptOver { .. } => 7,
        Fact::HorizonReached { .. } => 8,
        Fact::Left => 9,
        Fact::CodeFound(_) => 10,
        Fact::CodeTaken(_) => 11,
        Fact::EarlierAsked => 12,
    }
}

#[test]
fn the_table_has_every_kind_of_fact() {
    let mut kinds: Vec<usize> = named().iter().map(|(_, fact)| kind(fact)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, (0..13).collect::<Vec<_>>());
}
