//! Sales teams (product rule R3).

use serde::{Deserialize, Serialize};

/// A sales team. Orders keep the name that it had when they were created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Its name, unique.
    pub name: String,
    /// Who sells for it, in the order in which they were named.
    pub salespersons: Vec<String>,
}

impl Team {
    /// A name has at most so many characters.
    pub const LONGEST_NAME: usize = 60;

    /// A team of nobody yet.
    pub fn named(name: &str) -> Team {
        Team {
            name: name.to_owned(),
            salespersons: Vec::new(),
        }
    }
}
