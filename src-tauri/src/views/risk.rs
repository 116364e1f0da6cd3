//! What the screens are told of goods that are given before their money is proved.

use app::{ReleaseRecord, SaleRecord, Till};
use domain::people::PersonName;
use domain::sale::{NotReleasable, release};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::Phrase;

/// Whether the goods of a sale can be given before its money is proved.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct ReleaseView {
    /// What somebody is to agree to.
    pub(crate) asks: Phrase,
    /// From when on they can be given, if `why` is none.
    #[specta(type = Number)]
    pub(crate) from_ms: i64,
    /// Why they can't be.
    pub(crate) why: Option<Phrase>,
}

/// That goods of a sale were given before its money was proved.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct GivenView {
    #[specta(type = Number)]
    pub(crate) at_ms: i64,
    /// What the one is called who gave them; none when it was erased.
    pub(crate) by: Option<String>,
    /// What the one is called who agreed.
    pub(crate) agreed: Option<String>,
}

impl ReleaseView {
    /// Shows whether goods can be given; a book that can't be read shows nothing.
    pub(crate) fn of(record: &SaleRecord, till: &Till) -> Option<Self> {
        let may = till.may_release(record).ok().flatten()?;
        let from = match may {
            Err(NotReleasable::TooSoon { wait }) => till.now().plus(wait),
            _ => till.now(),
        };
        let why = may
            .err()
            .filter(|why| !matches!(why, NotReleasable::TooSoon { .. }));
        Some(Self {
            asks: release(record.sale.lacks()).into(),
            from_ms: from.ms(),
            why: why.map(|why| why.says().into()),
        })
    }
}

impl GivenView {
    /// Shows by whom goods were given.
    pub(crate) fn of(record: &ReleaseRecord) -> Self {
        let name = |name: Option<&PersonName>| name.map(|name| name.as_str().to_owned());
        Self {
            at_ms: record.at.ms(),
            by: name(record.by.as_ref()),
            agreed: name(record.agreed.as_ref()),
        }
    }
}
