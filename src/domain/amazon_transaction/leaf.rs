//! The names of what a transaction is made of.

use crate::domain::ids::Sku;
use crate::domain::money::Amount;
use serde::{Deserialize, Serialize};

/// One amount that no further ones explain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// What it is.
    pub what: LeafKind,
    /// The whole of it, or what Amazon splits it into.
    pub part: LeafPart,
    /// Where it stands.
    pub side: Side,
    /// How much: positive in the seller's favour.
    pub amount: Amount,
    /// The article that it belongs to.
    pub sku: Option<Sku>,
}

/// Amazon shows the tax on some of its fees apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LeafPart {
    /// Not split.
    Whole,
    /// Without tax.
    Base,
    /// The tax on it.
    Tax,
}

/// On which side of a transaction an amount stands: its outermost container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    /// What the buyer pays.
    Sales,
    /// What Amazon keeps.
    Expenses,
    /// What the buyer gets back.
    RefundedSales,
    /// What Amazon gives back of its fees.
    RefundedExpenses,
    /// In no container that we know.
    None,
}

impl Side {
    /// By the container's name, whatever its case and blanks.
    pub(super) fn parse(name: &str) -> Side {
        match letters(name).as_str() {
            "sales" => Side::Sales,
            "expenses" => Side::Expenses,
            "refundedsales" => Side::RefundedSales,
            "refundedexpenses" => Side::RefundedExpenses,
            _ => Side::None,
        }
    }
}

/// Letters and digits, small.
pub(super) fn letters(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

macro_rules! leaves {
    ($($(#[$doc:meta])* $variant:ident $name:literal;)*) => {
        /// What an amount is: the names seen in real data; any other is kept as it came.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum LeafKind {
            $($(#[$doc])* $variant,)*
            /// Any other, by Amazon's name.
            Unknown(String),
        }

        impl LeafKind {
            /// From Amazon's name, whatever its case, blanks and hyphens.
            pub fn parse(name: &str) -> LeafKind {
                let wanted = letters(name);
                $(if letters($name) == wanted { return LeafKind::$variant; })*
                LeafKind::Unknown(name.to_owned())
            }

            /// Amazon's name.
            pub fn as_str(&self) -> &str {
                match self {
                    $(LeafKind::$variant => $name,)*
                    LeafKind::Unknown(name) => name,
                }
            }
        }
    };
}

leaves! {
    /// Goods without tax.
    OurPricePrincipal "OurPricePrincipal";
    /// Tax on goods.
    OurPriceTax "OurPriceTax";
    /// Discount on goods.
    OurPriceDiscount "OurPriceDiscount";
    /// Shipping without tax.
    ShippingPrincipal "ShippingPrincipal";
    /// Tax on shipping.
    ShippingTax "ShippingTax";
    /// Discount on shipping.
    ShippingDiscount "ShippingDiscount";
    /// Gift wrap without tax.
    GiftwrapPrincipal "GiftwrapPrincipal";
    /// Tax on gift wrap.
    GiftwrapTax "GiftwrapTax";
    /// Paid by the seller out of courtesy.
    GoodwillPrincipal "GoodwillPrincipal";
    /// Kept for goods that came back used.
    RestockingDeductionPrincipal "RestockingDeductionPrincipal";
    /// Tax on that.
    RestockingDeductionTax "RestockingDeductionTax";
    /// Sales tax that Amazon collects and pays, on goods.
    FacilitatorTaxPrincipal "MarketplaceFacilitatorTax-Principal";
    /// The same on shipping.
    FacilitatorTaxShipping "MarketplaceFacilitatorTax-Shipping";
    /// The same on anything else.
    FacilitatorTaxOther "MarketplaceFacilitatorTax-Other";
    /// VAT that Amazon collects and pays, on goods.
    FacilitatorVatPrincipal "MarketplaceFacilitatorVAT-Principal";
    /// The same on shipping.
    FacilitatorVatShipping "MarketplaceFacilitatorVAT-Shipping";
    /// Tax on low value goods that Amazon collects and pays.
    LowValueGoodsTaxPrincipal "LowValueGoodsTax-Principal";
    /// The same on shipping.
    LowValueGoodsTaxShipping "LowValueGoodsTax-Shipping";
    /// Amazon's commission.
    Commission "Commission";
    /// What Amazon keeps of its commission when a buyer gets money back.
    RefundCommission "RefundCommission";
    /// For every unit that Amazon sends.
    FbaPerUnitFulfillmentFee "FBAPerUnitFulfillmentFee";
    /// Shipping that the buyer paid and Amazon takes, since it sends.
    ShippingChargeback "ShippingChargeback";
    /// The same of gift wrap.
    GiftwrapChargeback "GiftwrapChargeback";
    /// Storage at Amazon.
    FbaStorageFee "FBAStorageFee";
    /// Storage of what lies too long.
    FbaLongTermStorageFee "FBALongTermStorageFee";
    /// Transport to Amazon.
    FbaInboundTransportationFee "FBAInboundTransportationFee";
    /// Placement in Amazon's warehouses.
    FbaInboundConvenienceFee "FBAInboundConvenienceFee";
    /// Goods sent back to the seller.
    FbaRemovalFee "FBARemovalFee";
    /// Goods thrown away.
    FbaDisposalFee "FBADisposalFee";
    /// Subscription of the seller's account.
    Subscription "Subscription";
    /// Coupons: taking part.
    CouponParticipationFee "CouponParticipationFee";
    /// Coupons: what they sold.
    CouponPerformanceFee "CouponPerformanceFee";
    /// Other services.
    PaidServicesFee "PaidServicesFee";
    /// Advertising.
    AdvertisingFee "AdvertisingFee";
    /// Advertising, given back.
    AdvertisingFeeRefund "AdvertisingFeeRefund";
    /// For goods that Amazon lost or damaged.
    FbaInventoryReimbursement "FBAInventoryReimbursement";
    /// Such money, taken back.
    FbaReversedReimbursement "FBAReversedReimbursement";
    /// Given back out of the reserve.
    ReserveCredit "ReserveCredit";
    /// Put into the reserve.
    ReserveDebit "ReserveDebit";
    /// Sent to the bank.
    FundTransfer "FundTransfer";
    /// Amazon's fees, without telling which.
    AmazonFees "AmazonFees";
    /// Fees of fulfilment by Amazon, without telling which.
    FbaFees "FBAFees";
    /// Goods, without telling more.
    ProductCharges "ProductCharges";
    /// Shipping, without telling more.
    Shipping "Shipping";
    /// Tax, without telling on what.
    Tax "Tax";
    /// Discounts, without telling on what.
    PromoRebates "PromoRebates";
}
