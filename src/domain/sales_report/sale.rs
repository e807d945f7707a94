//! What an order adds to the figures.

use super::period::day_of;
use crate::domain::amazon_status::Channel;
use crate::domain::ids::{AccountId, MarketplaceId, OrderNumber, ProductId};
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use crate::domain::order::{Delivery, Flags, LineKind, OrderState, SalesOrder};
use crate::domain::product::Product;
use chrono::NaiveDate;

/// What a sales order adds to the figures, and what tells it apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// Our number.
    pub number: OrderNumber,
    /// When the buyer placed it.
    pub purchased: Moment,
    /// The day of that, as the marketplace counts days.
    pub day: NaiveDate,
    /// The account that brought it in.
    pub account: AccountId,
    /// The marketplace it was sold on.
    pub marketplace: MarketplaceId,
    /// Who fulfils it.
    pub channel: Channel,
    /// Whether it stands; a cancelled order does not count.
    pub stands: bool,
    /// Sales team it was created with.
    pub team: String,
    /// Salesperson it was created with.
    pub salesperson: Option<String>,
    /// Where it goes, ISO 3166-1 alpha-2; none where Amazon did not tell, or once the address was erased.
    pub country: Option<String>,
    /// Currency of its amounts.
    pub currency: Currency,
    /// Sum of its lines without tax.
    pub untaxed: Amount,
    /// Sum of its lines with tax.
    pub total: Amount,
    /// Its lines of goods.
    pub lines: Vec<SaleLine>,
    /// How it was sent, for orders that the seller sends.
    pub sending: Option<Sending>,
}

/// A line of goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleLine {
    /// The product.
    pub product: ProductId,
    /// Pieces ordered and not cancelled.
    pub pieces: u32,
    /// Pieces delivered.
    pub delivered: u32,
    /// Amount without tax.
    pub untaxed: Amount,
    /// Amount with tax.
    pub total: Amount,
}

/// How an order that the seller sends was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sending {
    /// When it had to leave at the latest.
    pub ship_by: Option<Moment>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an order that the seller sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Something of it has not left.
    Open,
    /// All of it left; the moment of its last parcel, where Amazon has shown it.
    Left(Option<Moment>),
    /// It was cancelled before anything left.
    Cancelled {
        /// Whether the buyer asked for that, as far as Amazon tells.
        by_buyer: bool,
    },
}

impl Sale {
    /// What this order adds.
    pub fn of(order: &SalesOrder) -> Sale {
        let (head, body) = (&order.head, &order.body);
        let goods = body.lines.iter().filter(|l| l.kind == LineKind::Product);
        let country = order.personal.address.country.trim();
        Sale {
            number: head.number,
            purchased: head.purchased,
            day: day_of(head.purchased, &head.marketplace),
            account: head.account,
            marketplace: head.marketplace.clone(),
            channel: head.channel,
            stands: head.state == OrderState::Confirmed,
            team: body.team.clone(),
            salesperson: body.salesperson.clone(),
            country: (!country.is_empty()).then(|| country.to_uppercase()),
            currency: head.currency,
            untaxed: Amount::sum(body.lines.iter().map(|l| l.untaxed)).unwrap_or_default(),
            total: head.total,
            lines: goods
                .map(|line| SaleLine {
                    product: line.product.unwrap_or(Product::PLACEHOLDER),
                    pieces: line.quantity.saturating_sub(line.cancelled),
                    delivered: line.delivered,
                    untaxed: line.untaxed,
                    total: line.total,
                })
                .collect(),
            sending: (head.channel == Channel::Fbm).then(|| Sending {
                ship_by: head.ship_by,
                outcome: outcome(order),
            }),
        }
    }
}

fn outcome(order: &SalesOrder) -> Outcome {
    match order.head.delivery {
        Delivery::Shipped => {
            Outcome::Left(order.body.packages.iter().filter_map(|p| p.shipped).max())
        }
        Delivery::Cancelled => Outcome::Cancelled {
            by_buyer: order.head.flags.has(Flags::BUYER_CANCELLED),
        },
        _ if order.head.state == OrderState::Cancelled => Outcome::Cancelled {
            by_buyer: order.head.flags.has(Flags::BUYER_CANCELLED),
        },
        Delivery::ToShip | Delivery::PartlyShipped => Outcome::Open,
    }
}
