//! What filters look at, packed into four bytes an order.

use crate::domain::amazon_status::{AmazonStatus, Channel};
use crate::domain::ids::AccountId;
use crate::domain::marketplace;
use crate::domain::order::{Delivery, Flags, OrderHead, OrderState};
use crate::domain::order_query::OrderFilter;

const STATUS: u32 = 0; // 3 bits
const CHANNEL: u32 = 3; // 1 bit
const STATE: u32 = 4; // 1 bit
const DELIVERY: u32 = 5; // 2 bits
const MARKETPLACE: u32 = 7; // 5 bits
const ACCOUNT: u32 = 12; // 7 bits
const FLAGS: u32 = 19; // 13 bits

/// The highest account number that fits.
const MOST_ACCOUNT: u16 = 127;

/// A marketplace that we don't know shares this number with all others of its kind.
const OTHER_MARKETPLACE: u32 = 31;

fn marketplace_number(id: &str) -> u32 {
    marketplace::KNOWN
        .iter()
        .position(|m| m.id == id)
        .map_or(OTHER_MARKETPLACE, |at| at as u32)
}

/// The facets of an order.
pub(super) fn of(head: &OrderHead) -> u32 {
    u32::from(head.amazon_status.code()) << STATUS
        | u32::from(head.channel == Channel::Fba) << CHANNEL
        | u32::from(head.state == OrderState::Cancelled) << STATE
        | delivery_number(head.delivery) << DELIVERY
        | marketplace_number(head.marketplace.as_str()) << MARKETPLACE
        | u32::from(head.account.0.min(MOST_ACCOUNT)) << ACCOUNT
        | (head.flags.0 & 0x1fff) << FLAGS
}

fn delivery_number(delivery: Delivery) -> u32 {
    match delivery {
        Delivery::ToShip => 0,
        Delivery::PartlyShipped => 1,
        Delivery::Shipped => 2,
        Delivery::Cancelled => 3,
    }
}

/// Facets that a filter wants: an order matches if its facets under the mask are these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The bits that matter.
    pub mask: u32,
    /// What they must be.
    pub bits: u32,
}

impl Wanted {
    /// What a filter wants; `None` when nothing can match it (an account or marketplace that does not exist).
    pub fn of(filter: &OrderFilter, account: impl Fn(&str) -> Option<AccountId>) -> Option<Wanted> {
        let mut wanted = Wanted::default();
        let mut want = |shift: u32, width: u32, value: u32| {
            wanted.mask |= ((1 << width) - 1) << shift;
            wanted.bits |= value << shift;
        };
        if let Some(status) = &filter.status {
            want(STATUS, 3, u32::from(AmazonStatus::parse(status).code()));
        }
        if let Some(channel) = filter.channel {
            want(CHANNEL, 1, u32::from(channel == Channel::Fba));
        }
        if let Some(state) = filter.state {
            want(STATE, 1, u32::from(state == OrderState::Cancelled));
        }
        if let Some(delivery) = filter.delivery {
            want(DELIVERY, 2, delivery_number(delivery));
        }
        if let Some(code) = &filter.marketplace {
            want(
                MARKETPLACE,
                5,
                marketplace_number(marketplace::by_code(code)?.id),
            );
        }
        if let Some(name) = &filter.account {
            want(ACCOUNT, 7, u32::from(account(name)?.0.min(MOST_ACCOUNT)));
        }
        if let Some(word) = &filter.flag {
            let flag = Flags::parse(word)?;
            wanted.mask |= flag.0 << FLAGS;
            wanted.bits |= flag.0 << FLAGS;
        }
        Some(wanted)
    }

    /// Whether an order with these facets matches.
    pub fn fits(self, facets: u32) -> bool {
        facets & self.mask == self.bits
    }

    /// Whether this order matches.
    pub fn fits_head(self, head: &OrderHead) -> bool {
        self.fits(of(head))
    }
}
