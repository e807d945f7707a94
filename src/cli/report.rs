//! `orderdeck report`.

use super::args_report::{
    FavouriteCommand, ReportCommand, ReportFilter, ReportFormat, ReportOrdersArguments,
    ReportSalesArguments,
};
use super::order_list::{orders_table, whole_or_not};
use super::output::{Done, Output, Trouble};
use super::report_tables::{described, quality_text, sales_text};
use super::session::{Context, ask, reply, unexpected};
use super::table::{Set, Table};
use crate::domain::sales_report::{By, Conversion, Days, Dimension, SalesQuery, SalesReport, csv};
use crate::protocol::orders::OrderRow;
use crate::protocol::reports::{
    Favourite, FavouriteList, FigureOrders, ReportReply, ReportRequest,
};
use crate::protocol::{Failure, FailureCode, Request};
use serde::Serialize;

/// What `report orders` answers.
#[derive(Debug, Serialize)]
struct BehindList {
    #[serde(serialize_with = "whole_or_not")]
    orders: Vec<OrderRow>,
    first: u64,
    total: u64,
}

/// Runs a command on reports.
pub async fn run(command: ReportCommand, context: &Context) -> Done {
    let format = format(&command, &context.output)?;
    match command {
        ReportCommand::Sales(arguments) => sales(arguments, format, context).await,
        ReportCommand::Orders(arguments) => orders(arguments, context).await,
        ReportCommand::Quality => {
            let ReportReply::Quality(quality) = ask_for(context, ReportRequest::Quality).await?
            else {
                return Err(unexpected().into());
            };
            context
                .output
                .answer(&quality, || quality_text(&quality, &context.output))?;
            Ok(0)
        }
        ReportCommand::Favourite(FavouriteCommand::List) => {
            tell_favourites(ReportRequest::Favourites, context).await
        }
        ReportCommand::Favourite(FavouriteCommand::Remove { name }) => {
            tell_favourites(ReportRequest::RemoveFavourite { name }, context).await
        }
        ReportCommand::Favourite(FavouriteCommand::Run { name, .. }) => {
            let kept = favourites(ReportRequest::Favourites, context).await?;
            let found = kept.favourites.into_iter().find(|f| f.name == name.trim());
            let favourite = found.ok_or_else(|| {
                Failure::new(
                    FailureCode::NotFound,
                    format!("No report is kept under {name:?}."),
                )
                .hint("`orderdeck report favourite list` tells which there are.")
            })?;
            tell(favourite.query, format, context).await
        }
    }
}

/// How to write the answer; JSON was settled before anything was asked.
fn format(command: &ReportCommand, output: &Output) -> Result<ReportFormat, Trouble> {
    match (command.format(), output.json) {
        (Some(ReportFormat::Table | ReportFormat::Csv), true) => Err(Trouble::Usage(
            "--json and another --format exclude each other".to_owned(),
        )),
        (_, true) => Ok(ReportFormat::Json),
        (format, false) => Ok(format.unwrap_or(ReportFormat::Table)),
    }
}

async fn ask_for(context: &Context, request: ReportRequest) -> Result<ReportReply, Trouble> {
    Ok(reply!(
        ask(context, Request::Report(request)).await?,
        Report
    )?)
}

fn query(by: By, filter: ReportFilter) -> SalesQuery {
    SalesQuery {
        days: match filter.period {
            Some(preset) => Days::Preset(preset),
            None => Days::Between {
                from: filter.from,
                to: filter.to,
            },
        },
        channel: filter.channel,
        account: filter.account,
        marketplace: filter.marketplace,
        ..SalesQuery::by(by)
    }
}

async fn sales(arguments: ReportSalesArguments, format: ReportFormat, context: &Context) -> Done {
    let conversion = arguments.r#in.map(|to| Conversion {
        to,
        rates: arguments.rates,
    });
    let query = SalesQuery {
        compare: arguments.compare,
        conversion,
        ..query(arguments.by, arguments.filter)
    };
    if let Some(name) = arguments.save {
        let favourite = Favourite {
            name,
            query: query.clone(),
        };
        ask_for(context, ReportRequest::SaveFavourite(favourite)).await?;
    }
    tell(query, format, context).await
}

async fn tell(query: SalesQuery, format: ReportFormat, context: &Context) -> Done {
    let ReportReply::Sales(report) = ask_for(context, ReportRequest::Sales(query)).await? else {
        return Err(unexpected().into());
    };
    let report: SalesReport = *report;
    let output = &context.output;
    match format {
        ReportFormat::Json => output.document(&report)?,
        ReportFormat::Csv => {
            for note in &report.notes {
                output.note(&format!("note: {note}"));
            }
            output.text(&csv::write(&report))?;
        }
        ReportFormat::Table => output.text(&sales_text(&report, output))?,
    }
    Ok(0)
}

async fn orders(arguments: ReportOrdersArguments, context: &Context) -> Done {
    let by = match arguments.of.as_slice() {
        // Sums are the same whatever tells them apart.
        [] => By::one(Dimension::Channel),
        [one] => By::one(one.dimension),
        [one, other] if one.dimension != other.dimension => By::two(one.dimension, other.dimension),
        _ => {
            return Err(Trouble::Usage(
                "--of names one dimension or two different ones".to_owned(),
            ));
        }
    };
    let wanted = FigureOrders {
        query: query(by, arguments.filter),
        of: arguments
            .of
            .into_iter()
            .map(|part| (part.dimension, part.value))
            .collect(),
        currency: arguments.currency,
        offset: arguments.offset,
        limit: arguments.limit,
    };
    let ReportReply::Orders(page) = ask_for(context, ReportRequest::Orders(wanted)).await? else {
        return Err(unexpected().into());
    };
    let list = BehindList {
        orders: page.orders,
        first: page.first,
        total: page.total,
    };
    context
        .output
        .answer(&list, || orders_text(&list, context))?;
    Ok(0)
}

fn orders_text(page: &BehindList, context: &Context) -> String {
    if page.orders.is_empty() {
        return "No order is behind that.\n".to_owned();
    }
    let mut text = orders_table(&page.orders, context.clock.now(), &context.output);
    let end = page.first + page.orders.len() as u64;
    if end < page.total {
        text.push_str(&format!("{end} of {}: --offset {end}\n", page.total));
    }
    text
}

async fn favourites(request: ReportRequest, context: &Context) -> Result<FavouriteList, Trouble> {
    match ask_for(context, request).await? {
        ReportReply::Favourites(list) => Ok(list),
        _ => Err(unexpected().into()),
    }
}

async fn tell_favourites(request: ReportRequest, context: &Context) -> Done {
    let list = favourites(request, context).await?;
    context.output.answer(&list, || {
        if list.favourites.is_empty() {
            return "No report is kept. `orderdeck report sales ... --save NAME` keeps one.\n"
                .to_owned();
        }
        let mut table = Table::new(&[("Name", Set::Cut), ("Report", Set::Cut)]);
        for favourite in &list.favourites {
            table.row([favourite.name.clone(), described(&favourite.query)]);
        }
        table.render(&context.output)
    })?;
    Ok(0)
}
