//! Reports that are kept under a name.

use super::{allowed, invalid};
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::reports::{Favourite, FavouriteList, ReportReply};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use std::sync::Arc;

/// A name has at most so many characters.
const LONGEST_NAME: usize = 60;
/// More than these find no place on a screen.
const MOST: usize = 200;

/// All of them, by name.
pub(super) async fn list(core: &Arc<Core>) -> Result<ReportReply, Failure> {
    let kept = core.read(|reading| reading.favourites()).await?;
    Ok(ReportReply::Favourites(FavouriteList {
        favourites: kept
            .into_iter()
            .map(|(name, query)| Favourite { name, query })
            .collect(),
    }))
}

/// Keeps a report under a name; one of that name is replaced.
pub(super) async fn save(
    core: &Arc<Core>,
    who: &Who,
    favourite: Favourite,
) -> Result<ReportReply, Failure> {
    let typed = favourite.name.trim().to_owned();
    let name = clean_short(&typed, LONGEST_NAME);
    if name.is_empty() || name != typed {
        return Err(invalid(
            "A kept report needs a name of 1 to 60 characters, none of them invisible.",
        ));
    }
    super::asked::names(core, &favourite.query).await?;
    let known = core.read(|reading| reading.favourites()).await?;
    let done = entry(
        core.now(),
        &who.name,
        Level::Info,
        None,
        format!("Kept the report {name}."),
    );
    core.writer
        .change(move |writing| {
            if known.len() >= MOST && known.iter().all(|(other, _)| *other != name) {
                allowed!(Err(Failure::new(
                    FailureCode::Conflict,
                    format!("There are {MOST} kept reports already."),
                )
                .hint("Remove some that nobody needs.")));
            }
            writing.put_favourite(&name, &favourite.query)?;
            writing.note(done.clone())?;
            Ok(Ok(()))
        })
        .await??;
    list(core).await
}

/// Forgets a kept report.
pub(super) async fn remove(
    core: &Arc<Core>,
    who: &Who,
    name: &str,
) -> Result<ReportReply, Failure> {
    let name = name.trim().to_owned();
    let done = entry(
        core.now(),
        &who.name,
        Level::Info,
        None,
        format!("Removed the kept report {name}."),
    );
    let gone = name.clone();
    let there = core
        .writer
        .change(move |writing| {
            let there = writing.remove_favourite(&gone)?;
            if there {
                writing.note(done.clone())?;
            }
            Ok(there)
        })
        .await?;
    if there {
        list(core).await
    } else {
        Err(Failure::new(
            FailureCode::NotFound,
            format!("No report is kept under {name:?}."),
        )
        .hint("`orderdeck report favourite list` tells which there are."))
    }
}
