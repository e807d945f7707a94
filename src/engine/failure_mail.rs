//! The e-mail about notices that Amazon refused (product rule S7): one for all of them, and none twice for the same refusal.
//!
//! It runs beside everything else: however slow a mail server is, nothing waits for it.

use super::activity::{ENGINE, entry};
use super::core::Core;
use super::picking_views::error_of;
use crate::domain::ids::NoticeId;
use crate::domain::moment::{Moment, Span};
use crate::domain::notice::{Notice, Place, Refusal};
use crate::mail::{self, Delivered, FailedNotice, FailedShipment};
use crate::protocol::upkeep::Level;
use crate::protocol::{Event, Failure, FailureCode};
use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// So long after the first refusal others are waited for, so that they come in the same e-mail.
const SETTLING: Span = Span::minutes(1);
/// Between two e-mails at least.
const BETWEEN: Span = Span::minutes(10);
/// After a delivery that failed the next try comes so much later; the pause doubles each time.
const FIRST_PAUSE: Span = Span::minutes(1);
const LONGEST_PAUSE: Span = Span::minutes(60);
/// Changes come in bursts: between two looks at what failed at least so long.
const LOOK: Span = Span::seconds(1);

/// The worker that writes these e-mails.
pub(super) struct MailWorker {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl MailWorker {
    pub(super) fn start(core: Arc<Core>) -> MailWorker {
        let stop = CancellationToken::new();
        let task = tokio::spawn(work(core, stop.clone()));
        MailWorker { stop, task }
    }

    /// Ends it; an e-mail under way is given up and written again after the next start.
    pub(super) async fn stop(self) {
        self.stop.cancel();
        let _ = self.task.await;
    }
}

/// How the last deliveries went.
#[derive(Default)]
struct Course {
    /// Deliveries that failed since the last one that did not.
    failed: u32,
    /// No delivery before.
    not_before: Option<Moment>,
    /// What was delivered and could not be marked so.
    told: HashMap<NoticeId, Refusal>,
}

async fn work(core: Arc<Core>, stop: CancellationToken) {
    let mut events = core.events.subscribe();
    let mut course = Course::default();
    loop {
        let due = match untold(&core, &course).await {
            Ok(failed) => due(&failed, &course),
            Err(failure) => {
                tracing::error!("what failed can't be read: {failure}");
                Some(core.now().plus(FIRST_PAUSE))
            }
        };
        let timer = async {
            match due {
                // Changes that never cease must not put it off.
                Some(at) if at <= core.now() => {}
                Some(at) => core.clock.sleep(at.since(core.now())).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = timer => {}
            going_on = changed(&mut events) => {
                if !going_on {
                    return;
                }
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = core.clock.sleep(LOOK) => {}
                }
                continue;
            }
        }
        if let Err(failure) = tell(&core, &stop, &mut course).await {
            tracing::error!("the e-mail about failed notices could not be noted: {failure}");
        }
    }
}

/// Ends when notices changed; says whether there will be more events.
async fn changed(events: &mut tokio::sync::broadcast::Receiver<Event>) -> bool {
    loop {
        match events.recv().await {
            Ok(Event::Deliveries) | Err(RecvError::Lagged(_)) => return true,
            Ok(Event::Stopping) | Err(RecvError::Closed) => return false,
            Ok(_) => {}
        }
    }
}

fn due(failed: &[(Notice, Refusal)], course: &Course) -> Option<Moment> {
    let first = failed.iter().map(|(_, refusal)| refusal.at).min()?;
    Some(first.plus(SETTLING).max(course.not_before.unwrap_or(first)))
}

/// The notices that failed and that no e-mail told of, oldest first.
async fn untold(core: &Arc<Core>, course: &Course) -> Result<Vec<(Notice, Refusal)>, Failure> {
    let failed = core
        .read(|reading| {
            let mut failed = Vec::new();
            for account in reading.all_accounts()? {
                failed.extend(reading.notices_at(Place::Failed, account.id)?);
            }
            Ok(failed)
        })
        .await?;
    let mut untold: Vec<(Notice, Refusal)> = failed
        .into_iter()
        .filter(|notice| !notice.mailed)
        .filter_map(|notice| {
            let refusal = notice.refusal.clone()?;
            (course.told.get(&notice.id) != Some(&refusal)).then_some((notice, refusal))
        })
        .collect();
    untold.sort_by_key(|(notice, refusal)| (refusal.at, notice.id));
    Ok(untold)
}

/// Writes one e-mail about all of them, delivers it, and marks them.
async fn tell(
    core: &Arc<Core>,
    stop: &CancellationToken,
    course: &mut Course,
) -> Result<(), Failure> {
    let failed = untold(core, course).await?;
    if failed.is_empty() {
        return Ok(());
    }
    let told: Vec<FailedNotice> = failed
        .iter()
        .map(|(notice, refusal)| as_told(core, notice, refusal))
        .collect();
    let letter = mail::failed_notices(&told, identity(&failed), core.now());
    let outbox = core.outbox();
    let delivered = tokio::select! {
        () = stop.cancelled() => return Ok(()),
        delivered = mail::deliver(&core.mail, &outbox, &letter) => delivered,
    };
    let now = core.now();
    match delivered {
        Ok(delivered) => {
            core.set_mail_trouble(None);
            course.failed = 0;
            course.not_before = Some(now.plus(BETWEEN));
            let marks: Vec<(NoticeId, Refusal)> = failed
                .into_iter()
                .map(|(notice, r)| (notice.id, r))
                .collect();
            course.told.extend(marks.iter().cloned());
            mark(core, &marks, &letter.subject, &delivered).await?;
            course.told.clear();
        }
        Err(error) => {
            course.failed = course.failed.saturating_add(1);
            let longer = FIRST_PAUSE.as_millis() << (course.failed - 1).min(10);
            let pause = Span::millis(longer.min(LONGEST_PAUSE.as_millis()));
            let again = now.plus(pause);
            course.not_before = Some(again);
            let what = format!("The e-mail about what Amazon refused was not delivered. {error}");
            core.set_mail_trouble(Some(what.clone()));
            let noted = entry(now, ENGINE, Level::Warning, None, what);
            core.writer
                .change(move |writing| writing.note(noted.clone()))
                .await?;
        }
    }
    Ok(())
}

/// Marks the refusals that an e-mail told of; one that became another meanwhile stays for the next e-mail.
async fn mark(
    core: &Arc<Core>,
    marks: &[(NoticeId, Refusal)],
    subject: &str,
    delivered: &Delivered,
) -> Result<(), Failure> {
    let marks = marks.to_vec();
    let what = format!("E-mail \"{subject}\": {}", sentence(delivered));
    let noted = entry(core.now(), ENGINE, Level::Info, None, what);
    core.writer
        .change(move |writing| {
            for (id, refusal) in &marks {
                if let Some(mut notice) = writing.notice(*id)?
                    && notice.refusal.as_ref() == Some(refusal)
                {
                    notice.mailed = true;
                    writing.put_notice(&notice)?;
                }
            }
            writing.note(noted.clone())
        })
        .await
}

/// Where an e-mail went, as a sentence.
pub(super) fn sentence(delivered: &Delivered) -> String {
    match delivered {
        Delivered::Server(host) => format!("{host} took it."),
        Delivered::File(file) => format!(
            "there is no mail server, so it lies in the outbox folder as {}.",
            file.file_name().unwrap_or_default().to_string_lossy()
        ),
    }
}

fn as_told(core: &Core, notice: &Notice, refusal: &Refusal) -> FailedNotice {
    let error = error_of(refusal);
    FailedNotice {
        account: core.names.of(notice.account),
        reference: notice.reference.to_string(),
        shipment: notice
            .picking()
            .zip(notice.shipment())
            .map(|(picking, shipment)| FailedShipment {
                picking: picking.to_string(),
                carrier: shipment.carrier.to_string(),
                tracking: shipment.tracking.clone(),
            }),
        at: error.at,
        code: error.code,
        message: error.message,
        meaning: error.meaning,
        advice: error.advice,
    }
}

/// What an e-mail about these refusals is known by: the same again for the same.
fn identity(failed: &[(Notice, Refusal)]) -> String {
    let mut text = String::new();
    for (notice, refusal) in failed {
        // Writing to a text can't fail.
        let _ = writeln!(
            text,
            "{} {} {} {}",
            notice.id.0, refusal.at, refusal.code, refusal.text
        );
    }
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    let mut name = String::new();
    for byte in digest.as_ref().iter().take(16) {
        let _ = write!(name, "{byte:02x}");
    }
    name
}

impl Core {
    /// The folder for e-mails where there is no server.
    pub(super) fn outbox(&self) -> PathBuf {
        self.data_dir.join("outbox")
    }

    /// Why the last e-mail was not delivered; none if it was.
    pub(super) fn mail_trouble(&self) -> Option<String> {
        self.mail_trouble.lock().ok()?.clone()
    }

    fn set_mail_trouble(&self, trouble: Option<String>) {
        if let Ok(mut slot) = self.mail_trouble.lock() {
            *slot = trouble;
        }
    }
}

/// As a failure for whoever asked.
pub(super) fn mail_failure(error: mail::MailError) -> Failure {
    Failure::new(FailureCode::Mail, error.0)
        .hint("See [mail] in the configuration, and `orderdeck doctor`.")
}
