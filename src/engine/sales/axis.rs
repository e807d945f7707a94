//! A dimension over the columns: every order (or line) has a code in it, and every code a word.

use super::columns::{Sales, day_number};
use crate::domain::ids::{AccountId, ProductId};
use crate::domain::sales_report::{Dimension, Period};

/// A dimension of a report.
pub struct Axis {
    dimension: Dimension,
    /// For parts of time: the first day, the part of each day from then on, and the words of the parts.
    first_day: u16,
    part_of_day: Vec<u32>,
    parts: Vec<String>,
    codes: usize,
}

/// What a code of an axis stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This word; none where there is nothing.
    Word(Option<String>),
    /// This account.
    Account(AccountId),
    /// This product.
    Product(ProductId),
}

impl Axis {
    /// A dimension over these days.
    pub fn of(sales: &Sales, dimension: Dimension, period: Period) -> Axis {
        let (parts, part_of_day) = if dimension.is_time() {
            period.parts(dimension)
        } else {
            (Vec::new(), Vec::new())
        };
        let codes = match dimension {
            Dimension::Team => sales.teams.all().len(),
            Dimension::Account => sales.accounts.all().len(),
            Dimension::Marketplace => sales.marketplaces.all().len(),
            Dimension::Channel => 2,
            Dimension::Salesperson => sales.salespersons.all().len(),
            Dimension::Country => sales.countries.all().len(),
            Dimension::Product => sales.products(),
            _ => parts.len(),
        };
        Axis {
            dimension,
            first_day: day_number(period.from),
            part_of_day,
            parts,
            codes,
        }
    }

    /// Which dimension it is.
    pub fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// Codes are below this.
    pub(super) fn codes(&self) -> usize {
        self.codes
    }

    /// The largest code there is.
    pub fn last_code(&self) -> u32 {
        (self.codes as u32).saturating_sub(1)
    }

    /// The code of an order, or of a line of it for products.
    pub(super) fn code(&self, sales: &Sales, at: usize, line: usize) -> u32 {
        match self.dimension {
            Dimension::Team => u32::from(sales.profile(at).team),
            Dimension::Account => u32::from(sales.profile(at).account),
            Dimension::Marketplace => u32::from(sales.profile(at).marketplace),
            Dimension::Channel => u32::from(sales.is_fba(at)),
            Dimension::Salesperson => u32::from(sales.profile(at).salesperson),
            Dimension::Country => u32::from(sales.country_of[at]),
            Dimension::Product => sales.line_product[line],
            _ => {
                let day = sales.day(at).saturating_sub(self.first_day);
                self.part_of_day.get(usize::from(day)).copied().unwrap_or(0)
            }
        }
    }

    /// What a code stands for.
    pub fn meaning(&self, sales: &Sales, code: u32) -> Meaning {
        let at = code as usize;
        let word = |word: Option<String>| Meaning::Word(word);
        match self.dimension {
            Dimension::Team => word(sales.teams.all().get(at).cloned()),
            Dimension::Account => Meaning::Account(
                sales
                    .accounts
                    .all()
                    .get(at)
                    .copied()
                    .unwrap_or(AccountId(0)),
            ),
            Dimension::Marketplace => word(sales.marketplaces.all().get(at).map(|m| m.0.clone())),
            Dimension::Channel => word(Some(if code == 0 { "FBM" } else { "FBA" }.to_owned())),
            Dimension::Salesperson => word(sales.salespersons.all().get(at).cloned().flatten()),
            Dimension::Country => word(sales.countries.all().get(at).cloned().flatten()),
            Dimension::Product => Meaning::Product(ProductId(code)),
            _ => word(self.parts.get(at).cloned()),
        }
    }

    /// The code that stands for this; none if nothing does.
    pub fn code_of(&self, sales: &Sales, wanted: &Meaning) -> Option<u32> {
        if let Meaning::Product(product) = wanted {
            return Some(product.0);
        }
        (0..self.codes as u32).find(|code| self.meaning(sales, *code) == *wanted)
    }
}
