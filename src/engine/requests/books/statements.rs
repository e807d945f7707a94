//! Bank statements: taken in and listed.

use super::{allowed, closed, day_or_today, invalid, limit_of};
use crate::domain::books::statement::{NewStatementLine, StatementLine};
use crate::domain::books::statement_csv::read_statement;
use crate::domain::moment::Moment;
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::Failure;
use crate::protocol::books::statements::{
    StatementImported, StatementLineView, StatementList, StatementReply, TypedStatementLine,
};
use crate::protocol::upkeep::Level;
use crate::store::{Reading, StoreError, Writing};
use std::collections::HashMap;
use std::sync::Arc;

/// The bank account of lines that name none.
const BANK: &str = "Bank";

pub(super) fn view(
    reading: &Reading<'_>,
    line: &StatementLine,
) -> Result<StatementLineView, StoreError> {
    let open = reading
        .item(line.item())?
        .map(|item| item.residual.turned());
    Ok(StatementLineView {
        line: line.id,
        bank: line.says.bank.clone(),
        date: line.says.day,
        amount: line.says.amount,
        currency: line.says.currency,
        reference: line.says.reference.clone(),
        text: line.says.text.clone(),
        entry: line.entry,
        open: open.unwrap_or_default(),
        matched: line.matchings.iter().map(|m| m.entry).collect(),
    })
}

fn bank_named(name: &str) -> String {
    match clean_short(name.trim(), 60) {
        bank if bank.is_empty() => BANK.to_owned(),
        bank => bank,
    }
}

/// Takes in the lines of a file, all or none; those that are here already are passed over.
pub(super) async fn import(
    core: &Arc<Core>,
    who: &Who,
    text: String,
    bank: String,
) -> Result<StatementReply, Failure> {
    let lines = read_statement(&text, &bank_named(&bank))
        .map_err(|e| invalid(format!("The file can't be taken in: {e}.")))?;
    take_in(core, who, lines, false).await
}

/// Takes in one line as typed. The same line again is another one: a person means what he types.
pub(super) async fn add(
    core: &Arc<Core>,
    who: &Who,
    typed: TypedStatementLine,
) -> Result<StatementReply, Failure> {
    let day = day_or_today(core, typed.day)?;
    let (amount, currency) = (typed.amount, typed.currency);
    if amount.is_zero() || amount.0.normalize().scale() > currency.minor_digits() {
        return Err(invalid(format!("{amount} is no amount of {currency}.")));
    }
    let line = NewStatementLine {
        bank: bank_named(&typed.bank),
        day,
        amount,
        currency,
        reference: clean_short(typed.reference.trim(), 140),
        text: clean_short(typed.text.trim(), 200),
    };
    take_in(core, who, vec![line], true).await
}

async fn take_in(
    core: &Arc<Core>,
    who: &Who,
    lines: Vec<NewStatementLine>,
    always_new: bool,
) -> Result<StatementReply, Failure> {
    let (who, now) = (who.name.clone(), core.now());
    let (made, known) = core
        .writer
        .change(move |writing| {
            let (new, known) = new_ones(writing, &lines, always_new)?;
            for (line, _) in &new {
                allowed!(writing.open_for(line.day)?.map_err(closed));
                // Only what can be posted as a whole is taken in at all.
                let id = writing.next_statement_line()?;
                allowed!(line.entry(id).map_err(|e| invalid(format!("{e}."))));
            }
            let mut made = Vec::with_capacity(new.len());
            for (line, ordinal) in new {
                made.push(allowed!(post(writing, line, ordinal, now, &who)?));
            }
            if !made.is_empty() {
                let count = made.len();
                let plural = if count == 1 { "" } else { "s" };
                let told = format!("Took in {count} line{plural} of a bank statement.");
                writing.note(entry(now, &who, Level::Info, None, told))?;
            }
            Ok(Ok((made, known)))
        })
        .await??;
    let lines = core
        .read(move |reading| made.iter().map(|line| view(reading, line)).collect())
        .await?;
    Ok(StatementReply::Imported(StatementImported { lines, known }))
}

/// The lines that are not here yet, each with which of its like it is; and how many are.
fn new_ones(
    writing: &Writing<'_>,
    lines: &[NewStatementLine],
    always_new: bool,
) -> Result<(Vec<(NewStatementLine, u32)>, u64), StoreError> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let (mut new, mut known) = (Vec::new(), 0);
    for line in lines {
        let ordinal = seen.entry(line.key(0)).or_default();
        *ordinal += 1;
        while always_new && writing.has_statement_line(line, *ordinal)? {
            *ordinal += 1;
        }
        if writing.has_statement_line(line, *ordinal)? {
            known += 1;
        } else {
            new.push((line.clone(), *ordinal));
        }
    }
    Ok((new, known))
}

fn post(
    writing: &mut Writing<'_>,
    line: NewStatementLine,
    ordinal: u32,
    now: Moment,
    who: &str,
) -> Result<Result<StatementLine, Failure>, StoreError> {
    let id = writing.next_statement_line()?;
    let made = allowed!(line.entry(id).map_err(|e| invalid(format!("{e}."))));
    let posted = writing.post_statement_line(line, ordinal, made, now, who)?;
    Ok(posted.map_err(closed))
}

/// Lines, those that came last first.
pub(super) async fn list(
    core: &Arc<Core>,
    open: bool,
    limit: u32,
) -> Result<StatementReply, Failure> {
    let lines = core
        .read(move |reading| {
            let limit = limit_of(limit, 1_000);
            let mut all = Vec::new();
            reading.walk_statement_lines(|line| {
                if line.reversed.is_none() {
                    all.push(line);
                }
                open || all.len() < limit
            })?;
            let mut lines = Vec::new();
            for line in &all {
                let line = view(reading, line)?;
                if !open || !line.open.is_zero() {
                    lines.push(line);
                }
                if lines.len() == limit {
                    break;
                }
            }
            Ok(lines)
        })
        .await?;
    Ok(StatementReply::List(StatementList { lines }))
}
