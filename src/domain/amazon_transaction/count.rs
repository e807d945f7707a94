//! What transactions come to: which of them count, and for what.

use super::leaf::{Leaf, LeafKind, Side};
use super::{AmazonTransaction, TransactionKind, TransactionStatus};
use crate::domain::money::Amount;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What money of a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Goods, shipping, gift wrap and other charges less discounts, without tax.
    Principal,
    /// The tax on them.
    Tax,
    /// Tax that Amazon collects and pays itself; no money of the seller.
    FacilitatorTax,
    /// Money that went back to buyers, tax included.
    Refund,
    /// Commissions, and what Amazon gives back of them.
    Commission,
    /// Sending by Amazon.
    FulfilmentFee,
    /// Advertising.
    Advertising,
    /// All other fees.
    OtherFee,
    /// Paid by Amazon for goods that it lost or damaged.
    Reimbursement,
    /// Held back in reserve (negative), or given back.
    Reserve,
    /// Sent to the bank (negative).
    Transfer,
    /// Anything else.
    Other,
}

impl Group {
    /// All, in the order of a statement.
    pub const ALL: [Group; 12] = [
        Group::Principal,
        Group::Tax,
        Group::FacilitatorTax,
        Group::Refund,
        Group::Commission,
        Group::FulfilmentFee,
        Group::Advertising,
        Group::OtherFee,
        Group::Reimbursement,
        Group::Reserve,
        Group::Transfer,
        Group::Other,
    ];

    /// `principal`, `tax` and so on.
    pub fn as_str(self) -> &'static str {
        match self {
            Group::Principal => "principal",
            Group::Tax => "tax",
            Group::FacilitatorTax => "facilitator_tax",
            Group::Refund => "refund",
            Group::Commission => "commission",
            Group::FulfilmentFee => "fulfilment_fee",
            Group::Advertising => "advertising",
            Group::OtherFee => "other_fee",
            Group::Reimbursement => "reimbursement",
            Group::Reserve => "reserve",
            Group::Transfer => "transfer",
            Group::Other => "other",
        }
    }

    /// Whether Amazon bills it to the seller.
    pub fn is_fee(self) -> bool {
        matches!(
            self,
            Group::Commission | Group::FulfilmentFee | Group::Advertising | Group::OtherFee
        )
    }
}

/// What a leaf of a transaction is for. A name that nobody knows counts by where it stands.
pub fn group(kind: &TransactionKind, leaf: &Leaf) -> Group {
    use LeafKind as L;
    let known = match leaf.what {
        L::OurPricePrincipal
        | L::OurPriceDiscount
        | L::ShippingPrincipal
        | L::ShippingDiscount
        | L::GiftwrapPrincipal
        | L::GoodwillPrincipal
        | L::RestockingDeductionPrincipal
        | L::ProductCharges
        | L::Shipping
        | L::PromoRebates => Some(Group::Principal),
        L::OurPriceTax | L::ShippingTax | L::GiftwrapTax | L::RestockingDeductionTax => {
            Some(Group::Tax)
        }
        L::FacilitatorTaxPrincipal
        | L::FacilitatorTaxShipping
        | L::FacilitatorTaxOther
        | L::FacilitatorVatPrincipal
        | L::FacilitatorVatShipping
        | L::LowValueGoodsTaxPrincipal
        | L::LowValueGoodsTaxShipping => Some(Group::FacilitatorTax),
        L::Commission | L::RefundCommission => Some(Group::Commission),
        L::FbaPerUnitFulfillmentFee
        | L::ShippingChargeback
        | L::GiftwrapChargeback
        | L::FbaFees => Some(Group::FulfilmentFee),
        L::FbaStorageFee
        | L::FbaLongTermStorageFee
        | L::FbaInboundTransportationFee
        | L::FbaInboundConvenienceFee
        | L::FbaRemovalFee
        | L::FbaDisposalFee
        | L::Subscription
        | L::CouponParticipationFee
        | L::CouponPerformanceFee
        | L::PaidServicesFee
        | L::AmazonFees => Some(Group::OtherFee),
        L::AdvertisingFee | L::AdvertisingFeeRefund => Some(Group::Advertising),
        L::FbaInventoryReimbursement | L::FbaReversedReimbursement => Some(Group::Reimbursement),
        L::ReserveCredit | L::ReserveDebit => Some(Group::Reserve),
        L::FundTransfer => Some(Group::Transfer),
        L::Tax | L::Unknown(_) => None,
    };
    let is_tax = leaf.what == L::Tax;
    let found = known.unwrap_or(match (leaf.side, kind) {
        (Side::Sales | Side::RefundedSales, _) if is_tax => Group::Tax,
        (Side::Sales | Side::RefundedSales, _) => Group::Principal,
        (Side::Expenses | Side::RefundedExpenses, TransactionKind::ProductAdsPayment) => {
            Group::Advertising
        }
        (Side::Expenses | Side::RefundedExpenses, _) => Group::OtherFee,
        (Side::None, TransactionKind::Transfer) => Group::Transfer,
        (Side::None, TransactionKind::ServiceFee) => Group::OtherFee,
        (Side::None, TransactionKind::ProductAdsPayment) => Group::Advertising,
        (Side::None, TransactionKind::FbaInventoryReimbursement) => Group::Reimbursement,
        (Side::None, TransactionKind::Refund) => Group::Refund,
        (Side::None, _) => Group::Other,
    });
    let went_back = *kind == TransactionKind::Refund || leaf.side == Side::RefundedSales;
    match found {
        Group::Principal | Group::Tax if went_back => Group::Refund,
        found => found,
    }
}

/// How a transaction counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Its money is available.
    Available,
    /// Its money is still held.
    Held,
    /// Not at all: the transaction that released its money counts instead.
    Superseded,
}

impl AmazonTransaction {
    /// How it counts; `release_known` says whether the transaction that released its money is known.
    pub fn counted(&self, release_known: bool) -> Counted {
        match self.status {
            _ if release_known => Counted::Superseded,
            TransactionStatus::Deferred => Counted::Held,
            // Until the release is read, this one stands for it.
            TransactionStatus::Released | TransactionStatus::DeferredReleased => Counted::Available,
        }
    }

    /// What it comes to by group; together always its total. `None` where a sum is too large to be exact.
    pub fn by_group(&self) -> Option<BTreeMap<Group, Amount>> {
        let leaves = self
            .leaves
            .iter()
            .map(|leaf| (group(&self.kind, leaf), leaf.amount));
        let rest = (Group::Other, self.unexplained);
        sums(leaves.chain([rest]))
    }
}

/// Sums by group; those that come to nothing are left out. `None` where a sum is too large to be exact.
pub fn sums(parts: impl IntoIterator<Item = (Group, Amount)>) -> Option<BTreeMap<Group, Amount>> {
    let mut sums: BTreeMap<Group, Amount> = BTreeMap::new();
    for (group, amount) in parts {
        let sum = sums.entry(group).or_default();
        *sum = sum.plus(amount)?;
    }
    sums.retain(|_, sum| !sum.is_zero());
    Some(sums)
}

#[cfg(test)]
mod tests {
    use super::super::leaf::LeafPart;
    use super::*;

    fn leaf(name: &str, side: Side) -> Leaf {
        Leaf {
            what: LeafKind::parse(name),
            part: LeafPart::Whole,
            side,
            amount: Amount::ZERO,
            sku: None,
        }
    }

    #[test]
    fn names_and_places_decide() {
        let (shipment, refund) = (TransactionKind::Shipment, TransactionKind::Refund);
        for (kind, name, side, wanted) in [
            (
                &shipment,
                "OurPricePrincipal",
                Side::Sales,
                Group::Principal,
            ),
            (&shipment, "our price tax", Side::Sales, Group::Tax),
            (&shipment, "Tax", Side::Sales, Group::Tax),
            (
                &shipment,
                "DeliveryTipPrincipal",
                Side::Sales,
                Group::Principal,
            ),
            (
                &shipment,
                "MarketplaceFacilitatorTax-Shipping",
                Side::Expenses,
                Group::FacilitatorTax,
            ),
            (&shipment, "NewFeeOfTheDay", Side::Expenses, Group::OtherFee),
            (
                &refund,
                "OurPricePrincipal",
                Side::RefundedSales,
                Group::Refund,
            ),
            (
                &refund,
                "Commission",
                Side::RefundedExpenses,
                Group::Commission,
            ),
            (
                &refund,
                "RefundCommission",
                Side::RefundedExpenses,
                Group::Commission,
            ),
            (
                &TransactionKind::ProductAdsPayment,
                "Whatever",
                Side::Expenses,
                Group::Advertising,
            ),
            (
                &TransactionKind::Transfer,
                "Whatever",
                Side::None,
                Group::Transfer,
            ),
            (
                &TransactionKind::Other(String::new()),
                "Whatever",
                Side::None,
                Group::Other,
            ),
        ] {
            assert_eq!(group(kind, &leaf(name, side)), wanted, "{name}");
        }
    }

    #[test]
    fn every_group_has_one_name() {
        let names: std::collections::BTreeSet<&str> =
            Group::ALL.iter().map(|g| g.as_str()).collect();
        assert_eq!(names.len(), Group::ALL.len());
    }
}
