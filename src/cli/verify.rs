//! `orderdeck verify`, and findings as lines.

use super::output::{Done, Output};
use super::session::{Context, ask, reply};
use crate::domain::text::clean;
use crate::protocol::Request;
use crate::protocol::upkeep::Finding;

/// Checks the whole store; exit code 1 if anything is wrong.
pub async fn run(context: &Context) -> Done {
    let report = reply!(ask(context, Request::Verify).await?, Verify)?;
    context.output.answer(&report, || {
        let mut text = findings(&report.findings, &context.output);
        text.push_str(&format!(
            "{} {} records looked at.\n",
            if report.ok {
                "All is well."
            } else {
                "Something is wrong."
            },
            report.records
        ));
        text
    })?;
    Ok(u8::from(!report.ok))
}

/// Findings, one a line, with a mark how each is.
pub fn findings(findings: &[Finding], output: &Output) -> String {
    let width = findings
        .iter()
        .map(|f| clean(&f.check).chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for finding in findings {
        text.push_str(&format!(
            "{} {:width$}  {}\n",
            output.mark(finding.level),
            clean(&finding.check),
            clean(&finding.message),
        ));
    }
    text
}
