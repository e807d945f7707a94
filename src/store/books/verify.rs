//! The self-check of the books: entries balance and are numbered without gaps, balances and open items are what entries and
//! matches say, invoices and bills stand where they should.

use super::super::verify::Findings;
use super::super::{Reading, StoreError, codec, tables};
use super::entries::{Balance, balance_key};
use super::invoices::{InvoicePlace, OrderInvoices};
use super::{record, walk};
use crate::domain::books::bill::Bill;
use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::entry::JournalEntry;
use crate::domain::books::invoice::{Invoice, waits_for_invoice};
use crate::domain::books::journal::{EntryNumber, Journal};
use crate::domain::books::open_item::{ItemId, Match, OpenItem};
use crate::domain::books::statement::StatementLine;
use crate::domain::money::{Amount, Currency};
use crate::domain::order::{OrderBody, OrderHead};
use redb::ReadableTableMetadata;
use std::collections::BTreeMap;

type Checks = Vec<(&'static str, Vec<String>)>;
type Sums = BTreeMap<[u8; 4], Balance>;

/// Whether an order stands where it should among those that wait for an invoice.
pub(in crate::store) fn check_waiting(
    reading: &Reading<'_>,
    head: &OrderHead,
    body: &OrderBody,
    wrong: &mut Findings,
) -> Result<(), StoreError> {
    let key = head.number.0.to_be_bytes();
    let known: Option<OrderInvoices> =
        record(reading, tables::ORDER_INVOICES, "order_invoices", &key)?;
    let waits = waits_for_invoice(head, body, known.unwrap_or_default().pieces);
    let table = reading.transaction.open_table(tables::TO_INVOICE)?;
    if table.get(key.as_slice())?.is_some() != waits {
        wrong.add(|| {
            format!(
                "{} is not where it should be among the ones to invoice",
                head.number
            )
        });
    }
    Ok(())
}

/// Checks the books at one moment.
pub(in crate::store) fn check_books(reading: &Reading<'_>) -> Result<Checks, StoreError> {
    let (entries, sums) = check_entries(reading)?;
    Ok(vec![
        ("entries balance and have no gaps", entries),
        (
            "balances are the sums of entries",
            check_balances(reading, &sums)?,
        ),
        (
            "open items are what is not matched",
            check_items(reading, &sums)?,
        ),
        ("invoices, bills and statements", check_documents(reading)?),
    ])
}

fn check_entries(reading: &Reading<'_>) -> Result<(Vec<String>, Sums), StoreError> {
    let mut wrong = Findings::new();
    let mut sums = Sums::new();
    let mut last: BTreeMap<(Journal, u16), u32> = BTreeMap::new();
    let mut count = 0u64;
    let entries = reading.transaction.open_table(tables::ENTRIES)?;
    walk(&entries, "entries", |key, entry: JournalEntry| {
        count += 1;
        let number = entry.number;
        if !entry.balances() {
            wrong.add(|| format!("{number} does not balance"));
        }
        let before = last.insert((number.journal, number.year), number.number);
        if before.unwrap_or(0) + 1 != number.number || EntryNumber::of_key(key) != Some(number) {
            wrong.add(|| format!("{number} does not follow the number before"));
        }
        if entry.day.year() != number.year {
            wrong.add(|| format!("{number} is of another year"));
        }
        for line in &entry.lines {
            let sum = sums
                .entry(balance_key(line.account, entry.currency))
                .or_default();
            match sum.with(line.amount) {
                Some(with) => *sum = with,
                None => wrong.add(|| format!("a sum with {number} is too large")),
            }
        }
        true
    })?;
    let days = reading.transaction.open_table(tables::ENTRY_DAYS)?;
    if days.len()? != count {
        wrong.add(|| "entries are not all found by their day".to_owned());
    }
    let numbers = reading.transaction.open_table(tables::ENTRY_NUMBERS)?;
    for ((journal, year), number) in &last {
        let year_key = year.to_be_bytes();
        let key = [journal.number(), year_key[0], year_key[1]];
        let kept: u32 = match numbers.get(key.as_slice())? {
            Some(bytes) => codec::decode("entry_numbers", &key, bytes.value())?,
            None => 0,
        };
        if kept != *number {
            wrong.add(|| {
                format!("{journal} {year}: the last number is kept as {kept}, it is {number}")
            });
        }
    }
    Ok((wrong.done(), sums))
}

fn check_balances(reading: &Reading<'_>, sums: &Sums) -> Result<Vec<String>, StoreError> {
    let mut wrong = Findings::new();
    let kept = reading.balances()?;
    let same = |account, currency, balance: &Balance| {
        sums.get(&balance_key(account, currency)) == Some(balance)
    };
    for (account, currency, balance) in &kept {
        if !same(*account, *currency, balance) {
            wrong.add(|| format!("{} in {currency} is not what was posted", account.as_str()));
        }
    }
    if kept.len() != sums.len() {
        wrong.add(|| "a balance is missing".to_owned());
    }
    let nets: Option<Vec<(Currency, Amount)>> =
        kept.iter().map(|(_, c, b)| Some((*c, b.net()?))).collect();
    let mut by_currency: BTreeMap<Currency, Option<Amount>> = BTreeMap::new();
    for (currency, net) in nets.unwrap_or_default() {
        let sum = by_currency.entry(currency).or_insert(Some(Amount::ZERO));
        *sum = sum.and_then(|s| s.plus(net));
    }
    for (currency, sum) in by_currency {
        if sum != Some(Amount::ZERO) {
            wrong.add(|| format!("debits and credits in {currency} differ"));
        }
    }
    Ok(wrong.done())
}

fn check_items(reading: &Reading<'_>, sums: &Sums) -> Result<Vec<String>, StoreError> {
    let mut wrong = Findings::new();
    let mut matched: BTreeMap<ItemId, Amount> = BTreeMap::new();
    let matches = reading.transaction.open_table(tables::MATCHES)?;
    walk(&matches, "matches", |_, made: Match| {
        for (item, amount) in [
            (made.debit, made.amount.turned()),
            (made.credit, made.amount),
        ] {
            let sum = matched.entry(item).or_default();
            *sum = sum.plus(amount).unwrap_or(*sum);
        }
        true
    })?;
    let mut open: BTreeMap<[u8; 4], Amount> = BTreeMap::new();
    let mut open_count = 0u64;
    let items = reading.transaction.open_table(tables::ITEMS)?;
    walk(&items, "items", |_, item: OpenItem| {
        let moved = matched.remove(&item.id).unwrap_or_default();
        let entry = item.id.entry;
        if item.amount.plus(moved) != Some(item.residual) {
            wrong.add(|| format!("what is open of {entry} is not what its matches leave"));
        }
        let crossed = !item.residual.is_zero() && (item.residual > Amount::ZERO) != item.is_debit();
        if crossed {
            wrong.add(|| format!("more of {entry} is matched than there is"));
        }
        open_count += u64::from(item.is_open());
        let sum = open
            .entry(balance_key(item.account, item.currency))
            .or_default();
        *sum = sum.plus(item.residual).unwrap_or(*sum);
        true
    })?;
    for item in matched.keys() {
        wrong.add(|| format!("{} is matched and is no open item", item.entry));
    }
    let listed = reading.transaction.open_table(tables::OPEN_ITEMS)?.len()?;
    if listed != open_count {
        wrong.add(|| format!("{listed} items are listed as open, {open_count} are"));
    }
    for (key, sum) in sums {
        let account = LedgerAccount::from_number(key[0]);
        let kept = account.filter(|a| a.has_open_items());
        if let Some(account) = kept
            && sum.net() != Some(open.get(key).copied().unwrap_or_default())
        {
            wrong.add(|| format!("the open items of {} are not its balance", account.as_str()));
        }
    }
    Ok(wrong.done())
}

fn check_documents(reading: &Reading<'_>) -> Result<Vec<String>, StoreError> {
    let mut wrong = Findings::new();
    let items = reading.transaction.open_table(tables::ITEMS)?;
    let residual = |entry: EntryNumber, line: u16| -> Result<Option<Amount>, StoreError> {
        let key = ItemId { entry, line }.key();
        let item = items.get(key.as_slice())?;
        let item = item.map(|bytes| codec::decode::<OpenItem>("items", &key, bytes.value()));
        Ok(item.transpose()?.map(|item| item.residual))
    };
    let mut invoices = Vec::new();
    let table = reading.transaction.open_table(tables::INVOICES)?;
    walk(&table, "invoices", |_, invoice: Invoice| {
        let known = invoice.number().map(|number| (number, invoice.due));
        invoices.push((invoice.id, InvoicePlace::of(&invoice), known));
        true
    })?;
    let places = reading.transaction.open_table(tables::INVOICE_PLACES)?;
    if places.len()? != invoices.len() as u64 {
        wrong.add(|| "invoices are not all in the lists".to_owned());
    }
    for (id, place, posted) in invoices {
        let number = id.0.to_be_bytes();
        let key = [place as u8, number[0], number[1], number[2], number[3]];
        if places.get(key.as_slice())?.is_none() {
            wrong.add(|| format!("{id} is not where it should be in the lists"));
        }
        if let Some((number, due)) = posted
            && residual(number, 0)? != Some(due)
        {
            wrong.add(|| format!("what is due of {number} is not what is open of it"));
        }
    }
    let mut bills = Vec::new();
    let table = reading.transaction.open_table(tables::BILLS)?;
    walk(&table, "bills", |_, bill: Bill| {
        bills.push((bill.number, bill.due));
        true
    })?;
    for (number, due) in bills {
        if residual(number, 0)? != Some(due.turned()) {
            wrong.add(|| format!("what is due of {number} is not what is open of it"));
        }
    }
    let mut lines = Vec::new();
    let table = reading.transaction.open_table(tables::STATEMENT_LINES)?;
    walk(&table, "statement_lines", |_, line: StatementLine| {
        if line.reversed.is_none() {
            lines.push((line.id, line.entry, line.says.key(line.ordinal)));
        }
        true
    })?;
    let keys = reading.transaction.open_table(tables::STATEMENT_KEYS)?;
    for (id, entry, key) in lines {
        if keys.get(key.as_bytes())?.is_none() || residual(entry, 1)?.is_none() {
            wrong.add(|| format!("{id} is not found by what it says"));
        }
    }
    Ok(wrong.done())
}
