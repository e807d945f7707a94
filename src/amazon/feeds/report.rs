//! Processing reports: what came of each message of a feed.

use super::charset;
use super::elements::{self, Visitor};
use crate::domain::feed::MessageId;
use crate::domain::ids::{OrderItemId, Sku};
use crate::domain::reference::AmazonOrderRef;
use crate::domain::text::{clean, clean_short};
use std::num::NonZeroU64;

/// A report that was read as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessingReport {
    /// Whose report it is: the id of the feed, as a rule.
    pub transaction: String,
    /// Whether the feed was worked through.
    pub status: ReportStatus,
    /// How many messages did well and how many did not, if the report says so.
    pub totals: Option<Totals>,
    /// Errors and warnings. Messages that did well are not named, and a message may be named several times.
    pub results: Vec<MessageResult>,
}

/// What Amazon did with the feed as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportStatus {
    /// Worked through.
    Complete,
    /// Still worked on.
    Processing,
    /// Not taken.
    Rejected,
    /// Something that we don't know, by Amazon's word.
    Other(String),
}

/// Amazon's count of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// All that were worked on.
    pub processed: u64,
    /// Those that did well.
    pub successful: u64,
    /// Those with errors.
    pub with_error: u64,
    /// Those with warnings.
    pub with_warning: u64,
}

/// What Amazon says about a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageResult {
    /// The message; `None` for the feed as a whole, which Amazon writes as 0.
    pub message: Option<MessageId>,
    /// How bad it is.
    pub severity: Severity,
    /// Amazon's code, digits as a rule.
    pub code: String,
    /// Amazon's text, cleaned.
    pub text: String,
    /// The order that Amazon names.
    pub order: Option<AmazonOrderRef>,
    /// The order item that Amazon names.
    pub item: Option<OrderItemId>,
    /// The seller's article number that Amazon names.
    pub sku: Option<Sku>,
}

/// How bad a result is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The message was not taken.
    Error,
    /// It was taken, with a remark.
    Warning,
    /// Something that we don't know, by Amazon's word; better taken for an error.
    Other(String),
}

/// A report that can't be read: it is to be fetched again, and tells nothing about any message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The report can't be read: {0}.")]
pub struct UnreadableReport(pub String);

/// Results that are read at most.
const MOST_RESULTS: usize = 200_000;

/// Reads a downloaded report. `content_type` is what came with it.
pub fn read_report(
    bytes: &[u8],
    content_type: Option<&str>,
) -> Result<ProcessingReport, UnreadableReport> {
    let text = charset::text(bytes, content_type)
        .ok_or_else(|| UnreadableReport("its characters are not those it says".to_owned()))?;
    let mut reading = Reading::default();
    elements::visit(&text, &mut reading)
        .and_then(|()| reading.finish())
        .map_err(UnreadableReport)
}

#[derive(Default)]
struct Reading {
    is_report: bool,
    reports: usize,
    transaction: Option<String>,
    status: Option<String>,
    totals: [Option<u64>; 4],
    results: Vec<MessageResult>,
    /// The result that is being read.
    current: Fields,
}

#[derive(Default)]
struct Fields {
    message: Option<u64>,
    severity: Option<String>,
    code: String,
    text: String,
    order: Option<AmazonOrderRef>,
    item: Option<OrderItemId>,
    sku: Option<Sku>,
}

impl Visitor for Reading {
    fn begins(&mut self, path: &[String]) -> Result<(), String> {
        match inside(path) {
            Place::Report([]) => self.reports += 1,
            Place::Report([result]) if result == "Result" => self.current = Fields::default(),
            Place::Elsewhere if path.len() == 1 => {
                return Err("it is not a document of Amazon's feeds".to_owned());
            }
            _ => {}
        }
        Ok(())
    }

    fn ends(&mut self, path: &[String], text: &str) -> Result<(), String> {
        match inside(path) {
            Place::Envelope([name]) if name == "MessageType" => {
                self.is_report = text == "ProcessingReport";
            }
            Place::Report([name]) => match name.as_str() {
                "DocumentTransactionID" => self.transaction = Some(clean_short(text, 60)),
                "StatusCode" => self.status = Some(clean_short(text, 60)),
                "Result" => {
                    let fields = std::mem::take(&mut self.current);
                    self.results.push(fields.finish()?);
                    if self.results.len() > MOST_RESULTS {
                        return Err(format!("it has more than {MOST_RESULTS} results"));
                    }
                }
                _ => {}
            },
            Place::Report([group, name]) if group == "ProcessingSummary" => {
                let at = match name.as_str() {
                    "MessagesProcessed" => 0,
                    "MessagesSuccessful" => 1,
                    "MessagesWithError" => 2,
                    "MessagesWithWarning" => 3,
                    _ => return Ok(()),
                };
                self.totals[at] = Some(number(text)?);
            }
            Place::Report([group, field @ ..]) if group == "Result" => {
                self.current.take(field, text)?;
            }
            _ => {}
        }
        Ok(())
    }
}

impl Reading {
    fn finish(self) -> Result<ProcessingReport, String> {
        if !self.is_report {
            return Err("it is not a processing report".to_owned());
        }
        if self.reports != 1 {
            return Err(format!("it holds {} reports", self.reports));
        }
        let transaction = self.transaction.filter(|id| !id.is_empty());
        let [processed, successful, with_error, with_warning] = self.totals;
        let totals = || {
            Some(Totals {
                processed: processed?,
                successful: successful?,
                with_error: with_error?,
                with_warning: with_warning?,
            })
        };
        Ok(ProcessingReport {
            transaction: transaction.ok_or("it does not say which feed it is of")?,
            status: match self.status.ok_or("it has no status")?.as_str() {
                "Complete" => ReportStatus::Complete,
                "Processing" => ReportStatus::Processing,
                "Rejected" => ReportStatus::Rejected,
                other => ReportStatus::Other(other.to_owned()),
            },
            totals: totals(),
            results: self.results,
        })
    }
}

impl Fields {
    fn take(&mut self, field: &[String], text: &str) -> Result<(), String> {
        let names: Vec<&str> = field.iter().map(String::as_str).collect();
        match names.as_slice() {
            ["MessageID"] => self.message = Some(number(text)?),
            ["ResultCode"] => self.severity = Some(clean_short(text, 60)),
            ["ResultMessageCode"] => self.code = clean_short(text, 30),
            ["ResultDescription"] => self.text = clean_short(text, 2_000),
            ["AdditionalInfo", "AmazonOrderID"] => self.order = text.parse().ok(),
            ["AdditionalInfo", "AmazonOrderItemCode"] => {
                self.item = short(text).map(OrderItemId);
            }
            ["AdditionalInfo", "SKU"] => self.sku = short(text).map(Sku),
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<MessageResult, String> {
        Ok(MessageResult {
            message: self.message.and_then(NonZeroU64::new).map(MessageId),
            severity: match self
                .severity
                .ok_or("a result does not say how bad it is")?
                .as_str()
            {
                "Error" => Severity::Error,
                "Warning" => Severity::Warning,
                other => Severity::Other(other.to_owned()),
            },
            code: self.code,
            text: self.text,
            order: self.order,
            item: self.item,
            sku: self.sku,
        })
    }
}

/// Where an element stands.
enum Place<'a> {
    /// In the envelope, outside the report.
    Envelope(&'a [String]),
    /// In the report.
    Report(&'a [String]),
    Elsewhere,
}

fn inside(path: &[String]) -> Place<'_> {
    match path {
        [root, message, report, rest @ ..]
            if root == "AmazonEnvelope" && message == "Message" && report == "ProcessingReport" =>
        {
            Place::Report(rest)
        }
        [root, rest @ ..] if root == "AmazonEnvelope" => Place::Envelope(rest),
        _ => Place::Elsewhere,
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| "it has a text where a number belongs".to_owned())
}

/// An identifier that is kept only if it is whole.
fn short(text: &str) -> Option<String> {
    let text = clean(text);
    (1..=100).contains(&text.chars().count()).then_some(text)
}
