//! What a customer is shown who pays by himself.

use app::PayCode;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::shortcode::Shortcode;
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::Phrase;
use crate::set_up::ShortcodeKind;

/// What a customer is shown.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct PayCodeView {
    pub(crate) kind: ShortcodeKind,
    /// The number that is paid: never the store number.
    pub(crate) number: String,
    #[specta(type = Number)]
    pub(crate) amount_cents: u64,
    /// What the customer of a `PayBill` types as account.
    pub(crate) account: Option<String>,
    pub(crate) says: Phrase,
    pub(crate) picture: QrView,
}

/// A QR code.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "of", rename_all = "snake_case")]
pub(crate) enum QrView {
    /// Safaricom's, for the M-PESA app: a PNG as a data URL.
    Mpesa { url: String },
    /// Words for any camera: a path of squares, one unit each, in a square of `size` units.
    Words { path: String, size: u32 },
}

impl PayCodeView {
    /// Shows it.
    pub(crate) fn of(code: &PayCode) -> Self {
        let to_pay = &code.to_pay;
        let (kind, account) = match to_pay.shortcode {
            Shortcode::PayBill { .. } => (ShortcodeKind::PayBill, Some(to_pay.account.clone())),
            Shortcode::Till { .. } => (ShortcodeKind::Till, None),
        };
        Self {
            kind,
            number: to_pay.shortcode.payee().to_string(),
            amount_cents: to_pay.amount.money().cents(),
            account,
            says: to_pay.says().into(),
            picture: match &code.picture {
                Some(picture) => QrView::mpesa(picture.as_bytes()),
                None => QrView::words(&to_pay.text()),
            },
        }
    }
}

impl QrView {
    fn mpesa(png: &[u8]) -> Self {
        let url = format!("data:image/png;base64,{}", BASE64_STANDARD.encode(png));
        Self::Mpesa { url }
    }

    fn words(text: &str) -> Self {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium)
            .expect("a QR code holds twenty times as much");
        let places = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark = places.filter(|(x, y)| code.get_module(*x, *y));
        let squares: Vec<_> = dark.map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect();
        Self::Words {
            path: squares.concat(),
            size: code.size().unsigned_abs(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const SCALE: usize = 8;
    const BORDER: usize = 4;

    /// Reads a code off the screen, as a camera does.
    fn scanned(path: &str, size: u32) -> String {
        let size = usize::try_from(size).expect("small");
        let squares = path.split('M').skip(1).map(|square| {
            let (place, _) = square.split_once('h').expect("a square");
            let (x, y) = place.split_once(' ').expect("two numbers");
            (x.parse().expect("a number"), y.parse().expect("a number"))
        });
        let dark: BTreeSet<(usize, usize)> = squares.collect();
        let width = (size + 2 * BORDER) * SCALE;
        let unit = |pixel: usize| (pixel / SCALE).wrapping_sub(BORDER);
        let shade = |x, y| {
            if dark.contains(&(unit(x), unit(y))) {
                0
            } else {
                255
            }
        };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, width, shade);
        image.detect_grids()[0].decode().expect("a QR code").1
    }

    #[test]
    fn a_camera_reads_the_words_off_the_screen() {
        let words = "Lipa na M-PESA > Buy Goods > Till 5123456 > KES 350";
        let QrView::Words { path, size } = QrView::words(words) else {
            panic!("no words");
        };
        assert_eq!(scanned(&path, size), words);
    }
}
