//! E-mail: what is written, and how it is delivered: to an SMTP server, or into a folder where there is none.

mod deliver;
mod letter;
mod settings;

pub use deliver::{Delivered, MailError, check, deliver};
pub use letter::{FailedNotice, FailedShipment, Letter, failed_notices, test_letter};
pub use settings::{MailSettings, Server, Tls};
