//! The rows of the lists, what they are known by and found by.

use crate::domain::bill_proposal::Month;
use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::explain::{Explanation, OpenReason};
use crate::domain::books::journal::EntryNumber;
use crate::domain::day::Day;
use crate::domain::ids::{BatchNumber, OrderNumber, StatementLineNumber};
use crate::domain::money::{Amount, Currency};
use crate::protocol::books::bills::{BillProposalView, BillView};
use crate::protocol::books::journal::{AccountLine, BalanceView, EntryView};
use crate::protocol::books::payments::{BatchView, PaymentView};
use crate::protocol::books::statements::StatementLineView;
use crate::screen::listing::filtered::Searched;
use crate::screen::listing::rows::Row;

impl Row for EntryView {
    type Key = EntryNumber;
    fn key(&self) -> EntryNumber {
        self.number
    }
}

impl Searched for EntryView {
    fn text(&self) -> String {
        let order = self.order.map(|order| order.to_string());
        let lines: Vec<String> = self
            .lines
            .iter()
            .map(|line| format!("{} {} {}", line.account, line.name, line.text))
            .collect();
        format!(
            "{} {} {} {} {} {} {} {}",
            self.number,
            self.journal,
            self.date,
            self.text,
            order.unwrap_or_default(),
            self.currency,
            self.posted_by,
            lines.join(" ")
        )
    }
}

/// The balance of an account in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalanceRow {
    /// Which account.
    pub account: LedgerAccount,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind, in a word.
    pub kind: &'static str,
    /// The figures; none where nothing was posted.
    pub balance: Option<BalanceView>,
}

/// A row for each account and currency.
pub fn balance_rows(accounts: &[AccountLine]) -> Vec<BalanceRow> {
    let row = |line: &AccountLine, balance: Option<&BalanceView>| BalanceRow {
        account: line.account,
        code: line.code.clone(),
        name: line.name.clone(),
        kind: line.kind.top(),
        balance: balance.cloned(),
    };
    accounts
        .iter()
        .flat_map(|line| match line.balances.as_slice() {
            [] => vec![row(line, None)],
            all => all.iter().map(|b| row(line, Some(b))).collect(),
        })
        .collect()
}

impl Row for BalanceRow {
    type Key = (LedgerAccount, Option<Currency>);
    fn key(&self) -> Self::Key {
        (self.account, self.balance.as_ref().map(|b| b.currency))
    }
}

impl Searched for BalanceRow {
    fn text(&self) -> String {
        let currency = self.balance.as_ref().map(|b| b.currency.to_string());
        format!(
            "{} {} {} {}",
            self.code,
            self.name,
            self.kind,
            currency.unwrap_or_default()
        )
    }
}

/// Something that is open on the intermediary account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRow {
    /// Why it is open.
    pub reason: OpenReason,
    /// The entry.
    pub entry: EntryNumber,
    /// Which of several of that entry.
    pub nth: usize,
    /// Its day.
    pub day: Day,
    /// The order.
    pub order: Option<OrderNumber>,
    /// What it is.
    pub text: String,
    /// What of it is open; debits positive.
    pub open: Amount,
    /// Its currency.
    pub currency: Currency,
}

/// A row for each line of the explanations.
pub fn open_rows(explained: &[Explanation]) -> Vec<OpenRow> {
    let mut rows: Vec<OpenRow> = Vec::new();
    for of in explained {
        for line in &of.lines {
            let same = |row: &&OpenRow| row.entry == line.entry && row.currency == of.currency;
            let nth = rows.iter().rev().take_while(same).count();
            rows.push(OpenRow {
                reason: line.reason,
                entry: line.entry,
                nth,
                day: line.day,
                order: line.order,
                text: line.text.clone(),
                open: line.open,
                currency: of.currency,
            });
        }
    }
    rows
}

/// A reason in a word or two.
pub fn reason_word(reason: OpenReason) -> &'static str {
    match reason {
        OpenReason::UnsettledOrder => "not paid out",
        OpenReason::Refund => "refund",
        OpenReason::PaidBill => "bill",
        OpenReason::Payout => "payout",
        OpenReason::Booked => "booked",
    }
}

impl Row for OpenRow {
    type Key = (EntryNumber, Currency, usize);
    fn key(&self) -> Self::Key {
        (self.entry, self.currency, self.nth)
    }
}

impl Searched for OpenRow {
    fn text(&self) -> String {
        let order = self.order.map(|order| order.to_string());
        format!(
            "{} {} {} {} {} {}",
            self.entry,
            self.day,
            reason_word(self.reason),
            order.unwrap_or_default(),
            self.text,
            self.currency
        )
    }
}

impl Row for PaymentView {
    type Key = EntryNumber;
    fn key(&self) -> EntryNumber {
        self.number
    }
}

impl Searched for PaymentView {
    fn text(&self) -> String {
        let order = self.order.map(|order| order.to_string());
        let batch = self.batch.map(|batch| batch.to_string());
        format!(
            "{} {} {} {} {} {}",
            self.number,
            self.date,
            self.of,
            order.unwrap_or_default(),
            batch.unwrap_or_default(),
            self.currency
        )
    }
}

impl Row for BatchView {
    type Key = BatchNumber;
    fn key(&self) -> BatchNumber {
        self.number
    }
}

impl Searched for BatchView {
    fn text(&self) -> String {
        format!(
            "{} {} {} {} {}",
            self.number,
            self.date,
            self.state.as_str(),
            self.journal,
            self.currency
        )
    }
}

/// A bill, or what Amazon's fees propose as one.
#[derive(Clone, Debug, PartialEq)]
pub enum BillRow {
    /// Proposed.
    Proposed(BillProposalView),
    /// Posted.
    Posted(BillView),
}

/// What a bill is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BillKey {
    /// Account, month and currency of a proposal.
    Proposed(String, Month, Currency),
    /// Its number.
    Posted(EntryNumber),
}

impl Row for BillRow {
    type Key = BillKey;
    fn key(&self) -> BillKey {
        match self {
            BillRow::Proposed(of) => BillKey::Proposed(of.account.clone(), of.month, of.currency),
            BillRow::Posted(bill) => BillKey::Posted(bill.number),
        }
    }
}

impl Searched for BillRow {
    fn text(&self) -> String {
        match self {
            BillRow::Proposed(of) => {
                format!("proposed {} {} {}", of.month, of.account, of.currency)
            }
            BillRow::Posted(bill) => format!(
                "{} {} {} {} {} {}",
                bill.number,
                bill.date,
                bill.vendor,
                bill.reference,
                bill.account.as_deref().unwrap_or_default(),
                bill.currency
            ),
        }
    }
}

impl Row for StatementLineView {
    type Key = StatementLineNumber;
    fn key(&self) -> StatementLineNumber {
        self.line
    }
}

impl Searched for StatementLineView {
    fn text(&self) -> String {
        format!(
            "{} {} {} {} {} {}",
            self.line, self.date, self.bank, self.reference, self.text, self.currency
        )
    }
}
