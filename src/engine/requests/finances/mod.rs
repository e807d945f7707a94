//! Finances: Amazon's transactions, and how they fit our orders.

mod settlement;
mod transactions;

use crate::domain::account::Account;
use crate::engine::Who;
use crate::engine::core::Core;
use crate::protocol::finances::FinanceRequest;
use crate::protocol::{Failure, FailureCode, Reply};
use std::sync::Arc;

/// Answers what was asked of finances.
pub(in crate::engine) async fn answer(
    core: &Arc<Core>,
    _who: &Who,
    request: FinanceRequest,
) -> Result<Reply, Failure> {
    let reply = match request {
        FinanceRequest::Transactions(wanted) => transactions::list(core, wanted).await,
        FinanceRequest::Settlement(wanted) => settlement::report(core, wanted).await,
    };
    reply.map(Reply::Finance)
}

/// The account of this name, or all that there are; archived ones have a past too.
async fn asked_for(core: &Arc<Core>, name: Option<String>) -> Result<Vec<Account>, Failure> {
    match name {
        Some(name) => Ok(vec![core.account_named(&name).await?]),
        None => core.read(|reading| reading.all_accounts()).await,
    }
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(FailureCode::Invalid, message)
}

fn too_large() -> Failure {
    invalid("The amounts are too large to be added up exactly.")
}
