//! Carriers: Amazon's list, and those made here on purpose.

use crate::domain::carrier::{Carrier, CarrierCode, Found, find, key};
use crate::domain::own_carrier::OwnCarrier;
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::pickings::{CarrierView, NewCarrier};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply};
use regex_lite::Regex;
use std::sync::Arc;

/// Amazon takes a carrier's name up to this length.
const LONGEST_NAME: usize = 50;

/// All carriers: those made here first.
pub(in crate::engine) async fn list(core: &Arc<Core>) -> Result<Reply, Failure> {
    let own = core.read(|r| r.own_carriers()).await?;
    let own = own.into_iter().map(|carrier| CarrierView {
        code: carrier.carrier().code().to_owned(),
        name: carrier.name,
        own: true,
        tracking_format: carrier.tracking_format,
    });
    let listed = CarrierCode::carriers().into_iter().map(|code| CarrierView {
        name: code.as_str().to_owned(),
        code: code.as_str().to_owned(),
        own: false,
        tracking_format: None,
    });
    Ok(Reply::Carriers(own.chain(listed).collect()))
}

/// The carrier that a typed name means, and the form of its tracking references where it has one of its own.
pub(in crate::engine) async fn carrier_named(
    core: &Arc<Core>,
    text: &str,
) -> Result<(Carrier, Option<Regex>), Failure> {
    if text.trim().is_empty() {
        return Err(Failure::new(FailureCode::Invalid, "A carrier is needed."));
    }
    let own = core.read(|r| r.own_carriers()).await?;
    let names: Vec<String> = own.iter().map(|c| c.name.clone()).collect();
    match find(text, &names) {
        Found::Carrier(Carrier::Own(name)) => {
            let made = own.iter().find(|c| c.name == name);
            let format = made.and_then(|c| c.tracking_format.as_deref());
            Ok((
                made.map_or(Carrier::Own(name.clone()), OwnCarrier::carrier),
                format.and_then(|format| Regex::new(format).ok()),
            ))
        }
        Found::Carrier(carrier) => Ok((carrier, None)),
        Found::NeedsName => Err(Failure::new(
            FailureCode::UnknownCarrier,
            "\"Other\" says nothing: Amazon wants the carrier's name.",
        )
        .hint("Make it once with `orderdeck carrier add NAME`, then use that name.")),
        Found::Unknown { near } => {
            let hint = match near.as_slice() {
                [] => String::new(),
                near => format!("{} ", did_you_mean(near)),
            };
            Err(Failure::new(
                FailureCode::UnknownCarrier,
                format!("There is no carrier {:?}.", text.trim()),
            )
            .hint(format!(
                "{hint}A carrier that Amazon does not list is made with `orderdeck carrier add NAME`."
            )))
        }
    }
}

fn did_you_mean(near: &[Carrier]) -> String {
    let names: Vec<String> = near.iter().map(Carrier::to_string).collect();
    format!("Did you mean {}?", names.join(" or "))
}

/// Makes or changes a carrier of our own.
pub(in crate::engine) async fn add(
    core: &Arc<Core>,
    who: &Who,
    new: NewCarrier,
) -> Result<Reply, Failure> {
    let invalid = |what: String| Failure::new(FailureCode::Invalid, what);
    let name = clean_short(&new.name, LONGEST_NAME + 1).trim().to_owned();
    if name.is_empty() {
        return Err(invalid("A carrier needs a name.".to_owned()));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(invalid(format!(
            "Amazon takes names of carriers up to {LONGEST_NAME} characters."
        )));
    }
    match find(&name, &[]) {
        Found::Carrier(listed) => {
            return Err(Failure::new(
                FailureCode::Conflict,
                format!("{listed} is a carrier of Amazon's list already."),
            ));
        }
        Found::NeedsName => {
            return Err(invalid(format!("{name:?} is no name of a carrier.")));
        }
        Found::Unknown { .. } => {}
    }
    let own = core.read(|r| r.own_carriers()).await?;
    let twin = own
        .iter()
        .find(|c| c.name != name && key(&c.name) == key(&name));
    if let Some(twin) = twin {
        return Err(Failure::new(
            FailureCode::Conflict,
            format!(
                "{} was made here before and is the same to a search.",
                twin.name
            ),
        )
        .hint("Change it under that name, or take another name."));
    }
    let code = match new.code.as_deref() {
        None => None,
        Some(text) => match find(text, &[]) {
            Found::Carrier(Carrier::Listed(code)) => Some(code),
            found => {
                let failure = invalid(format!("Amazon has no carrier code {text:?}."));
                return Err(match found {
                    Found::Unknown { near } if !near.is_empty() => {
                        failure.hint(did_you_mean(&near))
                    }
                    _ => failure.hint("Without a code Amazon is told Other and the name."),
                });
            }
        },
    };
    if let Some(format) = &new.tracking_format {
        Regex::new(format)
            .map_err(|error| invalid(format!("The tracking format can't be read: {error}.")))?;
    }
    let carrier = OwnCarrier {
        name,
        code,
        tracking_format: new.tracking_format,
    };
    let done = entry(
        core.now(),
        &who.name,
        Level::Info,
        None,
        format!("Set the carrier {}.", carrier.name),
    );
    core.writer
        .change(move |writing| {
            writing.put_own_carrier(&carrier)?;
            writing.note(done.clone())
        })
        .await?;
    list(core).await
}

/// Takes a carrier of our own away. Notices that name it stay as they are.
pub(in crate::engine) async fn remove(
    core: &Arc<Core>,
    who: &Who,
    name: &str,
) -> Result<Reply, Failure> {
    let wanted = name.trim().to_owned();
    let done = entry(
        core.now(),
        &who.name,
        Level::Info,
        None,
        format!("Took the carrier {wanted} away."),
    );
    let there = core
        .writer
        .change(move |writing| {
            let there = writing.remove_own_carrier(&wanted)?;
            if there {
                writing.note(done.clone())?;
            }
            Ok(there)
        })
        .await?;
    if !there {
        let own = core.read(|r| r.own_carriers()).await?;
        let names: Vec<String> = own.into_iter().map(|carrier| carrier.name).collect();
        let failure = Failure::new(
            FailureCode::NotFound,
            format!("No carrier named {name:?} was made here."),
        );
        let near: Vec<Carrier> = match find(name, &names) {
            Found::Carrier(own @ Carrier::Own(_)) => vec![own],
            Found::Unknown { near } => near,
            _ => Vec::new(),
        };
        let near: Vec<Carrier> = near
            .into_iter()
            .filter(|carrier| carrier.own_name().is_some())
            .collect();
        return Err(match near.is_empty() {
            true => failure,
            false => failure.hint(did_you_mean(&near)),
        });
    }
    list(core).await
}
