//! The things that go wrong on purpose, and how they are written down.

use std::time::Duration;

/// How long a feed stays stuck where nothing else is said.
const STUCK: Duration = Duration::from_secs(48 * 3600);

/// Something that goes wrong on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 429 although the bucket has tokens.
    Throttled,
    /// 400 `InvalidInput` for a request that is right.
    BadRequest,
    /// 403 `AccessDeniedException`.
    Denied,
    /// 500, and nothing was done.
    Internal,
    /// 503, and nothing was done.
    Unavailable,
    /// 500 although the call did what it was asked to.
    InternalAfter,
    /// 503 although the call did what it was asked to.
    UnavailableAfter,
    /// A gateway's HTML page with status 502; the call has acted.
    Html,
    /// 200 with an empty body; the call has acted.
    Empty,
    /// The connection ends in the middle of the body; the call has acted.
    Truncate,
    /// The connection ends before the answer; the call has acted.
    Drop,
    /// The connection ends before anything was done.
    DropBefore,
    /// The call has acted, and the answer never comes.
    Hang,
    /// Nothing is done, and the answer never comes.
    HangBefore,
    /// The answer comes late; the call has acted at once.
    Slow(Duration),
    /// A redirect to another host.
    Redirect,
    /// The access token is said to have expired, and has.
    TokenExpires,
    /// The page token is said to be bad.
    PageTokenExpires,
    /// The next token leads to the same page again.
    RepeatPageToken,
    /// Three quarters of a page of stock are missing.
    StockShort,
    /// Stock is answered with nothing at all.
    StockEmpty,
    /// A row of stock has figures that can't be.
    StockOdd,
    /// Some transactions of a page can't be read.
    TransactionsOdd,
    /// One order of the page lacks required fields or has wrong types.
    MalformedOrder,
    /// One order of the page has a status that the model does not know.
    UnknownStatus,
    /// One order of the page is of a marketplace that was not asked for.
    WrongMarketplace,
    /// An accepted package, or cancellation, stays out of sight that much longer than others.
    LatePackage(Duration),
    /// An accepted package is shown under a reference of Amazon's own.
    OwnReference,
    /// The feed waits in the queue that much longer.
    FeedQueued(Duration),
    /// The feed has done its work, yet stays IN_PROGRESS that much longer.
    FeedStuck(Duration),
    /// The feed is CANCELLED by Amazon; nothing of it is done.
    FeedCancelled,
    /// The feed ends FATAL; nothing of it is done.
    FeedFatal,
    /// The feed ends FATAL; its first messages are done, the others not.
    FeedFatalPart,
    /// The feed's message of this number is refused, with its order in the report. By chance: any message.
    MessageError(u64),
    /// One message is refused; the report has an error for the whole feed that names neither message nor order.
    NamelessError,
    /// One message is refused; the report counts it and does not list it.
    ReportShort,
    /// The report is garbled when it is fetched first, and good from then on.
    ReportGarbled,
    /// The report is compressed.
    ReportGzip,
    /// The feed is DONE without a report.
    ReportMissing,
    /// The report is that of another feed.
    ReportForeign,
}

/// What a fault strikes, and what its chance is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A call.
    Call,
    /// An order of an answer.
    Order,
    /// An accepted package or cancellation.
    Package,
    /// A feed.
    Feed,
    /// A message of a feed.
    Message,
}

/// Names as written in a fault list.
const NAMES: &[(&str, Fault, Target)] = &[
    ("429", Fault::Throttled, Target::Call),
    ("400", Fault::BadRequest, Target::Call),
    ("403", Fault::Denied, Target::Call),
    ("500", Fault::Internal, Target::Call),
    ("503", Fault::Unavailable, Target::Call),
    ("500-after", Fault::InternalAfter, Target::Call),
    ("503-after", Fault::UnavailableAfter, Target::Call),
    ("html", Fault::Html, Target::Call),
    ("empty", Fault::Empty, Target::Call),
    ("truncate", Fault::Truncate, Target::Call),
    ("drop", Fault::Drop, Target::Call),
    ("drop-before", Fault::DropBefore, Target::Call),
    ("hang", Fault::Hang, Target::Call),
    ("hang-before", Fault::HangBefore, Target::Call),
    (
        "slow",
        Fault::Slow(Duration::from_millis(1000)),
        Target::Call,
    ),
    ("redirect", Fault::Redirect, Target::Call),
    ("token-expires", Fault::TokenExpires, Target::Call),
    ("page-token-expires", Fault::PageTokenExpires, Target::Call),
    ("repeat-page-token", Fault::RepeatPageToken, Target::Call),
    ("stock-short", Fault::StockShort, Target::Call),
    ("stock-empty", Fault::StockEmpty, Target::Call),
    ("stock-odd", Fault::StockOdd, Target::Call),
    ("transactions-odd", Fault::TransactionsOdd, Target::Call),
    ("malformed-order", Fault::MalformedOrder, Target::Order),
    ("unknown-status", Fault::UnknownStatus, Target::Order),
    ("wrong-marketplace", Fault::WrongMarketplace, Target::Order),
    (
        "late-package",
        Fault::LatePackage(Duration::from_secs(300)),
        Target::Package,
    ),
    ("own-reference", Fault::OwnReference, Target::Package),
    ("feed-queued", Fault::FeedQueued(STUCK), Target::Feed),
    ("feed-stuck", Fault::FeedStuck(STUCK), Target::Feed),
    ("feed-cancelled", Fault::FeedCancelled, Target::Feed),
    ("feed-fatal", Fault::FeedFatal, Target::Feed),
    ("feed-fatal-part", Fault::FeedFatalPart, Target::Feed),
    ("message-error", Fault::MessageError(1), Target::Message),
    ("nameless-error", Fault::NamelessError, Target::Feed),
    ("report-short", Fault::ReportShort, Target::Feed),
    ("report-garbled", Fault::ReportGarbled, Target::Feed),
    ("report-gzip", Fault::ReportGzip, Target::Feed),
    ("report-missing", Fault::ReportMissing, Target::Feed),
    ("report-foreign", Fault::ReportForeign, Target::Feed),
];

impl Fault {
    /// The name as written in a fault list.
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.0)
    }

    /// Reads one fault, such as `503`, `slow:800ms` or `message-error:7`.
    ///
    /// # Errors
    /// The name is unknown, or what follows it cannot be read.
    pub fn parse(text: &str) -> Result<Self, FaultSpecError> {
        let (name, detail) = match text.split_once(':') {
            Some((name, detail)) => (name, Some(detail)),
            None => (text, None),
        };
        let known = NAMES
            .iter()
            .find(|entry| entry.0 == name)
            .map(|entry| entry.1);
        let known = known.ok_or_else(|| FaultSpecError::UnknownName(name.to_owned()))?;
        let Some(detail) = detail else {
            return Ok(known);
        };
        match known {
            Self::Slow(_) => parse_duration(detail).map(Self::Slow),
            Self::LatePackage(_) => parse_duration(detail).map(Self::LatePackage),
            Self::FeedQueued(_) => parse_duration(detail).map(Self::FeedQueued),
            Self::FeedStuck(_) => parse_duration(detail).map(Self::FeedStuck),
            Self::MessageError(_) => detail
                .parse()
                .map(Self::MessageError)
                .map_err(|_| FaultSpecError::BadMessage(detail.to_owned())),
            _ => Err(FaultSpecError::NoDuration(name.to_owned())),
        }
    }

    /// What it strikes.
    pub(crate) fn target(self) -> Target {
        self.entry().map_or(Target::Call, |entry| entry.2)
    }

    /// Whether it spoils single orders of a page, not the answer as a whole.
    pub(crate) fn spoils_orders(self) -> bool {
        self.target() == Target::Order
    }

    fn entry(self) -> Option<&'static (&'static str, Self, Target)> {
        let same = |known: &Self| std::mem::discriminant(known) == std::mem::discriminant(&self);
        NAMES.iter().find(|entry| same(&entry.1))
    }
}

/// Why a fault list could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultSpecError {
    /// An entry has no `=`.
    #[error("\"{0}\" is not of the form name=chance, as in 503=0.02")]
    NoChance(String),
    /// The name is none of the known ones.
    #[error("there is no fault \"{0}\"; known are {names}", names = known_names())]
    UnknownName(String),
    /// The operation is none of the known ones.
    #[error(
        "there is no operation \"{0}\"; operations have Amazon's names, as in drop@confirmShipment=0.1"
    )]
    UnknownOperation(String),
    /// The chance is no number between 0 and 1.
    #[error("the chance \"{0}\" is not a number between 0 and 1")]
    BadChance(String),
    /// The duration has no unit or is no number.
    #[error("the duration \"{0}\" is not of the form 800ms or 2s")]
    BadDuration(String),
    /// The number of a message is none.
    #[error("the message \"{0}\" is not a whole number, as in message-error:7")]
    BadMessage(String),
    /// Only some faults have a duration.
    #[error(
        "\"{0}\" takes no duration; only slow, late-package, feed-queued and feed-stuck do, as in slow=0.05:800ms"
    )]
    NoDuration(String),
    /// The seed is no whole number.
    #[error("the seed \"{0}\" is not a whole number")]
    BadSeed(String),
}

fn known_names() -> String {
    let names: Vec<&str> = NAMES.iter().map(|entry| entry.0).collect();
    names.join(", ")
}

fn parse_duration(text: &str) -> Result<Duration, FaultSpecError> {
    let bad = || FaultSpecError::BadDuration(text.to_owned());
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1),
        None => (text.strip_suffix('s').ok_or_else(bad)?, 1000),
    };
    let number: u64 = number.parse().map_err(|_| bad())?;
    Ok(Duration::from_millis(number.saturating_mul(unit)))
}
