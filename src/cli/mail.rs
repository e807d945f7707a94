//! `orderdeck mail`.

use super::args::MailCommand;
use super::output::Done;
use super::session::{Context, ask, reply};
use crate::domain::text::clean;
use crate::protocol::Request;

/// Runs a command on e-mail.
pub async fn run(command: MailCommand, context: &Context) -> Done {
    match command {
        MailCommand::Test => {
            let mail = reply!(ask(context, Request::MailTest).await?, Mail)?;
            context.output.answer(&mail, || {
                let mut text = format!("{}\n", clean(&mail.message));
                if !mail.to.is_empty() {
                    text.push_str(&format!("To: {}\n", clean(&mail.to.join(", "))));
                }
                text
            })?;
            Ok(0)
        }
    }
}
