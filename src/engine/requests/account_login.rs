//! Accounts: what Amazon says of a seller's login and marketplaces.

use crate::amazon::access::{Credentials, SellerAccess};
use crate::amazon::participation::Participation;
use crate::amazon::problem::AmazonError;
use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::marketplace::{self, Marketplace};
use crate::engine::budgets::UNREGISTERED;
use crate::engine::core::Core;
use crate::engine::views;
use crate::protocol::accounts::{AccountCheck, SellerLogin};
use crate::protocol::upkeep::{Finding, Level};
use crate::protocol::{Failure, FailureCode, Reply};
use std::sync::Arc;

/// A value that can't be taken.
pub(super) fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(FailureCode::Invalid, message)
}

/// The way to Amazon with a login that was just typed.
pub(super) fn access_of(login: &SellerLogin, id: AccountId) -> SellerAccess {
    let c = &login.credentials;
    SellerAccess {
        account: id,
        region: login.region,
        seller_id: login.seller_id.clone(),
        credentials: Credentials {
            client_id: c.client_id.clone(),
            client_secret: c.client_secret.clone().into(),
            refresh_token: c.refresh_token.clone().into(),
        },
        endpoint: login.endpoint.clone(),
        lwa_endpoint: login.lwa_endpoint.clone(),
    }
}

/// The marketplaces that a seller takes part in.
pub(in crate::engine) async fn discover(
    core: &Arc<Core>,
    login: &SellerLogin,
) -> Result<Reply, Failure> {
    let found = participations(core, &access_of(login, UNREGISTERED)).await?;
    Ok(Reply::Marketplaces(
        found.into_iter().map(|p| p.marketplace).collect(),
    ))
}

pub(super) async fn participations(
    core: &Arc<Core>,
    access: &SellerAccess,
) -> Result<Vec<Participation>, Failure> {
    core.amazon
        .marketplace_participations(access)
        .await
        .map_err(|e| views::amazon_failure(&e))
}

/// The chosen ones of the marketplaces that the seller takes part in; all, if none is named.
pub(super) fn chosen(
    found: &[Participation],
    wanted: &[String],
) -> Result<Vec<Marketplace>, Failure> {
    let all = || {
        found
            .iter()
            .map(|p| p.marketplace.code.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    if found.is_empty() {
        return Err(invalid(
            "The seller takes part in no marketplace of this region that orderdeck knows.",
        ));
    }
    if wanted.is_empty() {
        return Ok(found.iter().map(|p| p.marketplace.clone()).collect());
    }
    let mut chosen: Vec<Marketplace> = Vec::new();
    for name in wanted {
        let id = marketplace::by_code(name)
            .map(|m| m.id)
            .ok_or_else(|| invalid(format!("{name:?} is no marketplace that orderdeck knows.")))?;
        let participation = found
            .iter()
            .find(|p| p.marketplace.id.as_str() == id)
            .ok_or_else(|| {
                invalid(format!("The seller does not take part in {name}."))
                    .hint(format!("Amazon names: {}.", all()))
            })?;
        if !chosen.contains(&participation.marketplace) {
            chosen.push(participation.marketplace.clone());
        }
    }
    Ok(chosen)
}

/// Checks an account with Amazon.
pub(in crate::engine) async fn check(core: &Arc<Core>, name: &str) -> Result<Reply, Failure> {
    let account = core.account_named(name).await?;
    let findings = findings(core, &account).await;
    let ok = findings.iter().all(|f| f.level != Level::Error);
    if ok {
        let id = account.id;
        core.writer
            .change(move |writing| {
                let mut state = writing.sync_state(id)?;
                if state.problem.take().is_some() {
                    writing.put_sync_state(id, &state)
                } else {
                    Ok(())
                }
            })
            .await?;
        core.worker(id).changed().await;
    }
    Ok(Reply::AccountCheck(AccountCheck {
        name: account.name,
        ok,
        findings,
    }))
}

/// What Amazon says of an account: login, marketplaces.
pub(super) async fn findings(core: &Arc<Core>, account: &Account) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |check: &str, level, message: String| {
        findings.push(Finding {
            check: check.to_owned(),
            level,
            message,
        })
    };
    let access = match core.access(account).await {
        Ok(access) => access,
        Err(failure) => {
            find("credentials", Level::Error, failure.to_string());
            return findings;
        }
    };
    if let Err(error) = core.amazon.check_login(&access).await {
        find(
            "credentials",
            Level::Error,
            views::amazon_failure(&error).to_string(),
        );
        return findings;
    }
    find("credentials", Level::Info, "Amazon accepts them".to_owned());
    match core.amazon.marketplace_participations(&access).await {
        Ok(found) => {
            for marketplace in &account.marketplaces {
                let (level, message) =
                    match found.iter().find(|p| p.marketplace.id == marketplace.id) {
                        None => (
                            Level::Error,
                            "the seller takes no part in it any more".to_owned(),
                        ),
                        Some(p) if p.has_suspended_listings => {
                            (Level::Warning, "it has suspended listings".to_owned())
                        }
                        Some(p) => (Level::Info, format!("active, {}", p.marketplace.currency)),
                    };
                find(&format!("marketplace {}", marketplace.code), level, message);
            }
        }
        Err(AmazonError::Throttled { until, .. }) => {
            find(
                "marketplaces",
                Level::Warning,
                format!("not checked: Amazon allows the next call at {until}"),
            );
        }
        Err(error) => find(
            "marketplaces",
            Level::Error,
            views::amazon_failure(&error).to_string(),
        ),
    }
    findings
}
