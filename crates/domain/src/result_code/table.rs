//! The table of result codes: one row for each thing that a code can mean.
//!
//! `Source:` lines name where a row is known from. *Official* is Safaricom's own page of 2025,
//! *logs* are real answers found in public; the letter is the confidence (H high, M one good
//! source, L one weak source).

use super::{Advice, Fault, Finality, Meaning};
use crate::words::Words;

/// What is said of a code that nobody has described.
pub(super) static UNLISTED: Meaning = Meaning {
    codes: &[],
    finality: Finality::NotKnown,
    fault: Fault::Safaricom,
    advice: Advice::Wait,
    cashier: Words::new(
        "Not known yet. M-PESA's answer is new to us. Wait, do not ask again.",
        "Bado haijulikani. Jibu la M-PESA ni geni kwetu. Subiri, usiombe tena.",
    ),
    customer: Words::new(
        "We are still checking your payment. Please wait a moment.",
        "Bado tunathibitisha malipo yako. Tafadhali subiri kidogo.",
    ),
};

/// The codes that are described, the most frequent first.
pub(super) static LISTED: &[Meaning] = &[
    // Source: official and logs, H.
    row(
        &["0"],
        (Finality::Paid, Fault::Nobody, Advice::GoOn),
        Words::new(
            "Paid. M-PESA says that the money has moved.",
            "Imelipwa. M-PESA inasema pesa zimetumwa.",
        ),
        Words::new(
            "Your payment has gone through. Thank you.",
            "Malipo yako yamefika. Asante.",
        ),
    ),
    // Source: 1032 official and logs, H; also sent when the prompt closes by itself. 1031 a log
    // of 2021 with the same text, H.
    row(
        &["1032", "1031"],
        (Finality::Failed, Fault::Customer, Advice::AskAgain),
        Words::new(
            "Not paid. The customer cancelled. Ask again, or take cash.",
            "Haijalipwa. Mteja ameghairi. Omba tena, au pokea pesa taslimu.",
        ),
        Words::new(
            "The payment was cancelled on your phone. Shall we try again?",
            "Malipo yameghairiwa kwenye simu yako. Tujaribu tena?",
        ),
    ),
    // Source: official and logs, H. The query may say so too early (one source).
    row(
        &["1037"],
        (Finality::Failed, Fault::Customer, Advice::AskAgain),
        Words::new(
            "Not paid. The phone did not answer. See that it is on, or let them pay our number.",
            "Haijalipwa. Simu haikujibu. Hakikisha imewashwa, au mteja alipe mwenyewe.",
        ),
        Words::new(
            "We could not reach your phone. Is it on? You can also pay our number yourself.",
            "Hatukuipata simu yako. Je, imewashwa? Unaweza pia kulipa nambari yetu mwenyewe.",
        ),
    ),
    // Source: official and logs, H. Fuliza was not enough either.
    row(
        &["1"],
        (Finality::Failed, Fault::Customer, Advice::OtherMethod),
        Words::new(
            "Not paid. There is too little money in M-PESA. Let them top up, or take cash.",
            "Haijalipwa. Salio la M-PESA halitoshi. Mteja aongeze pesa, au pokea taslimu.",
        ),
        Words::new(
            "Your M-PESA balance is not enough. Please top up, or pay in another way.",
            "Salio lako la M-PESA halitoshi. Tafadhali ongeza pesa, au lipa kwa njia nyingine.",
        ),
    ),
    // Source: official and logs, H. For our own API user it means a wrong initiator.
    row(
        &["2001"],
        (Finality::Failed, Fault::Customer, Advice::AskAgain),
        Words::new(
            "Not paid. The PIN was wrong. Ask again, or take cash.",
            "Haijalipwa. PIN haikuwa sahihi. Omba tena, au pokea pesa taslimu.",
        ),
        Words::new(
            "The PIN was not right. Take care: three wrong PINs lock M-PESA.",
            "PIN haikuwa sahihi. Kuwa makini: PIN tatu zisizo sahihi hufunga M-PESA.",
        ),
    ),
    // Source: official and logs, H.
    row(
        &["1019"],
        (Finality::Failed, Fault::Customer, Advice::AskAgain),
        Words::new(
            "Not paid. The time to enter the PIN ran out. Ask again, or take cash.",
            "Haijalipwa. Muda wa kuweka PIN umeisha. Omba tena, au pokea pesa taslimu.",
        ),
        Words::new(
            "The time to enter your PIN ran out. Shall we try again?",
            "Muda wa kuweka PIN yako umeisha. Tujaribu tena?",
        ),
    ),
    // Source: real sandbox answers and a production till, H. Sent by the query alone; a shop that
    // took it for a failure lost paid money.
    row(
        &["4999"],
        (Finality::NotKnown, Fault::Nobody, Advice::Wait),
        Words::new(
            "Checking. The customer has not finished yet. Wait, do not ask again.",
            "Inathibitishwa. Mteja bado hajamaliza. Subiri, usiombe tena.",
        ),
        Words::new(
            "Please look at your phone and enter your M-PESA PIN.",
            "Tafadhali angalia simu yako na uweke PIN yako ya M-PESA.",
        ),
    ),
    // Source: a log of 2019, H. The prompt went out, only the phone's answer was lost.
    row(
        &["1036"],
        (Finality::NotKnown, Fault::Safaricom, Advice::SettleEarlier),
        Words::new(
            "Not known yet. The phone's answer was lost. See the customer's SMS, do not ask again.",
            "Bado haijulikani. Jibu la simu limepotea. Angalia SMS ya mteja, usiombe tena.",
        ),
        Words::new(
            "Please check whether an M-PESA message has come.",
            "Tafadhali angalia kama umepata ujumbe wa M-PESA.",
        ),
    ),
    // Source: official and two lists that disagree, M. Some lists call it a failure.
    row(
        &["9999"],
        (Finality::NotKnown, Fault::Safaricom, Advice::Wait),
        Words::new(
            "Not known yet. M-PESA gave no clear answer. Wait, then see the customer's SMS.",
            "Bado haijulikani. M-PESA haikujibu wazi. Subiri, kisha angalia SMS ya mteja.",
        ),
        Words::new(
            "M-PESA is slow just now. Please check whether a message has come.",
            "M-PESA iko polepole sasa. Tafadhali angalia kama umepata ujumbe.",
        ),
    ),
    // Source: official, M; older lists call it an internal failure.
    row(
        &["17"],
        (Finality::Failed, Fault::Customer, Advice::SettleEarlier),
        Words::new(
            "Not paid. The same amount was asked just before. See if it was paid, wait 2 minutes.",
            "Haijalipwa. Kiasi hicho kimeombwa punde. Angalia kama kililipwa, subiri dakika 2.",
        ),
        Words::new(
            "Please check whether you have paid already, and wait two minutes.",
            "Tafadhali angalia kama umeshalipa, na usubiri dakika mbili.",
        ),
    ),
    // Source: official, H.
    row(
        &["1001"],
        (Finality::Failed, Fault::Customer, Advice::SettleEarlier),
        Words::new(
            "Not paid. The phone is busy with another M-PESA prompt. Finish it, wait 2 minutes.",
            "Haijalipwa. Simu ina ombi lingine la M-PESA. Limalizwe kwanza, subiri dakika 2.",
        ),
        Words::new(
            "Please finish or close the other M-PESA prompt on your phone.",
            "Tafadhali maliza au funga ombi lingine la M-PESA kwenye simu yako.",
        ),
    ),
    // Source: official and a production list, M. Half a minute is that list's advice.
    row(
        &["26"],
        (Finality::Failed, Fault::Safaricom, Advice::Wait),
        Words::new(
            "Not paid. M-PESA is too busy. Wait half a minute, then ask again.",
            "Haijalipwa. M-PESA ina shughuli nyingi. Subiri nusu dakika, kisha omba tena.",
        ),
        Words::new(
            "M-PESA is busy. We will try again in half a minute.",
            "M-PESA ina shughuli nyingi. Tutajaribu tena baada ya nusu dakika.",
        ),
    ),
    // Source: official and one list, H. The prompt's text was too long, or a passing fault.
    row(
        &["1025"],
        (Finality::Failed, Fault::Safaricom, Advice::AskAgain),
        Words::new(
            "Not paid. The prompt did not reach the phone. Ask once more, or take cash.",
            "Haijalipwa. Ombi halikufika kwenye simu. Omba mara moja tena, au pokea taslimu.",
        ),
        Words::new(
            "M-PESA could not reach your phone. We will try once more.",
            "M-PESA haikuipata simu yako. Tutajaribu mara moja tena.",
        ),
    ),
    // Source: one list, L.
    row(
        &["1101", "1102"],
        (Finality::Failed, Fault::Ours, Advice::CallOwner),
        Words::new(
            "Not paid. The text of the prompt was too long. Take cash, and tell the owner.",
            "Haijalipwa. Maneno ya ombi yalikuwa marefu mno. Pokea taslimu, mwambie mwenye duka.",
        ),
        Words::new(
            "We could not send the prompt. Please pay in another way.",
            "Hatukuweza kutuma ombi. Tafadhali lipa kwa njia nyingine.",
        ),
    ),
    // Source: official, M. Less than KES 1.
    row(
        &["2"],
        (Finality::Failed, Fault::Ours, Advice::OtherMethod),
        Words::new(
            "Not paid. The amount is too small for M-PESA. Check it, or take cash.",
            "Haijalipwa. Kiasi ni kidogo mno kwa M-PESA. Kiangalie, au pokea taslimu.",
        ),
        Words::new(
            "The amount is too small for M-PESA. Please pay in another way.",
            "Kiasi ni kidogo mno kwa M-PESA. Tafadhali lipa kwa njia nyingine.",
        ),
    ),
    // Source: official, M. More than KES 250,000.
    row(
        &["3"],
        (Finality::Failed, Fault::Ours, Advice::OtherMethod),
        Words::new(
            "Not paid. The amount is too large for M-PESA. Split it, or take it another way.",
            "Haijalipwa. Kiasi ni kikubwa mno kwa M-PESA. Kigawanye, au tumia njia nyingine.",
        ),
        Words::new(
            "The amount is too large for one M-PESA payment. Shall we split it?",
            "Kiasi ni kikubwa mno kwa malipo moja ya M-PESA. Tukigawanye?",
        ),
    ),
    // Source: official, M. KES 500,000 a day.
    row(
        &["4"],
        (Finality::Failed, Fault::Customer, Advice::OtherMethod),
        Words::new(
            "Not paid. The customer has reached today's M-PESA limit. Take cash or card.",
            "Haijalipwa. Mteja amefikia kikomo cha M-PESA cha leo. Pokea taslimu au kadi.",
        ),
        Words::new(
            "You have reached today's M-PESA limit. Please pay in another way.",
            "Umefikia kikomo cha M-PESA cha leo. Tafadhali lipa kwa njia nyingine.",
        ),
    ),
    // Source: official, M. The account that receives is at its maximum.
    row(
        &["8"],
        (Finality::Failed, Fault::Shop, Advice::CallOwner),
        Words::new(
            "Not paid. The shop's M-PESA account is full. Take cash, and call the owner.",
            "Haijalipwa. Akaunti ya M-PESA ya duka imejaa. Pokea taslimu, mwite mwenye duka.",
        ),
        Words::new(
            "Our M-PESA account can't take more today. Please pay in another way.",
            "Akaunti yetu ya M-PESA imejaa leo. Tafadhali lipa kwa njia nyingine.",
        ),
    ),
    // Source: official list of another product, L.
    row(
        &["11"],
        (Finality::Failed, Fault::Customer, Advice::OtherMethod),
        Words::new(
            "Not paid. The customer's M-PESA is not active. Take cash.",
            "Haijalipwa. M-PESA ya mteja haitumiki. Pokea pesa taslimu.",
        ),
        Words::new(
            "Your M-PESA is not active. Please call 100, or pay in another way.",
            "M-PESA yako haitumiki. Tafadhali piga 100, au lipa kwa njia nyingine.",
        ),
    ),
    // Source: official, M. For our own API user it means a locked password.
    row(
        &["8006"],
        (Finality::Failed, Fault::Customer, Advice::OtherMethod),
        Words::new(
            "Not paid. The customer's PIN is locked. Take cash.",
            "Haijalipwa. PIN ya mteja imefungwa. Pokea pesa taslimu.",
        ),
        Words::new(
            "Your M-PESA PIN is locked. Please call 100 or 200, or pay in another way.",
            "PIN yako ya M-PESA imefungwa. Piga 100 au 200, au lipa kwa njia nyingine.",
        ),
    ),
    // Source: one list, L. Authentication failed, or the channel's session ran out.
    row(
        &["2008", "2026"],
        (Finality::Failed, Fault::Customer, Advice::AskAgain),
        Words::new(
            "Not paid. M-PESA could not check the PIN. Ask again, or take cash.",
            "Haijalipwa. M-PESA haikuweza kuangalia PIN. Omba tena, au pokea taslimu.",
        ),
        Words::new(
            "M-PESA could not check your PIN. Shall we try again?",
            "M-PESA haikuweza kuangalia PIN yako. Tujaribu tena?",
        ),
    ),
    // Source: 2006 official, M. The shop's account is not active.
    row(
        &["2006"],
        (Finality::Failed, Fault::Shop, Advice::CallOwner),
        Words::new(
            "Not paid. The shop's M-PESA account is not active. Take cash, and call the owner.",
            "Haijalipwa. Akaunti ya M-PESA ya duka haitumiki. Pokea taslimu, mwite mwenye duka.",
        ),
        Words::new(
            "We can't take M-PESA just now. Please pay in another way.",
            "Kwa sasa hatuwezi kupokea M-PESA. Tafadhali lipa kwa njia nyingine.",
        ),
    ),
    // Source: 2028 and SFC_IC0003 official and logs, H; 2029 one list, L. TransactionType and
    // PartyB do not fit: often the store number stands where the till number should.
    row(
        &["2028", "2029", "SFC_IC0003"],
        (Finality::Failed, Fault::Shop, Advice::CallOwner),
        Words::new(
            "Not paid. The shop's M-PESA numbers do not fit. Take cash, and call the owner.",
            "Haijalipwa. Nambari za M-PESA za duka hazilingani. Pokea taslimu, mwite mwenye duka.",
        ),
        Words::new(
            "We can't take M-PESA just now. Please pay in another way.",
            "Kwa sasa hatuwezi kupokea M-PESA. Tafadhali lipa kwa njia nyingine.",
        ),
    ),
    // Source: 21 official, M; 20 official list of another product, L. Our API user lacks a role.
    row(
        &["20", "21"],
        (Finality::Failed, Fault::Shop, Advice::CallOwner),
        Words::new(
            "Not paid. The shop's M-PESA user may not do this. Take cash, and call the owner.",
            "Haijalipwa. Mtumiaji wa M-PESA wa duka hana ruhusa. Mwite mwenye duka.",
        ),
        Words::new(
            "We can't take M-PESA just now. Please pay in another way.",
            "Kwa sasa hatuwezi kupokea M-PESA. Tafadhali lipa kwa njia nyingine.",
        ),
    ),
    // Source: official list of another product, L. The same id was sent twice.
    row(
        &["15"],
        (Finality::Failed, Fault::Ours, Advice::SettleEarlier),
        Words::new(
            "Not paid. This was asked twice, and the second was refused. See the first one.",
            "Haijalipwa. Imeombwa mara mbili, ya pili imekataliwa. Angalia ya kwanza.",
        ),
        Words::new(
            "Please check whether you have paid already.",
            "Tafadhali angalia kama umeshalipa.",
        ),
    ),
    // Source: real sandbox answers of 2026, M. Status only: no payment has that receipt.
    row(
        &["2032"],
        (Finality::Failed, Fault::Customer, Advice::AskAgain),
        Words::new(
            "Not proved. M-PESA knows no payment with this code. Read it again from the SMS.",
            "Haijathibitishwa. M-PESA haina malipo yenye code hii. Isome tena kwenye SMS.",
        ),
        Words::new(
            "M-PESA does not know this code. May we read your message again?",
            "M-PESA haiitambui code hii. Tunaweza kusoma ujumbe wako tena?",
        ),
    ),
    // Source: official and documents, H. Reversal only.
    row(
        &["R000001"],
        (Finality::Failed, Fault::Nobody, Advice::GoOn),
        Words::new(
            "Not reversed. This payment was already given back before.",
            "Haijarudishwa. Malipo haya yalisharudishwa awali.",
        ),
        Words::new(
            "This payment was already given back to you. Please check your messages.",
            "Malipo haya yalisharudishwa kwako. Tafadhali angalia ujumbe wako.",
        ),
    ),
    // Source: official and documents, H. Reversal only.
    row(
        &["R000002"],
        (Finality::Failed, Fault::Shop, Advice::CallOwner),
        Words::new(
            "Not reversed. M-PESA does not know this code. Check it, or call the owner.",
            "Haijarudishwa. M-PESA haiitambui code hii. Iangalie, au mwite mwenye duka.",
        ),
        Words::new(
            "We could not give the money back by M-PESA yet. Please wait.",
            "Bado hatujaweza kurudisha pesa kwa M-PESA. Tafadhali subiri.",
        ),
    ),
    // Source: official gateway list of another product, L: too weak to end an attempt. The API
    // user, a field or the command was refused.
    row(
        &["18", "19", "22", "24", "25", "29", "100000005", "100000010"],
        (Finality::NotKnown, Fault::Ours, Advice::CallOwner),
        Words::new(
            "Not known yet. Safaricom did not accept our question. Call the owner.",
            "Bado haijulikani. Safaricom haikukubali swali letu. Mwite mwenye duka.",
        ),
        Words::new(
            "We are still checking your payment. Please wait a moment.",
            "Bado tunathibitisha malipo yako. Tafadhali subiri kidogo.",
        ),
    ),
    // Source: official gateway list of another product, L: too weak to end an attempt. Overload,
    // limits, or a fault inside.
    row(
        &[
            "100000000",
            "100000001",
            "100000002",
            "100000004",
            "100000007",
            "100000009",
            "100000011",
        ],
        (Finality::NotKnown, Fault::Safaricom, Advice::Wait),
        Words::new(
            "Not known yet. Safaricom is too busy to answer. Wait, do not ask again.",
            "Bado haijulikani. Safaricom ina shughuli nyingi. Subiri, usiombe tena.",
        ),
        Words::new(
            "M-PESA is slow just now. Please wait a moment.",
            "M-PESA iko polepole sasa. Tafadhali subiri kidogo.",
        ),
    ),
];

const fn row(
    codes: &'static [&'static str],
    (finality, fault, advice): (Finality, Fault, Advice),
    cashier: Words,
    customer: Words,
) -> Meaning {
    Meaning {
        codes,
        finality,
        fault,
        advice,
        cashier,
        customer,
    }
}
