//! `orderdeck finance`, and what `orderdeck sync finances` tells.

use super::ages::{minute, minute_or_dash};
use super::args_finance::{
    FinanceCommand, FinanceSettlementArguments, FinanceTransactionsArguments,
};
use super::output::{Done, Output, Trouble};
use super::session::{Context, ask, reply, unexpected};
use super::table::{Set, Table, heading};
use crate::domain::amazon_transaction::Counted;
use crate::domain::day::Day;
use crate::domain::moment::Moment;
use crate::domain::money::Amount;
use crate::domain::text::clean;
use crate::protocol::Request;
use crate::protocol::finances::{
    FetchedAccount, FinanceReply, FinanceRequest, GroupSum, SettlementReport, SettlementRequest,
    TransactionList, TransactionsRequest,
};
use crate::protocol::upkeep::{Level, SyncReport};

/// Runs a command on finances.
pub async fn run(command: FinanceCommand, context: &Context) -> Done {
    match command {
        FinanceCommand::Transactions(arguments) => transactions(arguments, context).await,
        FinanceCommand::Settlement(arguments) => settlement(arguments, context).await,
    }
}

async fn asked(request: FinanceRequest, context: &Context) -> Result<FinanceReply, Trouble> {
    Ok(reply!(
        ask(context, Request::Finance(request)).await?,
        Finance
    )?)
}

async fn transactions(arguments: FinanceTransactionsArguments, context: &Context) -> Done {
    let request = FinanceRequest::Transactions(TransactionsRequest {
        account: arguments.account,
        from: arguments.from,
        to: arguments.to,
        order: arguments.order,
        kind: arguments.kind,
        limit: arguments.limit,
    });
    let FinanceReply::Transactions(list) = asked(request, context).await? else {
        return Err(unexpected().into());
    };
    let output = &context.output;
    output.answer(&list, || transactions_text(&list, output))?;
    Ok(0)
}

fn transactions_text(list: &TransactionList, output: &Output) -> String {
    if list.transactions.is_empty() {
        return "No transaction matches. Amazon's are fetched every night, and by: orderdeck sync finances\n".to_owned();
    }
    let mut table = Table::new(&[
        ("Posted (UTC)", Set::Left),
        ("Account", Set::Cut),
        ("Kind", Set::Left),
        ("Order", Set::Left),
        ("Total", Set::Right),
        ("", Set::Left),
        ("For", Set::Cut),
        ("Counts", Set::Left),
    ]);
    for told in &list.transactions {
        let order = told.amazon_order_ref.map(|order| order.to_string());
        let groups: Vec<String> = told.groups.iter().map(group_text).collect();
        let counts = match (told.counted, told.held_until) {
            (Counted::Available, _) => "yes".to_owned(),
            (Counted::Superseded, _) => "released".to_owned(),
            (Counted::Held, Some(until)) => format!("held to {}", Day::of(until)),
            (Counted::Held, None) => "held".to_owned(),
        };
        table.row([
            minute(told.posted),
            told.account.clone(),
            told.kind.clone(),
            order.unwrap_or_default(),
            told.total.to_string(),
            told.currency.to_string(),
            groups.join(", "),
            counts,
        ]);
    }
    let mut text = table.render(output);
    if list.more {
        text.push_str("There are more: --limit, --from and --to choose.\n");
    }
    text
}

fn group_text(sum: &GroupSum) -> String {
    format!("{} {}", sum.group.as_str().replace('_', " "), sum.amount)
}

async fn settlement(arguments: FinanceSettlementArguments, context: &Context) -> Done {
    let from = arguments
        .from
        .unwrap_or_else(|| month_of(context.clock.now()));
    let request = FinanceRequest::Settlement(SettlementRequest {
        account: arguments.account,
        from,
        to: arguments.to,
    });
    let FinanceReply::Settlement(report) = asked(request, context).await? else {
        return Err(unexpected().into());
    };
    let output = &context.output;
    output.answer(&report, || settlement_text(&report, output))?;
    Ok(0)
}

/// The moment when the month began in UTC.
fn month_of(now: Moment) -> Moment {
    let month = now.to_utc().format("%Y-%m-01T00:00:00Z").to_string();
    Moment::parse(&month).unwrap_or(now)
}

fn settlement_text(report: &SettlementReport, output: &Output) -> String {
    let mut text = String::new();
    for row in &report.rows {
        text.push_str(&heading(
            output,
            &format!("{} {}", row.account, row.currency),
        ));
        let mut table = Table::new(&[("What", Set::Left), ("Amount", Set::Right)]);
        for sum in &row.groups {
            table.row([sum.group.as_str().replace('_', " "), sum.amount.to_string()]);
        }
        for (what, amount) in [
            ("together", row.total),
            ("held still", row.held),
            ("in reserve", row.reserve),
        ] {
            if what == "together" || !amount.is_zero() {
                table.row([what.to_owned(), amount.to_string()]);
            }
        }
        text.push_str(table.render(output).as_str());
        text.push_str(&format!(
            "Orders: {} fit ({}), {} open, {} left out, {} do not fit.\n",
            row.orders_fitting,
            row.orders_total,
            row.orders_open,
            row.orders_left_out,
            row.orders_misfitting
        ));
    }
    if report.rows.is_empty() {
        text.push_str("Nothing was posted in this period.\n");
    }
    if !report.misfits.is_empty() {
        text.push_str(&misfits(report, output));
    }
    for account in &report.accounts {
        text.push_str(&remark(account, output));
    }
    text.trim_start_matches('\n').to_owned()
}

fn misfits(report: &SettlementReport, output: &Output) -> String {
    let mut table = Table::new(&[
        ("Account", Set::Cut),
        ("Amazon reference", Set::Left),
        ("Order", Set::Left),
        ("Amazon paid", Set::Right),
        ("Ours", Set::Right),
        ("", Set::Left),
        ("Why", Set::Left),
    ]);
    let amount = |amount: Option<Amount>| amount.map_or("-".to_owned(), |a| a.to_string());
    for row in &report.misfits {
        table.row([
            row.account.clone(),
            row.amazon_order_ref.to_string(),
            row.order.map(|order| order.to_string()).unwrap_or_default(),
            amount(row.amazon),
            amount(row.ours),
            row.currency.to_string(),
            row.reason.as_str().replace('_', " "),
        ]);
    }
    let mut text = heading(output, "Orders that do not fit") + &table.render(output);
    let hidden = report
        .misfitting
        .saturating_sub(report.misfits.len() as u64);
    if hidden > 0 {
        text.push_str(&format!("and {hidden} more\n"));
    }
    text
}

/// What is to be known of an account's transactions before they are trusted.
fn remark(account: &FetchedAccount, output: &Output) -> String {
    let mark = output.mark(Level::Warning);
    let name = clean(&account.account);
    let mut text = String::new();
    let mut tell = |what: String| text.push_str(&format!("{mark} {name}: {what}\n"));
    if account.until.is_none() {
        tell("never fetched: orderdeck sync finances".to_owned());
    }
    if let Some(problem) = &account.problem {
        tell(clean(problem));
    }
    if account.unreadable > 0 {
        tell(format!(
            "{} transactions can't be read and are left out",
            account.unreadable
        ));
    }
    text
}

/// What fetching Amazon's transactions brought.
pub fn synced(report: &SyncReport, output: &Output) -> String {
    let mut table = Table::new(&[
        ("Account", Set::Cut),
        ("Calls", Set::Right),
        ("Fetched", Set::Right),
        ("New", Set::Right),
        ("Changed", Set::Right),
        ("Unreadable", Set::Right),
        ("Up to (UTC)", Set::Left),
    ]);
    for account in &report.accounts {
        let finances = account.finances.unwrap_or_default();
        let counts = [
            u64::from(account.calls),
            finances.fetched,
            finances.created,
            finances.updated,
            finances.unreadable,
        ];
        let counts = counts.into_iter().map(|n| n.to_string());
        table.row(
            std::iter::once(account.account.clone())
                .chain(counts)
                .chain([minute_or_dash(finances.until)]),
        );
    }
    table.render(output)
}
