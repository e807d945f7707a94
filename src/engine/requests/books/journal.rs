//! The journal: entries, accounts, periods, exports.

use super::at_amazon::at_amazon;
use super::payments::settle_reversal;
use super::{allowed, closed, conflict, day_or_today, find, invalid, journal_views, limit_of};
use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::entry::{Document, EntryLine, JournalEntry, NewEntry};
use crate::domain::books::explain::explain;
use crate::domain::books::export;
use crate::domain::books::invoice::Rounding;
use crate::domain::books::journal::{EntryNumber, Journal};
use crate::domain::books::open_item::{ItemId, OpenItem};
use crate::domain::day::Day;
use crate::domain::money::Amount;
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::Failure;
use crate::protocol::FailureCode;
use crate::protocol::books::journal::{
    EntriesWanted, EntryPage, Explained, ExportFormat, JournalReply, TypedEntry,
};
use crate::protocol::documents::{Document as File, FileBytes};
use crate::protocol::upkeep::Level;
use crate::store::books::{BooksSettings, EntryFilter};
use crate::store::{StoreError, Writing};
use std::sync::Arc;

/// Entries, newest day first.
pub(super) async fn entries(
    core: &Arc<Core>,
    wanted: EntriesWanted,
) -> Result<JournalReply, Failure> {
    let page = core
        .read(move |reading| {
            let limit = limit_of(wanted.limit, 1_000);
            let filter = EntryFilter {
                journal: wanted.journal,
                from: wanted.from,
                to: wanted.to,
                account: wanted.account,
            };
            let mut to_skip = wanted.skip;
            let mut found = Vec::new();
            reading.walk_entries(&filter, true, |entry| {
                if to_skip > 0 {
                    to_skip -= 1;
                    return true;
                }
                found.push(entry);
                found.len() <= limit
            })?;
            let more = found.len() > limit;
            found.truncate(limit);
            let chart = reading.books_settings()?.chart;
            let entries = found
                .iter()
                .map(|entry| journal_views::entry(reading, entry, &chart))
                .collect::<Result<_, StoreError>>()?;
            Ok(EntryPage { entries, more })
        })
        .await?;
    Ok(JournalReply::Entries(page))
}

/// One entry.
pub(super) async fn show(core: &Arc<Core>, number: EntryNumber) -> Result<JournalReply, Failure> {
    let shown = core
        .read(move |reading| {
            let chart = reading.books_settings()?.chart;
            Ok(match find::entry(reading, number)? {
                Ok(entry) => Ok(journal_views::entry(reading, &entry, &chart)?),
                Err(missing) => Err(missing),
            })
        })
        .await??;
    Ok(JournalReply::Entry(Box::new(shown)))
}

/// Posts what a person typed.
pub(super) async fn add(
    core: &Arc<Core>,
    who: &Who,
    typed: TypedEntry,
) -> Result<JournalReply, Failure> {
    let day = day_or_today(core, typed.day)?;
    let text = clean_short(typed.text.trim(), 120);
    if text.is_empty() {
        return Err(invalid("An entry needs a text that says what it is."));
    }
    let lines = typed
        .lines
        .into_iter()
        .map(|(account, amount)| EntryLine {
            account,
            amount,
            text: String::new(),
        })
        .collect();
    let new = NewEntry::new(
        Journal::Miscellaneous,
        day,
        typed.currency,
        Document::Manual,
        text,
        lines,
    )
    .map_err(|error| {
        invalid(format!("The entry can't be posted: {error}."))
            .hint("Debits are positive, credits negative; together they are nothing.")
    })?;
    let (who, now) = (who.name.clone(), core.now());
    let number = core
        .writer
        .change(move |writing| {
            let posted = allowed!(writing.post(new.clone(), now, &who)?.map_err(closed));
            let told = format!("Posted the entry {}.", posted.number);
            writing.note(entry(now, &who, Level::Info, None, told))?;
            Ok(Ok(posted.number))
        })
        .await??;
    show(core, number).await
}

/// What takes an entry back that is not to be reversed as such.
fn other_way(posted: &JournalEntry) -> Option<&'static str> {
    Some(match posted.document {
        Document::Invoice(_) => "An invoice is taken back by `orderdeck invoice credit`.",
        Document::Payment(_) | Document::BillPayment(_) => {
            "A payment is taken back by `orderdeck payment undo`."
        }
        Document::Bill(_) => "A bill is taken back by `orderdeck bill reverse`.",
        Document::Matching(_) => "A match is taken back by `orderdeck statement unmatch`.",
        Document::Reversal(_) => "What was taken back is entered anew.",
        Document::Statement(_) | Document::Manual => return None,
    })
}

/// Whether an item of an entry is matched with anything.
fn is_matched(writing: &Writing<'_>, posted: &JournalEntry) -> Result<bool, StoreError> {
    for line in (0u16..).take(posted.lines.len()) {
        let id = ItemId {
            entry: posted.number,
            line,
        };
        if writing
            .item(id)?
            .is_some_and(|item| item.residual != item.amount)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes an entry back that a person typed, or a line of a bank statement that was entered by mistake.
pub(super) async fn reverse(
    core: &Arc<Core>,
    who: &Who,
    number: EntryNumber,
    reason: String,
    day: Option<Day>,
) -> Result<JournalReply, Failure> {
    let day = day_or_today(core, day)?;
    let reason = clean_short(reason.trim(), 200);
    let (who, now) = (who.name.clone(), core.now());
    let back =
        core.writer
            .change(move |writing| {
                let posted = allowed!(find::entry(writing, number)?);
                if let Some(by) = writing.reversal_of(number)? {
                    return Ok(Err(conflict(format!("{number} was taken back by {by}."))));
                }
                if let Some(hint) = other_way(&posted) {
                    return Ok(Err(
                        conflict(format!("{number} is not reversed as such.")).hint(hint)
                    ));
                }
                if is_matched(writing, &posted)? {
                    return Ok(Err(conflict(format!("{number} is matched."))
                        .hint("Take its match back first.")));
                }
                let new = allowed!(
                    posted
                        .reversal(day, &reason)
                        .map_err(|e| invalid(format!("{e}.")))
                );
                let back = allowed!(
                    writing
                        .post_reversal(number, new, now, &who)?
                        .map_err(closed)
                );
                settle_reversal(writing, number, back.number, now)?;
                if let Document::Statement(line) = posted.document
                    && let Some(mut line) = writing.statement_line(line)?
                {
                    writing.forget_statement_key(&line)?;
                    line.reversed = Some(back.number);
                    writing.put_statement_line(&line)?;
                }
                let told = format!("Took the entry {number} back by {}.", back.number);
                writing.note(entry(now, &who, Level::Warning, None, told))?;
                Ok(Ok(back.number))
            })
            .await??;
    show(core, back).await
}

/// Matches what is open of two entries on one account.
pub(super) async fn match_entries(
    core: &Arc<Core>,
    who: &Who,
    one: EntryNumber,
    other: EntryNumber,
    amount: Option<Amount>,
) -> Result<JournalReply, Failure> {
    let (who, now) = (who.name.clone(), core.now());
    let amount = core
        .writer
        .change(move |writing| {
            let mut items: Vec<Vec<OpenItem>> = Vec::new();
            for number in [one, other] {
                let posted = allowed!(find::entry(writing, number)?);
                let mut open = Vec::new();
                for line in (0u16..).take(posted.lines.len()) {
                    let id = ItemId {
                        entry: number,
                        line,
                    };
                    open.extend(writing.item(id)?.filter(OpenItem::is_open));
                }
                items.push(open);
            }
            let pair = items.first().zip(items.get(1)).and_then(|(ones, others)| {
                ones.iter().find_map(|a| {
                    let other = others.iter().find(|b| {
                        b.account == a.account
                            && b.currency == a.currency
                            && b.is_debit() != a.is_debit()
                    });
                    other.map(|b| if a.is_debit() { (a.id, b.id) } else { (b.id, a.id) })
                })
            });
            let Some((debit, credit)) = pair else {
                return Ok(Err(conflict(format!(
                    "{one} and {other} have nothing open that settles each other."
                ))
                .hint("Both must be open on the same account and in the same currency, one as debit and one as credit.")));
            };
            let settled = writing.match_items(debit, credit, amount, now)?;
            let settled = allowed!(settled.map_err(|e| conflict(format!("They can't be matched: {e}."))));
            let told = format!("Matched {settled} of {one} and {other}.");
            writing.note(entry(now, &who, Level::Info, None, told))?;
            Ok(Ok(settled))
        })
        .await??;
    Ok(JournalReply::Matched { amount })
}

/// The accounts with their balances.
pub(super) async fn accounts(core: &Arc<Core>) -> Result<JournalReply, Failure> {
    let accounts = core.read(journal_views::accounts).await?;
    Ok(JournalReply::Accounts(accounts))
}

/// Chooses the code or name of an account.
pub(super) async fn choose(
    core: &Arc<Core>,
    who: &Who,
    account: LedgerAccount,
    code: Option<String>,
    name: Option<String>,
) -> Result<JournalReply, Failure> {
    change_settings(core, who, move |settings| {
        let chosen = settings
            .chart
            .choose(account, code.as_deref(), name.as_deref());
        chosen.map_err(|error| invalid(format!("That can't be taken: {error}.")))?;
        let label = settings.chart.label(account);
        Ok(format!(
            "The account {} is {} {}.",
            account.as_str(),
            label.code,
            label.name
        ))
    })
    .await
}

/// Closes the period up to a day.
pub(super) async fn close(core: &Arc<Core>, who: &Who, day: Day) -> Result<JournalReply, Failure> {
    if day >= Day::of(core.now()) {
        return Err(invalid("Only what is past can be closed."));
    }
    change_settings(core, who, move |settings| {
        if let Some(before) = settings.closed.filter(|before| *before >= day) {
            return Err(conflict(format!(
                "The period up to {before} is closed already."
            )));
        }
        settings.closed = Some(day);
        Ok(format!("Closed the period up to {day}."))
    })
    .await
}

/// Chooses how the tax of parts of orders is rounded.
pub(super) async fn round(
    core: &Arc<Core>,
    who: &Who,
    rounding: Rounding,
) -> Result<JournalReply, Failure> {
    change_settings(core, who, move |settings| {
        settings.rounding = rounding;
        Ok(format!(
            "The tax of parts is rounded by {}.",
            rounding.as_str()
        ))
    })
    .await
}

async fn change_settings(
    core: &Arc<Core>,
    who: &Who,
    mut change: impl FnMut(&mut BooksSettings) -> Result<String, Failure> + Send + 'static,
) -> Result<JournalReply, Failure> {
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            let mut settings = writing.books_settings()?;
            let told = allowed!(change(&mut settings));
            writing.put_books_settings(&settings)?;
            writing.note(entry(now, &who, Level::Info, None, told))?;
            Ok(Ok(()))
        })
        .await??;
    accounts(core).await
}

/// What is open on an account, explained.
pub(super) async fn explained(
    core: &Arc<Core>,
    account: LedgerAccount,
) -> Result<JournalReply, Failure> {
    if !account.has_open_items() {
        return Err(invalid(format!(
            "Amounts on {} are not matched, so none of them is open.",
            account.as_str()
        )));
    }
    let now = core.now();
    let explained = core
        .read(move |reading| {
            let label = reading.books_settings()?.chart.label(account);
            let open = reading.open_items(account, None)?;
            let too_large = StoreError::Exhausted("a sum is too large");
            let mut currencies = explain(&open).ok_or(too_large)?;
            if account == LedgerAccount::AmazonPayments {
                let told = at_amazon(reading, now)?;
                for rest in &mut currencies {
                    rest.at_amazon = told.get(&rest.currency).copied();
                }
            }
            Ok(Explained {
                account,
                code: label.code,
                name: label.name,
                currencies,
            })
        })
        .await?;
    Ok(JournalReply::Explained(explained))
}

/// All entries of a time as a file.
pub(super) async fn export(
    core: &Arc<Core>,
    format: ExportFormat,
    from: Option<Day>,
    to: Option<Day>,
) -> Result<JournalReply, Failure> {
    let (entries, chart) = core
        .read(move |reading| {
            let filter = EntryFilter {
                from,
                to,
                ..EntryFilter::default()
            };
            let mut entries = Vec::new();
            reading.walk_entries(&filter, false, |entry| {
                entries.push(entry);
                true
            })?;
            Ok((entries, reading.books_settings()?.chart))
        })
        .await?;
    let (name, bytes) = match format {
        ExportFormat::Hledger => (
            "journal.hledger",
            export::hledger(&entries, &chart).into_bytes(),
        ),
        ExportFormat::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            let unwritten = |error: String| {
                Failure::new(
                    FailureCode::Internal,
                    format!("The CSV could not be made: {error}."),
                )
            };
            writer
                .write_record(export::CSV_HEAD)
                .map_err(|e| unwritten(e.to_string()))?;
            for row in export::csv_rows(&entries, &chart) {
                writer
                    .write_record(row)
                    .map_err(|e| unwritten(e.to_string()))?;
            }
            let bytes = writer.into_inner().map_err(|e| unwritten(e.to_string()))?;
            ("journal.csv", bytes)
        }
    };
    Ok(JournalReply::Document(File {
        name: name.to_owned(),
        bytes: FileBytes(bytes),
    }))
}
