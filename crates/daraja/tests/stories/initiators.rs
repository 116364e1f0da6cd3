//! The initiator's password: encrypted with Safaricom's key, different each time, kept nowhere.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use daraja::{Certificate, Error, Initiator};
use domain::clock::Entropy;
use rsa::pkcs8::DecodePrivateKey;
use rsa::{Pkcs1v15Encrypt, PrivateKey};

use crate::script::Counting;

const PASSWORD: &str = "Hush#2026";
const OURS: &[u8] = include_bytes!("../keys/kaunta.test.cer");

/// A source that is broken.
struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

#[test]
fn what_was_encrypted_is_the_password_and_differs_each_time() {
    let certificate = Certificate::read(OURS).unwrap();
    let entropy = Counting::default();
    let sealed = [
        credential(&certificate, &entropy),
        credential(&certificate, &entropy),
    ];
    assert_ne!(sealed[0], sealed[1]);
    let key = PrivateKey::from_pkcs8_pem(include_str!("../keys/kaunta.test.key")).unwrap();
    for sealed in sealed {
        assert_eq!(sealed.len(), 344, "base64 of 256 bytes");
        let bytes = BASE64_STANDARD.decode(sealed).unwrap();
        let opened = key.decrypt(Pkcs1v15Encrypt, &bytes).unwrap();
        assert_eq!(opened, PASSWORD.as_bytes());
    }
}

#[test]
fn both_bundled_certificates_hold_a_key_of_2048_bits() {
    assert_ne!(Certificate::sandbox(), Certificate::production());
    for certificate in [Certificate::sandbox(), Certificate::production()] {
        assert_eq!(credential(&certificate, &Counting::default()).len(), 344);
    }
}

#[test]
fn the_bundled_certificates_are_those_of_the_reference() {
    let bundled: [(&str, &[u8]); 2] = [
        (
            "SandBoxCertificate.cer",
            include_bytes!("../../certs/SandBoxCertificate.cer"),
        ),
        (
            "ProductionCertificate.cer",
            include_bytes!("../../certs/ProductionCertificate.cer"),
        ),
    ];
    for (name, file) in bundled {
        assert_eq!(
            file,
            crate::script::bytes(&format!("certs/{name}")),
            "{name}"
        );
    }
}

#[test]
fn a_certificate_is_read_as_pem_or_der_and_nothing_else_is() {
    let pem = String::from_utf8(OURS.to_vec()).unwrap();
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = BASE64_STANDARD.decode(base64).unwrap();
    assert_eq!(
        Certificate::read(&der).unwrap(),
        Certificate::read(OURS).unwrap()
    );
    let padded = format!("\n {pem}\n\n");
    assert!(Certificate::read(padded.as_bytes()).is_ok());
    let cut = &pem.as_bytes()[..pem.len() / 2];
    for file in [
        &b""[..],
        b"-----BEGIN CERTIFICATE-----",
        b"hello",
        &der[..100],
        cut,
    ] {
        let error = Certificate::read(file).unwrap_err();
        assert!(matches!(error, Error::Certificate(_)), "{error}");
    }
}

#[test]
fn a_password_that_can_not_be_sent_is_refused() {
    let certificate = Certificate::sandbox();
    let check = |name: &str, password: &str, entropy: &dyn Entropy| {
        let shop = "paybill:600782".parse().unwrap();
        Initiator::new(shop, name, password, &certificate, entropy).unwrap_err()
    };
    let fair = Counting::default();
    assert!(matches!(
        check("testapi", " ", &fair),
        Error::EmptySecret { .. }
    ));
    assert!(matches!(check("", "x", &fair), Error::EmptySecret { .. }));
    assert!(matches!(
        check("testapi", &"x".repeat(300), &fair),
        Error::Certificate(_)
    ));
    assert!(matches!(
        check("testapi", "x", &Zeros),
        Error::Certificate(_)
    ));
}

#[test]
fn neither_password_nor_credential_is_in_debug_texts() {
    let shop = "paybill:600782".parse().unwrap();
    let initiator = Initiator::new(
        shop,
        "testapi",
        PASSWORD,
        &Certificate::sandbox(),
        &Counting::default(),
    );
    let shown = format!("{:?}", initiator.unwrap());
    assert!(!shown.contains(PASSWORD) && shown.len() < 200, "{shown}");
}

/// The credential as it is sent: the only place where it can be seen.
fn credential(certificate: &Certificate, entropy: &dyn Entropy) -> String {
    let shop = "paybill:600782".parse().unwrap();
    let initiator = Initiator::new(shop, "testapi", PASSWORD, certificate, entropy).unwrap();
    crate::requests::credential_sent(&initiator)
}
