//! The books as tests ask for them, and a second reading of what they export.

use super::house::House;
use orderdeck::domain::books::chart::LedgerAccount;
use orderdeck::domain::books::explain::Explanation;
use orderdeck::domain::books::journal::EntryNumber;
use orderdeck::domain::money::Amount;
use orderdeck::protocol::books::bills::{BillReply, BillRequest, BillView};
use orderdeck::protocol::books::invoices::*;
use orderdeck::protocol::books::journal::*;
use orderdeck::protocol::books::payments::*;
use orderdeck::protocol::books::statements::*;
use orderdeck::protocol::books::{BooksReply, BooksRequest};
use orderdeck::protocol::{Failure, Reply, Request};
use std::collections::{BTreeMap, BTreeSet};

/// The value of a reply of the kind that was asked for.
macro_rules! told {
    ($reply:expr, $kind:ident :: $variant:ident) => {
        match $reply {
            $kind::$variant(value) => value,
            other => panic!("{other:?}"),
        }
    };
}
pub(crate) use told;

impl House {
    pub async fn books(&self, asked: BooksRequest) -> Result<BooksReply, Failure> {
        match self.client.call(Request::Books(asked)).await? {
            Reply::Books(reply) => Ok(reply),
            other => panic!("{other:?}"),
        }
    }

    pub async fn invoice(&self, asked: InvoiceRequest) -> Result<InvoiceReply, Failure> {
        match self.books(BooksRequest::Invoice(asked)).await? {
            BooksReply::Invoice(reply) => Ok(reply),
            other => panic!("{other:?}"),
        }
    }

    pub async fn payment(&self, asked: PaymentRequest) -> Result<PaymentReply, Failure> {
        match self.books(BooksRequest::Payment(asked)).await? {
            BooksReply::Payment(reply) => Ok(reply),
            other => panic!("{other:?}"),
        }
    }

    pub async fn bill(&self, asked: BillRequest) -> Result<BillView, Failure> {
        match self.books(BooksRequest::Bill(asked)).await? {
            BooksReply::Bill(BillReply::Bill(bill)) => Ok(*bill),
            other => panic!("{other:?}"),
        }
    }

    pub async fn statement(&self, asked: StatementRequest) -> Result<StatementReply, Failure> {
        match self.books(BooksRequest::Statement(asked)).await? {
            BooksReply::Statement(reply) => Ok(reply),
            other => panic!("{other:?}"),
        }
    }

    pub async fn journal(&self, asked: JournalRequest) -> Result<JournalReply, Failure> {
        match self.books(BooksRequest::Journal(asked)).await? {
            BooksReply::Journal(reply) => Ok(reply),
            other => panic!("{other:?}"),
        }
    }

    /// Invoices of everything delivered.
    pub async fn invoice_all(&self, post: bool) -> InvoicesMade {
        let new = NewInvoices {
            of: InvoicedOrders::AllDelivered {
                after: None,
                limit: 500,
            },
            post,
            day: None,
            force: false,
        };
        let made = self.invoice(InvoiceRequest::Create(new)).await.unwrap();
        told!(made, InvoiceReply::Made)
    }

    pub async fn pay(&self, new: NewPayments) -> Result<PaymentsRegistered, Failure> {
        let done = self.payment(PaymentRequest::Register(new)).await?;
        Ok(told!(done, PaymentReply::Registered))
    }

    pub async fn accounts(&self) -> Accounts {
        let told = self.journal(JournalRequest::Accounts).await.unwrap();
        told!(told, JournalReply::Accounts)
    }

    /// The balance of an account in a currency.
    pub async fn balance(&self, account: LedgerAccount, currency: &str) -> Amount {
        let accounts = self.accounts().await.accounts;
        let line = accounts.into_iter().find(|line| line.account == account);
        let balances = line.unwrap().balances.into_iter();
        let mut own = balances.filter(|b| b.currency.code() == currency);
        own.next().map_or(Amount::ZERO, |b| b.balance)
    }

    /// What is open on the intermediary account.
    pub async fn open_at_amazon(&self) -> Vec<Explanation> {
        let account = LedgerAccount::AmazonPayments;
        let told = self.journal(JournalRequest::Explain { account }).await;
        told!(told.unwrap(), JournalReply::Explained).currencies
    }

    pub async fn exported(&self, format: ExportFormat) -> String {
        let asked = JournalRequest::Export {
            format,
            from: None,
            to: None,
        };
        let told = told!(self.journal(asked).await.unwrap(), JournalReply::Document);
        String::from_utf8(told.bytes.0).unwrap()
    }

    pub async fn import_statement(&self, rows: &[String]) -> Result<StatementImported, Failure> {
        let text = format!("date,amount,currency,reference\n{}\n", rows.join("\n"));
        let bank = "Main".to_owned();
        let told = self
            .statement(StatementRequest::Import { text, bank })
            .await?;
        Ok(told!(told, StatementReply::Imported))
    }
}

/// Payments of all that is open, in the journal of Amazon.
pub fn everything_open() -> NewPayments {
    NewPayments {
        invoices: Vec::new(),
        all_open: true,
        bills: Vec::new(),
        journal: orderdeck::domain::books::journal::Journal::AmazonPayments,
        day: None,
        amount: None,
    }
}

/// A second reading of an exported journal, by the rules of hledger's strict check: every account and commodity is declared,
/// days are in order, amounts have the digits of their commodity, each transaction adds up to nothing; and the numbers of
/// each journal and year have no gaps. Says how many transactions there are.
pub fn check_strictly(text: &str) -> Result<usize, String> {
    let mut digits: BTreeMap<String, usize> = BTreeMap::new();
    let mut accounts = BTreeSet::new();
    let mut numbers: BTreeMap<(String, String), BTreeSet<u32>> = BTreeMap::new();
    let mut last_day = String::new();
    let mut sums: BTreeMap<String, i128> = BTreeMap::new();
    let mut count = 0;
    let all_nothing = |sums: &BTreeMap<String, i128>| sums.values().all(|sum| *sum == 0);
    for line in text.lines() {
        let line = line.split("  ;").next().unwrap().trim_end();
        if line.is_empty() {
            continue;
        }
        if let Some(declared) = line.strip_prefix("commodity ") {
            let (name, example) = declared
                .split_once(' ')
                .ok_or("a commodity without example")?;
            let decimals = example.split_once('.').ok_or("no decimal mark")?.1.len();
            digits.insert(name.to_owned(), decimals);
        } else if let Some(declared) = line.strip_prefix("account ") {
            accounts.insert(declared.to_owned());
        } else if let Some(posting) = line.strip_prefix("    ") {
            let (account, amount) = posting
                .trim()
                .split_once("  ")
                .ok_or("a posting without amount")?;
            if !accounts.contains(account) {
                return Err(format!("{account:?} is not declared"));
            }
            let (commodity, value) = amount.trim().split_once(' ').ok_or("no commodity")?;
            let wanted = *digits
                .get(commodity)
                .ok_or(format!("{commodity} is not declared"))?;
            let value = value.trim();
            let decimals = value
                .split_once('.')
                .map_or(0, |(_, decimals)| decimals.len());
            if decimals != wanted {
                return Err(format!("{value} {commodity} has {decimals} digits"));
            }
            let units: i128 = value
                .replace('.', "")
                .parse()
                .map_err(|_| format!("{value:?}"))?;
            *sums.entry(commodity.to_owned()).or_default() += units;
        } else {
            if !all_nothing(&sums) {
                return Err(format!("what stands before {line:?} does not balance"));
            }
            sums.clear();
            count += 1;
            let (day, rest) = line.split_once(' ').ok_or("no day")?;
            if day < last_day.as_str() {
                return Err(format!("{day} comes after {last_day}"));
            }
            last_day = day.to_owned();
            let code = rest
                .strip_prefix('(')
                .and_then(|r| r.split_once(')'))
                .ok_or("no code")?
                .0;
            let number: EntryNumber = code.parse().map_err(|()| format!("{code:?}"))?;
            let series = (number.journal.prefix().to_owned(), day[..4].to_owned());
            if !numbers.entry(series).or_default().insert(number.number) {
                return Err(format!("{code} is there twice"));
            }
        }
    }
    if !all_nothing(&sums) {
        return Err("the last one does not balance".to_owned());
    }
    for (series, all) in &numbers {
        if all.iter().copied().ne(1..=all.len() as u32) {
            return Err(format!("{series:?} has gaps"));
        }
    }
    Ok(count)
}

#[test]
fn the_second_reading_finds_what_is_wrong() {
    let head = "commodity EUR 1000.00\naccount assets:1 A\naccount income:2 B\n";
    let entry = |day: &str, code: &str, one: &str, other: &str| {
        format!("\n{day} ({code}) x\n    assets:1 A  EUR {one}\n    income:2 B  EUR {other}\n")
    };
    let check = |entries: &[String]| check_strictly(&format!("{head}{}", entries.concat()));
    let good = entry("2026-01-02", "INV/2026/00001", "5.00", "-5.00");
    assert_eq!(check(std::slice::from_ref(&good)), Ok(1));
    for bad in [
        entry("2026-01-02", "INV/2026/00002", "5.00", "-4.99"),
        entry("2026-01-01", "INV/2026/00002", "5.00", "-5.00"),
        entry("2026-01-02", "INV/2026/00001", "5.00", "-5.00"),
        entry("2026-01-02", "INV/2026/00003", "5.00", "-5.00"),
        entry("2026-01-02", "INV/2026/00002", "5.0", "-5.00"),
        good.replace("00001", "00002")
            .replace("income:2", "income:3"),
    ] {
        assert!(check(&[good.clone(), bad.clone()]).is_err(), "{bad}");
    }
}
