//! Why a prompt (or another request) was not sent, and what the till says about it.
//!
//! A refusal is certain: no prompt went out, so no money can move by it. Where that is not
//! certain, the attempt is unsure and has no `Refusal`. What Safaricom wrote is kept beside the
//! cause by those who parse it.
//!
//! Source: the error table of the Express page (2025) and its "sent?" column; see `daraja`.

use std::fmt;
use std::str::FromStr;

use crate::result_code::Advice;
use crate::words::Words;

/// The cause of a prompt, or of another request, that was surely not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The phone number was refused.
    BadPhone,
    /// The amount was refused: not whole, under 1 or over 250,000 shillings.
    BadAmount,
    /// The callback address was refused.
    BadCallbackUrl,
    /// The time stamp was refused: often the till's clock is wrong.
    BadTimestamp,
    /// Another field was refused; Safaricom's text names it.
    BadField,
    /// The request could not be read at all.
    BadPayload,
    /// The `PayBill`, store or till number is unknown there, or of the other kind.
    WrongShortcode,
    /// Passkey, shortcode and time stamp do not agree.
    WrongPasskey,
    /// The consumer key or secret is wrong, so that there is no token.
    WrongKeys,
    /// The token was refused, and a new one too.
    TokenRejected,
    /// The app at Safaricom has no right to this API.
    ProductNotEnabled,
    /// Another prompt is open on that phone: it may still be paid.
    PhoneBusy,
    /// The number is not a live Safaricom line.
    NotSafaricom,
    /// Too many requests in a short time.
    TooFast,
    /// The quota of requests is used up.
    QuotaUsedUp,
    /// Safaricom's firewall turned the till away.
    Blocked,
    /// The address of the API is wrong.
    WrongPath,
    /// Safaricom could not be reached, so nothing left the till.
    NotReached,
    /// Safaricom gave no token, so the prompt was not tried.
    NoToken,
    /// The till stopped before it sent anything.
    StoppedBeforeSending,
    /// The receipt number was refused.
    BadReceipt,
    /// Other addresses of the shop are registered for C2B: they go by Safaricom's portal alone.
    AlreadyRegistered,
    /// An older platform of Safaricom's holds the shop's number: only Safaricom can free it.
    HeldElsewhere,
}

/// A name that no refusal has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no refusal is named {0:?}")]
pub struct UnknownRefusal(String);

impl Refusal {
    /// All causes, in the order of their declaration.
    pub const ALL: [Self; 23] = [
        Self::BadPhone,
        Self::BadAmount,
        Self::BadCallbackUrl,
        Self::BadTimestamp,
        Self::BadField,
        Self::BadPayload,
        Self::WrongShortcode,
        Self::WrongPasskey,
        Self::WrongKeys,
        Self::TokenRejected,
        Self::ProductNotEnabled,
        Self::PhoneBusy,
        Self::NotSafaricom,
        Self::TooFast,
        Self::QuotaUsedUp,
        Self::Blocked,
        Self::WrongPath,
        Self::NotReached,
        Self::NoToken,
        Self::StoppedBeforeSending,
        Self::BadReceipt,
        Self::AlreadyRegistered,
        Self::HeldElsewhere,
    ];

    /// The name under which the cause is stored; it never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadPhone => "bad_phone",
            Self::BadAmount => "bad_amount",
            Self::BadCallbackUrl => "bad_callback_url",
            Self::BadTimestamp => "bad_timestamp",
            Self::BadField => "bad_field",
            Self::BadPayload => "bad_payload",
            Self::WrongShortcode => "wrong_shortcode",
            Self::WrongPasskey => "wrong_passkey",
            Self::WrongKeys => "wrong_keys",
            Self::TokenRejected => "token_rejected",
            Self::ProductNotEnabled => "product_not_enabled",
            Self::PhoneBusy => "phone_busy",
            Self::NotSafaricom => "not_safaricom",
            Self::TooFast => "too_fast",
            Self::QuotaUsedUp => "quota_used_up",
            Self::Blocked => "blocked",
            Self::WrongPath => "wrong_path",
            Self::NotReached => "not_reached",
            Self::NoToken => "no_token",
            Self::StoppedBeforeSending => "stopped_before_sending",
            Self::BadReceipt => "bad_receipt",
            Self::AlreadyRegistered => "already_registered",
            Self::HeldElsewhere => "held_elsewhere",
        }
    }

    /// The next step that helps, and so who has to take it: the owner mends what the shop has
    /// set up, the cashier all else.
    pub const fn advice(self) -> Advice {
        match self {
            Self::BadPhone | Self::BadReceipt | Self::StoppedBeforeSending => Advice::AskAgain,
            Self::PhoneBusy => Advice::SettleEarlier,
            Self::NotSafaricom | Self::BadAmount => Advice::OtherMethod,
            Self::TooFast | Self::Blocked | Self::NotReached | Self::NoToken => Advice::Wait,
            Self::BadCallbackUrl
            | Self::BadTimestamp
            | Self::BadField
            | Self::BadPayload
            | Self::WrongShortcode
            | Self::WrongPasskey
            | Self::WrongKeys
            | Self::TokenRejected
            | Self::ProductNotEnabled
            | Self::QuotaUsedUp
            | Self::WrongPath
            | Self::AlreadyRegistered
            | Self::HeldElsewhere => Advice::CallOwner,
        }
    }

    /// What the cashier reads.
    pub const fn cashier(self) -> Words {
        match self {
            Self::BadPhone => Words::new(
                "Not sent. The phone number is not right. Read it back to the customer.",
                "Haijatumwa. Nambari ya simu si sahihi. Msomee mteja aithibitishe.",
            ),
            Self::BadAmount => Words::new(
                "Not sent. M-PESA does not take this amount. Check it, or take cash.",
                "Haijatumwa. M-PESA haikubali kiasi hiki. Kiangalie, au pokea taslimu.",
            ),
            Self::PhoneBusy => Words::new(
                "Not sent. An older prompt is open on the phone. See if it gets paid, then wait.",
                "Haijatumwa. Simu ina ombi la awali. Angalia kama litalipwa, kisha subiri.",
            ),
            Self::NotSafaricom => Words::new(
                "Not sent. This number is not a Safaricom line. Take another number, or cash.",
                "Haijatumwa. Nambari hii si ya Safaricom. Tumia nambari nyingine, au taslimu.",
            ),
            Self::TooFast | Self::Blocked => Words::new(
                "Not sent. Safaricom asks us to slow down. Wait a minute, then ask again.",
                "Haijatumwa. Safaricom inataka tupunguze kasi. Subiri dakika moja, omba tena.",
            ),
            Self::NotReached | Self::NoToken => Words::new(
                "Not sent. Safaricom can't be reached. Wait and ask again, or take cash.",
                "Haijatumwa. Safaricom haipatikani. Subiri uombe tena, au pokea taslimu.",
            ),
            Self::StoppedBeforeSending => Words::new(
                "Not sent. This machine stopped before it asked. Ask again.",
                "Haijatumwa. Mashine hii ilizima kabla ya kuomba. Omba tena.",
            ),
            Self::BadReceipt => Words::new(
                "Not sent. The M-PESA code is not right. Read it from the customer's SMS again.",
                "Haijatumwa. Nambari ya M-PESA si sahihi. Isome tena kwenye SMS ya mteja.",
            ),
            _ => self.cashier_calls_the_owner(),
        }
    }

    /// What can be said to the customer.
    pub const fn customer(self) -> Words {
        match self {
            Self::BadPhone => Words::new(
                "May we check your phone number once more?",
                "Tunaomba tuhakikishe nambari yako ya simu tena.",
            ),
            Self::PhoneBusy => Words::new(
                "There is an older M-PESA prompt on your phone. Please finish or close it.",
                "Kuna ombi la awali la M-PESA kwenye simu yako. Tafadhali limalize au ulifunge.",
            ),
            Self::NotSafaricom => Words::new(
                "This number does not seem to have M-PESA. Do you have another number?",
                "Nambari hii haionekani kuwa na M-PESA. Je, una nambari nyingine?",
            ),
            Self::BadReceipt => Words::new(
                "May we see the M-PESA message on your phone once more?",
                "Tunaomba tuone ujumbe wa M-PESA kwenye simu yako tena.",
            ),
            Self::StoppedBeforeSending => Words::new(
                "Nothing was sent to your phone. We will ask again.",
                "Hakuna ombi lililotumwa kwa simu yako. Tutaomba tena.",
            ),
            Self::TooFast | Self::Blocked | Self::NotReached | Self::NoToken => Words::new(
                "M-PESA can't be reached just now. Please wait, or pay in another way.",
                "M-PESA haipatikani kwa sasa. Tafadhali subiri, au lipa kwa njia nyingine.",
            ),
            _ => Words::new(
                "We can't send you a prompt just now. Please pay in another way.",
                "Kwa sasa hatuwezi kukutumia ombi. Tafadhali lipa kwa njia nyingine.",
            ),
        }
    }

    const fn cashier_calls_the_owner(self) -> Words {
        match self {
            Self::BadTimestamp => Words::new(
                "Not sent. The time on this machine looks wrong. Take cash, and call the owner.",
                "Haijatumwa. Saa ya mashine hii haionekani sahihi. \
                 Pokea taslimu, mwite mwenye duka.",
            ),
            Self::WrongShortcode => Words::new(
                "Not sent. The shop's M-PESA number is not right. Take cash, and call the owner.",
                "Haijatumwa. Nambari ya M-PESA ya duka si sahihi. \
                 Pokea taslimu, mwite mwenye duka.",
            ),
            Self::WrongPasskey | Self::WrongKeys | Self::TokenRejected => Words::new(
                "Not sent. Safaricom refuses the shop's keys. Take cash, and call the owner.",
                "Haijatumwa. Safaricom imekataa funguo za duka. Pokea taslimu, mwite mwenye duka.",
            ),
            Self::ProductNotEnabled => Words::new(
                "Not sent. Safaricom has not opened this to the shop. Take cash, call the owner.",
                "Haijatumwa. Safaricom haijalifungulia duka huduma hii. Mwite mwenye duka.",
            ),
            Self::QuotaUsedUp => Words::new(
                "Not sent. The shop's quota at Safaricom is used up. Take cash, call the owner.",
                "Haijatumwa. Kiwango cha duka kwa Safaricom kimeisha. Mwite mwenye duka.",
            ),
            Self::AlreadyRegistered => Words::new(
                "Not sent. Safaricom holds older addresses. Call the owner to delete them there.",
                "Haijatumwa. Safaricom ina anwani za awali. Mwite mwenye duka azifute huko.",
            ),
            Self::HeldElsewhere => Words::new(
                "Not sent. An old platform holds our number. Call the owner to write to Safaricom.",
                "Haijatumwa. Mfumo wa zamani unashikilia nambari yetu. \
                 Mwite mwenye duka aandikie Safaricom.",
            ),
            _ => Words::new(
                "Not sent. The M-PESA settings here are wrong. Take cash, call the owner.",
                "Haijatumwa. Mipangilio ya M-PESA hapa si sahihi. Mwite mwenye duka.",
            ),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Refusal {
    type Err = UnknownRefusal;

    fn from_str(name: &str) -> Result<Self, UnknownRefusal> {
        let named = Self::ALL
            .into_iter()
            .find(|refusal| refusal.as_str() == name);
        named.ok_or_else(|| UnknownRefusal(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{check_money_comes_first, check_spoken};

    #[test]
    fn every_cause_is_found_again_by_its_name() {
        for refusal in Refusal::ALL {
            assert_eq!(refusal.as_str().parse(), Ok(refusal));
        }
        assert!("Bad_phone".parse::<Refusal>().is_err());
    }

    #[test]
    fn all_holds_every_cause_in_order() {
        for (position, refusal) in Refusal::ALL.into_iter().enumerate() {
            assert_eq!(refusal as usize, position, "{refusal}");
        }
        assert_eq!(Refusal::HeldElsewhere as usize + 1, Refusal::ALL.len());
    }

    #[test]
    fn every_cause_can_be_said_aloud_and_says_that_nothing_was_sent() {
        for refusal in Refusal::ALL {
            check_spoken(refusal.cashier());
            check_spoken(refusal.customer());
            check_money_comes_first(refusal.cashier(), &[("Not sent.", "Haijatumwa.")]);
        }
    }

    #[test]
    fn who_is_told_to_call_the_owner_is_told_so_in_words() {
        for refusal in Refusal::ALL {
            let told = refusal
                .cashier()
                .en
                .to_lowercase()
                .contains("call the owner");
            assert_eq!(told, refusal.advice() == Advice::CallOwner, "{refusal}");
        }
    }

    #[test]
    fn a_busy_phone_first_settles_what_was_asked_before() {
        assert_eq!(Refusal::PhoneBusy.advice(), Advice::SettleEarlier);
    }
}
