//! Makes any order out of (seed, number, time of creation): nothing of it is stored.

use super::dice::Dice;
use super::marketplaces::{MARKETPLACES, Marketplace, by_country};
use super::odd_texts;
use super::order_ids::OrderIds;
use super::order_vitals::{Kind, Status, Vitals, history_of};
use super::people::{Person, person};
use super::products::{PRODUCTS, Product};
use super::sellers::{SELLERS, SellerPlan};

/// One line of an order. Amounts are in minor units, tax included unless the marketplace adds sales tax.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) item_id: String,
    pub(crate) product: &'static Product,
    pub(crate) quantity: i64,
    pub(crate) unit_price: i64,
    pub(crate) shipping: i64,
    pub(crate) gift_wrap: i64,
    pub(crate) cod_fee: i64,
    pub(crate) other: i64,
    pub(crate) discount: i64,
    pub(crate) shipping_discount: i64,
    pub(crate) gift_message: Option<&'static str>,
    pub(crate) wrapped: bool,
    pub(crate) business_price: bool,
    pub(crate) points: i64,
}

/// All that does not change in an order's life.
#[derive(Debug, Clone)]
pub(crate) struct Blueprint {
    pub(crate) index: u32,
    pub(crate) order_id: String,
    pub(crate) vitals: Vitals,
    pub(crate) buyer: Person,
    pub(crate) lines: Vec<Line>,
    pub(crate) service: &'static str,
    pub(crate) handling_days: i64,
    pub(crate) programs: Vec<&'static str>,
    pub(crate) company: Option<&'static str>,
    pub(crate) purchase_order: Option<String>,
    pub(crate) vat_number: Option<String>,
    pub(crate) tax_free: bool,
    pub(crate) cash_on_delivery: bool,
    pub(crate) tip: i64,
    pub(crate) replaces: Option<String>,
    pub(crate) alias: Option<String>,
}

impl Blueprint {
    pub(crate) fn marketplace(&self) -> &'static Marketplace {
        &MARKETPLACES[self.vitals.marketplace]
    }
}

/// Makes orders for one seed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OrderMaker {
    pub(crate) seed: u64,
    pub(crate) ids: OrderIds,
    /// When the simulator started, Unix seconds.
    pub(crate) start: i64,
    /// Length of the history before that, seconds.
    pub(crate) history: i64,
    /// Orders of the history.
    pub(crate) count: u32,
}

impl OrderMaker {
    /// When an order of the history was placed: later ones lie closer together, as in a growing shop.
    pub(crate) fn created(&self, index: u32) -> i64 {
        let jitter = Dice::new(self.seed, u64::from(index), 1).fraction();
        let left = 1.0 - (f64::from(index) + jitter) / f64::from(self.count.max(1));
        let left = left.clamp(0.0, 1.0);
        #[allow(clippy::cast_possible_truncation)]
        let age = (self.history as f64 * left * left.sqrt()) as i64;
        self.start - age
    }

    /// The facts for searching; `created` in Unix seconds.
    pub(crate) fn vitals(&self, index: u32, created: i64) -> Vitals {
        let mut dice = Dice::new(self.seed, u64::from(index), 2);
        let seller = match dice.below(100) {
            0..=54 => 0,
            55..=84 => 1,
            _ => 2,
        };
        let marketplace = marketplace_of(&SELLERS[seller], dice.below(100));
        let kind = match dice.below(1000) {
            0..=24 => Kind::MultiChannel,
            25..=37 => Kind::Replacement,
            38..=49 => Kind::PreOrder,
            50..=129 => Kind::Business,
            _ => Kind::Retail,
        };
        let by_amazon = dice.chance(550) || kind == Kind::MultiChannel;
        let age = self.start - created;
        let (status, updated) = history_of(kind, by_amazon, created, age, &mut dice);
        Vitals {
            seller,
            marketplace,
            by_amazon,
            kind,
            created,
            updated: updated.clamp(created, self.start.max(created)),
            status,
        }
    }

    /// The order id; cheap, for it needs the vitals only.
    pub(crate) fn order_id(&self, index: u32, vitals: &Vitals) -> String {
        let prefix = if vitals.kind == Kind::MultiChannel {
            "S01"
        } else {
            let prefixes = &MARKETPLACES[vitals.marketplace].prefixes;
            prefixes[index as usize % prefixes.len()]
        };
        self.ids.order_id(prefix, index)
    }

    /// The whole order.
    pub(crate) fn blueprint(&self, index: u32, vitals: Vitals) -> Blueprint {
        let original = (vitals.kind == Kind::Replacement).then(|| self.original(index, &vitals));
        let source = original.as_ref().map_or(index, |found| found.0);
        let mut dice = Dice::new(self.seed, u64::from(source), 3);
        let marketplace = &MARKETPLACES[vitals.marketplace];
        let business = vitals.kind == Kind::Business;
        let buyer = person(marketplace.country, &mut dice);
        let count = match dice.below(100) {
            0..=69 => 1,
            70..=89 => 2,
            90..=96 => 3,
            _ => dice.between(4, 9),
        };
        let count = if vitals.status == Status::PartiallyShipped {
            count.max(2)
        } else {
            count
        };
        let cash_on_delivery = marketplace.country == "JP" && !vitals.by_amazon && dice.chance(250);
        let mut lines: Vec<Line> = (0..count)
            .map(|place| self.line(index, place, marketplace, business, &mut dice))
            .collect();
        if cash_on_delivery && let Some(line) = lines.first_mut() {
            line.cod_fee = 330;
        }
        let prime = vitals.kind != Kind::MultiChannel
            && dice.chance(if vitals.by_amazon { 600 } else { 80 });
        let premium = !prime && !vitals.by_amazon && dice.chance(60);
        let mut programs = Vec::new();
        for (wanted, name) in [
            (prime, "PRIME"),
            (premium, "PREMIUM"),
            (business, "AMAZON_BUSINESS"),
            (vitals.kind == Kind::PreOrder, "PREORDER"),
            (dice.chance(8), "CLIMATE_PLEDGE_PILOT"), // not in the model: its list is open
        ] {
            if wanted {
                programs.push(name);
            }
        }
        let service = match (prime || premium, dice.below(10)) {
            (true, 0..=5) => "NEXT_DAY",
            (true, _) => "SECOND_DAY",
            (false, 0..=1) => "EXPEDITED",
            (false, 2) => "FREE_ECONOMY",
            (false, _) => "STANDARD",
        };
        let cross_border = business && marketplace.region == "eu" && dice.chance(400);
        Blueprint {
            index,
            order_id: self.order_id(index, &vitals),
            vitals,
            buyer,
            lines,
            service,
            handling_days: if prime || premium {
                dice.between(0, 1)
            } else {
                dice.between(1, 3)
            },
            programs,
            company: business.then(|| *dice.pick(odd_texts::COMPANIES)),
            purchase_order: (business && dice.chance(700))
                .then(|| format!("PO-{:06}", dice.below(1_000_000))),
            vat_number: (business && dice.chance(700))
                .then(|| format!("{}{}", marketplace.country, dice.text("0123456789", 9))),
            tax_free: cross_border,
            cash_on_delivery,
            tip: if marketplace.country == "US" && dice.chance(10) {
                300
            } else {
                0
            },
            replaces: original.map(|found| found.1),
            alias: dice.chance(30).then(|| format!("SHOP-{index}")),
        }
    }

    fn line(
        &self,
        index: u32,
        place: i64,
        marketplace: &Marketplace,
        business: bool,
        dice: &mut Dice,
    ) -> Line {
        let product = dice.pick(PRODUCTS);
        let quantity = match dice.below(100) {
            0..=79 => 1,
            80..=91 => 2,
            92..=97 => dice.between(3, 6),
            _ => dice.between(7, if business { 60 } else { 12 }),
        };
        let euros = |cents: i64| (cents * marketplace.units_per_euro / 100).max(1);
        let free_shipping = dice.chance(600);
        let shipping = if free_shipping && dice.chance(500) {
            0
        } else {
            euros(dice.between(2, 9) * 100 - 5)
        };
        let gift = dice.chance(60);
        let wrapped = gift && dice.chance(600);
        let price = euros(product.price * dice.between(90, 110) / 100);
        let discounted = dice.chance(130);
        Line {
            item_id: self
                .ids
                .item_id(index, usize::try_from(place).unwrap_or_default()),
            product,
            quantity,
            unit_price: price,
            shipping,
            gift_wrap: if wrapped { euros(395) } else { 0 },
            cod_fee: 0,
            other: if dice.chance(6) { euros(120) } else { 0 },
            discount: if discounted {
                price * dice.between(5, 30) / 100
            } else {
                0
            },
            shipping_discount: if free_shipping { shipping } else { 0 },
            gift_message: gift.then(|| *dice.pick(odd_texts::GIFT_MESSAGES)),
            wrapped,
            business_price: business && dice.chance(600),
            points: if marketplace.country == "JP" {
                price / 100
            } else {
                0
            },
        }
    }

    /// An earlier order of the same seller and marketplace that a replacement can stand for: number and id.
    fn original(&self, index: u32, vitals: &Vitals) -> (u32, String) {
        for back in 1..=400 {
            let Some(earlier) = index.min(self.count).checked_sub(back) else {
                break;
            };
            let other = self.vitals(earlier, self.created(earlier));
            if other.marketplace == vitals.marketplace
                && other.by_amazon == vitals.by_amazon
                && other.kind == Kind::Retail
                && other.status == Status::Shipped
            {
                return (earlier, self.order_id(earlier, &other));
            }
        }
        (index, self.ids.order_id("999", index))
    }
}

fn marketplace_of(seller: &SellerPlan, percent: u64) -> usize {
    let mut left = percent;
    for (country, share) in seller.marketplaces {
        if left < *share {
            return by_country(country).unwrap_or_default();
        }
        left -= share;
    }
    by_country(seller.marketplaces[0].0).unwrap_or_default()
}
