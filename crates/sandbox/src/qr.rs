//! `POST /mpesa/qrcode/v1/generate`: a code to be scanned by the M-PESA app.
//!
//! Source: reference section 7. What is written in Safaricom's own codes is not known: here it is
//! the request, readable, and the image is a real one.

use std::sync::Arc;

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, StatusCode};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;

use crate::dice::Purpose;
use crate::error_bodies::{Gate, Refusal, json};
use crate::fields::Fields;
use crate::network::Network;

/// The kinds of transactions that a code can be for.
const KINDS: [&str; 5] = ["BG", "WA", "PB", "SM", "SB"];

/// The white border of a code, in modules.
const BORDER: usize = 4;

/// The largest image, in pixels.
const LARGEST: usize = 1_000;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Reply {
    response_code: &'static str,
    #[serde(rename = "RequestID")]
    request_id: String,
    response_description: &'static str,
    #[serde(rename = "QRCode")]
    qr_code: String,
}

pub(crate) fn take(
    network: &Arc<Network>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refusal> {
    network.check_token(headers, Gate::C2b)?;
    let fields = Fields::read(headers, body, "BusinessShortCode")?;
    let image = image(&fields).map_err(|_| Refusal::Payload)?;
    let request_id = network.look(|state, _| state.dice.throw(Purpose::Request).gateway_id());
    let reply = Reply {
        response_code: "00",
        request_id,
        response_description: "The service request is processed successfully.",
        qr_code: STANDARD.encode(image.ok_or(Refusal::Payload)?),
    };
    Ok(json(StatusCode::OK, &reply))
}

/// Draws the code of a request; `None` when it does not fit the size.
fn image(fields: &Fields) -> Result<Option<Vec<u8>>, Refusal> {
    let kind = fields.text("TrxCode")?;
    if !KINDS.contains(&kind) {
        return Err(Refusal::Field("TrxCode"));
    }
    let text = format!(
        "TrxCode={kind}&CPI={}&Amount={}&RefNo={}&MerchantName={}",
        fields.text("CPI")?,
        fields.digits("Amount")?,
        fields.text("RefNo")?,
        fields.text("MerchantName")?,
    );
    let size = fields.digits("Size")?.parse().unwrap_or(0);
    let code = QrCode::encode_text(&text, QrCodeEcc::Medium).ok();
    Ok(code.and_then(|code| drawn(&code, size)))
}

/// Draws a code as a grey PNG of `size` pixels, in the middle of a white border.
fn drawn(code: &QrCode, size: usize) -> Option<Vec<u8>> {
    let modules = usize::try_from(code.size()).ok()?;
    let scale = size / (modules + 2 * BORDER);
    if scale == 0 || size > LARGEST {
        return None;
    }
    let margin = (size - modules * scale) / 2;
    let module = |pixel: usize| {
        let within = pixel.checked_sub(margin)? / scale;
        i32::try_from(within).ok()
    };
    let is_dark =
        |x, y| matches!((module(x), module(y)), (Some(x), Some(y)) if code.get_module(x, y));
    let pixels: Vec<u8> = (0..size * size)
        .map(|place| {
            if is_dark(place % size, place / size) {
                0
            } else {
                255
            }
        })
        .collect();
    encoded(&pixels, u32::try_from(size).ok()?)
}

fn encoded(pixels: &[u8], size: u32) -> Option<Vec<u8>> {
    let mut image = Vec::new();
    let mut encoder = png::Encoder::new(&mut image, size, size);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(pixels).ok()?;
    writer.finish().ok()?;
    Some(image)
}
