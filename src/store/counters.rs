//! Counters: figures that are kept up to date with every change, so that a status is a handful of reads.

use super::{Reading, StoreError, codec, tables};
use crate::domain::amazon_status::{AmazonStatus, Channel};
use crate::domain::order::{Delivery, Flags, OrderHead, OrderState};
use crate::domain::seen_order::{Decision, SeenOrder};
use redb::ReadableTable;

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// A figure that is kept up to date.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Counter { $($(#[$doc])* $name,)+ }

        impl Counter {
            /// All of them.
            pub const ALL: &'static [Counter] = &[$(Counter::$name),+];
        }
    };
}

counters! {
    /// Sales orders.
    Orders,
    /// FBM sales orders.
    OrdersFbm,
    /// FBA sales orders.
    OrdersFba,
    /// FBM sales orders with something to ship.
    OrdersToShip,
    /// Sales orders that were cancelled.
    OrdersCancelled,
    /// Orders whose total differs from Amazon's.
    TotalMismatch,
    /// Orders cancelled after goods had left that have not come back.
    CancelledAfterShipment,
    /// Orders whose buyer asks to cancel.
    CancelRequested,
    /// Orders to ship whose address is too incomplete.
    AddressIncomplete,
    /// Orders that Amazon showed.
    Seen,
    /// Of those, with a payment that is not authorised yet.
    Incoming,
    /// Of those, kept as seen because their status is none that we know.
    UnknownStatus,
    /// Customers.
    Customers,
    /// Products.
    Products,
    /// Products that nobody has looked at.
    ProductsUnreviewed,
    /// Pickings.
    Pickings,
    /// Pickings to be packed.
    PickingsReady,
    /// Shipments that Amazon must be told of.
    ShipmentsPending,
    /// Shipments that Amazon was told of and has not accepted.
    ShipmentsProcessing,
    /// Shipments that Amazon refused.
    ShipmentsFailed,
    /// Cancellations that Amazon must be told of.
    CancellationsPending,
    /// Cancellations that Amazon was told of and has not accepted.
    CancellationsProcessing,
    /// Cancellations that Amazon refused.
    CancellationsFailed,
    /// Stock moves.
    Moves,
    /// Products with a negative quantity at a location of Amazon's.
    NegativeAtAmazon,
    /// Orders that could not be processed and wait for the next try.
    Failed,
    /// Orders kept as seen because Amazon can't fulfil them.
    Unfulfillable,
    /// Orders with delivered goods that no invoice has.
    OrdersToInvoice,
    /// Invoices and credit notes that are not posted.
    InvoiceDrafts,
    /// Posted invoices and credit notes that are not settled.
    InvoicesOpen,
}

/// How many counters there are.
pub const COUNT: usize = Counter::ALL.len();

/// A set of counts, or of changes of counts.
pub type Counts = [i64; COUNT];

/// What an order adds to the counters.
pub fn of_order(head: &OrderHead, sign: i64, counts: &mut Counts) {
    let mut add = |counter: Counter, on: bool| {
        if on {
            counts[counter as usize] += sign;
        }
    };
    let fbm = head.channel == Channel::Fbm;
    let stands = head.state == OrderState::Confirmed;
    add(Counter::Orders, true);
    add(Counter::OrdersFbm, fbm);
    add(Counter::OrdersFba, !fbm);
    add(Counter::OrdersCancelled, !stands);
    add(
        Counter::OrdersToShip,
        fbm && stands
            && head.amazon_status != AmazonStatus::Cancelled
            && matches!(head.delivery, Delivery::ToShip | Delivery::PartlyShipped),
    );
    add(
        Counter::TotalMismatch,
        head.flags.has(Flags::TOTAL_MISMATCH),
    );
    add(
        Counter::CancelledAfterShipment,
        head.flags.has(Flags::CANCELLED_AFTER_SHIPMENT) && !head.flags.has(Flags::RETURNED),
    );
    add(
        Counter::CancelRequested,
        head.flags.has(Flags::CANCEL_REQUESTED),
    );
    add(
        Counter::AddressIncomplete,
        head.flags.has(Flags::ADDRESS_INCOMPLETE),
    );
}

/// What an order that Amazon showed adds to the counters.
pub fn of_seen(seen: &SeenOrder, sign: i64, counts: &mut Counts) {
    counts[Counter::Seen as usize] += sign;
    let kept_as = match seen.decision {
        Decision::Incoming => Counter::Incoming,
        Decision::UnknownStatus => Counter::UnknownStatus,
        Decision::Unfulfillable => Counter::Unfulfillable,
        _ => return,
    };
    counts[kept_as as usize] += sign;
}

/// Reads all counters.
pub(crate) fn read_all(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
) -> Result<Counts, StoreError> {
    let mut counts = [0; COUNT];
    for (counter, count) in Counter::ALL.iter().zip(counts.iter_mut()) {
        let key = [*counter as u8];
        if let Some(bytes) = table.get(key.as_slice())? {
            *count = codec::decode("counters", &key, bytes.value())?;
        }
    }
    Ok(counts)
}

impl Reading<'_> {
    /// All counters.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        read_all(&self.transaction.open_table(tables::COUNTERS)?)
    }
}

/// A counter's figure, never below zero.
pub fn figure(counts: &Counts, counter: Counter) -> u64 {
    counts[counter as usize].max(0) as u64
}
