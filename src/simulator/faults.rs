//! Which faults strike when: by chance with a seed, or scripted for one certain call.

use super::dice::Dice;
use super::fault::{Fault, FaultSpecError, Target};
use super::rate_bucket::Operation;

/// Which faults happen by chance, and how often. A chance is counted per call; for faults of orders, packages, feeds
/// and messages per one of these.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Faults {
    chances: Vec<Chance>,
    seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Chance {
    fault: Fault,
    chance: f64,
    /// Only calls of this operation; `None` for all.
    operation: Option<Operation>,
}

impl Faults {
    /// No faults.
    pub fn none() -> Self {
        Self::default()
    }

    /// What a shop to look at suffers now and then: answers lost after acting, refused messages, failed feeds.
    pub(crate) fn of_a_lively_shop(seed: u64) -> Self {
        let chance = |fault, chance, operation| Chance {
            fault,
            chance,
            operation,
        };
        let confirm = Some(Operation::ConfirmShipment);
        Self {
            chances: vec![
                chance(Fault::InternalAfter, 0.02, confirm),
                chance(Fault::Drop, 0.02, confirm),
                chance(Fault::Drop, 0.05, Some(Operation::CreateFeed)),
                chance(Fault::MessageError(1), 0.04, None),
                chance(Fault::NamelessError, 0.03, None),
                chance(Fault::FeedCancelled, 0.05, None),
                chance(Fault::FeedFatalPart, 0.05, None),
                chance(Fault::ReportGarbled, 0.05, None),
                chance(Fault::ReportGzip, 0.3, None),
            ],
            seed,
        }
    }

    /// Reads a list such as `429=0.05,slow=0.05:800ms,drop@confirmShipment=0.1,seed=7`.
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
            let (name, operation) = match name.split_once('@') {
                Some((name, operation)) => {
                    let unknown = || FaultSpecError::UnknownOperation(operation.to_owned());
                    (name, Some(Operation::parse(operation).ok_or_else(unknown)?))
                }
                None => (name, None),
            };
            let (chance, fault) = match value.split_once(':') {
                Some((chance, detail)) => (chance, Fault::parse(&format!("{name}:{detail}"))?),
                None => (value, Fault::parse(name)?),
            };
            let bad = || FaultSpecError::BadChance(chance.to_owned());
            let number: f64 = chance.parse().map_err(|_| bad())?;
            if !(0.0..=1.0).contains(&number) {
                return Err(bad());
            }
            faults.chances.push(Chance {
                fault,
                chance: number,
                operation,
            });
        }
        Ok(faults)
    }

    fn of(&self, target: Target) -> impl Iterator<Item = &Chance> {
        let same = move |entry: &&Chance| entry.fault.target() == target;
        self.chances.iter().filter(same)
    }
}

/// The faults in force and those waiting for a certain call.
#[derive(Debug)]
pub(crate) struct FaultDesk {
    faults: Faults,
    calls: u64,
    packages: u64,
    /// Operation, calls still to come before it, fault.
    scripted: Vec<(Operation, u64, Fault)>,
}

impl FaultDesk {
    pub(crate) fn new(faults: Faults) -> Self {
        Self {
            faults,
            calls: 0,
            packages: 0,
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

    /// Takes back what is scripted and has not struck.
    pub(crate) fn clear_script(&mut self) {
        self.scripted.clear();
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
        for entry in self.faults.of(Target::Call) {
            let here = entry.operation.is_none_or(|only| only == operation);
            if here && dice.fraction() < entry.chance {
                met.push(entry.fault);
            }
        }
        met
    }

    /// The faults that single orders meet in this call: place on the page and fault.
    pub(crate) fn draw_for_orders(&self, orders: usize) -> Vec<(usize, Fault)> {
        let mut dice = Dice::new(self.faults.seed, self.calls, 61);
        let mut met = Vec::new();
        for entry in self.faults.of(Target::Order) {
            for place in 0..orders {
                if dice.fraction() < entry.chance {
                    met.push((place, entry.fault));
                }
            }
        }
        met
    }

    /// The faults that the next accepted package meets.
    pub(crate) fn draw_for_package(&mut self) -> Vec<Fault> {
        self.packages += 1;
        let mut dice = Dice::new(self.faults.seed, self.packages, 62);
        let chances = self.faults.of(Target::Package);
        let met = chances.filter(|entry| dice.fraction() < entry.chance);
        met.map(|entry| entry.fault).collect()
    }

    /// The faults that feed number `feed` meets.
    pub(crate) fn draw_for_feed(&self, feed: u64) -> Vec<Fault> {
        let mut dice = Dice::new(self.faults.seed, feed, 63);
        let chances = self.faults.of(Target::Feed);
        let met = chances.filter(|entry| dice.fraction() < entry.chance);
        met.map(|entry| entry.fault).collect()
    }

    /// Whether message number `place` of a feed is refused by chance.
    pub(crate) fn refuses_message(&self, feed: u64, place: u64) -> bool {
        let mut dice = Dice::new(self.faults.seed ^ feed, place, 64);
        self.faults
            .of(Target::Message)
            .any(|entry| dice.fraction() < entry.chance)
    }
}
