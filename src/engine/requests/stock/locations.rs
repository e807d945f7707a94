//! Locations.

use super::invalid;
use crate::domain::ids::Location;
use crate::domain::location::LocationKind;
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::stock::{LocationView, StockReply};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use crate::store::{StoreError, Writing};
use std::sync::Arc;

pub(super) async fn list(core: &Arc<Core>) -> Result<StockReply, Failure> {
    let (known, accounts) = core
        .read(|reading| Ok((reading.locations()?, reading.all_accounts()?)))
        .await?;
    let views = known.into_iter().map(|known| LocationView {
        accounts: accounts
            .iter()
            .filter(|a| a.location == known.location)
            .map(|a| a.name.clone())
            .collect(),
        location: known.location.0,
        kind: known.kind,
    });
    Ok(StockReply::Locations(views.collect()))
}

pub(super) async fn add(
    core: &Arc<Core>,
    who: &Who,
    name: &str,
    kind: LocationKind,
) -> Result<StockReply, Failure> {
    let cleaned = clean_short(name.trim(), 60);
    if cleaned.is_empty() || cleaned != name.trim() {
        return Err(invalid(
            "A location's name has 1 to 60 characters, none of them invisible.",
        ));
    }
    if !kind.is_stock() {
        return Err(invalid(
            "A new location is one of the warehouse or one at Amazon; of the others there is one each.",
        ));
    }
    let location = Location(cleaned);
    let done = entry(
        core.now(),
        &who.name,
        Level::Info,
        None,
        format!("Made the location {location} ({}).", kind.as_str()),
    );
    core.writer
        .change(move |writing| {
            if writing.location_kind(&location)?.is_some() {
                return Ok(Err(Failure::new(
                    FailureCode::Conflict,
                    format!("There is a location {location} already."),
                )));
            }
            writing.put_location(&location, kind)?;
            writing.note(done.clone())?;
            Ok(Ok(()))
        })
        .await??;
    list(core).await
}

/// Whether an account's stock at Amazon may lie at a location: it is one of Amazon's, or there is none of that name yet.
pub(in crate::engine) fn amazon_location(
    writing: &mut Writing<'_>,
    location: &Location,
) -> Result<Result<(), Failure>, StoreError> {
    Ok(match writing.location_kind(location)? {
        None | Some(LocationKind::Amazon) => Ok(()),
        Some(kind) => Err(Failure::new(
            FailureCode::Conflict,
            format!(
                "{location} is no location at Amazon but of the kind {}.",
                kind.as_str()
            ),
        )
        .hint("Take another name: the location is made with it.")),
    })
}
