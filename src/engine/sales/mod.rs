//! The sales in memory: some fifty bytes of every order with its lines, in columns by order number, so that any report over
//! a million orders is a scan of a moment. Nothing of a buyer is in it but the country.

mod axis;
mod columns;
pub(in crate::engine) mod load;
mod money_classes;
mod narrow;
mod recent;
mod scan;
mod sums;
mod words;

pub use axis::{Axis, Meaning};
pub use columns::{Sales, Wanted};
pub use load::load;
pub use money_classes::MoneyClasses;
pub use recent::Sent;
pub use scan::{Groups, groups, numbers_of};
pub use sums::Sums;

use crate::domain::ids::OrderNumber;
use crate::domain::money::Amount;
use crate::store::writing::WrittenOrder;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// The sales, shared between the writer that keeps them up to date and the sessions that report on them.
#[derive(Clone, Default)]
pub struct SharedSales {
    sales: Arc<RwLock<Sales>>,
    loading: Arc<Mutex<()>>,
}

impl SharedSales {
    /// Looks at the sales.
    pub fn read<T>(&self, work: impl FnOnce(&Sales) -> T) -> T {
        work(&self.sales.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the sales.
    pub(super) fn write<T>(&self, work: impl FnOnce(&mut Sales) -> T) -> T {
        work(&mut self.sales.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes in orders that were just written.
    pub fn follow(&self, orders: &[WrittenOrder]) {
        self.write(|sales| {
            for order in orders {
                sales.put(&order.sale);
            }
        });
    }

    /// Takes in what posted invoices of orders amount to now.
    pub fn follow_invoiced(&self, invoiced: &[(OrderNumber, Amount)]) {
        self.write(|sales| {
            for (number, amount) in invoiced {
                sales.follow_invoiced(*number, *amount);
            }
        });
    }

    /// Forgets everything: it is read anew when it is needed next.
    pub fn forget(&self) {
        self.write(Sales::forget);
    }

    /// Held by whoever fills the sales, so that this happens once.
    pub(super) fn filling(&self) -> MutexGuard<'_, ()> {
        self.loading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
