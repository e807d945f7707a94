//! Documents: pick lists, packing slips, control barcodes, invoices; each as text and as PDF.
//!
//! Pure: plain data and the time of printing go in, text or bytes come out, the same for the same. A document is first made
//! as [`Sheet`]s, which know nothing of fonts or columns; [`text`] and [`pdf`] show the same sheets in two forms.

mod address;
mod code128;
mod control_codes;
mod delivery;
mod figures;
mod font;
mod invoice;
mod packing_slip;
pub mod pdf;
mod pick_list;
mod sheet;
pub mod text;
mod wrap;

pub use control_codes::control_codes;
pub use delivery::{Delivery, DeliveryLine};
pub use font::{BadFont, Fonts};
pub use invoice::{
    BuyerDetails, InvoiceDocument, InvoiceDocumentLine, InvoiceSort, RateTotal, SellerDetails,
    invoice,
};
pub use packing_slip::packing_slip;
pub use pick_list::pick_list;
pub use sheet::{Block, Code, Column, Fact, Kind, Row, Sheet, Table, Total};
