//! Money that may be added together: of one currency, and, where it is turned into another, at one rate.

use super::columns::{Sales, day_number};
use crate::domain::money::{Amount, Currency};
use crate::domain::sales_report::{Conversion, Rate};

/// The classes of money, by the currencies of the sales.
pub struct MoneyClasses {
    /// For each currency its classes: from which day on, and which.
    of: Vec<Vec<(u16, u32)>>,
    all: Vec<Class>,
}

#[derive(Clone, Copy)]
struct Class {
    currency: Currency,
    rate: Option<Rate>,
}

impl MoneyClasses {
    /// The classes of all currencies that occur.
    pub fn of(sales: &Sales, conversion: Option<&Conversion>) -> MoneyClasses {
        let mut classes = MoneyClasses {
            of: Vec::new(),
            all: Vec::new(),
        };
        for currency in sales.currencies.all() {
            let rates = conversion.map_or_else(Vec::new, |c| c.rates_of(*currency));
            let mut days = Vec::new();
            let mut class = |from: u16, rate: Option<Rate>| {
                days.push((from, classes.all.len() as u32));
                classes.all.push(Class {
                    currency: *currency,
                    rate,
                });
            };
            if rates.is_empty() {
                class(0, None);
            }
            for (nth, rate) in rates.iter().enumerate() {
                let from = rate.from.filter(|_| nth > 0).map_or(0, day_number);
                class(from, Some(*rate));
            }
            classes.of.push(days);
        }
        classes
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The class of an order.
    pub(super) fn of_order(&self, sales: &Sales, at: usize) -> u32 {
        let days = &self.of[usize::from(sales.profile(at).currency)];
        match days.as_slice() {
            [(_, class)] => *class,
            days => {
                let day = sales.day(at);
                let holds = days.iter().rev().find(|(from, _)| *from <= day);
                holds.or(days.first()).map_or(0, |(_, class)| *class)
            }
        }
    }

    /// The currencies whose amounts stay as they are.
    pub fn unturned(&self) -> impl Iterator<Item = Currency> {
        let all = self.all.iter();
        all.filter(|class| class.rate.is_none())
            .map(|class| class.currency)
    }

    /// The currency of a class as its amounts are.
    pub fn currency(&self, class: u32) -> Currency {
        self.all[class as usize].currency
    }

    /// The rate at which amounts of a class are turned into the currency wanted; none if they stay.
    pub fn rate(&self, class: u32) -> Option<Rate> {
        self.all[class as usize].rate
    }

    /// An amount of one of a class in the currency wanted; none when it is too large.
    pub fn turned(&self, class: u32, amount: Amount) -> Option<Amount> {
        match self.rate(class) {
            Some(rate) => crate::domain::sales_report::conversion::converted(amount, rate.rate),
            None => Some(amount),
        }
    }
}
