//! What a `PayBill` customer typed as account, held against the number that he was told.

/// How what was typed agrees with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spelling {
    /// The number, maybe among blanks, signs and words, with noughts before it, or with O for 0 and
    /// I for 1.
    Exact,
    /// One sign is wrong, missing or too much, or two stand in the wrong order.
    OneEdit,
}

impl Spelling {
    /// Compares what was typed with the number of a sale; `None` where it is another.
    pub fn of(typed: &str, number: &str) -> Option<Self> {
        let (typed, number) = (number_in(typed), number_in(number));
        if typed.is_empty() || number.is_empty() {
            return None;
        }
        if typed == number {
            return Some(Self::Exact);
        }
        // Of one sign, every other is one edit away.
        (number.len() > 1 && is_one_edit(&typed, &number)).then_some(Self::OneEdit)
    }
}

/// Returns the last word that is a number, without the noughts before it.
fn number_in(text: &str) -> Vec<u8> {
    let words = text.split(|sign: char| !sign.is_ascii_alphanumeric());
    let forgive = |sign: u8| match sign.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    let mut forgiven = words.map(|word| word.bytes().map(forgive).collect::<Vec<u8>>());
    let is_number = |word: &Vec<u8>| !word.is_empty() && word.iter().all(u8::is_ascii_digit);
    let number = forgiven.rfind(is_number).unwrap_or_default();
    number
        .into_iter()
        .skip_while(|sign| *sign == b'0')
        .collect()
}

/// Tells whether one edit makes one of the other: what differs lies between the common beginning
/// and the common end.
fn is_one_edit(a: &[u8], b: &[u8]) -> bool {
    let begins = a.iter().zip(b).take_while(|(one, other)| one == other);
    let begins = begins.count();
    let (a, b) = (&a[begins..], &b[begins..]);
    let ends = a.iter().rev().zip(b.iter().rev());
    let ends = ends.take_while(|(one, other)| one == other).count();
    match (&a[..a.len() - ends], &b[..b.len() - ends]) {
        ([_], [_] | []) | ([], [_]) => true,
        (swapped @ [_, _], [last, first]) => swapped == [*first, *last],
        _ => false,
    }
}
