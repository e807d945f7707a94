//! Query parameters as Amazon reads them.

use super::clock::parse_iso;
use super::data_sets::DataSets;
use super::refusal::Refusal;

/// The decoded parameters of one call.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        let pairs = url::form_urlencoded::parse(text.as_bytes());
        Self {
            pairs: pairs.into_owned().collect(),
        }
    }

    /// Names that are not among `declared`.
    pub(crate) fn undeclared<'a>(&'a self, declared: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let names = self.pairs.iter().map(|pair| pair.0.as_str());
        names.filter(|name| !declared.contains(name))
    }

    /// A parameter that may come once.
    pub(crate) fn one(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let mut values = self.pairs.iter().filter(|pair| pair.0 == name);
        let first = values.next().map(|pair| pair.1.as_str());
        match values.next() {
            Some(_) => Err(Refusal::invalid(&format!(
                "Parameter {name} was given more than once."
            ))),
            None => Ok(first),
        }
    }

    /// A list: comma-joined, repeated, or both.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let own = self.pairs.iter().filter(|pair| pair.0 == name);
        let parts = own.flat_map(|pair| pair.1.split(','));
        parts
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// A list whose values are all among `known`.
    pub(crate) fn choices(&self, name: &str, known: &[&str]) -> Result<Vec<String>, Refusal> {
        let list = self.list(name);
        match list.iter().find(|value| !known.contains(&value.as_str())) {
            Some(value) => Err(invalid_value(name, value)),
            None => Ok(list),
        }
    }

    /// A date-time in Unix milliseconds.
    pub(crate) fn time(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.one(name)? else {
            return Ok(None);
        };
        let message = || format!("Invalid value for {name}: the date must be in ISO 8601 format.");
        parse_iso(text)
            .map(Some)
            .ok_or_else(|| Refusal::invalid(&message()))
    }

    /// The data sets asked for.
    pub(crate) fn data_sets(&self) -> Result<DataSets, Refusal> {
        let names = self.list("includedData");
        DataSets::parse(&names).map_err(|name| invalid_value("includedData", &name))
    }
}

/// 400 for a value outside a closed list.
pub(crate) fn invalid_value(name: &str, value: &str) -> Refusal {
    let value: String = value.chars().take(100).collect();
    Refusal::invalid(&format!("Invalid value for {name}: {value}"))
}
