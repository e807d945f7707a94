//! Counts what callers did.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// What callers have done since the start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls per operation and seller name (`-` where the caller could not be told), refused ones included.
    pub calls: BTreeMap<(String, String), u64>,
    /// Answers per HTTP status.
    pub statuses: BTreeMap<u16, u64>,
    /// 429 answers per operation and seller name, injected ones included.
    pub throttled: BTreeMap<(String, String), u64>,
    /// Query parameters that the model does not declare: operation and name, and how often they came.
    pub undeclared: BTreeMap<(String, String), u64>,
    /// Faults that were injected, by name.
    pub faults: BTreeMap<String, u64>,
}

impl Tally {
    /// Calls of one operation by all sellers.
    pub fn calls_of(&self, operation: &str) -> u64 {
        let own = self.calls.iter().filter(|(key, _)| key.0 == operation);
        own.map(|(_, count)| count).sum()
    }

    /// 429 answers of one operation to all sellers.
    pub fn throttled_of(&self, operation: &str) -> u64 {
        let own = self.throttled.iter().filter(|(key, _)| key.0 == operation);
        own.map(|(_, count)| count).sum()
    }

    pub(crate) fn count(&mut self, operation: &str, seller: &str, status: u16) {
        let key = (operation.to_owned(), seller.to_owned());
        if status == 429 {
            *self.throttled.entry(key.clone()).or_default() += 1;
        }
        *self.calls.entry(key).or_default() += 1;
        *self.statuses.entry(status).or_default() += 1;
    }

    pub(crate) fn note_undeclared(&mut self, operation: &str, parameter: &str) {
        // names come from outside: neither their length nor their number may grow without end
        let name: String = parameter.chars().take(80).collect();
        let key = (operation.to_owned(), name);
        if self.undeclared.len() < 1000 || self.undeclared.contains_key(&key) {
            *self.undeclared.entry(key).or_default() += 1;
        }
    }

    pub(crate) fn note_fault(&mut self, name: &str) {
        *self.faults.entry(name.to_owned()).or_default() += 1;
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "calls": nested(&self.calls),
            "statuses": self.statuses.iter().map(|(status, count)| (status.to_string(), json!(count))).collect::<serde_json::Map<_, _>>(),
            "throttled": nested(&self.throttled),
            "undeclaredParameters": nested(&self.undeclared),
            "faults": self.faults,
        })
    }
}

fn nested(counts: &BTreeMap<(String, String), u64>) -> Value {
    let mut outer: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for ((first, second), count) in counts {
        outer.entry(first).or_default().insert(second, *count);
    }
    json!(outer)
}
