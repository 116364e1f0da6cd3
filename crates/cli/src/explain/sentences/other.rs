//! What is said of what is no word of Safaricom's.

use daraja::Other;
use domain::words::Words;

use crate::explain::pieces::Piece;

pub(super) const UNKNOWN: Words = Words::new(
    "Not known. It has none of the names that Safaricom uses. Keep it, and ask Safaricom.",
    "Haijulikani. Haina jina lolote ambalo Safaricom hutumia. Iweke, na uiulize Safaricom.",
);

pub(super) fn of_other(other: Other, piece: &Piece<'_>) -> Words {
    match other {
        Other::Empty if piece.head.is_some() => Words::new(
            "Not known. The answer is empty. To a request for a token it means: wrong keys.",
            "Haijulikani. Jibu ni tupu. Kwa maombi ya token maana yake: funguo si sahihi.",
        ),
        Other::Empty => Words::new(
            "Nothing was given to explain. Paste the body as it came.",
            "Hakuna kilichotolewa kuelezwa. Bandika ujumbe kama ulivyokuja.",
        ),
        Other::WebPage => Words::new(
            "Not known. A gateway or firewall answered, not M-PESA. Do not ask again: look first.",
            "Haijulikani. Limejibu lango, si M-PESA. Usiombe tena: angalia kwanza.",
        ),
        Other::Request(_) => Words::new(
            "This is what a shop sends to Safaricom. It may hold secrets: show it to nobody.",
            "Hiki ndicho duka hutuma kwa Safaricom. Huenda kina siri: usimwonyeshe mtu.",
        ),
        Other::OurReply => Words::new(
            "This is what a shop answers to Safaricom. It tells of no payment.",
            "Hili ni jibu la duka kwa Safaricom. Halielezi malipo yoyote.",
        ),
        Other::List => Words::new(
            "Not known. The list is empty, broken, or holds no bodies. Give them one by one.",
            "Haijulikani. Orodha ni tupu, imeharibika, au haina ujumbe. Toa ujumbe mmoja mmoja.",
        ),
        Other::NotJson => Words::new(
            "Not known. It is not JSON, or it is broken. Keep it as it came, and ask Safaricom.",
            "Haijulikani. Si JSON, au imeharibika. Iweke ilivyokuja, na uiulize Safaricom.",
        ),
        Other::TooLarge(_) => Words::new(
            "Not known. It is longer than any body that Safaricom sends. Keep it as it came.",
            "Haijulikani. Ni refu kuliko ujumbe wowote wa Safaricom. Uweke ulivyokuja.",
        ),
        _ => UNKNOWN,
    }
}
