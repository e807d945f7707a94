//! Why an order is here or not, and what can be done about it.

use super::orders::parsed;
use crate::domain::account::Account;
use crate::domain::failed_order::FailedOrder;
use crate::domain::ids::OrderNumber;
use crate::domain::marketplace::code_of;
use crate::domain::reference::AmazonOrderRef;
use crate::domain::seen_order::{Decision, SeenOrder};
use crate::engine::core::Core;
use crate::engine::views;
use crate::protocol::orders::{OrderRef, OrderWhy};
use crate::protocol::{Failure, Reply};
use std::sync::Arc;

/// Why an order is here or not.
pub(in crate::engine) async fn why(core: &Arc<Core>, text: &str) -> Result<Reply, Failure> {
    let reference = match OrderRef::parse(text) {
        Some(OrderRef::Number(number)) => {
            let head = core
                .read(move |r| {
                    r.key_of_number(number)?
                        .map_or(Ok(None), |key| r.order_head(key))
                })
                .await?;
            match head {
                Some(head) => head.reference,
                None => return Ok(Reply::Why(no_such_number(number))),
            }
        }
        _ => parsed(text)?,
    };
    let (seen, failed, accounts) = core
        .read(move |r| {
            let failed = r.failed_order(&reference.to_string())?;
            Ok((r.seen(reference)?, failed, r.all_accounts()?))
        })
        .await?;
    let mut why = match &seen {
        Some(seen) => views::why(seen),
        None => never_shown(reference),
    };
    let sentences = [
        seen.as_ref().and_then(|seen| cure(seen, &accounts)),
        failed.as_ref().map(|failed| failure(failed, &why)),
    ];
    for sentence in sentences.into_iter().flatten() {
        why.reason = format!("{} {sentence}", why.reason);
    }
    why.failure = failed.map(|failed| views::failed(failed, &core.names));
    Ok(Reply::Why(why))
}

fn unknown(reference: Option<AmazonOrderRef>, reason: String) -> OrderWhy {
    OrderWhy {
        amazon_order_ref: reference,
        known: false,
        amazon_status: None,
        channel: None,
        marketplace: None,
        decision: None,
        reason,
        failure: None,
        last_seen: None,
        number: None,
    }
}

fn no_such_number(number: OrderNumber) -> OrderWhy {
    unknown(
        None,
        format!(
            "No order here has the number {number}. Ask by Amazon's reference to learn what became of an order there."
        ),
    )
}

fn never_shown(reference: AmazonOrderRef) -> OrderWhy {
    unknown(
        Some(reference),
        "Amazon has not shown it to any account here since the accounts were registered. Recover it to fetch it now."
            .to_owned(),
    )
}

/// What a person can do so that an order comes in that did not.
fn cure(seen: &SeenOrder, accounts: &[Account]) -> Option<String> {
    let account = accounts.iter().find(|a| a.id == seen.account)?;
    let name = &account.name;
    match seen.decision {
        Decision::MarketplaceNotSynchronised => {
            let marketplace = seen.marketplace.as_ref()?;
            let code = code_of(marketplace);
            let now = accounts
                .iter()
                .filter(|a| a.seller_id == account.seller_id && a.region == account.region)
                .find(|a| !a.archived && a.marketplace(marketplace).is_some());
            Some(match now {
                Some(now) => format!(
                    "The account {} synchronises {code} by now: recover the order, or set the last order sync back to before its last change.",
                    now.name
                ),
                None => format!(
                    "Add {code} to the marketplaces of the account {name}, then recover the order."
                ),
            })
        }
        Decision::ShippedElsewhere if account.import_shipped_elsewhere => Some(format!(
            "The account {name} imports such orders by now: recover it."
        )),
        Decision::ShippedElsewhere => Some(format!(
            "Let the account {name} import orders shipped elsewhere, then recover it."
        )),
        Decision::UnknownStatus | Decision::Unfulfillable => Some(
            "It is looked at again when Amazon changes it, or when it is recovered.".to_owned(),
        ),
        _ => None,
    }
}

/// What could not be processed of it, and what becomes of that.
fn failure(failed: &FailedOrder, why: &OrderWhy) -> String {
    let what = match why.decision {
        Some(Decision::Failed) => "The reason",
        _ => "Its newest state could not be processed; the reason",
    };
    let next = match (&failed.dismissed, failed.next_try) {
        (Some(dismissed), _) => format!(
            "It was dismissed ({dismissed}) and is tried again when Amazon changes it, or by `orderdeck order failed retry`."
        ),
        (None, Some(at)) => format!("It is tried again at {at}."),
        (None, None) => String::new(),
    };
    format!("{what}: {}. {next}", failed.reason)
        .trim_end()
        .to_owned()
}
