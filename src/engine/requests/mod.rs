//! The requests, one file per kind of record.

pub(super) mod account_change;
pub(super) mod account_login;
pub(super) mod accounts;
pub(super) mod books;
pub(super) mod carriers;
pub(super) mod documents;
pub(super) mod failed_orders;
pub(super) mod finances;
pub(super) mod goods_return;
pub(super) mod list;
pub(super) mod mail;
pub(super) mod notices;
pub(super) mod order_cancel;
pub(super) mod order_why;
pub(super) mod orders;
pub(super) mod picking_confirm;
pub(super) mod pickings;
pub(super) mod printing;
pub(super) mod products;
pub(super) mod reports;
pub(super) mod stock;
pub(super) mod upkeep;

use super::core::Core;
use super::taken::SessionId;
use super::{Who, health};
use crate::domain::order_cancel::Cancel;
use crate::protocol::{Failure, Reply, Request};
use std::sync::Arc;

/// Answers a request.
pub(super) async fn answer(
    core: &Arc<Core>,
    who: &Who,
    session: SessionId,
    request: Request,
) -> Result<Reply, Failure> {
    match request {
        Request::Status => health::status(core)
            .await
            .map(|status| Reply::Status(Box::new(status))),
        Request::AccountList => accounts::list(core).await,
        Request::AccountShow { name } => accounts::show(core, &name).await,
        Request::AccountDiscover(login) => account_login::discover(core, &login).await,
        Request::AccountAdd(new) => account_change::add(core, who, new).await,
        Request::AccountSet { name, change } => account_change::set(core, who, &name, change).await,
        Request::BackfillCost { name, from } => accounts::backfill_cost(core, &name, from).await,
        Request::AccountArchive { name, archived } => {
            account_change::archive(core, who, &name, archived).await
        }
        Request::AccountCheck { name } => account_login::check(core, &name).await,
        Request::SyncOrders { account } => upkeep::sync(core, who, account).await,
        Request::SyncStock { account, accept } => {
            upkeep::sync_stock(core, who, account, accept).await
        }
        Request::SyncFinances { account, from } => {
            upkeep::sync_finances(core, who, account, from).await
        }
        Request::SyncControl { account, action } => {
            upkeep::control(core, who, &account, action).await
        }
        Request::OrderPage(page) => list::page(core, page).await,
        Request::OrderShow { order } => orders::show(core, order).await,
        Request::OrderRecover { account, reference } => {
            orders::recover(core, who, &account, &reference).await
        }
        Request::OrderWhy { reference } => order_why::why(core, &reference).await,
        Request::FailedList => failed_orders::list(core).await,
        Request::FailedDismissed => failed_orders::dismissed(core).await,
        Request::FailedRetry { reference } => failed_orders::retry(core, who, &reference).await,
        Request::FailedDismiss { reference, why } => {
            failed_orders::dismiss(core, who, &reference, &why).await
        }
        Request::OrderCancel {
            order,
            reason,
            only_here,
            force,
        } => {
            let cancel = Cancel {
                reason,
                only_here,
                force,
            };
            order_cancel::cancel_order(core, who, order, cancel).await
        }
        Request::PickingPage(page) => pickings::page(core, page).await,
        Request::PickingShow { picking } => pickings::show(core, picking).await,
        Request::PickingFind { code } => pickings::find(core, session, &code).await,
        Request::PickingTake { picking, force } => {
            pickings::take(core, who, session, picking, force).await
        }
        Request::PickingRelease { picking } => Ok(pickings::release(core, session, picking)),
        Request::PickingConfirm { picking, confirm } => {
            picking_confirm::confirm_picking(core, who, session, picking, confirm).await
        }
        Request::PickingUndo { picking } => picking_confirm::undo_picking(core, who, picking).await,
        Request::FailedNotices => notices::failed(core).await,
        Request::NoticeRetry {
            choice,
            carrier,
            tracking,
        } => notices::retry(core, who, choice, carrier, tracking).await,
        Request::NoticeSolve { choice, why } => notices::solve(core, who, choice, &why).await,
        Request::SyncNotices {
            account,
            what,
            wait,
        } => notices::sync(core, who, account, what, wait).await,
        Request::Document(asked) => documents::document(core, asked).await,
        Request::Print(asked) => printing::print(core, who, asked).await,
        Request::MailTest => mail::test(core, who).await,
        Request::CarrierList => carriers::list(core).await,
        Request::CarrierAdd(new) => carriers::add(core, who, new).await,
        Request::CarrierRemove { name } => carriers::remove(core, who, &name).await,
        Request::Product(asked) => products::answer(core, who, asked).await,
        Request::Stock(asked) => stock::answer(core, who, asked).await,
        Request::Books(asked) => books::answer(core, who, asked).await,
        Request::Report(asked) => reports::answer(core, who, asked).await,
        Request::Finance(asked) => finances::answer(core, who, asked).await,
        Request::GoodsReturn { order } => goods_return::goods_return(core, who, order).await,
        Request::Activity { before, limit } => upkeep::activity(core, before, limit).await,
        Request::Verify => upkeep::verify(core).await,
        Request::Backup { file } => upkeep::backup(core, who, &file).await,
        Request::Doctor => upkeep::doctor(core).await,
    }
}

/// Takes the value out, or lets the change end with a refusal that writes nothing.
macro_rules! allowed {
    ($looked_up:expr) => {
        match $looked_up {
            Ok(value) => value,
            Err(refused) => return Ok(Err(refused)),
        }
    };
}
use allowed;
