//! Pickings: list, show, find by a scanned code, take and give back.

use crate::domain::ids::PickingNumber;
use crate::domain::order::OrderKey;
use crate::domain::picking::{Picking, PickingState};
use crate::domain::text::folded;
use crate::engine::Who;
use crate::engine::core::Core;
use crate::engine::picking_views::PickingViews;
use crate::engine::taken::SessionId;
use crate::protocol::orders::OrderRef;
use crate::protocol::pickings::{PickingPage, PickingPageRequest, PickingView};
use crate::protocol::{Event, Failure, FailureCode, Reply};
use crate::store::{Reading, StoreError};
use std::sync::Arc;

/// Of pickings that are not ready so many of the newest are looked at.
const LOOKED_AT: u64 = 20_000;

pub(super) fn no_such(picking: PickingNumber) -> Failure {
    Failure::new(
        FailureCode::NotFound,
        format!("There is no picking {picking}."),
    )
}

/// A part of the list of pickings.
pub(in crate::engine) async fn page(
    core: &Arc<Core>,
    asked: PickingPageRequest,
) -> Result<Reply, Failure> {
    let account = match &asked.account {
        Some(name) => Some(core.account_named(name).await?.id),
        None => None,
    };
    let limit = u64::from(asked.limit.clamp(1, 1_000));
    let of_core = core.clone();
    let page = core
        .read(move |reading| {
            let mut views = PickingViews::new(reading, &of_core.names, &of_core.taken);
            let words: Vec<String> = folded(&asked.text)
                .split_whitespace()
                .map(str::to_owned)
                .collect();
            let state = match (asked.state, asked.sync) {
                (None, None) => Some(PickingState::Ready),
                (state, _) => state,
            };
            let mut page = PickingPage {
                first: asked.start,
                complete: true,
                ..PickingPage::default()
            };
            let mut looked_at = 0;
            let ready_only = state == Some(PickingState::Ready);
            let mut each = |picking: Picking| -> Result<bool, StoreError> {
                looked_at += 1;
                if !ready_only && looked_at > LOOKED_AT {
                    page.complete = false;
                    return Ok(false);
                }
                if state.is_some_and(|state| state != picking.state)
                    || asked.sync.is_some_and(|sync| sync != picking.sync)
                    || account.is_some_and(|account| account != picking.account)
                {
                    return Ok(true);
                }
                let wanted = page.total >= asked.start && page.total < asked.start + limit;
                if wanted || !words.is_empty() {
                    let view = views.row(picking)?;
                    if !says(&view, &words) {
                        return Ok(true);
                    }
                    if page.total >= asked.start && page.total < asked.start + limit {
                        page.pickings.push(view);
                    }
                }
                page.total += 1;
                Ok(true)
            };
            if ready_only {
                reading.ready_pickings(&mut each)?;
            } else {
                reading.newest_pickings(&mut each)?;
            }
            Ok(page)
        })
        .await?;
    Ok(Reply::Pickings(page))
}

fn says(view: &PickingView, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let mut text = format!(
        "{} {} {} {}",
        view.picking, view.order, view.amazon_order_ref, view.customer
    );
    for line in &view.lines {
        text.push(' ');
        text.push_str(line.sku.as_deref().unwrap_or_default());
        text.push(' ');
        text.push_str(&line.title);
    }
    let text = folded(&text);
    words.iter().all(|word| text.contains(word.as_str()))
}

/// A picking whole.
pub(in crate::engine) async fn show(
    core: &Arc<Core>,
    picking: PickingNumber,
) -> Result<Reply, Failure> {
    view(core, picking)
        .await
        .map(|view| Reply::Picking(Box::new(view)))
}

/// A picking as shown.
pub(in crate::engine) async fn view(
    core: &Arc<Core>,
    picking: PickingNumber,
) -> Result<PickingView, Failure> {
    let of_core = core.clone();
    core.read(move |reading| {
        let mut views = PickingViews::new(reading, &of_core.names, &of_core.taken);
        reading
            .picking(picking)?
            .map(|picking| views.whole(picking))
            .transpose()
    })
    .await?
    .ok_or_else(|| no_such(picking))
}

/// The picking that a scanned code means.
pub(in crate::engine) async fn find(
    core: &Arc<Core>,
    session: SessionId,
    code: &str,
) -> Result<Reply, Failure> {
    let code = code.trim().to_owned();
    let (of_core, asked) = (core.clone(), code.clone());
    let found = core
        .read(move |reading| {
            let mut views = PickingViews::new(reading, &of_core.names, &of_core.taken);
            let number = match asked.parse::<PickingNumber>() {
                Ok(number) => Some(number),
                Err(()) => match OrderRef::parse(&asked) {
                    Some(order) => of_order(reading, order)?,
                    None => of_product(reading, &asked, |picking| {
                        of_core.taken.other_holder(picking, session).is_none()
                    })?,
                },
            };
            number
                .map(|number| reading.picking(number))
                .transpose()?
                .flatten()
                .map(|picking| views.whole(picking))
                .transpose()
        })
        .await?;
    found
        .map(|view| Reply::Picking(Box::new(view)))
        .ok_or_else(|| {
            Failure::new(
                FailureCode::NotFound,
                format!(
                    "{code:?} is no picking, no order and no product that waits to be packed alone."
                ),
            )
        })
}

/// Of an order's pickings the one to pack, else the last one.
fn of_order(reading: &Reading<'_>, order: OrderRef) -> Result<Option<PickingNumber>, StoreError> {
    let key: Option<OrderKey> = match order {
        OrderRef::Number(number) => reading.key_of_number(number)?,
        OrderRef::Amazon(reference) => reading.seen(reference)?.and_then(|seen| seen.order),
    };
    let Some(order) = key.map(|key| reading.order(key)).transpose()?.flatten() else {
        return Ok(None);
    };
    for number in &order.body.pickings {
        if reading
            .picking(*number)?
            .is_some_and(|p| p.state == PickingState::Ready)
        {
            return Ok(Some(*number));
        }
    }
    Ok(order.body.pickings.last().copied())
}

/// The most urgent picking with a single line, of this product or SKU.
fn of_product(
    reading: &Reading<'_>,
    code: &str,
    free: impl Fn(PickingNumber) -> bool,
) -> Result<Option<PickingNumber>, StoreError> {
    let product = reading.product_of_code(code)?;
    let mut found = None;
    reading.ready_pickings(|picking| {
        if let [line] = picking.lines.as_slice()
            && (Some(line.product) == product
                || line.sku.as_ref().is_some_and(|sku| sku.as_str() == code))
            && picking.hold.is_none()
            && free(picking.number)
        {
            found = Some(picking.number);
        }
        Ok(found.is_none())
    })?;
    Ok(found)
}

/// Takes a picking.
pub(in crate::engine) async fn take(
    core: &Arc<Core>,
    who: &Who,
    session: SessionId,
    picking: PickingNumber,
    force: bool,
) -> Result<Reply, Failure> {
    if core.read(move |r| r.picking(picking)).await?.is_none() {
        return Err(no_such(picking));
    }
    core.taken
        .take(picking, session, &who.name, force)
        .map_err(|holder| taken_by(picking, &holder))?;
    let _ = core.events.send(Event::Deliveries);
    show(core, picking).await
}

pub(super) fn taken_by(picking: PickingNumber, holder: &str) -> Failure {
    Failure::new(
        FailureCode::Held,
        format!("{holder} has {picking} open at another terminal."),
    )
}

/// Gives a picking back.
pub(in crate::engine) fn release(core: &Core, session: SessionId, picking: PickingNumber) -> Reply {
    core.taken.release(picking, session);
    let _ = core.events.send(Event::Deliveries);
    Reply::Done
}
