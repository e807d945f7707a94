//! What an invoice says below its sums.

use super::{InvoiceSort, Paper};
use crate::documents::sheet::Block;
use crate::domain::text::clean;

/// Where articles 138 and 196 of Directive 2006/112/EC apply; `EL` is how Greek VAT numbers begin, `XI` those of Northern
/// Ireland.
const EU: [&str; 29] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
];

impl Paper<'_> {
    pub(super) fn remarks(&self) -> Vec<Block> {
        let of = self.of;
        let mut remarks = Vec::new();
        let mut say = |label: &str, text: String| {
            remarks.push(Block::Remark {
                label: label.to_owned(),
                text,
            });
        };
        if let InvoiceSort::CreditNote { corrects } = &of.kind {
            let reason = clean(&of.reason);
            let why = match reason.is_empty() {
                true => String::new(),
                false => format!(" Reason: {reason}"),
            };
            say(
                "Correction",
                format!("This credit note corrects invoice {corrects}.{why}"),
            );
        }
        if let Some(text) = self.no_tax() {
            say("Tax", text);
        }
        if !of.facilitator_tax.is_zero() {
            say(
                "Tax collected by Amazon",
                "Amazon collects this tax as marketplace facilitator and pays it to the tax office. It is no part of the seller's total.".to_owned(),
            );
        }
        if of.through_amazon {
            let text = match of.kind {
                InvoiceSort::Invoice => {
                    "This order is paid through Amazon. Please do not transfer anything."
                }
                InvoiceSort::CreditNote { .. } => "Amounts are refunded through Amazon.",
            };
            say("Payment", text.to_owned());
        }
        remarks
    }

    /// Why a business pays no tax.
    fn no_tax(&self) -> Option<String> {
        let of = self.of;
        let number = of.buyer.vat_number.as_deref().map(clean)?;
        let taxed = of.taxes.iter().any(|tax| !tax.tax.is_zero());
        if number.is_empty() || taxed || !of.facilitator_tax.is_zero() || of.total.is_zero() {
            return None;
        }
        let prefix: String = number.chars().take(2).collect::<String>().to_uppercase();
        Some(if EU.contains(&prefix.as_str()) {
            format!(
                "Tax-free intra-community supply (article 138 of Directive 2006/112/EC); the recipient accounts for the tax. VAT number of the recipient: {number}"
            )
        } else {
            format!(
                "No tax is charged: the recipient accounts for it (reverse charge). Tax number of the recipient: {number}"
            )
        })
    }
}
