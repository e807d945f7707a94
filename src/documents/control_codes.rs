//! Control barcodes: a sheet to hang beside the scale, so that a scanner alone is enough.

use super::delivery::minute;
use super::sheet::{Block, Code, Sheet};
use crate::domain::moment::Moment;

/// A sheet of control barcodes.
pub fn control_codes(codes: Vec<Code>, printed: Moment) -> Sheet {
    Sheet {
        title: "Control barcodes".to_owned(),
        subject: "Scan one to do what stands above it".to_owned(),
        blocks: vec![Block::Codes(codes)],
        foot: format!("Printed {}", minute(printed)),
        ..Sheet::default()
    }
}
