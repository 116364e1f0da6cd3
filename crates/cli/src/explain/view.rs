//! An explanation as it is shown: one object for programs, a paragraph for people.

use std::collections::BTreeMap;

use daraja::{Account, Body, Error, Inbound, Other, StkCallback, Weight};
use domain::money::{Balance, Money};
use domain::words::Words;
use serde::Serialize;

use super::facts::{Facts, Told};
use super::labels::{self, Label};
use super::pieces::Piece;
use super::{sentences, spelling};
use crate::args::Lang;
use crate::views::Phrase;

/// What is told of one body. Money in cents, times in East Africa Time.
#[derive(Debug, Serialize)]
pub(crate) struct View {
    kind: &'static str,
    /// What the body says: `paid`, `not_paid`, `unknown`, `refused`, `returned` or `none`.
    money: &'static str,
    /// What that is worth: `report`, `answer` or `nothing`.
    worth: &'static str,
    contradictory: bool,
    #[serde(flatten)]
    told: Payment,
    payments: Vec<Payment>,
    accounts: Vec<AccountView>,
    says: Vec<Phrase>,
    #[serde(skip)]
    title: Words,
    #[serde(skip)]
    said: Vec<Words>,
    #[serde(skip)]
    facts: Facts,
}

#[derive(Debug, Serialize)]
struct Payment {
    code: Option<String>,
    receipt: Option<String>,
    amount_cents: Option<u64>,
    at: Option<String>,
    payer: Option<String>,
    ids: BTreeMap<&'static str, String>,
    details: BTreeMap<&'static str, String>,
}

#[derive(Debug, Serialize)]
struct AccountView {
    name: String,
    currency: String,
    balance_cents: Option<i64>,
    available_cents: Option<i64>,
    reserved_cents: Option<i64>,
    uncleared_cents: Option<i64>,
}

impl View {
    /// Makes the explanation of a body.
    pub(crate) fn of(read: &Inbound<'_>, piece: &Piece<'_>) -> Self {
        let head = piece.head.map(str::to_owned);
        let facts = Facts::of(&read.body)
            .and(&labels::HTTP, head)
            .and(&labels::BREAKS, breaks_at(read));
        let said = sentences::of(read, piece);
        Self {
            kind: read.body.kind(),
            money: read.says().as_str(),
            worth: match read.body.weight() {
                Weight::Report => "report",
                Weight::Answer => "answer",
                Weight::Neither => "nothing",
            },
            contradictory: read.contradictory,
            told: Payment::of(&facts),
            payments: facts.payments.iter().map(Payment::of).collect(),
            accounts: facts.accounts.iter().map(AccountView::of).collect(),
            says: said.iter().map(|words| (*words).into()).collect(),
            title: labels::title(&read.body),
            said,
            facts,
        }
    }

    /// Tells it to people; `number` and `count` when there is more than one.
    pub(crate) fn text(&self, lang: Lang, number: usize, count: usize) -> String {
        let mut text = match count {
            1 => String::new(),
            _ if number == 1 => format!("[1/{count}] "),
            _ => format!("\n[{number}/{count}] "),
        };
        text.push_str(lang.of(self.title));
        for words in &self.said {
            text.extend(["\n", lang.of(*words)]);
        }
        let lines = lines(&self.facts, lang);
        if !lines.is_empty() {
            text.push('\n');
        }
        let width = lines.iter().map(|(label, _)| label.chars().count()).max();
        let width = width.unwrap_or_default();
        for (label, value) in lines {
            let line = format!("\n  {:<width$}  {}", shown(&label), shown(&value));
            text.push_str(line.trim_end_matches(' '));
        }
        text
    }
}

impl Payment {
    fn of(facts: &Facts) -> Self {
        let named = |told: &[Told]| {
            let pairs = told
                .iter()
                .map(|(label, value)| (label.name, value.clone()));
            pairs.collect()
        };
        Self {
            code: facts.code.clone(),
            receipt: facts
                .receipt
                .as_ref()
                .map(|receipt| receipt.as_str().to_owned()),
            amount_cents: facts.amount.map(Money::cents),
            at: facts.at.map(spelling::time),
            payer: facts.payer.clone(),
            ids: named(&facts.ids),
            details: named(&facts.details),
        }
    }
}

impl AccountView {
    fn of(account: &Account) -> Self {
        let cents = |balance: Option<Balance>| balance.map(Balance::cents);
        Self {
            name: account.name.as_str().to_owned(),
            currency: account.currency.as_str().to_owned(),
            balance_cents: cents(account.balance),
            available_cents: cents(account.available),
            reserved_cents: cents(account.reserved),
            uncleared_cents: cents(account.uncleared),
        }
    }
}

/// Where JSON stops being JSON, as line and column.
fn breaks_at(read: &Inbound<'_>) -> Option<String> {
    let is_broken = matches!(read.body, Body::Other(Other::NotJson)) && read.raw.contains(&b'{');
    match StkCallback::parse(read.raw) {
        Err(Error::NotJson { line, column }) if is_broken => Some(format!("{line}:{column}")),
        _ => None,
    }
}

/// Labels and values, in the order in which people look for them.
fn lines(facts: &Facts, lang: Lang) -> Vec<(String, String)> {
    let told = |label: &Label, value: Option<String>| {
        value.map(|value| (lang.of(label.words).to_owned(), value))
    };
    let receipt = facts.receipt.as_ref().map(ToString::to_string);
    let amount = facts.amount.map(|amount| spelling::kes(amount.balance()));
    let main = [
        told(&labels::CODE, facts.code.clone()),
        told(&labels::RECEIPT, receipt),
        told(&labels::AMOUNT, amount),
        told(&labels::AT, facts.at.map(spelling::time)),
        told(&labels::PAYER, facts.payer.clone()),
    ];
    let rest = facts.details.iter().chain(&facts.ids);
    let rest = rest.map(|(label, value)| (lang.of(label.words).to_owned(), value.clone()));
    let accounts = facts.accounts.iter().map(account);
    let rows = (1..).zip(&facts.payments).flat_map(|(number, row)| {
        let inner = lines(row, lang).into_iter();
        let inner = inner.map(|(label, value)| (format!("  {label}"), value));
        [(format!("{number}."), String::new())]
            .into_iter()
            .chain(inner)
    });
    main.into_iter()
        .flatten()
        .chain(rest)
        .chain(accounts)
        .chain(rows)
        .collect()
}

fn account(account: &Account) -> (String, String) {
    let held = account
        .balance
        .map_or_else(|| "?".to_owned(), spelling::kes);
    (account.name.as_str().to_owned(), held)
}

/// Signs that would move the cursor, colour the screen or turn the text around are shown as such.
fn shown(text: &str) -> String {
    let turns = |sign: char| {
        matches!(sign, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    let mut shown = String::with_capacity(text.len());
    for sign in text.chars() {
        if sign.is_control() || turns(sign) {
            shown.extend(sign.escape_unicode());
        } else {
            shown.push(sign);
        }
    }
    shown
}
