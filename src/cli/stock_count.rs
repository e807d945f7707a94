//! A count as a CSV file.

use super::files;
use super::output::Trouble;
use crate::protocol::stock::CountLine;
use crate::protocol::{Failure, FailureCode};
use std::path::Path;

/// Reads a count; any line that makes no sense refuses the whole file.
pub fn read(file: &Path) -> Result<Vec<CountLine>, Trouble> {
    Ok(parse(&files::text_of(file)?)?)
}

fn parse(text: &str) -> Result<Vec<CountLine>, Failure> {
    // So that lines count alike, whoever wrote them.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(str::to_lowercase).collect(),
        Err(_) => Vec::new(),
    };
    if header != ["reference", "counted"] && header != ["reference", "counted", "seen"] {
        return Err(Failure::new(
            FailureCode::Invalid,
            "The first line must be reference,counted or reference,counted,seen.",
        ));
    }
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| wrong(error.position(), "the fields don't fit"))?;
        let field = |nth: usize| record.get(nth).unwrap_or_default();
        let reference = field(0);
        if reference.is_empty() {
            return Err(wrong(record.position(), "there is no reference"));
        }
        let found = field(1)
            .parse()
            .map_err(|_| wrong(record.position(), "the count is no whole number from 0 on"))?;
        let seen = match field(2) {
            "" => None,
            text => Some(
                text.parse()
                    .map_err(|_| wrong(record.position(), "what was seen is no whole number"))?,
            ),
        };
        lines.push(CountLine {
            product: reference.to_owned(),
            found,
            seen,
        });
    }
    Ok(lines)
}

fn wrong(position: Option<&csv::Position>, what: &str) -> Failure {
    let line = position.map_or(0, csv::Position::line);
    Failure::new(
        FailureCode::Invalid,
        format!("Line {line}: {what}. Nothing was changed."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_any_make() {
        let text = "\u{feff}Reference,Counted,Seen\r\nMUG-1, 4 ,5\r\n\"A,B\",0,\r\n";
        let wanted = [
            CountLine {
                product: "MUG-1".to_owned(),
                found: 4,
                seen: Some(5),
            },
            CountLine {
                product: "A,B".to_owned(),
                found: 0,
                seen: None,
            },
        ];
        assert_eq!(parse(text).as_deref(), Ok(wanted.as_slice()));
    }

    #[test]
    fn what_makes_no_sense_is_told_with_its_line() {
        for (text, told) in [
            ("", "first line"),
            ("sku,qty\nA,1\n", "first line"),
            ("reference,counted\nA,1\nB\n", "Line 3"),
            ("reference,counted\nA,-1\n", "Line 2"),
            ("reference,counted\nA,1.5\n", "Line 2"),
            ("reference,counted\n,1\n", "Line 2"),
            ("reference,counted,seen\nA,1,x\n", "Line 2"),
        ] {
            let refused = parse(text).map_err(|failure| failure.message);
            assert!(
                refused.as_ref().is_err_and(|m| m.contains(told)),
                "{text:?}: {refused:?}"
            );
        }
    }
}
