//! Accounts: looked at, and what going back in time would cost.

use crate::amazon::operations::Operation;
use crate::domain::account::Account;
use crate::domain::moment::Moment;
use crate::engine::account_worker;
use crate::engine::core::Core;
use crate::engine::{health, views};
use crate::protocol::accounts::{AccountView, BackfillCost, BudgetView};
use crate::protocol::{Failure, Reply};
use std::sync::Arc;

/// All accounts.
pub(in crate::engine) async fn list(core: &Arc<Core>) -> Result<Reply, Failure> {
    let accounts = core.read(|r| r.all_accounts()).await?;
    let mut shown = Vec::with_capacity(accounts.len());
    for account in &accounts {
        shown.push(view(core, account).await?);
    }
    Ok(Reply::Accounts(shown))
}

/// One account.
pub(in crate::engine) async fn show(core: &Arc<Core>, name: &str) -> Result<Reply, Failure> {
    let account = core.account_named(name).await?;
    Ok(Reply::Account(Box::new(view(core, &account).await?)))
}

pub(super) async fn view(core: &Arc<Core>, account: &Account) -> Result<AccountView, Failure> {
    let id = account.id;
    let state = core.read(move |r| r.sync_state(id)).await?;
    let now = core.now();
    let doing = core.worker_doing(id);
    let budgets = [Operation::SearchOrders, Operation::GetOrder].map(|operation| {
        let bucket = core.budgets.bucket(id, operation);
        BudgetView {
            operation: operation.name().to_owned(),
            calls_left: bucket.available(now),
            burst: bucket.burst(),
            rate: bucket.rate(),
            next_call: bucket.next_call(now),
        }
    });
    let rate = budgets[0].rate;
    let (secret_age_days, authorisation_age_days) = health::secret_ages(account, now);
    Ok(AccountView {
        name: account.name.clone(),
        region: account.region,
        seller_id: account.seller_id.clone(),
        active: !account.archived,
        marketplaces: account.marketplaces.clone(),
        team: account.team.clone(),
        salesperson: account.salesperson.clone(),
        location: account.location.0.clone(),
        sync_seconds: account.sync_interval.as_seconds().max(0) as u32,
        sync_minutes: (account.sync_interval.as_seconds() / 60).max(0) as u32,
        import_shipped_elsewhere: account.import_shipped_elsewhere,
        other_channels_are_sales: account.other_channels_are_sales,
        last_order_sync: state.watermark,
        last_success: state.last_success,
        state: account_worker::state(account, &state, Some(doing), now),
        problem: state.problem.map(|p| p.message),
        next_sync: doing.next_sync,
        run: state
            .run
            .as_ref()
            .map(|run| views::run(run, doing.waits_until, rate, now)),
        budgets: budgets.into(),
        secret_age_days,
        authorisation_age_days,
        endpoint: account.endpoint.clone(),
    })
}

/// What reading again from a moment on would cost.
pub(in crate::engine) async fn backfill_cost(
    core: &Arc<Core>,
    name: &str,
    from: Moment,
) -> Result<Reply, Failure> {
    let account = core.account_named(name).await?;
    Ok(Reply::Backfill(cost(core, &account, from).await?))
}

pub(super) async fn cost(
    core: &Arc<Core>,
    account: &Account,
    from: Moment,
) -> Result<BackfillCost, Failure> {
    let id = account.id;
    let state = core.read(move |r| r.sync_state(id)).await?;
    let now = core.now();
    let bucket = core.budgets.bucket(id, Operation::SearchOrders);
    let days = (now.since(from).as_seconds() as f64 / 86_400.0).max(0.0);
    let orders = state
        .orders_per_day
        .map(|per_day| (f64::from(per_day) * days).ceil() as u64);
    let calls = orders.map(|orders| orders.div_ceil(100).max(1));
    let seconds = calls.map(|calls| {
        let beyond = calls.saturating_sub(u64::from(bucket.available(now)));
        (beyond as f64 / bucket.rate().max(f64::MIN_POSITIVE)).ceil() as u64
    });
    let in_future = from > now;
    let message = if in_future {
        format!("{from} lies in the future: orders that change before it will never come.")
    } else {
        let estimate = match (orders, calls, seconds) {
            (Some(orders), Some(calls), Some(seconds)) => format!(
                "about {orders} orders, {calls} calls and {} minutes",
                seconds.div_ceil(60)
            ),
            _ => "how many orders that are is unknown; each 100 cost one call, 20 calls go at once, then one in three minutes".to_owned(),
        };
        format!("{days:.1} days are read again: {estimate}.")
    };
    Ok(BackfillCost {
        from,
        days,
        orders,
        calls,
        seconds,
        in_future,
        message,
    })
}
