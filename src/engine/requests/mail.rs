//! An e-mail to see that e-mails arrive.

use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::engine::failure_mail::{mail_failure, sentence};
use crate::mail::{self, Delivered};
use crate::protocol::mail::MailDelivered;
use crate::protocol::upkeep::{Finding, Level};
use crate::protocol::{Failure, Reply};
use std::sync::Arc;

/// Sends a test e-mail.
pub(in crate::engine) async fn test(core: &Arc<Core>, who: &Who) -> Result<Reply, Failure> {
    let now = core.now();
    let letter = mail::test_letter(format!("test{}", now.as_millis()), now);
    let delivered = mail::deliver(&core.mail, &core.outbox(), &letter)
        .await
        .map_err(mail_failure)?;
    let message = format!("Test e-mail: {}", sentence(&delivered));
    let noted = entry(now, &who.name, Level::Info, None, message.clone());
    core.writer
        .change(move |writing| writing.note(noted.clone()))
        .await?;
    Ok(Reply::Mail(MailDelivered {
        message,
        to: core.mail.to.iter().map(ToString::to_string).collect(),
        file: match delivered {
            Delivered::File(file) => Some(file.display().to_string()),
            Delivered::Server(_) => None,
        },
    }))
}

/// Whether e-mails can be delivered.
pub(in crate::engine) async fn finding(core: &Core) -> Finding {
    let (level, message) = match mail::check(&core.mail).await {
        Ok(message) => (Level::Info, message),
        Err(error) => (Level::Error, error.to_string()),
    };
    Finding {
        check: "mail".to_owned(),
        level,
        message,
    }
}
