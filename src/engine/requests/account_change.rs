//! Accounts: registered, changed, archived.

use super::account_login::{access_of, chosen, invalid, participations};
use super::accounts::{cost, view};
use super::stock::amazon_location;
use crate::domain::account::Account;
use crate::domain::ids::{AccountId, Location};
use crate::domain::marketplace::{self, Marketplace};
use crate::domain::moment::{Moment, Span};
use crate::engine::activity::entry;
use crate::engine::budgets::UNREGISTERED;
use crate::engine::core::Core;
use crate::engine::{Who, views};
use crate::protocol::accounts::{AccountChange, AccountChanged, NewAccount, SellerLogin};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply};
use crate::store::accounts::{AccountSyncState, Secrets};
use std::sync::Arc;

fn clean_name(name: &str) -> Result<String, Failure> {
    let cleaned = crate::domain::text::clean(name.trim());
    if cleaned.is_empty() || cleaned.chars().count() > 60 || cleaned != name.trim() {
        return Err(invalid(
            "An account's name has 1 to 60 characters, none of them invisible.",
        ));
    }
    Ok(cleaned)
}

/// A word that a person chose, cleaned; it must not be empty.
fn word(what: &str, typed: &str) -> Result<String, Failure> {
    let cleaned = crate::domain::text::clean_short(typed.trim(), 60);
    if cleaned.is_empty() {
        return Err(invalid(format!("The {what} must not be empty.")));
    }
    Ok(cleaned)
}

fn name_taken(name: &str) -> Failure {
    Failure::new(
        FailureCode::Conflict,
        format!("There is an account named {name} already."),
    )
}

fn conflict_with(account: &Account, all: &[Account]) -> Option<Failure> {
    all.iter().find_map(|other| {
        let shared = account.overlap(other)?;
        Some(
            Failure::new(
                FailureCode::Conflict,
                format!(
                    "The account {} already synchronises {} for this seller.",
                    other.name, shared.code
                ),
            )
            .hint("Take the marketplace off one of the two, or archive one."),
        )
    })
}

/// Registers an account after asking Amazon for its marketplaces.
pub(in crate::engine) async fn add(
    core: &Arc<Core>,
    who: &Who,
    new: NewAccount,
) -> Result<Reply, Failure> {
    let name = clean_name(&new.name)?;
    let login = &new.login;
    if login.seller_id.trim().is_empty() || login.seller_id.len() > 50 {
        return Err(invalid("A seller id is needed, such as A1B2C3D4E5F6G7."));
    }
    let known = core.read(|r| r.all_accounts()).await?;
    if known.iter().any(|a| a.name == name) {
        return Err(name_taken(&name));
    }
    if known.len() >= 127 {
        return Err(Failure::new(
            FailureCode::Conflict,
            "There can't be more than 127 accounts.",
        ));
    }
    let found = participations(core, &access_of(login, UNREGISTERED)).await?;
    let now = core.now();
    let account = Account {
        id: UNREGISTERED,
        name,
        region: login.region,
        seller_id: login.seller_id.trim().to_owned(),
        marketplaces: chosen(&found, &new.marketplaces)?,
        team: new
            .team
            .as_deref()
            .map_or(Ok(Account::DEFAULT_TEAM.to_owned()), |team| {
                word("team", team)
            })?,
        salesperson: None,
        location: Location(
            new.location
                .as_deref()
                .map_or(Ok(Location::AMAZON.to_owned()), |place| {
                    word("location", place)
                })?,
        ),
        endpoint: login.endpoint.clone(),
        lwa_endpoint: login.lwa_endpoint.clone(),
        archived: false,
        import_shipped_elsewhere: false,
        other_channels_are_sales: false,
        sync_interval: new.sync_seconds.map_or(Account::DEFAULT_INTERVAL, |s| {
            Span::seconds(i64::from(s.max(1)))
        }),
        registered: now,
        secret_entered: now,
        authorised: now,
    };
    let watermark = new.start.unwrap_or(now);
    let secrets = secrets_of(&login.credentials);
    let who = who.name.clone();
    let added = core
        .writer
        .change(move |writing| {
            let all = writing.all_accounts()?;
            if all.iter().any(|a| a.name == account.name) {
                return Ok(Err(name_taken(&account.name)));
            }
            if let Some(conflict) = conflict_with(
                &Account {
                    id: AccountId(u16::MAX),
                    ..account.clone()
                },
                &all,
            ) {
                return Ok(Err(conflict));
            }
            if let Err(refused) = amazon_location(writing, &account.location)? {
                return Ok(Err(refused));
            }
            let account = Account {
                id: writing.next_account_id()?,
                ..account.clone()
            };
            writing.put_account(&account)?;
            writing.put_secrets(account.id, &secrets)?;
            writing.put_sync_state(
                account.id,
                &AccountSyncState {
                    watermark: Some(watermark),
                    ..AccountSyncState::default()
                },
            )?;
            let codes: Vec<&str> = account
                .marketplaces
                .iter()
                .map(|m| m.code.as_str())
                .collect();
            let what = format!(
                "Registered the account {} with {}.",
                account.name,
                codes.join(", ")
            );
            writing.note(entry(now, &who, Level::Info, Some(account.id), what))?;
            Ok(Ok(account))
        })
        .await??;
    let all = core.read(|r| r.all_accounts()).await?;
    core.names.follow(&all);
    core.budgets.follow(&all);
    core.worker(added.id).changed().await;
    Ok(Reply::Account(Box::new(view(core, &added).await?)))
}

fn secrets_of(credentials: &crate::protocol::accounts::Credentials) -> Secrets {
    Secrets {
        client_id: credentials.client_id.clone(),
        client_secret: credentials.client_secret.clone(),
        refresh_token: credentials.refresh_token.clone(),
    }
}

/// Changes an account.
pub(in crate::engine) async fn set(
    core: &Arc<Core>,
    who: &Who,
    name: &str,
    mut change: AccountChange,
) -> Result<Reply, Failure> {
    for (what, typed) in [
        ("team", &mut change.team),
        ("location", &mut change.location),
    ] {
        if let Some(typed) = typed {
            *typed = word(what, typed)?;
        }
    }
    let account = core.account_named(name).await?;
    let id = account.id;
    let now = core.now();
    let backfill = match change.last_order_sync {
        Some(from) => Some(cost(core, &account, from).await?),
        None => None,
    };
    let marketplaces = match &change.marketplaces {
        Some(wanted) => {
            let access = core.access(&account).await?;
            Some(chosen(&participations(core, &access).await?, wanted)?)
        }
        None => None,
    };
    if let Some(credentials) = &change.credentials {
        let login = SellerLogin {
            region: account.region,
            seller_id: account.seller_id.clone(),
            credentials: credentials.clone(),
            endpoint: account.endpoint.clone(),
            lwa_endpoint: account.lwa_endpoint.clone(),
        };
        core.amazon
            .check_login(&access_of(&login, id))
            .await
            .map_err(|e| views::amazon_failure(&e))?;
    }
    if change
        .sync_minutes
        .is_some_and(|m| !(3..=1_440).contains(&m))
    {
        return Err(invalid(
            "Orders are synced every 3 to 1440 minutes: Amazon gives one search in about three minutes.",
        ));
    }
    let who = who.name.clone();
    let changed = core
        .writer
        .change(move |writing| {
            let Some(mut account) = writing.account(id)? else {
                return Ok(Err(Failure::new(
                    FailureCode::NotFound,
                    "The account is gone.",
                )));
            };
            let mut done = match apply(&mut account, &change, marketplaces.as_deref(), now) {
                Ok(done) => done,
                Err(refused) => return Ok(Err(refused)),
            };
            if let Some(conflict) = conflict_with(&account, &writing.all_accounts()?) {
                return Ok(Err(conflict));
            }
            if let Err(refused) = amazon_location(writing, &account.location)? {
                return Ok(Err(refused));
            }
            if let Some(credentials) = &change.credentials {
                if writing
                    .secrets(id)?
                    .is_none_or(|s| s.refresh_token != credentials.refresh_token)
                {
                    account.authorised = now;
                }
                writing.put_secrets(id, &secrets_of(credentials))?;
                done.push("new credentials".to_owned());
            }
            let mut state = writing.sync_state(id)?;
            if let Some(from) = change.last_order_sync {
                state.watermark = Some(from);
                state.run = None;
                state.beside = None;
                done.push(format!("last order sync {from}"));
            }
            // Only what may have mended it lets a problem be forgotten.
            if change.credentials.is_some()
                || change.marketplaces.is_some()
                || change.last_order_sync.is_some()
            {
                state.problem = None;
            }
            writing.put_sync_state(id, &state)?;
            writing.put_account(&account)?;
            let what = format!("Changed the account {}: {}.", account.name, done.join(", "));
            writing.note(entry(now, &who, Level::Info, Some(id), what))?;
            Ok(Ok(account))
        })
        .await??;
    core.worker(id).changed().await;
    Ok(Reply::AccountChanged(Box::new(AccountChanged {
        account: view(core, &changed).await?,
        backfill,
    })))
}

/// Takes a change over and says what it was, without secrets; refuses a tax flag for a marketplace that the account does
/// not synchronise.
fn apply(
    account: &mut Account,
    change: &AccountChange,
    marketplaces: Option<&[Marketplace]>,
    now: Moment,
) -> Result<Vec<String>, Failure> {
    let mut done = Vec::new();
    if let Some(team) = &change.team {
        account.team.clone_from(team);
        done.push(format!("team {}", account.team));
    }
    if let Some(person) = &change.salesperson {
        account.salesperson =
            Some(crate::domain::text::clean_short(person, 60)).filter(|p| !p.is_empty());
        done.push("salesperson".to_owned());
    }
    if let Some(location) = &change.location {
        account.location = Location(location.clone());
        done.push(format!("location {}", account.location));
    }
    if let Some(minutes) = change.sync_minutes {
        account.sync_interval = Span::minutes(i64::from(minutes));
        done.push(format!("order sync every {minutes} minutes"));
    }
    if let Some(on) = change.import_shipped_elsewhere {
        account.import_shipped_elsewhere = on;
        done.push(format!("import orders shipped elsewhere: {on}"));
    }
    if let Some(on) = change.other_channels_are_sales {
        account.other_channels_are_sales = on;
        done.push(format!("orders of other channels are sales: {on}"));
    }
    if let Some(chosen) = marketplaces {
        let flags: Vec<(String, bool)> = account
            .marketplaces
            .iter()
            .map(|m| (m.id.0.clone(), m.tax_included))
            .collect();
        account.marketplaces = chosen.to_vec();
        for marketplace in &mut account.marketplaces {
            if let Some((_, included)) = flags.iter().find(|(id, _)| *id == marketplace.id.0) {
                marketplace.tax_included = *included;
            }
        }
        done.push(format!(
            "marketplaces {}",
            chosen
                .iter()
                .map(|m| m.code.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        ));
    }
    for (code, included) in change.tax_included.iter().flatten() {
        let id = marketplace::by_code(code).map_or(code.as_str(), |known| known.id);
        let Some(marketplace) = account
            .marketplaces
            .iter_mut()
            .find(|m| m.id.as_str() == id)
        else {
            return Err(invalid(format!(
                "The account {} does not synchronise {code:?}.",
                account.name
            )));
        };
        marketplace.tax_included = *included;
        done.push(format!("tax included in {}: {included}", marketplace.code));
    }
    if change.credentials.is_some() {
        account.secret_entered = now;
    }
    Ok(done)
}

/// Archives an account, or takes it out of the archive.
pub(in crate::engine) async fn archive(
    core: &Arc<Core>,
    who: &Who,
    name: &str,
    archived: bool,
) -> Result<Reply, Failure> {
    let id = core.account_named(name).await?.id;
    let (now, who) = (core.now(), who.name.clone());
    let account = core
        .writer
        .change(move |writing| {
            let Some(mut account) = writing.account(id)? else {
                return Ok(Err(Failure::new(
                    FailureCode::NotFound,
                    "The account is gone.",
                )));
            };
            account.archived = archived;
            if let Some(conflict) = conflict_with(&account, &writing.all_accounts()?) {
                return Ok(Err(conflict));
            }
            writing.put_account(&account)?;
            let what = if archived {
                "Archived the account"
            } else {
                "Took out of the archive the account"
            };
            writing.note(entry(
                now,
                &who,
                Level::Info,
                Some(id),
                format!("{what} {}.", account.name),
            ))?;
            Ok(Ok(account))
        })
        .await??;
    core.worker(id).changed().await;
    Ok(Reply::Account(Box::new(view(core, &account).await?)))
}
