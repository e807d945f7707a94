//! Writing the activity log.

use crate::domain::ids::AccountId;
use crate::domain::moment::Moment;
use crate::protocol::upkeep::Level;
use crate::store::activity::Activity;

/// The user name under which the engine itself appears.
pub(super) const ENGINE: &str = "engine";

/// An entry for the activity log; its number is given when it is written.
pub(super) fn entry(
    at: Moment,
    who: &str,
    level: Level,
    account: Option<AccountId>,
    what: impl Into<String>,
) -> Activity {
    Activity {
        id: 0,
        at,
        who: who.to_owned(),
        level: match level {
            Level::Info => 0,
            Level::Warning => 1,
            Level::Error => 2,
        },
        account,
        record: None,
        what: what.into(),
    }
}

/// With the record it is about.
pub(super) fn about(mut entry: Activity, record: impl ToString) -> Activity {
    entry.record = Some(record.to_string());
    entry
}
