//! Account names by id, at hand without asking the store.

use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::text::folded;
use std::collections::HashMap;
use std::sync::RwLock;

/// Account names by id. Follows every change of an account.
#[derive(Debug, Default)]
pub struct AccountNames(RwLock<HashMap<AccountId, String>>);

impl AccountNames {
    /// The name of an account; its number in words where it has none.
    pub fn of(&self, id: AccountId) -> String {
        self.0
            .read()
            .ok()
            .and_then(|names| names.get(&id).cloned())
            .unwrap_or_else(|| format!("account {}", id.0))
    }

    /// The account with this name.
    pub fn id_of(&self, name: &str) -> Option<AccountId> {
        self.0
            .read()
            .ok()?
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(id, _)| *id)
    }

    /// The accounts that a typed name means: the one of that name, else those that have it in theirs.
    pub fn like(&self, typed: &str) -> Vec<AccountId> {
        if let Some(id) = self.id_of(typed) {
            return vec![id];
        }
        let wanted = folded(typed);
        let Ok(names) = self.0.read() else {
            return Vec::new();
        };
        names
            .iter()
            .filter(|(_, name)| folded(name).contains(wanted.trim()))
            .map(|(id, _)| *id)
            .collect()
    }

    /// Takes over the names of these accounts.
    pub fn follow(&self, accounts: &[Account]) {
        if let Ok(mut names) = self.0.write() {
            names.extend(accounts.iter().map(|a| (a.id, a.name.clone())));
        }
    }
}
