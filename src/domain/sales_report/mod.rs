//! Sales reporting (product rules R1, R3): what is asked, over which days, and what an order adds to the figures.
//!
//! Figures of different currencies are never added together. Cancelled orders do not count, and cancelled pieces are no
//! units. Tax is never in `untaxed`, whoever pays it to the state.

pub mod conversion;
pub mod csv;
pub mod dimension;
pub mod figures;
pub mod period;
pub mod quality;
pub mod query;
pub mod sale;
pub mod team;

pub use conversion::{Conversion, Rate};
pub use dimension::{By, Dimension};
pub use figures::{Figures, SalesReport, SalesRow, SalesTotal};
pub use period::{Days, Period, Preset};
pub use query::SalesQuery;
pub use sale::{Sale, SaleLine};
pub use team::Team;
