//! The chart of accounts: a small fixed set, whose codes and names can be chosen.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An account of the ledger. Not to be mixed up with [`crate::domain::account::Account`], a registration of a seller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerAccount {
    /// Money at the bank.
    Bank,
    /// Money on a bank statement, or paid to the bank, that waits for its counterpart.
    BankSuspense,
    /// Money that Amazon holds for us: the intermediary account of the journal `Amazon Payments`.
    AmazonPayments,
    /// What customers owe.
    Receivable,
    /// Tax on bills that the tax office gives back.
    VatRecoverable,
    /// What is owed to vendors.
    Payable,
    /// Tax on sales that is owed to the tax office.
    VatPayable,
    /// Sales of goods.
    Sales,
    /// Shipping that buyers paid.
    ShippingIncome,
    /// Gift wrap that buyers paid.
    GiftWrapIncome,
    /// Other charges that buyers paid.
    OtherIncome,
    /// Discounts given.
    Discounts,
    /// Amazon's commissions.
    Commission,
    /// Amazon's fees for fulfilment and storage.
    FulfilmentFees,
    /// Advertising at Amazon.
    Advertising,
    /// Other fees of Amazon and of others.
    OtherFees,
    /// Rounding, and differences that a person decided to leave.
    RoundingDifference,
    /// What was there when these books began, and what owners put in or take out.
    Equity,
}

/// The five kinds of accounts of double entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// What there is.
    Asset,
    /// What is owed.
    Liability,
    /// What came in for good.
    Income,
    /// What was spent for good.
    Expense,
    /// What belongs to the owners.
    Equity,
}

impl AccountKind {
    /// The top of an account's name in plain text accounting, as hledger and ledger know it.
    pub fn top(self) -> &'static str {
        match self {
            AccountKind::Asset => "assets",
            AccountKind::Liability => "liabilities",
            AccountKind::Income => "income",
            AccountKind::Expense => "expenses",
            AccountKind::Equity => "equity",
        }
    }
}

impl LedgerAccount {
    /// All accounts with the word for scripts, their kind, and the code and name that they have unless others are chosen.
    pub const ALL: [(
        LedgerAccount,
        &'static str,
        AccountKind,
        &'static str,
        &'static str,
    ); 18] = {
        use AccountKind::{Asset, Equity, Expense, Income, Liability};
        use LedgerAccount as L;
        [
            (L::Bank, "bank", Asset, "1000", "Bank"),
            (
                L::BankSuspense,
                "bank_suspense",
                Asset,
                "1010",
                "Bank suspense",
            ),
            (
                L::AmazonPayments,
                "amazon_payments",
                Asset,
                "1100",
                "Amazon Payments",
            ),
            (L::Receivable, "receivable", Asset, "1200", "Receivable"),
            (
                L::VatRecoverable,
                "vat_recoverable",
                Asset,
                "1400",
                "VAT recoverable",
            ),
            (L::Payable, "payable", Liability, "2000", "Payable"),
            (
                L::VatPayable,
                "vat_payable",
                Liability,
                "2200",
                "VAT payable",
            ),
            (L::Equity, "equity", Equity, "3000", "Equity"),
            (L::Sales, "sales", Income, "4000", "Sales"),
            (
                L::ShippingIncome,
                "shipping_income",
                Income,
                "4100",
                "Shipping",
            ),
            (
                L::GiftWrapIncome,
                "gift_wrap_income",
                Income,
                "4200",
                "Gift wrap",
            ),
            (
                L::OtherIncome,
                "other_income",
                Income,
                "4300",
                "Other charges",
            ),
            (L::Discounts, "discounts", Income, "4900", "Discounts"),
            (
                L::Commission,
                "commission",
                Expense,
                "6000",
                "Amazon commissions",
            ),
            (
                L::FulfilmentFees,
                "fulfilment_fees",
                Expense,
                "6100",
                "Amazon fulfilment",
            ),
            (
                L::Advertising,
                "advertising",
                Expense,
                "6200",
                "Advertising",
            ),
            (L::OtherFees, "other_fees", Expense, "6300", "Other fees"),
            (
                L::RoundingDifference,
                "rounding_difference",
                Expense,
                "6900",
                "Rounding differences",
            ),
        ]
    };

    fn row(
        self,
    ) -> &'static (
        LedgerAccount,
        &'static str,
        AccountKind,
        &'static str,
        &'static str,
    ) {
        let found = Self::ALL.iter().find(|(account, ..)| *account == self);
        found.unwrap_or(&Self::ALL[0])
    }

    /// The word for scripts, such as `amazon_payments`.
    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// Its kind.
    pub fn kind(self) -> AccountKind {
        self.row().2
    }

    /// Whether amounts on it wait for their counterparts and are matched one against another.
    pub fn has_open_items(self) -> bool {
        matches!(
            self,
            LedgerAccount::Receivable
                | LedgerAccount::Payable
                | LedgerAccount::AmazonPayments
                | LedgerAccount::BankSuspense
        )
    }

    /// Its number in keys of the store; never changes.
    pub fn number(self) -> u8 {
        match self {
            LedgerAccount::Bank => 1,
            LedgerAccount::BankSuspense => 2,
            LedgerAccount::AmazonPayments => 3,
            LedgerAccount::Receivable => 4,
            LedgerAccount::VatRecoverable => 5,
            LedgerAccount::Payable => 6,
            LedgerAccount::VatPayable => 7,
            LedgerAccount::Sales => 8,
            LedgerAccount::ShippingIncome => 9,
            LedgerAccount::GiftWrapIncome => 10,
            LedgerAccount::OtherIncome => 11,
            LedgerAccount::Discounts => 12,
            LedgerAccount::Commission => 13,
            LedgerAccount::FulfilmentFees => 14,
            LedgerAccount::Advertising => 15,
            LedgerAccount::OtherFees => 16,
            LedgerAccount::RoundingDifference => 17,
            LedgerAccount::Equity => 18,
        }
    }

    /// The account with this number.
    pub fn from_number(number: u8) -> Option<LedgerAccount> {
        Self::ALL
            .iter()
            .map(|(account, ..)| *account)
            .find(|account| account.number() == number)
    }
}

/// The codes and names of the accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// Those that were chosen; the others have the usual ones.
    chosen: BTreeMap<LedgerAccount, Label>,
}

/// Code and name of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Its code, such as `1200`.
    pub code: String,
    /// Its name for people.
    pub name: String,
}

/// Why a code or name can't be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChartError {
    /// Letters that would not survive an export.
    #[error("a code is 1 to 12 letters, digits, points or dashes")]
    Code,
    /// Too long, empty, or with letters that an export gives a meaning of their own.
    #[error("a name is 1 to 40 letters, without colons, semicolons and two blanks in a row")]
    Name,
    /// Two accounts with one code can't be told apart.
    #[error("the code {0} belongs to {1} already")]
    Taken(String, String),
}

impl Chart {
    /// The code and name of an account.
    pub fn label(&self, account: LedgerAccount) -> Label {
        self.chosen.get(&account).cloned().unwrap_or_else(|| {
            let (_, _, _, code, name) = account.row();
            Label {
                code: (*code).to_owned(),
                name: (*name).to_owned(),
            }
        })
    }

    /// All accounts by code.
    pub fn all(&self) -> Vec<(LedgerAccount, Label)> {
        let mut all: Vec<_> = LedgerAccount::ALL
            .iter()
            .map(|(account, ..)| (*account, self.label(*account)))
            .collect();
        all.sort_by(|(_, a), (_, b)| a.code.cmp(&b.code));
        all
    }

    /// The account that a person means: its code, its name or its word, in any case.
    pub fn find(&self, text: &str) -> Option<LedgerAccount> {
        let wanted = text.trim().to_lowercase().replace('-', "_");
        self.all().into_iter().find_map(|(account, label)| {
            let is = label.code.to_lowercase() == wanted
                || label.name.to_lowercase() == wanted
                || account.as_str() == wanted;
            is.then_some(account)
        })
    }

    /// Chooses a code or a name, or both. What was posted before shows under the new ones, too.
    pub fn choose(
        &mut self,
        account: LedgerAccount,
        code: Option<&str>,
        name: Option<&str>,
    ) -> Result<(), ChartError> {
        let mut label = self.label(account);
        if let Some(code) = code {
            let code = code.trim();
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
            if code.is_empty() || code.len() > 12 || !code.chars().all(fits) {
                return Err(ChartError::Code);
            }
            if let Some((_, other)) = self
                .all()
                .into_iter()
                .find(|(a, l)| *a != account && l.code == code)
            {
                return Err(ChartError::Taken(code.to_owned(), other.name));
            }
            label.code = code.to_owned();
        }
        if let Some(name) = name {
            let name = name.trim();
            let odd = |c: char| c.is_control() || matches!(c, ':' | ';' | '|' | '"' | '(' | '[');
            if name.is_empty()
                || name.chars().count() > 40
                || name.chars().any(odd)
                || name.contains("  ")
            {
                return Err(ChartError::Name);
            }
            label.name = name.to_owned();
        }
        self.chosen.insert(account, label);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_has_a_code_a_number_and_a_word_of_its_own() {
        let chart = Chart::default();
        for (account, word, _, code, _) in LedgerAccount::ALL {
            assert_eq!(LedgerAccount::from_number(account.number()), Some(account));
            assert_eq!(chart.find(word), Some(account));
            assert_eq!(chart.find(code), Some(account));
        }
    }

    #[test]
    fn codes_are_chosen_once() {
        let mut chart = Chart::default();
        let receivable = LedgerAccount::Receivable;
        assert_eq!(chart.choose(receivable, Some("411000"), None), Ok(()));
        assert_eq!(chart.find("411000"), Some(receivable));
        assert_eq!(chart.find("1200"), None);
        let taken = chart.choose(LedgerAccount::Payable, Some("411000"), None);
        assert!(matches!(taken, Err(ChartError::Taken(..))));
        let odd = chart.choose(receivable, Some("41 1"), None);
        assert_eq!(odd, Err(ChartError::Code));
        let odd = chart.choose(receivable, None, Some("a: b"));
        assert_eq!(odd, Err(ChartError::Name));
    }
}
