//! People with phones and names. All of them are invented.

use disk::Dice;
use domain::party::Name;
use domain::phone::Msisdn;

use crate::chance::one_of;
use crate::rates;

const FIRST: [&str; 36] = [
    "WANJIKU",
    "ACHIENG",
    "MWANGI",
    "JOHN",
    "MARY",
    "KIPROTICH",
    "FATUMA",
    "GRACE",
    "PETER",
    "OTIENO",
    "NJERI",
    "HASSAN",
    "JANE",
    "BRIAN",
    "MERCY",
    "KAMAU",
    "AISHA",
    "DAVID",
    "FAITH",
    "SAMUEL",
    "ESTHER",
    "JAMES",
    "LILIAN",
    "DENNIS",
    "CHEBET",
    "JOSEPH",
    "ANN",
    "KEVIN",
    "RUTH",
    "ALI",
    "NAFULA",
    "STEPHEN",
    "AGNES",
    "COLLINS",
    "EUNICE",
    "MUTUA",
];
const LAST: [&str; 24] = [
    "KAMAU",
    "ODHIAMBO",
    "MUTISO",
    "KIPKEMBOI",
    "WAFULA",
    "NJOROGE",
    "ABDI",
    "OCHIENG",
    "MAINA",
    "KARIUKI",
    "CHERUIYOT",
    "WANJALA",
    "MOHAMED",
    "NYAMBURA",
    "ONYANGO",
    "MUTHONI",
    "KOECH",
    "OKOTH",
    "KIMANI",
    "JUMA",
    "BARASA",
    "WAMBUI",
    "ROTICH",
    "ATIENO",
];

/// Somebody who pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) phone: Msisdn,
    pub(crate) names: [&'static str; 3],
}

impl Person {
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        Self {
            phone: phone(dice),
            names: [
                *one_of(&FIRST, dice),
                *one_of(&LAST, dice),
                *one_of(&LAST, dice),
            ],
        }
    }

    /// Draws somebody of the same household: another phone, the same last name.
    pub(crate) fn spouse(&self, dice: &mut Dice) -> Self {
        let mut spouse = Self::draw(dice);
        spouse.names[2] = self.names[2];
        spouse
    }

    pub(crate) fn first_name(&self) -> Option<Name> {
        Name::of([self.names[0]])
    }

    pub(crate) fn name(&self) -> Name {
        Name::of(self.names).expect("everybody has one")
    }
}

fn phone(dice: &mut Dice) -> Msisdn {
    let one_of_the_new = rates::NEW_PREFIX.happens(dice);
    let prefix = if one_of_the_new { "2541" } else { "2547" };
    format!("{prefix}{:08}", dice.between(0, 30_000_000))
        .parse()
        .expect("254 and nine digits")
}

/// Mistypes one digit of a phone.
pub(crate) fn mistyped(phone: Msisdn, dice: &mut Dice) -> Msisdn {
    let place = usize::try_from(dice.between(4, 12)).expect("a place in it");
    let mut digits: Vec<char> = phone.as_str().chars().collect();
    let old = digits[place].to_digit(10).expect("a digit");
    digits[place] = char::from_digit((old + 1) % 10, 10).expect("a digit");
    let text: String = digits.into_iter().collect();
    text.parse().expect("still 254 and nine digits")
}
