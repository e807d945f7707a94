//! `orderdeck backup`.

use super::output::{Done, Trouble};
use super::paths::absolute;
use super::session::{Context, ask, reply};
use crate::domain::text::clean;
use crate::protocol::Request;
use std::path::Path;

/// Writes a copy of the store.
pub async fn run(file: &Path, context: &Context) -> Done {
    // The engine may work in another folder than the person.
    let file = absolute(file)?;
    let Some(file) = file.to_str() else {
        return Err(Trouble::Usage("The file's name must be UTF-8.".to_owned()));
    };
    let request = Request::Backup {
        file: file.to_owned(),
    };
    let report = reply!(ask(context, request).await?, Backup)?;
    context.output.answer(&report, || {
        format!(
            "{} orders, {} bytes, encrypted like the store: {}\n\
             It can only be read with the key of this store. Keep a copy of the key file elsewhere.\n",
            report.orders,
            report.bytes,
            clean(&report.file)
        )
    })?;
    Ok(0)
}
