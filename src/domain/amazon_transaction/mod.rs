//! Amazon's financial transactions (Finances API 2024-06-19): what was paid, charged, held and sent to the bank.

mod count;
mod leaf;
mod tree;

pub use count::{Counted, Group, group, sums};
pub use leaf::{Leaf, LeafKind, LeafPart, Side};
pub use tree::{Node, Trees, leaves_of};

use super::ids::{MarketplaceId, TransactionId};
use super::moment::Moment;
use super::money::{Amount, Currency};
use super::reference::AmazonOrderRef;
use serde::{Deserialize, Serialize};

/// A transaction as Amazon posted it. No personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmazonTransaction {
    /// Amazon's id of it.
    pub id: TransactionId,
    /// When it was posted.
    pub posted: Moment,
    /// What sort of transaction it is.
    pub kind: TransactionKind,
    /// Whether the money is available or held.
    pub status: TransactionStatus,
    /// The order that it belongs to; none for fees of the account and for payouts.
    pub order: Option<AmazonOrderRef>,
    /// The marketplace, where Amazon told one.
    pub marketplace: Option<MarketplaceId>,
    /// Currency of all its amounts.
    pub currency: Currency,
    /// What it moves: positive in the seller's favour.
    pub total: Amount,
    /// What the total is made of.
    pub leaves: Vec<Leaf>,
    /// What of the total its leaves leave open; nothing, as a rule.
    pub unexplained: Amount,
    /// Amazon's words for it.
    pub description: String,
    /// The held transaction whose money it releases.
    pub releases: Option<TransactionId>,
    /// The transaction that released its money.
    pub released_by: Option<TransactionId>,
    /// Why its money is held and until when, as far as Amazon told.
    pub deferral: Option<Deferral>,
    /// Further identifiers, by Amazon's names, such as `FINANCIAL_EVENT_GROUP_ID`.
    pub related: Vec<(String, String)>,
}

/// Why money is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferral {
    /// Amazon's word, such as `B2B` (invoiced orders) or `DD7` (seven days after delivery).
    pub reason: String,
    /// When it is to be released.
    pub matures: Option<Moment>,
}

/// What sort of transaction it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TransactionKind {
    /// An order was shipped and paid.
    Shipment,
    /// Money went back to a buyer.
    Refund,
    /// A fee of the account: subscription, storage and the like.
    ServiceFee,
    /// Advertising.
    ProductAdsPayment,
    /// Money was sent to the seller's bank, or taken from there.
    Transfer,
    /// Held back in reserve, given back, or corrected.
    Adjustment,
    /// Amazon pays for goods that it lost or damaged.
    FbaInventoryReimbursement,
    /// Any other, with Amazon's word.
    Other(String),
}

impl TransactionKind {
    const KNOWN: [(TransactionKind, &'static str); 7] = [
        (TransactionKind::Shipment, "Shipment"),
        (TransactionKind::Refund, "Refund"),
        (TransactionKind::ServiceFee, "ServiceFee"),
        (TransactionKind::ProductAdsPayment, "ProductAdsPayment"),
        (TransactionKind::Transfer, "Transfer"),
        (TransactionKind::Adjustment, "Adjustment"),
        (
            TransactionKind::FbaInventoryReimbursement,
            "FBAInventoryReimbursement",
        ),
    ];

    /// From Amazon's word, whatever its case.
    pub fn parse(text: &str) -> TransactionKind {
        let known = Self::KNOWN
            .iter()
            .find(|(_, word)| word.eq_ignore_ascii_case(text));
        match known {
            Some((kind, _)) => kind.clone(),
            None => TransactionKind::Other(text.to_owned()),
        }
    }

    /// Amazon's word.
    pub fn as_str(&self) -> &str {
        match self {
            TransactionKind::Other(word) => word,
            known => Self::KNOWN
                .iter()
                .find(|(kind, _)| kind == known)
                .map_or("", |(_, word)| word),
        }
    }
}

/// Whether the money of a transaction is available.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionStatus {
    /// It is.
    Released,
    /// Not yet.
    Deferred,
    /// It was held and is released now, by another transaction.
    DeferredReleased,
}

impl TransactionStatus {
    /// From Amazon's word, whose case varies. Nothing, or a word that nobody knows, holds no money.
    pub fn parse(text: &str) -> TransactionStatus {
        let letters = text.bytes().filter(u8::is_ascii_alphabetic);
        let word: String = letters
            .map(|b| char::from(b.to_ascii_uppercase()))
            .collect();
        match word.as_str() {
            "DEFERRED" => TransactionStatus::Deferred,
            "DEFERREDRELEASED" => TransactionStatus::DeferredReleased,
            _ => TransactionStatus::Released,
        }
    }

    /// `released`, `deferred` or `deferred_released`.
    pub fn as_str(self) -> &'static str {
        match self {
            TransactionStatus::Released => "released",
            TransactionStatus::Deferred => "deferred",
            TransactionStatus::DeferredReleased => "deferred_released",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_any_case() {
        for (word, kind) in [
            ("Shipment", TransactionKind::Shipment),
            ("SERVICEFEE", TransactionKind::ServiceFee),
            (
                "DebtRecovery",
                TransactionKind::Other("DebtRecovery".to_owned()),
            ),
        ] {
            assert_eq!(TransactionKind::parse(word), kind);
        }
        assert_eq!(TransactionKind::parse("transfer").as_str(), "Transfer");
        for (word, status) in [
            ("Released", TransactionStatus::Released),
            ("", TransactionStatus::Released),
            ("deferred", TransactionStatus::Deferred),
            ("DEFERRED_RELEASED", TransactionStatus::DeferredReleased),
            ("DeferredReleased", TransactionStatus::DeferredReleased),
        ] {
            assert_eq!(TransactionStatus::parse(word), status, "{word}");
        }
    }
}
