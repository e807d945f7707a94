//! What e-mails say. Nothing personal: references, carriers, and Amazon's own words.

use crate::domain::moment::Moment;
use crate::domain::text::clean_short;
use std::fmt::Write;

/// Longest text of Amazon that is repeated, in characters.
const LONGEST: usize = 2_000;
/// So many are told of in one e-mail; of more only how many.
const MOST: usize = 500;

/// An e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// What it is known by; the same e-mail sent twice has the same, so that a mail program shows it once.
    pub id: String,
    /// When it was written.
    pub at: Moment,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// A notice that Amazon refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedNotice {
    /// The account's name.
    pub account: String,
    /// Amazon's reference of the order.
    pub reference: String,
    /// The picking; none for a cancellation.
    pub shipment: Option<FailedShipment>,
    /// When Amazon refused it.
    pub at: Moment,
    /// Amazon's code.
    pub code: String,
    /// Amazon's text.
    pub message: String,
    /// What it means.
    pub meaning: String,
    /// What to do.
    pub advice: String,
}

/// The parcel that a notice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedShipment {
    /// The picking.
    pub picking: String,
    /// Carrier.
    pub carrier: String,
    /// Tracking reference.
    pub tracking: String,
}

/// One e-mail about all of these notices.
pub fn failed_notices(failed: &[FailedNotice], id: String, at: Moment) -> Letter {
    let shipments = failed.iter().filter(|f| f.shipment.is_some()).count();
    let what = match (shipments, failed.len() - shipments) {
        (0, n) => counted(n, "cancellation", "cancellations"),
        (n, 0) => counted(n, "shipment", "shipments"),
        (n, m) => format!(
            "{} and {}",
            counted(n, "shipment", "shipments"),
            counted(m, "cancellation", "cancellations")
        ),
    };
    let mut text = format!(
        "Amazon did not accept {what}. Until they are put right, Amazon does not know of them.\n\
         `orderdeck` shows them under Failed shipments, where they can be corrected and sent again.\n"
    );
    for failed in failed.iter().take(MOST) {
        text.push('\n');
        one(failed, &mut text);
    }
    if failed.len() > MOST {
        let _ = writeln!(text, "\nAnd {} more.", failed.len() - MOST);
    }
    Letter {
        id,
        at,
        subject: format!("orderdeck: Amazon did not accept {what}"),
        text,
    }
}

/// An e-mail that only shows that e-mails arrive.
pub fn test_letter(id: String, at: Moment) -> Letter {
    Letter {
        id,
        at,
        subject: "orderdeck: test".to_owned(),
        text: "This e-mail was asked for with `orderdeck mail test`. When Amazon does not accept shipments, an e-mail like \
               this one lists them.\n"
            .to_owned(),
    }
}

// Writing to a text can't fail, so its results are not looked at.
fn one(failed: &FailedNotice, text: &mut String) {
    let line = |text: &mut String, label: &str, value: &str| {
        let value = clean_short(value, LONGEST);
        if !value.is_empty() {
            let _ = writeln!(text, "  {label:<9} {value}");
        }
    };
    let what = match &failed.shipment {
        Some(shipment) => format!("delivery {}", shipment.picking),
        None => "cancellation".to_owned(),
    };
    let _ = writeln!(text, "{}, {what}", clean_short(&failed.reference, 60));
    line(text, "Account", &failed.account);
    if let Some(shipment) = &failed.shipment {
        line(text, "Carrier", &shipment.carrier);
        line(text, "Tracking", &shipment.tracking);
    }
    let at = failed.at.to_utc().format("%Y-%m-%d %H:%M UTC");
    line(text, "Refused", &at.to_string());
    line(
        text,
        "Amazon",
        &format!("{}: {}", failed.code, failed.message),
    );
    line(text, "Meaning", &failed.meaning);
    line(text, "Advice", &failed.advice);
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
