//! Reports: sales, the orders behind a figure, the operators' figures, sales teams, kept reports.

mod asked;
mod behind;
mod favourites;
mod notes;
mod quality;
mod ranks;
mod sales;
mod teams;

use super::allowed;
use super::printing;
use crate::domain::sales_report::{SalesQuery, csv};
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::documents::Document;
use crate::protocol::reports::{ExportFormat, ReportReply, ReportRequest};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply};
use std::sync::Arc;

/// Answers what was asked of reports.
pub(in crate::engine) async fn answer(
    core: &Arc<Core>,
    who: &Who,
    request: ReportRequest,
) -> Result<Reply, Failure> {
    let reply = match request {
        ReportRequest::Sales(query) => sales::report(core, query)
            .await
            .map(|report| ReportReply::Sales(Box::new(report))),
        ReportRequest::Orders(wanted) => behind::orders(core, wanted).await,
        ReportRequest::Export { query, format } => export(core, who, query, format).await,
        ReportRequest::Quality => quality::quality(core).await,
        ReportRequest::Teams => teams::list(core).await,
        ReportRequest::AddTeam { name, salespersons } => {
            teams::add(core, who, &name, salespersons).await
        }
        ReportRequest::SetTeam { name, change } => teams::set(core, who, &name, change).await,
        ReportRequest::RemoveTeam { name } => teams::remove(core, who, &name).await,
        ReportRequest::Favourites => favourites::list(core).await,
        ReportRequest::SaveFavourite(favourite) => favourites::save(core, who, favourite).await,
        ReportRequest::RemoveFavourite { name } => favourites::remove(core, who, &name).await,
    };
    reply.map(Reply::Report)
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(FailureCode::Invalid, message)
}

/// Writes a report into the folder for documents.
async fn export(
    core: &Arc<Core>,
    who: &Who,
    query: SalesQuery,
    format: ExportFormat,
) -> Result<ReportReply, Failure> {
    let report = sales::report(core, query).await?;
    let (text, end) = match format {
        ExportFormat::Csv => (csv::write(&report), "csv"),
        ExportFormat::Json => {
            let json = serde_json::to_string_pretty(&report).map_err(|error| {
                let what = format!("The report can't be written as JSON: {error}.");
                Failure::new(FailureCode::Internal, what)
            })?;
            (json + "\n", "json")
        }
    };
    let stamp = core.now().to_utc().format("%Y%m%d-%H%M%S");
    let by = report.by.to_string().replace(',', "-");
    let made = Document {
        name: format!("sales-by-{by}-{stamp}.{end}"),
        bytes: crate::protocol::documents::FileBytes(text.into_bytes()),
    };
    let file = printing::keep(core, made).await?;
    let what = format!("Exported the sales by {}.", report.by);
    let done = entry(core.now(), &who.name, Level::Info, None, what);
    core.writer
        .change(move |writing| writing.note(done.clone()))
        .await?;
    Ok(ReportReply::Exported(crate::protocol::documents::Printed {
        file: file.display().to_string(),
        printed: false,
    }))
}
