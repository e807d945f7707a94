//! Payments and batch payments as shown.

use crate::domain::books::open_item::ItemId;
use crate::domain::books::payment::{Batch, BatchState, Paid, Payment};
use crate::domain::money::Amount;
use crate::protocol::books::payments::{BatchView, PaymentView};
use crate::store::{Reading, StoreError};

/// The item of a payment on the account where the money lies.
pub(super) fn money_item(payment: &Payment) -> ItemId {
    ItemId {
        entry: payment.number,
        line: 0,
    }
}

/// The item of a payment on the account of what it pays.
pub(super) fn paid_item(payment: &Payment) -> ItemId {
    ItemId {
        entry: payment.number,
        line: 1,
    }
}

/// A payment as a row.
pub(super) fn payment(reading: &Reading<'_>, payment: &Payment) -> Result<PaymentView, StoreError> {
    let of = match payment.of {
        Paid::Invoice(id) => reading.invoice(id)?.map(|i| i.name()),
        Paid::Bill(id) => reading.bill(id)?.map(|b| b.number.to_string()),
    };
    let open = reading.item(money_item(payment))?.map(|item| item.residual);
    Ok(PaymentView {
        number: payment.number,
        date: payment.day,
        of: of.unwrap_or_default(),
        order: payment.order,
        amount: payment.amount,
        currency: payment.currency,
        batch: payment.batch,
        undone: payment.undone,
        open: open.unwrap_or_default(),
    })
}

/// A batch payment; with its payments, if they are wanted.
pub(super) fn batch(
    reading: &Reading<'_>,
    batch: &Batch,
    with_payments: bool,
) -> Result<BatchView, StoreError> {
    let mut payments = Vec::with_capacity(batch.payments.len());
    for number in &batch.payments {
        let found = reading.payment(*number)?;
        let found = found.ok_or(StoreError::Damaged { table: "payments" })?;
        payments.push(payment(reading, &found)?);
    }
    let open = Amount::sum(payments.iter().map(|p| p.open)).unwrap_or_default();
    let settled = batch.state == BatchState::Validated && open.is_zero();
    Ok(BatchView {
        number: batch.number,
        journal: batch.journal,
        date: batch.day,
        state: if settled {
            BatchState::Reconciled
        } else {
            batch.state
        },
        currency: batch.currency,
        total: batch.total,
        open,
        count: payments.len() as u64,
        payments: if with_payments { payments } else { Vec::new() },
    })
}
