//! What the Reports tab asks the engine for.

use crate::screen::desk::Purpose;

/// What an answer about reports is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The report by the first dimension.
    Main,
    /// The report by both.
    Parts,
    /// The orders behind a figure.
    Behind,
    /// The operators' figures.
    Quality,
    /// The kept reports, to choose one from; or one to forget.
    Kept {
        /// To forget one.
        forget: bool,
    },
    /// A report kept under this name.
    Save(String),
    /// A kept report forgotten.
    Forget(String),
    /// A report written into a file.
    Export,
    /// The sales teams.
    Teams,
    /// Something of a sales team changed; what to say then.
    TeamChanged(String),
}

impl Wanted {
    /// Whether it only reads by itself: an older answer no longer matters once it is asked again, and the banner says enough
    /// when the engine is gone.
    pub fn reads(&self) -> bool {
        matches!(
            self,
            Wanted::Main | Wanted::Parts | Wanted::Behind | Wanted::Quality
        )
    }
}

impl From<Wanted> for Purpose {
    fn from(wanted: Wanted) -> Purpose {
        Purpose::Report(wanted)
    }
}
