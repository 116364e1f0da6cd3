//! A proved payment said aloud: its amount in words, and the first name of who paid.
//!
//! No two amounts sound the same. Names are whatever somebody registered a line under, so only
//! letters of one word are said, and nothing of a word that holds any other sign. Absent on
//! purpose: voices, which are the system's, and payments that are only reported.

use crate::money::Money;
use crate::party::Name;
use crate::sale::Said;

/// One shilling, in cents.
const SHILLING: u64 = 100;

/// The longest name that is said, in letters.
const LONGEST_NAME: usize = 20;

const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = [
    "", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
const MOJA: [&str; 10] = [
    "sifuri", "moja", "mbili", "tatu", "nne", "tano", "sita", "saba", "nane", "tisa",
];
const KUMI: [&str; 10] = [
    "",
    "kumi",
    "ishirini",
    "thelathini",
    "arobaini",
    "hamsini",
    "sitini",
    "sabini",
    "themanini",
    "tisini",
];

/// Says a payment: `Three hundred and fifty, Wanjiku`, `Mia tatu hamsini, Wanjiku`.
pub fn paid(amount: Money, name: Option<&Name>) -> Said {
    let (shillings, cents) = (amount.cents() / SHILLING, amount.cents() % SHILLING);
    let (mut en, mut sw) = (english(shillings), swahili(shillings));
    if cents > 0 {
        en = format!("{en} and {} cents", english(cents));
        sw = format!("{sw} na senti {}", swahili(cents));
    }
    let (en, sw) = (capital(&en), capital(&sw));
    match name.and_then(first_name) {
        Some(name) => Said {
            en: format!("{en}, {name}"),
            sw: format!("{sw}, {name}"),
        },
        None => Said { en, sw },
    }
}

/// Says a number in English: `one thousand two hundred and forty`.
fn english(number: u64) -> String {
    match number {
        0..20 => unit(UNITS.as_slice(), number).to_owned(),
        20..100 => match number % 10 {
            0 => unit(TENS.as_slice(), number / 10).to_owned(),
            rest => format!("{}-{}", unit(TENS.as_slice(), number / 10), english(rest)),
        },
        100..1_000 => {
            let hundreds = format!("{} hundred", english(number / 100));
            joined(&hundreds, number % 100, |rest| {
                format!("and {}", english(rest))
            })
        }
        _ => {
            let thousands = format!("{} thousand", english(number / 1_000));
            joined(&thousands, number % 1_000, |rest| match rest {
                0..100 => format!("and {}", english(rest)),
                _ => english(rest),
            })
        }
    }
}

/// Says a number in Swahili: `elfu moja mia mbili arobaini`. *Elfu kumi na mbili* is twelve
/// thousand, so what stands alone behind thousands is said with its shillings: `elfu kumi na
/// shilingi mbili`.
fn swahili(number: u64) -> String {
    match number {
        0..10 => unit(MOJA.as_slice(), number).to_owned(),
        10..100 => {
            let tens = unit(KUMI.as_slice(), number / 10);
            joined(tens, number % 10, |rest| format!("na {}", swahili(rest)))
        }
        100..1_000 => {
            let hundreds = format!("mia {}", swahili(number / 100));
            joined(&hundreds, number % 100, |rest| match rest {
                0..=10 => format!("na {}", swahili(rest)),
                _ => swahili(rest),
            })
        }
        1_000..100_000 => {
            let thousands = format!("elfu {}", swahili(number / 1_000));
            joined(&thousands, number % 1_000, behind_thousands)
        }
        _ => {
            let lakhs = format!("laki {}", swahili(number / 100_000));
            joined(&lakhs, number % 100_000, behind_thousands)
        }
    }
}

fn behind_thousands(rest: u64) -> String {
    match rest {
        0..100 => format!("na shilingi {}", swahili(rest)),
        _ => swahili(rest),
    }
}

/// Adds what is left, if anything is.
fn joined(whole: &str, rest: u64, say: impl FnOnce(u64) -> String) -> String {
    match rest {
        0 => whole.to_owned(),
        rest => format!("{whole} {}", say(rest)),
    }
}

/// Looks a word up by a number that its caller keeps within the table.
fn unit(words: &'static [&'static str], number: u64) -> &'static str {
    let place = usize::try_from(number).unwrap_or(usize::MAX);
    words.get(place).copied().unwrap_or_default()
}

/// Returns the first word of a name, if it is made of letters alone.
fn first_name(name: &Name) -> Option<String> {
    let word = name.as_str().split_whitespace().next()?;
    let letters: String = word.chars().filter(|sign| !"'’-".contains(*sign)).collect();
    let is_one = letters.chars().all(char::is_alphabetic);
    let length = letters.chars().count();
    (is_one && (2..=LONGEST_NAME).contains(&length)).then(|| capital(&letters.to_lowercase()))
}

fn capital(text: &str) -> String {
    let mut signs = text.chars();
    let first = signs.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(signs).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn said(cents: u64, name: &str) -> Said {
        let amount = Money::from_cents(cents).expect("an amount");
        paid(amount, Name::of([name]).as_ref())
    }

    #[test]
    fn amounts_are_said_as_at_a_counter() {
        for (shillings, en, sw) in [
            (1, "One", "Moja"),
            (10, "Ten", "Kumi"),
            (15, "Fifteen", "Kumi na tano"),
            (47, "Forty-seven", "Arobaini na saba"),
            (100, "One hundred", "Mia moja"),
            (110, "One hundred and ten", "Mia moja na kumi"),
            (205, "Two hundred and five", "Mia mbili na tano"),
            (350, "Three hundred and fifty", "Mia tatu hamsini"),
            (
                999,
                "Nine hundred and ninety-nine",
                "Mia tisa tisini na tisa",
            ),
            (1_000, "One thousand", "Elfu moja"),
            (1_005, "One thousand and five", "Elfu moja na shilingi tano"),
            (
                1_240,
                "One thousand two hundred and forty",
                "Elfu moja mia mbili arobaini",
            ),
            (
                10_002,
                "Ten thousand and two",
                "Elfu kumi na shilingi mbili",
            ),
            (12_000, "Twelve thousand", "Elfu kumi na mbili"),
            (
                99_999,
                "Ninety-nine thousand nine hundred and ninety-nine",
                "Elfu tisini na tisa mia tisa tisini na tisa",
            ),
            (100_000, "One hundred thousand", "Laki moja"),
            (
                250_000,
                "Two hundred and fifty thousand",
                "Laki mbili elfu hamsini",
            ),
        ] {
            let told = said(shillings * 100, "");
            assert_eq!(
                (told.en.as_str(), told.sw.as_str()),
                (en, sw),
                "{shillings}"
            );
        }
        let cents = said(35_050, "");
        assert_eq!(cents.en, "Three hundred and fifty and fifty cents");
        assert_eq!(cents.sw, "Mia tatu hamsini na senti hamsini");
    }

    #[test]
    fn no_two_amounts_that_m_pesa_takes_sound_the_same() {
        let all = 1..=250_000;
        let english: BTreeSet<_> = all.clone().map(english).collect();
        let swahili: BTreeSet<_> = all.map(swahili).collect();
        assert_eq!((english.len(), swahili.len()), (250_000, 250_000));
    }

    #[test]
    fn who_paid_is_called_by_the_first_name() {
        let name = |told| {
            said(35_000, told)
                .sw
                .split_once(", ")
                .map(|(_, name)| name.to_owned())
        };
        assert_eq!(name("WANJIKU KAMAU").as_deref(), Some("Wanjiku"));
        assert_eq!(name("ng'ang'a").as_deref(), Some("Nganga"));
        for hostile in [
            "<b>X</b>",
            "0712345678",
            "****",
            "J4NE",
            "A",
            "\u{202e}UKIJNAW",
            "",
            "=1+1",
            "Abcdefghijklmnopqrstuvwxyz",
            "\u{1b}[31m",
        ] {
            assert_eq!(name(hostile), None, "{hostile:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_name_holds_letters_alone_are_said(told in "\\PC{0,30}") {
            let said = said(35_000, &told);
            let name = said.en.strip_prefix("Three hundred and fifty").expect("the amount");
            let plain = name.is_empty() || name.chars().skip(2).all(char::is_alphabetic);
            prop_assert!(plain, "{:?}", name);
        }

        #[test]
        fn every_amount_can_be_said(cents in 0..=Money::MAX_CENTS) {
            let told = said(cents, "");
            prop_assert!(!told.en.contains("  ") && !told.sw.contains("  "), "{:?}", told);
        }
    }
}
