//! Codes to be scanned.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::samples::{check, check_text, read};
use crate::till::Till;

const GENERATE: &str = "/mpesa/qrcode/v1/generate";

/// Decodes a PNG and reads the code that is drawn there; returns the width and the text.
fn scanned(body: &Value) -> (usize, String) {
    let png = STANDARD.decode(body["QRCode"].as_str().unwrap()).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(png))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let width = usize::try_from(frame.width).unwrap();
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, width, |x, y| pixels[y * width + x]);
    let (_, text) = image.detect_grids()[0].decode().unwrap();
    (width, text)
}

#[tokio::test]
async fn a_code_is_like_the_sample_and_can_be_scanned() {
    let till = Till::open().await;
    let (status, body) = till.call(GENERATE, &read("qr_request.json")).await;
    assert_eq!(status, 200, "{body}");
    for key in ["ResponseCode", "ResponseDescription"] {
        check_text("qr_response_code_00.json", &body, key);
    }
    check("qr_response.json", &body);
    let (width, text) = scanned(&body);
    assert_eq!(width, 300);
    let expected =
        "TrxCode=BG&CPI=373132&Amount=1&RefNo=Invoice Test&MerchantName=TEST SUPERMARKET";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn a_request_that_cannot_be_drawn_is_refused_like_the_sample() {
    let till = Till::open().await;
    for (field, value) in [
        ("TrxCode", json!("XX")),
        ("CPI", json!("")),
        ("Amount", json!("1.5")),
        ("RefNo", Value::Null),
        ("MerchantName", json!(5)),
        ("Size", json!("12")),
        ("Size", json!("100000")),
    ] {
        let mut wish = read("qr_request.json");
        wish[field] = value.clone();
        let (status, reply) = till.call(GENERATE, &wish).await;
        assert_eq!(status, 400, "{field} {value}");
        for key in ["errorCode", "errorMessage"] {
            check_text("err_400_002_05_payload.json", &reply, key);
        }
    }
}

#[tokio::test]
async fn a_rejected_token_is_spelled_as_for_c2b() {
    let mut till = Till::open().await;
    till.token = "never-given".to_owned();
    let (status, reply) = till.call(GENERATE, &read("qr_request.json")).await;
    assert_eq!(status, 400);
    check_text("err_token_400_003_01_c2b.json", &reply, "errorCode");
}
