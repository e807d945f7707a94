//! Tables of the books for people.

use crate::cli::output::Output;
use crate::cli::table::{Facts, Set, Table, heading};
use crate::domain::books::explain::Explanation;
use crate::domain::money::{Amount, Currency};
use crate::domain::text::clean;
use crate::protocol::books::Skipped;
use crate::protocol::books::bills::BillView;
use crate::protocol::books::invoices::{InvoiceRow, InvoiceView};
use crate::protocol::books::journal::{Accounts, EntryView, Explained};
use crate::protocol::books::payments::{BatchView, PaymentView};
use crate::protocol::books::statements::StatementLineView;

/// An amount with as many digits as its currency has.
pub fn money(amount: Amount, currency: Currency) -> String {
    let mut value = amount.0;
    value.rescale(currency.minor_digits().max(amount.0.normalize().scale()));
    format!("{value} {currency}")
}

fn plain(amount: Amount, currency: Currency) -> String {
    let mut value = amount.0;
    value.rescale(currency.minor_digits().max(amount.0.normalize().scale()));
    value.to_string()
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// What a batch passed over, and its warnings, as lines.
pub fn skipped(skipped: &[Skipped], warnings: &[String]) -> String {
    let mut text = String::new();
    for one in skipped {
        let reference = one.amazon_order_ref.as_deref().unwrap_or("");
        let name = format!("{} {reference}", one.what);
        text.push_str(&format!(
            "Passed over {}: {}.\n",
            clean(name.trim()),
            clean(&one.reason)
        ));
    }
    for warning in warnings {
        text.push_str(&format!("Warning: {}\n", clean(warning)));
    }
    text
}

/// Rows of invoices.
pub fn invoices(rows: &[InvoiceRow], output: &Output) -> String {
    let mut table = Table::new(&[
        ("Number", Set::Left),
        ("Date", Set::Left),
        ("State", Set::Left),
        ("Order", Set::Left),
        ("Customer", Set::Cut),
        ("Total", Set::Right),
        ("Open", Set::Right),
        ("", Set::Left),
    ]);
    for row in rows {
        let kind = match (row.credit_note, row.vat_number_missing) {
            (true, _) => "credit note",
            (false, true) => "VAT number missing",
            (false, false) => "",
        };
        table.row([
            row.reference().to_string(),
            shown(row.date),
            row.status.as_str().to_owned(),
            row.order.to_string(),
            row.customer.clone(),
            money(row.total, row.currency),
            plain(row.due, row.currency),
            kind.to_owned(),
        ]);
    }
    table.render(output)
}

/// An invoice, whole.
pub fn invoice(view: &InvoiceView, output: &Output) -> String {
    let row = &view.row;
    let currency = row.currency;
    let mut facts = Facts::new();
    let kind = if row.credit_note {
        "Credit note"
    } else {
        "Invoice"
    };
    facts
        .add(kind, row.reference().to_string())
        .add("State", row.status.as_str())
        .maybe("Date", row.date)
        .add("Order", format!("{} {}", row.order, row.amazon_order_ref))
        .add("Account", row.account.clone())
        .add("Customer", row.customer.clone())
        .maybe("Company", view.company.clone())
        .maybe("VAT number", view.vat_number.clone())
        .maybe("Takes back", view.credits)
        .maybe("Reason", view.reason.clone());
    for by in &view.credited_by {
        facts.add("Taken back by", by.to_string());
    }
    let mut text = facts.render(output);
    let mut table = Table::new(&[
        ("Line", Set::Cut),
        ("Qty", Set::Right),
        ("Untaxed", Set::Right),
        ("VAT", Set::Right),
        ("Total", Set::Right),
    ]);
    for line in &view.lines {
        let title = match &line.sku {
            Some(sku) => format!("[{sku}] {}", line.title),
            None => line.title.clone(),
        };
        table.row([
            title,
            line.quantity.to_string(),
            plain(line.untaxed, currency),
            shown(line.rate),
            plain(line.total, currency),
        ]);
    }
    text.push('\n');
    text.push_str(&table.render(output));
    let mut facts = Facts::new();
    facts.add("Untaxed", money(row.untaxed, currency));
    for tax in &view.taxes {
        let rate = tax.rate.map_or("?".to_owned(), |rate| rate.to_string());
        facts.add("VAT", format!("{} at {rate}", money(tax.tax, currency)));
    }
    facts.add("Total", money(row.total, currency));
    if !view.facilitator_tax.is_zero() {
        facts.add("Amazon's own tax", money(view.facilitator_tax, currency));
    }
    facts.add("Open", money(row.due, currency));
    for payment in &view.payments {
        let date = payment
            .date
            .map_or_else(String::new, |day| format!("{day}, "));
        facts.add(
            "Settled by",
            format!(
                "{}, {date}{}",
                payment.number,
                money(payment.amount, currency)
            ),
        );
    }
    text.push('\n');
    text.push_str(&facts.render(output));
    if row.vat_number_missing {
        text.push_str(
            "The VAT number of this business is missing: `orderdeck invoice vat-number`.\n",
        );
    }
    text
}

/// Rows of payments.
pub fn payments(rows: &[PaymentView], output: &Output) -> String {
    let mut table = Table::new(&[
        ("Number", Set::Left),
        ("Date", Set::Left),
        ("Pays", Set::Left),
        ("Order", Set::Left),
        ("Amount", Set::Right),
        ("Open", Set::Right),
        ("Batch", Set::Left),
        ("Taken back by", Set::Left),
    ]);
    for row in rows {
        table.row([
            row.number.to_string(),
            row.date.to_string(),
            row.of.clone(),
            shown(row.order),
            money(row.amount, row.currency),
            plain(row.open, row.currency),
            shown(row.batch),
            shown(row.undone),
        ]);
    }
    table.render(output)
}

/// Rows of batch payments.
pub fn batches(rows: &[BatchView], output: &Output) -> String {
    let mut table = Table::new(&[
        ("Number", Set::Left),
        ("Date", Set::Left),
        ("State", Set::Left),
        ("Journal", Set::Left),
        ("Payments", Set::Right),
        ("Total", Set::Right),
        ("Open", Set::Right),
    ]);
    for row in rows {
        table.row([
            row.number.to_string(),
            row.date.to_string(),
            row.state.as_str().to_owned(),
            row.journal.name().to_owned(),
            row.count.to_string(),
            money(row.total, row.currency),
            plain(row.open, row.currency),
        ]);
    }
    table.render(output)
}

/// Rows of bills.
pub fn bills(rows: &[BillView], output: &Output) -> String {
    let mut table = Table::new(&[
        ("Number", Set::Left),
        ("Date", Set::Left),
        ("Vendor", Set::Cut),
        ("Reference", Set::Cut),
        ("Untaxed", Set::Right),
        ("Tax", Set::Right),
        ("Total", Set::Right),
        ("Open", Set::Right),
        ("Taken back by", Set::Left),
    ]);
    for row in rows {
        table.row([
            row.number.to_string(),
            row.date.to_string(),
            row.vendor.clone(),
            row.reference.clone(),
            plain(row.untaxed, row.currency),
            plain(row.tax, row.currency),
            money(row.total, row.currency),
            plain(row.due, row.currency),
            shown(row.reversed),
        ]);
    }
    table.render(output)
}

/// The lines of a bill.
pub fn bill(view: &BillView, output: &Output) -> String {
    let mut text = bills(std::slice::from_ref(view), output);
    let mut table = Table::new(&[
        ("Kind", Set::Left),
        ("Text", Set::Cut),
        ("Untaxed", Set::Right),
        ("Tax", Set::Right),
    ]);
    for line in &view.lines {
        table.row([
            line.kind.as_str().to_owned(),
            line.text.clone(),
            plain(line.untaxed, view.currency),
            plain(line.tax, view.currency),
        ]);
    }
    text.push('\n');
    text.push_str(&table.render(output));
    text
}

/// Rows of bank statement lines.
pub fn statement_lines(rows: &[StatementLineView], output: &Output) -> String {
    let mut table = Table::new(&[
        ("Line", Set::Left),
        ("Date", Set::Left),
        ("Bank", Set::Cut),
        ("Reference", Set::Cut),
        ("Text", Set::Cut),
        ("Amount", Set::Right),
        ("Open", Set::Right),
        ("Entry", Set::Left),
    ]);
    for row in rows {
        table.row([
            row.line.to_string(),
            row.date.to_string(),
            row.bank.clone(),
            row.reference.clone(),
            row.text.clone(),
            money(row.amount, row.currency),
            plain(row.open, row.currency),
            row.entry.to_string(),
        ]);
    }
    table.render(output)
}

/// Entries with their lines.
pub fn entries(rows: &[EntryView], output: &Output) -> String {
    let mut text = String::new();
    for entry in rows {
        let by = entry
            .reversed_by
            .map_or_else(String::new, |by| format!(" (taken back by {by})"));
        let title = format!(
            "{}  {}  {}{by}",
            entry.date,
            entry.number,
            clean(&entry.text)
        );
        text.push_str(&heading(output, &title));
        let mut table = Table::new(&[
            ("Account", Set::Left),
            ("Name", Set::Cut),
            ("Debit", Set::Right),
            ("Credit", Set::Right),
            ("", Set::Left),
            ("Text", Set::Cut),
        ]);
        for line in &entry.lines {
            let amount =
                |a: Option<Amount>| a.map_or_else(String::new, |a| plain(a, entry.currency));
            table.row([
                line.account.clone(),
                line.name.clone(),
                amount(line.debit),
                amount(line.credit),
                entry.currency.to_string(),
                line.text.clone(),
            ]);
        }
        text.push_str(&table.render(output));
    }
    text
}

/// Accounts with balances.
pub fn accounts(all: &Accounts, output: &Output) -> String {
    let mut table = Table::new(&[
        ("Code", Set::Left),
        ("Account", Set::Cut),
        ("Word", Set::Left),
        ("Debit", Set::Right),
        ("Credit", Set::Right),
        ("Balance", Set::Right),
    ]);
    for account in &all.accounts {
        let head = [
            account.code.clone(),
            account.name.clone(),
            account.account.as_str().to_owned(),
        ];
        if account.balances.is_empty() {
            table.row(head.clone());
        }
        for balance in &account.balances {
            let own = [
                plain(balance.debit, balance.currency),
                plain(balance.credit, balance.currency),
                money(balance.balance, balance.currency),
            ];
            table.row(head.clone().into_iter().chain(own));
        }
    }
    let mut text = table.render(output);
    if let Some(closed) = all.closed {
        text.push_str(&format!("The period up to {closed} is closed.\n"));
    }
    text
}

/// What is open on an account, by currency and reason.
pub fn explained(of: &Explained, output: &Output) -> String {
    if of.currencies.is_empty() {
        return format!("Nothing is open on {} {}.\n", of.code, clean(&of.name));
    }
    let parts = of.currencies.iter().map(|rest| explanation(rest, output));
    parts.collect::<Vec<_>>().join("\n")
}

/// What is open in one currency.
pub fn explanation(rest: &Explanation, output: &Output) -> String {
    let mut facts = Facts::new();
    facts.add("Open in all", money(rest.balance, rest.currency));
    let mut text = facts.render(output);
    for sum in &rest.sums {
        text.push_str(&format!(
            "{}: {}\n",
            sum.reason.sentence(),
            money(sum.amount, rest.currency)
        ));
    }
    if let Some(told) = rest.at_amazon {
        let sum = |amount| money(amount, rest.currency);
        text.push_str(&format!(
            "By Amazon's transactions: {} fees in no bill yet, {} held until later, {} in reserve.\n",
            sum(told.unbilled_fees),
            sum(told.held),
            sum(told.reserve)
        ));
    }
    let mut table = Table::new(&[
        ("Entry", Set::Left),
        ("Date", Set::Left),
        ("Order", Set::Left),
        ("What", Set::Cut),
        ("Open", Set::Right),
    ]);
    for line in &rest.lines {
        table.row([
            line.entry.to_string(),
            line.day.to_string(),
            shown(line.order),
            line.text.clone(),
            plain(line.open, rest.currency),
        ]);
    }
    if !rest.lines.is_empty() {
        text.push_str(&table.render(output));
    }
    text
}
