//! The answer to a registration for pull transactions.

use domain::shortcode::ShortcodeNumber;

use crate::error::Error;
use crate::text::Text;
use crate::wire::{Object, text_of};

/// The answer's pieces. Live answers have blanks in two of the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRegistration {
    /// Safaricom's id of the request.
    pub reference: Option<Text>,
    /// `1000` registered, `1001` registered before.
    pub status: Option<Text>,
    /// Which number.
    pub shortcode: Option<ShortcodeNumber>,
    /// The text beside the status.
    pub description: Option<Text>,
}

impl PullRegistration {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Error::NotJson`], or [`Error::NotThat`] when there is no `ResponseStatus`.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let text = text_of(body);
        let object = Object::parse(&text)?;
        let fits = Self::fits(&object);
        fits.then(|| Self::of(&object))
            .ok_or(Error::NotThat("a registration for pull"))
    }

    /// Whether the number is registered, by this answer or before.
    pub fn is_registered(&self) -> bool {
        matches!(
            self.status.as_ref().map(Text::as_str),
            Some("1000" | "1001")
        )
    }

    pub(crate) fn fits(object: &Object<'_>) -> bool {
        object.has("ResponseStatus")
    }

    pub(crate) fn of(object: &Object<'_>) -> Self {
        Self {
            reference: object.value("ResponseRefID"),
            status: object.value("ResponseStatus"),
            shortcode: object.value("ShortCode"),
            description: object.value("ResponseDescription"),
        }
    }
}
