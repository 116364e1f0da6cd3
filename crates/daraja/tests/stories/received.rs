//! What is read of the samples of answers, and of bytes that are nothing.

use daraja::{Acknowledgement, C2bKind, Inbound, PullRegistration, PullReply, QrReply, TokenReply};
use domain::eat;
use domain::money::Money;
use proptest::prelude::*;

use crate::script::{bytes, samples, shown};

#[test]
fn pulled_rows_are_read_exactly() {
    let reply = PullReply::parse(&bytes("pull_query_ok.json")).unwrap();
    assert_eq!(
        (reply.rows.len(), reply.unreadable, reply.is_empty()),
        (2, 0, false)
    );
    let row = &reply.rows[0];
    assert_eq!(row.receipt, "YZLYRESRG1".parse().ok());
    assert_eq!(row.amount.map(Money::cents), Some(16_800));
    assert_eq!(row.kind, Some(C2bKind::PayBill));
    assert_eq!(shown(row.bill_reference.as_ref()), "37207636392");
    assert_eq!(shown(row.sender.as_ref()), "UAT2");
    assert_eq!(shown(row.organization.as_ref()), "Daraja Pull API Test");
    let at = row.at.and_then(daraja::PullTime::if_eat).map(eat::to_text);
    assert_eq!(at.as_deref(), Some("2020-08-05 10:13:00"));
}

#[test]
fn registrations_are_read_with_blanks_in_their_names_or_without() {
    let check = |name: &str, status: &str, text: &str| {
        let ack = PullRegistration::parse(&bytes(name)).unwrap();
        assert_eq!(shown(ack.status.as_ref()), status, "{name}");
        assert_eq!(shown(ack.description.as_ref()), text, "{name}");
        assert!(
            ack.is_registered() && ack.shortcode == "600000".parse().ok(),
            "{name}"
        );
    };
    check(
        "pull_register_ack_docs.json",
        "1000",
        "Shortcode Registered Successfully",
    );
    check(
        "pull_register_ack_spaced_keys.json",
        "1001",
        "ShortCode already Registered",
    );
    for name in [
        "c2b_register_ack_2024",
        "c2b_register_ack_v1",
        "c2b_register_ack_v2",
    ] {
        let ack = Acknowledgement::parse(&bytes(&format!("{name}.json"))).unwrap();
        assert!(
            ack.is_taken() && ack.conversation.originator.is_some(),
            "{name}"
        );
    }
}

#[test]
fn acknowledgements_name_what_was_taken() {
    for name in ["ts_ack", "ab_ack", "c2b_simulate_ack"] {
        let ack = Acknowledgement::parse(&bytes(&format!("{name}.json"))).unwrap();
        assert!(ack.is_taken() && ack.prompt.is_none(), "{name}");
        assert!(ack.conversation.originator.is_some(), "{name}");
        assert_eq!(
            ack.conversation.id.is_some(),
            name != "c2b_simulate_ack",
            "{name}"
        );
    }
    let push = Acknowledgement::parse(&bytes("stk_ack_mock_numeric_responsecode.json")).unwrap();
    assert!(push.is_taken() && push.prompt.is_some());
}

#[test]
fn a_picture_and_a_token_are_read() {
    for name in ["qr_response.json", "qr_response_code_00.json"] {
        let qr = QrReply::parse(&bytes(name)).unwrap();
        assert!(
            qr.picture.is_some_and(|png| png.as_bytes().len() > 50),
            "{name}"
        );
        assert!(
            qr.code.is_some() && qr.request.is_some() && qr.description.is_some(),
            "{name}"
        );
    }
    let token = TokenReply::parse(&bytes("auth_ok_expires_string.json")).unwrap();
    assert_eq!(token.lifetime.as_secs(), 3599);
    assert!(!token.token.expose().is_empty());
}

proptest! {
    #[test]
    fn any_bytes_are_something(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        let read = Inbound::read(&body);
        prop_assert_eq!(read.raw, &body[..]);
        let _ = (read.says(), read.body.kind(), read.body.weight(), format!("{read:?}"));
    }

    #[test]
    fn any_sample_with_broken_bytes_is_something(
        index in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        byte: u8,
    ) {
        let names: Vec<_> = std::fs::read_dir(samples()).unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .collect();
        let mut body = std::fs::read(index.get(&names)).unwrap();
        *at.get_mut(&mut body) = byte;
        let read = Inbound::read(&body);
        let _ = (read.says(), format!("{read:?}"));
    }
}
