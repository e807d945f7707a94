//! Faults on request: by chance with a seed, or scripted for one certain call.

use std::time::Duration;

use super::dice::Dice;
use super::rate_bucket::Operation;

/// Something that goes wrong on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 429 although the bucket has tokens.
    Throttled,
    /// 400 `InvalidInput` for a request that is right.
    BadRequest,
    /// 403 `AccessDeniedException`.
    Denied,
    /// 500.
    Internal,
    /// 503.
    Unavailable,
    /// A gateway's HTML page with status 502.
    Html,
    /// 200 with an empty body.
    Empty,
    /// The connection ends in the middle of the body.
    Truncate,
    /// The connection ends before the answer.
    Drop,
    /// The answer comes late.
    Slow(Duration),
    /// A redirect to another host.
    Redirect,
    /// The access token is said to have expired, and has.
    TokenExpires,
    /// The page token is said to be bad.
    PageTokenExpires,
    /// The next token leads to the same page again.
    RepeatPageToken,
    /// One order of the page lacks required fields or has wrong types.
    MalformedOrder,
    /// One order of the page has a status that the model does not know.
    UnknownStatus,
    /// One order of the page is of a marketplace that was not asked for.
    WrongMarketplace,
}

/// Names as written in a fault list.
const NAMES: &[(&str, Fault)] = &[
    ("429", Fault::Throttled),
    ("400", Fault::BadRequest),
    ("403", Fault::Denied),
    ("500", Fault::Internal),
    ("503", Fault::Unavailable),
    ("html", Fault::Html),
    ("empty", Fault::Empty),
    ("truncate", Fault::Truncate),
    ("drop", Fault::Drop),
    ("slow", Fault::Slow(Duration::from_millis(1000))),
    ("redirect", Fault::Redirect),
    ("token-expires", Fault::TokenExpires),
    ("page-token-expires", Fault::PageTokenExpires),
    ("repeat-page-token", Fault::RepeatPageToken),
    ("malformed-order", Fault::MalformedOrder),
    ("unknown-status", Fault::UnknownStatus),
    ("wrong-marketplace", Fault::WrongMarketplace),
];

impl Fault {
    /// The name as written in a fault list.
    pub fn name(self) -> &'static str {
        let same = |known: &Fault| std::mem::discriminant(known) == std::mem::discriminant(&self);
        NAMES
            .iter()
            .find(|entry| same(&entry.1))
            .map_or("", |entry| entry.0)
    }

    /// Reads one fault, such as `503` or `slow:800ms`.
    ///
    /// # Errors
    /// The name is unknown or the duration cannot be read.
    pub fn parse(text: &str) -> Result<Self, FaultSpecError> {
        let (name, duration) = match text.split_once(':') {
            Some((name, duration)) => (name, Some(duration)),
            None => (text, None),
        };
        let known = NAMES
            .iter()
            .find(|entry| entry.0 == name)
            .map(|entry| entry.1);
        match (known, duration) {
            (None, _) => Err(FaultSpecError::UnknownName(name.to_owned())),
            (Some(Self::Slow(_)), Some(duration)) => parse_duration(duration).map(Self::Slow),
            (Some(_), Some(_)) => Err(FaultSpecError::NoDuration(name.to_owned())),
            (Some(fault), None) => Ok(fault),
        }
    }

    /// Whether it spoils single orders of a page, not the answer as a whole.
    pub(crate) fn spoils_orders(self) -> bool {
        matches!(
            self,
            Self::MalformedOrder | Self::UnknownStatus | Self::WrongMarketplace
        )
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
    /// The chance is no number between 0 and 1.
    #[error("the chance \"{0}\" is not a number between 0 and 1")]
    BadChance(String),
    /// The duration has no unit or is no number.
    #[error("the duration \"{0}\" is not of the form 800ms or 2s")]
    BadDuration(String),
    /// Only `slow` has a duration.
    #[error("\"{0}\" takes no duration; only slow does, as in slow=0.05:800ms")]
    NoDuration(String),
    /// The seed is no whole number.
    #[error("the seed \"{0}\" is not a whole number")]
    BadSeed(String),
}

fn known_names() -> String {
    let names: Vec<&str> = NAMES.iter().map(|entry| entry.0).collect();
    names.join(", ")
}

/// Which faults happen by chance, and how often: probabilities per call, or per order for the faults of single orders.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Faults {
    chances: Vec<(Fault, f64)>,
    seed: u64,
}

impl Faults {
    /// No faults.
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads a list such as `429=0.05,slow=0.05:800ms,seed=7`.
    ///
    /// # Errors
    /// An entry cannot be read; the message says which and how it should look.
    pub fn parse(text: &str) -> Result<Self, FaultSpecError> {
        let mut faults = Self::none();
        for entry in text
            .split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
        {
            let no_chance = || FaultSpecError::NoChance(entry.to_owned());
            let (name, value) = entry.split_once('=').ok_or_else(no_chance)?;
            let (name, value) = (name.trim(), value.trim());
            if name == "seed" {
                faults.seed = value
                    .parse()
                    .map_err(|_| FaultSpecError::BadSeed(value.to_owned()))?;
                continue;
            }
            let (chance, fault) = match value.split_once(':') {
                Some((chance, duration)) => (chance, Fault::parse(&format!("{name}:{duration}"))?),
                None => (value, Fault::parse(name)?),
            };
            let bad = || FaultSpecError::BadChance(chance.to_owned());
            let number: f64 = chance.parse().map_err(|_| bad())?;
            if !(0.0..=1.0).contains(&number) {
                return Err(bad());
            }
            faults.chances.push((fault, number));
        }
        Ok(faults)
    }
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

/// The faults in force and those waiting for a certain call.
#[derive(Debug)]
pub(crate) struct FaultDesk {
    faults: Faults,
    calls: u64,
    /// Operation, calls still to come before it, fault.
    scripted: Vec<(Operation, u64, Fault)>,
}

impl FaultDesk {
    pub(crate) fn new(faults: Faults) -> Self {
        Self {
            faults,
            calls: 0,
            scripted: Vec::new(),
        }
    }

    /// Replaces the faults by chance.
    pub(crate) fn replace(&mut self, faults: Faults) {
        self.faults = faults;
    }

    /// The `call`-th call of an operation from now (1 is the next) meets a fault.
    pub(crate) fn script(&mut self, operation: Operation, call: u64, fault: Fault) {
        self.scripted.push((operation, call.max(1), fault));
    }

    /// The faults that this call meets. Login with Amazon meets scripted ones only.
    pub(crate) fn draw(&mut self, operation: Operation) -> Vec<Fault> {
        let mut met = Vec::new();
        for entry in self
            .scripted
            .iter_mut()
            .filter(|entry| entry.0 == operation)
        {
            entry.1 -= 1;
            if entry.1 == 0 {
                met.push(entry.2);
            }
        }
        self.scripted.retain(|entry| entry.1 > 0);
        if operation == Operation::Token {
            return met;
        }
        self.calls += 1;
        let mut dice = Dice::new(self.faults.seed, self.calls, 60);
        for (fault, chance) in &self.faults.chances {
            if !fault.spoils_orders() && dice.fraction() < *chance {
                met.push(*fault);
            }
        }
        met
    }

    /// The faults that single orders meet in this call: place on the page and fault.
    pub(crate) fn draw_for_orders(&self, orders: usize) -> Vec<(usize, Fault)> {
        let mut dice = Dice::new(self.faults.seed, self.calls, 61);
        let mut met = Vec::new();
        let chances = self
            .faults
            .chances
            .iter()
            .filter(|entry| entry.0.spoils_orders());
        for (fault, chance) in chances {
            for place in 0..orders {
                if dice.fraction() < *chance {
                    met.push((place, *fault));
                }
            }
        }
        met
    }
}
