//! East Africa Time: UTC+3 all year. It exists on Safaricom's wire, in the trading day and on the
//! screen, and nowhere else.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

use crate::clock::Timestamp;

const OFFSET_S: i32 = 3 * 3600;
const WIRE: &str = "%Y%m%d%H%M%S";

/// A calendar day in East Africa Time, by which a shop closes its book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TradingDay(NaiveDate);

/// Writes an instant as Safaricom wants it: `YYYYMMDDHHmmss`, the milliseconds cut off.
pub fn to_wire(at: Timestamp) -> String {
    local(at).format(WIRE).to_string()
}

/// Reads Safaricom's `YYYYMMDDHHmmss`, or `None` when it is not fourteen digits of a real moment.
pub fn from_wire(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.len() != 14 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let at = NaiveDateTime::parse_from_str(text, WIRE).ok().map(instant);
    // A sixtieth second is read as one of the next minute: no moment that a clock shows.
    at.filter(|at| to_wire(*at) == text)
}

/// Writes an instant for people: `2026-11-24 19:02:11`.
pub fn to_text(at: Timestamp) -> String {
    local(at).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Writes the time of day for people: `19:02`.
pub fn clock_time(at: Timestamp) -> String {
    local(at).format("%H:%M").to_string()
}

/// Writes an instant of another day for people: `24/11 19:02`.
pub fn to_day_and_minute(at: Timestamp) -> String {
    local(at).format("%d/%m %H:%M").to_string()
}

impl TradingDay {
    /// Returns the day that an instant falls on.
    pub fn of(at: Timestamp) -> Self {
        Self(local(at).date_naive())
    }

    /// Reads a day that somebody typed: `24/11/2026`, `2026-11-24`, or `24/11`, which is the last
    /// one that there was.
    pub fn typed(text: &str, today: Self) -> Option<Self> {
        if let Ok(day) = text.parse() {
            return Some(day);
        }
        let whole = |text: &str| NaiveDate::parse_from_str(text, "%d/%m/%Y").ok().map(Self);
        let this_year = |year: i32| whole(&format!("{text}/{year}"));
        let year = today.0.year();
        whole(text)
            .or_else(|| this_year(year).filter(|day| *day <= today))
            .or_else(|| this_year(year - 1))
    }

    /// Returns the calendar date.
    pub const fn date(self) -> NaiveDate {
        self.0
    }

    /// Returns the first instant of the day.
    pub fn begins(self) -> Timestamp {
        instant(self.0.and_time(NaiveTime::MIN))
    }

    /// Returns the first instant of the next day.
    pub fn ends(self) -> Timestamp {
        Self(self.0.succ_opt().unwrap_or(NaiveDate::MAX)).begins()
    }
}

impl fmt::Display for TradingDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Reads `2026-11-24`.
impl FromStr for TradingDay {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

fn zone() -> FixedOffset {
    FixedOffset::east_opt(OFFSET_S).expect("three hours are within a day")
}

fn local(at: Timestamp) -> DateTime<FixedOffset> {
    let utc = DateTime::from_timestamp_millis(at.ms()).unwrap_or(DateTime::UNIX_EPOCH);
    utc.with_timezone(&zone())
}

fn instant(local: NaiveDateTime) -> Timestamp {
    let at = zone().from_local_datetime(&local).single();
    Timestamp::from_ms(at.map_or(i64::MAX, |at| at.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_wire_speaks_east_africa_time() {
        let noon_utc = Timestamp::from_ms(1_700_000_000_000);
        assert_eq!(to_wire(noon_utc), "20231115011320");
        assert_eq!(from_wire("20231115011320"), Some(noon_utc));
        for text in [
            "",
            "2023111501132",
            "20231315011320",
            "20230230000000",
            "2023111501132x",
            "20231115011360",
        ] {
            assert_eq!(from_wire(text), None, "{text}");
        }
    }

    #[test]
    fn a_payment_after_nine_in_the_evening_utc_belongs_to_the_next_day() {
        let before = Timestamp::from_ms(1_700_000_000_000 - 3_600_000 * 2);
        assert_eq!(TradingDay::of(before).to_string(), "2023-11-14");
        let day = TradingDay::of(Timestamp::from_ms(1_700_000_000_000));
        assert_eq!(day.to_string(), "2023-11-15");
        assert_eq!(TradingDay::of(day.begins()), day);
        assert!(TradingDay::of(day.ends()) > day);
    }

    #[test]
    fn a_day_is_read_as_people_type_it() {
        let today: TradingDay = "2026-11-28".parse().expect("a day");
        let check = |text: &str, expected: Option<&str>| {
            let day = TradingDay::typed(text, today).map(|day| day.to_string());
            assert_eq!(day.as_deref(), expected, "{text}");
        };
        check("24/11/2026", Some("2026-11-24"));
        check("2026-11-24", Some("2026-11-24"));
        check("28/11", Some("2026-11-28"));
        check("29/11", Some("2025-11-29"));
        for none in ["", "24", "24/13", "350", "UKN5T0I7QX", "2411", "24/11/26/1"] {
            check(none, None);
        }
    }

    proptest! {
        #[test]
        fn whole_seconds_survive_the_wire(seconds in 0i64..4_102_444_800) {
            let at = Timestamp::from_ms(seconds * 1000);
            prop_assert_eq!(from_wire(&to_wire(at)), Some(at));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            let _ = from_wire(&text);
        }
    }
}
