//! What the stock views ask the engine for.

use super::levels::LevelKey;
use super::sheet::Of;
use crate::domain::ids::TransferNumber;
use crate::screen::desk::Purpose;

/// What an answer about stock is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Rows of the moves history.
    Moves,
    /// Quantities.
    Levels,
    /// All locations.
    Locations,
    /// What the reordering rules propose.
    Proposals,
    /// All reordering rules.
    Rules,
    /// Transfers.
    Transfers,
    /// How the quantity under the cursor went.
    History(LevelKey),
    /// The last moves of the product under the cursor.
    LastMoves(LevelKey),
    /// Our figures for a sheet.
    Sheet(Of),
    /// A count applied: which figures of the sheet it held.
    Count(Of, Vec<(String, String)>),
    /// A product to put onto a sheet.
    Add(Of, String),
    /// The product that was scanned for a sheet.
    Find(Of, String),
    /// The transfers of proposals made.
    Replenish,
    /// A transfer sent.
    Send(TransferNumber),
    /// A transfer sent though more leaves than is there.
    SendForced(TransferNumber),
    /// A transfer received.
    Receive(TransferNumber),
    /// A transfer given up.
    CancelTransfer(TransferNumber),
    /// A transfer planned by hand.
    NewTransfer,
    /// A reordering rule set.
    RuleSet,
    /// A reordering rule taken away.
    RuleRemove,
    /// Our figures beside Amazon's.
    Figures,
    /// Amazon's figures fetched.
    Fetch,
    /// Amazon's figures taken over.
    TakeOver,
    /// Figures put in force that were held.
    Accept,
}

impl Wanted {
    /// Whether it only reads: an older answer no longer matters once it is asked again, and the banner says enough when the
    /// engine is gone.
    pub fn reads(&self) -> bool {
        matches!(
            self,
            Wanted::Moves
                | Wanted::Levels
                | Wanted::Locations
                | Wanted::Proposals
                | Wanted::Rules
                | Wanted::Transfers
                | Wanted::Figures
                | Wanted::History(_)
                | Wanted::LastMoves(_)
                | Wanted::Sheet(_)
        )
    }
}

impl From<Wanted> for Purpose {
    fn from(wanted: Wanted) -> Purpose {
        Purpose::Stock(wanted)
    }
}
