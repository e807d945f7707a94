//! `orderdeck order`.

use super::ages::{distance, minute};
use super::args::{FailedCommand, OrderCommand};
use super::order_list;
use super::order_show::order_page;
use super::output::{Done, Output};
use super::session::{Context, ask, reply};
use super::table::{Facts, Set, Table};
use crate::domain::marketplace::code_of;
use crate::domain::moment::Moment;
use crate::domain::reference::AmazonOrderRef;
use crate::domain::text::{clean, clean_short};
use crate::protocol::orders::{FailedList, OrderRef, OrderWhy};
use crate::protocol::{Failure, FailureCode, Request};

/// Runs a command on orders.
pub async fn run(command: OrderCommand, context: &Context) -> Done {
    match command {
        OrderCommand::List(arguments) => order_list::run(arguments, context).await,
        OrderCommand::Show { reference } => {
            let order = either_name(&reference)?;
            show(Request::OrderShow { order }, context).await
        }
        OrderCommand::Recover { reference, account } => {
            let reference = amazon_name(&reference)?.to_string();
            show(Request::OrderRecover { account, reference }, context).await
        }
        OrderCommand::Cancel(arguments) => {
            let order = either_name(&arguments.reference)?;
            let cancel = Request::OrderCancel {
                order,
                reason: arguments.reason,
                only_here: arguments.local_only,
                force: arguments.force,
            };
            show(cancel, context).await
        }
        OrderCommand::Why { reference } => {
            either_name(&reference)?;
            let reference = reference.trim().to_owned();
            why(Request::OrderWhy { reference }, context).await
        }
        OrderCommand::Failed { dismissed, action } => failed(dismissed, action, context).await,
    }
}

pub(super) async fn show(request: Request, context: &Context) -> Done {
    let order = reply!(ask(context, request).await?, Order)?;
    context.output.answer(&order, || {
        order_page(&order, context.clock.now(), &context.output)
    })?;
    Ok(0)
}

async fn why(request: Request, context: &Context) -> Done {
    let why = reply!(ask(context, request).await?, Why)?;
    context.output.answer(&why, || {
        why_text(&why, context.clock.now(), &context.output)
    })?;
    Ok(0)
}

fn why_text(why: &OrderWhy, now: Moment, output: &Output) -> String {
    let mut facts = Facts::new();
    facts
        .maybe("Order", why.amazon_order_ref)
        .maybe("Our number", why.number)
        .maybe("Amazon's status", why.amazon_status.as_ref())
        .maybe("Channel", why.channel)
        .maybe("Marketplace", why.marketplace.as_ref().map(code_of))
        .maybe(
            "Last seen",
            why.last_seen
                .map(|at| format!("{} UTC, {}", minute(at), distance(at, now))),
        );
    format!("{}\n\n{}", clean(&why.reason), facts.render(output))
}

async fn failed(dismissed: bool, action: Option<FailedCommand>, context: &Context) -> Done {
    // A reference that Amazon garbled can be on this list too, so any text is passed on.
    let request = match action {
        None if dismissed => Request::FailedDismissed,
        None => Request::FailedList,
        Some(FailedCommand::Retry { reference }) => Request::FailedRetry { reference },
        Some(FailedCommand::Dismiss { reference, why }) => {
            Request::FailedDismiss { reference, why }
        }
    };
    let list = reply!(ask(context, request).await?, Failed)?;
    context.output.answer(&list, || {
        failed_table(&list, dismissed, context.clock.now(), &context.output)
    })?;
    Ok(0)
}

fn failed_table(list: &FailedList, dismissed: bool, now: Moment, output: &Output) -> String {
    if list.failed.is_empty() {
        let none = if dismissed {
            "No failed order was dismissed.\n"
        } else {
            "No order has failed.\n"
        };
        return none.to_owned();
    }
    let mut table = Table::new(&[
        ("Order", Set::Left),
        ("Account", Set::Cut),
        ("Tries", Set::Right),
        ("Failed first", Set::Right),
        if dismissed {
            ("Dismissed", Set::Left)
        } else {
            ("Next try", Set::Right)
        },
        ("Why", Set::Left),
    ]);
    for failed in &list.failed {
        table.row([
            failed.amazon_order_ref.clone(),
            failed.account.clone(),
            failed.attempts.to_string(),
            distance(failed.first_failed, now),
            match (&failed.dismissed, failed.next_try) {
                (Some(why), _) => why.clone(),
                (None, Some(at)) => distance(at, now),
                (None, None) => "-".to_owned(),
            },
            failed.reason.clone(),
        ]);
    }
    table.render(output)
}

/// An order by Amazon's reference or our number, or a refusal before anything is asked.
pub(super) fn either_name(text: &str) -> Result<OrderRef, Failure> {
    OrderRef::parse(text).ok_or_else(|| {
        bad_reference(
            text,
            "an Amazon order reference (302-1234567-7654321) or an order number (S00001)",
        )
    })
}

/// An order by Amazon's reference, or a refusal before anything is asked.
fn amazon_name(text: &str) -> Result<AmazonOrderRef, Failure> {
    text.trim()
        .parse()
        .map_err(|_| bad_reference(text, "an Amazon order reference (302-1234567-7654321)"))
}

pub(super) fn bad_reference(text: &str, wanted: &str) -> Failure {
    let shown = clean_short(text, 60);
    Failure::new(
        FailureCode::BadReference,
        format!("{shown:?} is not {wanted}."),
    )
}
