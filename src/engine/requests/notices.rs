//! What Amazon was told and refused; telling it now.

use super::carriers::carrier_named;
use crate::domain::account::Account;
use crate::domain::carrier::Carrier;
use crate::domain::ids::{AccountId, NoticeId};
use crate::domain::moment::Span;
use crate::domain::notice::{Content, Notice, Place, Step, Wish};
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::{about, entry};
use crate::engine::core::Core;
use crate::engine::notices::NoticeRun;
use crate::engine::picking_views::PickingViews;
use crate::protocol::pickings::{FailedNotices, NoticeChoice, NoticeSync};
use crate::protocol::status::NoticeFigures;
use crate::protocol::upkeep::{AccountSync, Level, SyncReport};
use crate::protocol::{Failure, FailureCode, Reply};
use crate::store::{Reading, StoreError};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Between two looks at feeds that a client waits for, at least so long.
const WAIT_BETWEEN: Span = Span::seconds(5);

/// The notices that Amazon refused, newest first.
pub(in crate::engine) async fn failed(core: &Arc<Core>) -> Result<Reply, Failure> {
    let of_core = core.clone();
    let failed = core
        .read(move |reading| {
            let mut views = PickingViews::new(reading, &of_core.names, &of_core.taken);
            let mut notices = all_failed(reading)?;
            notices.sort_by_key(|n| std::cmp::Reverse(n.refusal.as_ref().map(|r| r.at)));
            let mut failed = FailedNotices::default();
            for notice in &notices {
                match notice.picking() {
                    Some(number) => {
                        if let Some(picking) = reading.picking(number)? {
                            failed.shipments.push(views.row(picking)?);
                        }
                    }
                    None => failed
                        .cancellations
                        .extend(views.failed_cancellation(notice)),
                }
            }
            Ok(failed)
        })
        .await?;
    Ok(Reply::FailedNotices(failed))
}

fn all_failed(reading: &Reading<'_>) -> Result<Vec<Notice>, StoreError> {
    let mut notices = Vec::new();
    for account in reading.all_accounts()? {
        notices.extend(reading.notices_at(Place::Failed, account.id)?);
    }
    Ok(notices)
}

/// The failed notices that are meant; an error for one that did not fail.
async fn chosen(core: &Arc<Core>, choice: NoticeChoice) -> Result<Vec<Notice>, Failure> {
    let failed = core.read(all_failed).await?;
    match choice {
        NoticeChoice::All => Ok(failed),
        NoticeChoice::Cancellation(order) => {
            let found: Vec<Notice> = failed
                .into_iter()
                .filter(|n| n.order.number == order && n.picking().is_none())
                .collect();
            match found.is_empty() {
                true => Err(Failure::new(
                    FailureCode::Conflict,
                    format!("No cancellation of {order} failed."),
                )),
                false => Ok(found),
            }
        }
        NoticeChoice::Pickings(pickings) => pickings
            .into_iter()
            .map(|number| {
                let found = failed.iter().find(|n| n.picking() == Some(number));
                found.cloned().ok_or_else(|| {
                    Failure::new(
                        FailureCode::Conflict,
                        format!("The shipment of {number} did not fail."),
                    )
                })
            })
            .collect(),
    }
}

/// Tells Amazon again what it refused, maybe changed.
pub(in crate::engine) async fn retry(
    core: &Arc<Core>,
    who: &Who,
    choice: NoticeChoice,
    carrier: Option<String>,
    tracking: Option<String>,
) -> Result<Reply, Failure> {
    let carrier = match &carrier {
        Some(text) => Some(carrier_named(core, text).await?.0),
        None => None,
    };
    let tracking = tracking.map(|text| crate::domain::text::clean(&text).trim().to_owned());
    if tracking.as_ref().is_some_and(String::is_empty) {
        return Err(Failure::new(
            FailureCode::Invalid,
            "A tracking reference is needed.",
        ));
    }
    let chosen = chosen(core, choice).await?;
    let accounts: BTreeSet<AccountId> = chosen.iter().map(|n| n.account).collect();
    let ids: Vec<NoticeId> = chosen.iter().map(|n| n.id).collect();
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            for id in &ids {
                let Some(mut notice) = writing.notice(*id)? else {
                    continue;
                };
                if !matches!(notice.step, Step::Failed { .. }) {
                    continue;
                }
                correct(&mut notice, carrier.as_ref(), tracking.as_deref());
                notice.retry(now);
                writing.put_notice(&notice)?;
                if let Some((picking, shipment)) = notice.picking().zip(notice.shipment())
                    && let Some(mut picking) = writing.picking(picking)?
                {
                    picking.carrier = shipment.carrier.to_string();
                    picking.tracking = shipment.tracking.clone();
                    writing.put_picking(&picking)?;
                }
                let what = "Amazon is told again of what it refused.";
                let entry = entry(now, &who, Level::Info, Some(notice.account), what);
                writing.note(about(entry, notice.reference))?;
            }
            Ok(())
        })
        .await?;
    let wish = Wish {
        shipments: true,
        cancellations: true,
        ..Wish::default()
    };
    run_all(core, accounts.into_iter().collect(), wish).await
}

fn correct(notice: &mut Notice, carrier: Option<&Carrier>, tracking: Option<&str>) {
    if let Content::Shipment { shipment, .. } = &mut notice.content {
        if let Some(carrier) = carrier {
            shipment.carrier = carrier.clone();
        }
        if let Some(tracking) = tracking {
            shipment.tracking = tracking.to_owned();
        }
    }
}

/// Lays aside what Amazon refused, since it was settled elsewhere.
pub(in crate::engine) async fn solve(
    core: &Arc<Core>,
    who: &Who,
    choice: NoticeChoice,
    why: &str,
) -> Result<Reply, Failure> {
    let why = clean_short(why, 300);
    if why.is_empty() {
        return Err(Failure::new(
            FailureCode::Invalid,
            "Say how it was settled.",
        ));
    }
    let ids: Vec<NoticeId> = chosen(core, choice).await?.iter().map(|n| n.id).collect();
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            for id in &ids {
                let Some(mut notice) = writing.notice(*id)? else {
                    continue;
                };
                if !matches!(notice.step, Step::Failed { .. }) {
                    continue;
                }
                notice.step = Step::Solved { at: now };
                writing.put_notice(&notice)?;
                let what = format!("Settled elsewhere: {why}");
                let entry = entry(now, &who, Level::Info, Some(notice.account), what);
                writing.note(about(entry, notice.reference))?;
            }
            Ok(())
        })
        .await?;
    failed(core).await
}

/// Tells Amazon now what it is to be told.
pub(in crate::engine) async fn sync(
    core: &Arc<Core>,
    who: &Who,
    account: Option<String>,
    what: NoticeSync,
    wait: bool,
) -> Result<Reply, Failure> {
    let accounts: Vec<Account> = match account {
        Some(name) => {
            let account = core.account_named(&name).await?;
            if account.archived {
                return Err(Failure::new(
                    FailureCode::Conflict,
                    format!("The account {name} is archived: it sends nothing."),
                ));
            }
            vec![account]
        }
        None => core
            .read(|r| r.all_accounts())
            .await?
            .into_iter()
            .filter(|a| !a.archived)
            .collect(),
    };
    tracing::info!("telling Amazon asked for by {}", who.name);
    let wish = match what {
        NoticeSync::Deliveries { bulk } => Wish {
            shipments: true,
            bulk,
            ..Wish::default()
        },
        NoticeSync::Cancellations => Wish {
            cancellations: true,
            ..Wish::default()
        },
        NoticeSync::Feeds => Wish {
            feeds: true,
            ..Wish::default()
        },
        NoticeSync::All { bulk } => Wish {
            shipments: true,
            cancellations: true,
            bulk,
            feeds: true,
        },
    };
    let ids: Vec<AccountId> = accounts.iter().map(|a| a.id).collect();
    let mut reply = run_all(core, ids.clone(), wish).await;
    while wait && open_feeds(core, ids.clone()).await? > 0 {
        core.clock.sleep(WAIT_BETWEEN).await;
        let looked = Wish {
            feeds: true,
            ..Wish::default()
        };
        reply = merged(reply?, run_all(core, ids.clone(), looked).await?);
    }
    reply
}

async fn open_feeds(core: &Arc<Core>, ids: Vec<AccountId>) -> Result<usize, Failure> {
    core.read(move |r| {
        let mut open = 0;
        for id in ids {
            open += r.feed_attempts(id)?.iter().filter(|a| a.is_open()).count();
        }
        Ok(open)
    })
    .await
}

/// What was done before, and since; where the rest stands now.
fn merged(before: Reply, after: Reply) -> Result<Reply, Failure> {
    let (Reply::Sync(mut before), Reply::Sync(after)) = (before, after) else {
        return Err(Failure::new(FailureCode::Internal, "A sync has no report."));
    };
    before.notices.sent += after.notices.sent;
    before.notices.synchronized += after.notices.synchronized;
    before.notices.waiting = after.notices.waiting;
    for (one, other) in before.accounts.iter_mut().zip(after.accounts) {
        one.calls += other.calls;
        one.throttled_until = other.throttled_until;
        one.error = other.error;
    }
    Ok(Reply::Sync(before))
}

async fn run_all(core: &Arc<Core>, ids: Vec<AccountId>, wish: Wish) -> Result<Reply, Failure> {
    let runs = ids.iter().map(|id| {
        let worker = core.notice_worker(*id);
        async move { worker.run(wish).await }
    });
    let mut report = SyncReport::default();
    for (id, run) in ids.iter().zip(futures_util::future::join_all(runs).await) {
        let run: NoticeRun = run?;
        report.notices.sent += run.sent;
        report.notices.synchronized += run.synchronized;
        report.accounts.push(AccountSync {
            account: core.names.of(*id),
            calls: run.calls.try_into().unwrap_or(u32::MAX),
            throttled_until: run.wait_until.filter(|_| run.throttled),
            error: run.error,
            ..AccountSync::default()
        });
    }
    report.notices.waiting = waiting(core, ids).await?;
    Ok(Reply::Sync(report))
}

/// Where the notices of these accounts stand.
pub(in crate::engine) async fn waiting(
    core: &Arc<Core>,
    ids: Vec<AccountId>,
) -> Result<NoticeFigures, Failure> {
    core.read(move |r| standing(r, &ids)).await
}

/// Where the notices of these accounts stand.
fn standing(reading: &Reading<'_>, ids: &[AccountId]) -> Result<NoticeFigures, StoreError> {
    let mut figures = NoticeFigures::default();
    for id in ids {
        for notice in reading.notices_at(Place::Open, *id)? {
            match notice.is_pending() {
                true => figures.pending += 1,
                false => figures.processing += 1,
            }
        }
        figures.failed += reading.notices_at(Place::Failed, *id)?.len() as u64;
    }
    Ok(figures)
}
