//! Values about reports as people type them.

use super::args_report::ReportFormat;
use crate::domain::money::Currency;
use crate::domain::sales_report::{Dimension, Preset};
use chrono::NaiveDate;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::str::FromStr;

/// A day.
pub fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
        .map_err(|_| "not a day; write 2026-11-01".to_owned())
}

/// A currency by its code.
pub fn currency(text: &str) -> Result<Currency, String> {
    Currency::parse(text).ok_or_else(|| "not a currency; write EUR".to_owned())
}

/// Days that move with today.
pub fn period() -> impl TypedValueParser<Value = Preset> {
    PossibleValuesParser::new(Preset::ALL.map(Preset::as_str)).try_map(|word| {
        Preset::ALL
            .into_iter()
            .find(|preset| preset.as_str() == word)
            .ok_or("not a period")
    })
}

/// How a report is written.
pub fn export_format() -> impl TypedValueParser<Value = ReportFormat> {
    PossibleValuesParser::new(["table", "csv", "json"]).map(|word| match word.as_str() {
        "csv" => ReportFormat::Csv,
        "json" => ReportFormat::Json,
        _ => ReportFormat::Table,
    })
}

/// What tells a row of a report apart: `month=2026-11`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehindText {
    /// The dimension.
    pub dimension: Dimension,
    /// Its word; none for orders that have none.
    pub value: Option<String>,
}

impl FromStr for BehindText {
    type Err = String;

    fn from_str(text: &str) -> Result<BehindText, String> {
        let (dimension, value) = text
            .split_once('=')
            .ok_or_else(|| "not a part of a row; write month=2026-11".to_owned())?;
        Ok(BehindText {
            dimension: dimension.parse().map_err(|bad| format!("{bad}"))?,
            value: Some(value.to_owned()).filter(|value| !value.is_empty()),
        })
    }
}
