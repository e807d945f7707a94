//! Syncs on request, activity, self-checks and backups.

use crate::domain::account::Account;
use crate::domain::moment::{Moment, Span};
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::engine::{Who, blocking, finance_sync, health, stock_sync, stuck, views, writer};
use crate::protocol::request::SyncAction;
use crate::protocol::upkeep::{
    ActivityPage, BackupReport, DoctorReport, Finding, Level, NoticeReport, SyncReport,
    VerifyReport,
};
use crate::protocol::{Failure, FailureCode, Reply};
use std::path::PathBuf;
use std::sync::Arc;

/// One run of the order sync of one account or all active ones; each by itself, so that one's trouble stops no other.
pub(in crate::engine) async fn sync(
    core: &Arc<Core>,
    who: &Who,
    account: Option<String>,
) -> Result<Reply, Failure> {
    let accounts = asked_for(core, account).await?;
    tracing::info!("order sync asked for by {}", who.name);
    let runs = accounts.iter().map(|account| {
        let worker = core.worker(account.id);
        async move { worker.sync().await }
    });
    let mut report = SyncReport::default();
    for run in futures_util::future::join_all(runs).await {
        report.accounts.push(run?);
    }
    Ok(Reply::Sync(report))
}

/// The account of this name, or all active ones.
async fn asked_for(core: &Arc<Core>, account: Option<String>) -> Result<Vec<Account>, Failure> {
    let Some(name) = account else {
        let mut accounts = core.read(|r| r.all_accounts()).await?;
        accounts.retain(|account| !account.archived);
        return Ok(accounts);
    };
    let account = core.account_named(&name).await?;
    if account.archived {
        return Err(Failure::new(
            FailureCode::Conflict,
            format!("The account {name} is archived: it syncs nothing."),
        ));
    }
    Ok(vec![account])
}

/// Fetches Amazon's figures of what lies there, of one account or all active ones; each by itself.
pub(in crate::engine) async fn sync_stock(
    core: &Arc<Core>,
    who: &Who,
    account: Option<String>,
    accept: bool,
) -> Result<Reply, Failure> {
    let accounts = asked_for(core, account).await?;
    tracing::info!("stock at Amazon asked for by {}", who.name);
    let ids = accounts.iter().map(|account| account.id).collect();
    let runs = accounts
        .into_iter()
        .map(|account| stock_sync::sync(core, account, accept));
    let accounts = futures_util::future::join_all(runs).await;
    Ok(Reply::Sync(SyncReport {
        accounts,
        notices: NoticeReport {
            waiting: super::notices::waiting(core, ids).await?,
            ..NoticeReport::default()
        },
    }))
}

/// Fetches Amazon's financial transactions, of one account or all active ones; each by itself.
pub(in crate::engine) async fn sync_finances(
    core: &Arc<Core>,
    who: &Who,
    account: Option<String>,
    from: Option<Moment>,
) -> Result<Reply, Failure> {
    let accounts = asked_for(core, account).await?;
    tracing::info!("financial transactions asked for by {}", who.name);
    let ids = accounts.iter().map(|account| account.id).collect();
    let runs = accounts
        .into_iter()
        .map(|account| finance_sync::sync(core, account, from));
    let accounts = futures_util::future::join_all(runs).await;
    Ok(Reply::Sync(SyncReport {
        accounts,
        notices: NoticeReport {
            waiting: super::notices::waiting(core, ids).await?,
            ..NoticeReport::default()
        },
    }))
}

/// Pauses, resumes or stops the run of an account.
pub(in crate::engine) async fn control(
    core: &Arc<Core>,
    who: &Who,
    name: &str,
    action: SyncAction,
) -> Result<Reply, Failure> {
    let account = core.account_named(name).await?;
    let id = account.id;
    let (now, who) = (core.now(), who.name.clone());
    let there = core
        .writer
        .change(move |writing| {
            let mut state = writing.sync_state(id)?;
            let Some(run) = &mut state.run else {
                return Ok(false);
            };
            let what = match action {
                SyncAction::Pause => {
                    run.paused = true;
                    "Paused the order sync.".to_owned()
                }
                SyncAction::Resume => {
                    run.paused = false;
                    "Resumed the order sync.".to_owned()
                }
                SyncAction::Stop if run.backfill => {
                    state.run = None;
                    match state.beside.take() {
                        Some(beside) => {
                            let read_from = beside.watermark;
                            state.watermark = Some(read_from);
                            format!(
                                "Stopped the back-fill: what changed before {read_from} and was not read yet is left out."
                            )
                        }
                        None => "Stopped the back-fill before its first page; the watermark stays."
                            .to_owned(),
                    }
                }
                SyncAction::Stop => {
                    state.run = None;
                    "Stopped the run of the order sync; the watermark stays.".to_owned()
                }
            };
            writing.put_sync_state(id, &state)?;
            writing.note(entry(now, &who, Level::Info, Some(id), what))?;
            Ok(true)
        })
        .await?;
    if !there {
        return Err(Failure::new(
            FailureCode::Conflict,
            format!("No run of {name} is going on."),
        ));
    }
    core.worker(id).changed().await;
    super::accounts::show(core, name).await
}

/// A page of the activity log.
pub(in crate::engine) async fn activity(
    core: &Arc<Core>,
    before: Option<u64>,
    limit: u32,
) -> Result<Reply, Failure> {
    let limit = limit.clamp(1, 500) as usize;
    let entries = core.read(move |r| r.activity_before(before, limit)).await?;
    let next = (entries.len() == limit)
        .then(|| entries.last().map(|e| e.id))
        .flatten();
    Ok(Reply::Activity(ActivityPage {
        entries: entries
            .into_iter()
            .map(|e| views::activity(e, &core.names))
            .collect(),
        next,
    }))
}

/// Checks everything that must always hold.
pub(in crate::engine) async fn verify(core: &Arc<Core>) -> Result<Reply, Failure> {
    let store = core.store.clone();
    let verified = blocking(move || store.verify().map_err(|e| writer::store_failure(&e))).await?;
    let mut report = VerifyReport {
        ok: true,
        records: verified.records,
        findings: Vec::new(),
    };
    for (check, wrong) in verified.checks {
        let level = if wrong.is_empty() {
            Level::Info
        } else {
            Level::Error
        };
        report.ok &= wrong.is_empty();
        let message = if wrong.is_empty() {
            "holds".to_owned()
        } else {
            format!("{}.", wrong.join("; "))
        };
        report.findings.push(Finding {
            check: check.to_owned(),
            level,
            message,
        });
    }
    Ok(Reply::Verify(report))
}

/// Writes a copy of the store.
pub(in crate::engine) async fn backup(
    core: &Arc<Core>,
    who: &Who,
    file: &str,
) -> Result<Reply, Failure> {
    let target = PathBuf::from(file);
    if target.exists() {
        return Err(
            Failure::new(FailureCode::Conflict, format!("{file} exists already."))
                .hint("Name a new file; nothing is overwritten."),
        );
    }
    if target.file_name().is_none()
        || target
            .parent()
            .is_some_and(|p| !p.as_os_str().is_empty() && !p.is_dir())
    {
        return Err(Failure::new(
            FailureCode::Invalid,
            format!("{file} can't be written: its folder does not exist."),
        ));
    }
    let copied = core
        .writer
        .between({
            let target = target.clone();
            move |store| store.begin_copy(&target)
        })
        .await?
        .map_err(|e| writer::store_failure(&e))?;
    let store = core.store.clone();
    let copied = blocking(move || {
        let checked = store.finish_copy(&target, copied);
        checked.map_err(|e| writer::store_failure(&e))
    })
    .await?;
    let done = entry(
        core.now(),
        &who.name,
        Level::Info,
        None,
        format!("Backed up {} orders.", copied.orders),
    );
    core.writer.change(move |w| w.note(done.clone())).await?;
    Ok(Reply::Backup(BackupReport {
        file: file.to_owned(),
        bytes: copied.bytes,
        orders: copied.orders,
    }))
}

/// The checks that only the engine can make.
pub(in crate::engine) async fn doctor(core: &Arc<Core>) -> Result<Reply, Failure> {
    let mut findings = Vec::new();
    let mut find = |check: &str, level, message: String| {
        findings.push(Finding {
            check: check.to_owned(),
            level,
            message,
        })
    };
    let store = core.store.clone();
    let size = blocking(move || {
        std::fs::metadata(store.place().file())
            .map(|m| m.len())
            .map_err(|e| Failure::new(FailureCode::Store, e.to_string()))
    })
    .await?;
    find(
        "store",
        Level::Info,
        format!("{} in {}", human_size(size), core.data_dir.display()),
    );
    let now = core.now();
    let accounts = core.read(|r| r.all_accounts()).await?;
    if accounts.is_empty() {
        find(
            "accounts",
            Level::Warning,
            "No account is registered.".to_owned(),
        );
    }
    for account in accounts.iter().filter(|a| !a.archived) {
        let (secret, authorisation) = health::secret_ages(account, now);
        let (level, message) = match views::secret_warning(account, now) {
            Some(warning) => (Level::Warning, warning),
            None => (
                Level::Info,
                format!(
                    "client secret entered {secret} days ago, authorisation {authorisation} days ago"
                ),
            ),
        };
        find(&format!("{}: secrets", account.name), level, message);
        for finding in super::account_login::findings(core, account).await {
            find(
                &format!("{}: {}", account.name, finding.check),
                finding.level,
                finding.message,
            );
        }
        let id = account.id;
        let known = core.read(move |r| r.amazon_stock(id)).await?;
        let (level, message) = stock_sync::finding(&known);
        find(
            &format!("{}: stock at Amazon", account.name),
            level,
            message,
        );
        let known = core.read(move |r| r.finance_sync(id)).await?;
        let (level, message) = finance_sync::finding(&known);
        find(&format!("{}: finances", account.name), level, message);
        let seen = core.read(move |r| r.personal_data_share(id)).await?;
        if let Some((with, of)) = seen {
            let level = if with == 0 {
                Level::Warning
            } else {
                Level::Info
            };
            let hint = if with == 0 {
                " Does the application have the Direct-to-Consumer Shipping role?"
            } else {
                ""
            };
            find(
                &format!("{}: personal data", account.name),
                level,
                format!("{with} of the newest {of} FBM orders came with a complete address.{hint}"),
            );
        }
        if let Some(skew) = core
            .clock_skew(id)
            .filter(|skew| skew.as_millis().abs() > Span::seconds(60).as_millis())
        {
            find(
                &format!("{}: clock", account.name),
                Level::Warning,
                format!(
                    "This clock and Amazon's differ by {} seconds.",
                    skew.as_seconds()
                ),
            );
        }
    }
    findings.extend(core.read(move |r| stuck::findings(r, now)).await?);
    findings.push(super::mail::finding(core).await);
    let ok = findings.iter().all(|f| f.level != Level::Error);
    Ok(Reply::Doctor(DoctorReport { ok, findings }))
}

fn human_size(bytes: u64) -> String {
    match bytes {
        0..=1_048_575 => format!("{} kB", bytes.div_ceil(1024)),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}
