//! What lies in Amazon's own warehouses, by seller and SKU: sold, replenished, lost, found and damaged.

use std::collections::BTreeMap;

use serde_json::Value;

use super::dice::Dice;
use super::products::PRODUCTS;
use super::sellers::SELLERS;

/// Below this many units a seller sends more.
const LOW: i64 = 25;
/// So long goods are on their way, in milliseconds: announced, sent, being received.
const ON_THE_WAY: i64 = 15 * 60_000;
/// Articles that lie at Amazon and that nobody orders any more: SKU, ASIN and title.
const DORMANT: &[(&str, &str, &str)] = &[
    (
        "GIFTBOX-2019",
        "B07GIFTBOX",
        "Gift Box, Last Season's Print, Pack of 10",
    ),
    (
        "POSTER-A2-SALE",
        "B07POSTER2",
        "Poster A2 \"Lighthouse\", Discontinued",
    ),
];

/// Something that happens to goods at Amazon without an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drift {
    /// Units are gone.
    Lost(u32),
    /// Units turn up that were not in the books.
    Found(u32),
    /// Units can't be sold any more, and stay there.
    Damaged(u32),
    /// Units can't be found, and are looked for.
    Missing(u32),
    /// Units come in, without ever having been announced.
    Received(u32),
}

impl Drift {
    /// By the word of the control interface.
    pub(crate) fn parse(word: &str, units: u32) -> Option<Self> {
        Some(match word {
            "lost" => Self::Lost(units),
            "found" => Self::Found(units),
            "damaged" => Self::Damaged(units),
            "missing" => Self::Missing(units),
            "received" => Self::Received(units),
            _ => return None,
        })
    }
}

/// Goods on their way to Amazon.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inbound {
    units: i64,
    /// Unix milliseconds.
    arrives: i64,
}

/// One SKU of a seller.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf {
    pub(crate) asin: String,
    pub(crate) title: String,
    /// Units in good order, whatever they are set aside for.
    pub(crate) good: i64,
    /// Of these, between two warehouses.
    pub(crate) transshipment: i64,
    /// Of these, measured or sampled.
    pub(crate) processing: i64,
    /// Looked for.
    pub(crate) researching: i64,
    /// Not to be sold any more.
    pub(crate) damaged: i64,
    pub(crate) inbound: Vec<Inbound>,
    /// Unix seconds.
    pub(crate) updated: i64,
}

impl Shelf {
    /// Units on their way: announced, sent, being received. `now` in Unix milliseconds.
    pub(crate) fn inbound(&self, now: i64) -> [i64; 3] {
        let mut stages = [0; 3];
        for inbound in &self.inbound {
            let stage = match (inbound.arrives - now) * 3 / ON_THE_WAY {
                2.. => 0,
                1 => 1,
                _ => 2,
            };
            stages[stage] += inbound.units;
        }
        stages
    }

    /// Units that are set aside for orders, of so many that orders wait for.
    pub(crate) fn for_orders(&self, waited_for: i64) -> i64 {
        waited_for.clamp(0, (self.good - self.transshipment - self.processing).max(0))
    }

    fn take_good(&mut self, units: u32) -> i64 {
        let taken = i64::from(units).min(self.good);
        self.good -= taken;
        self.transshipment = self.transshipment.min(self.good);
        self.processing = self.processing.min(self.good - self.transshipment);
        taken
    }

    fn drift(&mut self, drift: Drift, now: i64) {
        match drift {
            Drift::Lost(units) => {
                self.take_good(units);
            }
            Drift::Found(units) | Drift::Received(units) => self.good += i64::from(units),
            Drift::Damaged(units) => self.damaged += self.take_good(units),
            Drift::Missing(units) => self.researching += self.take_good(units),
        }
        self.updated = now.div_euclid(1000);
    }

    fn receive(&mut self, now: i64) {
        let here = self.inbound.iter().filter(|inbound| inbound.arrives <= now);
        let here: i64 = here.map(|inbound| inbound.units).sum();
        if here > 0 {
            self.good += here;
            self.inbound.retain(|inbound| inbound.arrives > now);
            self.updated = now.div_euclid(1000);
        }
    }
}

/// All of it.
#[derive(Debug)]
pub(crate) struct FbaStock {
    seed: u64,
    shelves: BTreeMap<(usize, String), Shelf>,
    /// Milliseconds between two things that happen by themselves; 0 if nothing does.
    pace: i64,
    /// Unix milliseconds of the start.
    start: i64,
    happened: u64,
    /// Shipments of sellers to Amazon so far.
    sent: u64,
}

impl FbaStock {
    /// What lies there at `start` (Unix seconds), in a shop with so many orders.
    pub(crate) fn new(seed: u64, orders: u32, start: i64) -> Self {
        let mut shelves = BTreeMap::new();
        for seller in 0..SELLERS.len() {
            let sold = PRODUCTS.iter().map(|p| (p.sku, p.asin, p.title));
            for (place, (sku, asin, title)) in sold.chain(DORMANT.iter().copied()).enumerate() {
                let mut dice = Dice::new(seed ^ (seller as u64), place as u64, 40);
                let mut shelf = Shelf {
                    asin: asin.to_owned(),
                    title: title.to_owned(),
                    good: dice.between(40, 280) + i64::from(orders / 1000),
                    updated: start - dice.between(600, 20 * 86_400),
                    ..Shelf::default()
                };
                if dice.chance(250) {
                    shelf.damaged = dice.between(1, 4);
                }
                if dice.chance(150) {
                    shelf.researching = dice.between(1, 3);
                }
                if dice.chance(200) {
                    shelf.transshipment = dice.between(2, 12);
                }
                if dice.chance(150) {
                    shelf.processing = dice.between(1, 5);
                }
                if dice.chance(200) {
                    shelf.send(&mut dice, start * 1000);
                }
                shelves.insert((seller, sku.to_owned()), shelf);
            }
        }
        Self {
            seed,
            shelves,
            pace: 0,
            start: start * 1000,
            happened: 0,
            sent: 0,
        }
    }

    /// Something happens by itself every so many milliseconds; 0 for never.
    pub(crate) fn set_pace(&mut self, pace: i64) {
        self.pace = pace.max(0);
    }

    /// SKUs of a seller with what lies there.
    pub(crate) fn of(&self, seller: usize) -> impl Iterator<Item = (&str, &Shelf)> {
        let own = self.shelves.iter().filter(move |entry| entry.0.0 == seller);
        own.map(|(key, shelf)| (key.1.as_str(), shelf))
    }

    pub(crate) fn shelf(&self, seller: usize, sku: &str) -> Option<&Shelf> {
        self.shelves.get(&(seller, sku.to_owned()))
    }

    /// Units of an order left. What is short is taken to have come in just in time. `now` in Unix seconds.
    pub(crate) fn ship(&mut self, seller: usize, sku: &str, units: i64, now: i64) {
        let Some(shelf) = self.shelves.get_mut(&(seller, sku.to_owned())) else {
            return;
        };
        shelf.good = (shelf.good - units).max(0);
        shelf.transshipment = shelf.transshipment.min(shelf.good);
        shelf.processing = shelf.processing.min(shelf.good - shelf.transshipment);
        shelf.updated = now;
        let coming: i64 = shelf.inbound.iter().map(|inbound| inbound.units).sum();
        if shelf.good + coming < LOW {
            self.sent += 1;
            let mut dice = Dice::new(self.seed, self.sent, 42);
            shelf.send(&mut dice, now * 1000);
        }
    }

    /// On command. False if the seller has no such SKU, unless goods come in. `now` in Unix milliseconds.
    pub(crate) fn command(&mut self, seller: usize, sku: &str, drift: Drift, now: i64) -> bool {
        let key = (seller, sku.to_owned());
        if matches!(drift, Drift::Received(_)) && !self.shelves.contains_key(&key) {
            let shelf = Shelf {
                asin: "B000000000".to_owned(),
                title: format!("Article {sku}"),
                ..Shelf::default()
            };
            self.shelves.insert(key.clone(), shelf);
        }
        let shelf = self.shelves.get_mut(&key);
        let known = shelf.is_some();
        if let Some(shelf) = shelf {
            shelf.drift(drift, now);
        }
        known
    }

    /// A SKU is closed: Amazon shows it no more. False if there was none.
    pub(crate) fn close(&mut self, seller: usize, sku: &str) -> bool {
        self.shelves.remove(&(seller, sku.to_owned())).is_some()
    }

    /// Lets everything happen that was due by `now` (Unix milliseconds).
    pub(crate) fn live_until(&mut self, now: i64) {
        for shelf in self.shelves.values_mut() {
            shelf.receive(now);
        }
        if self.pace == 0 {
            return;
        }
        let due = u64::try_from((now - self.start) / self.pace).unwrap_or(0);
        while self.happened < due {
            self.happened += 1;
            let at = self.start + i64::try_from(self.happened).unwrap_or(0) * self.pace;
            self.happen(at);
        }
    }

    fn happen(&mut self, now: i64) {
        let mut dice = Dice::new(self.seed, self.happened, 41);
        let place = dice.below(self.shelves.len() as u64);
        let place = usize::try_from(place).unwrap_or_default();
        let Some(shelf) = self.shelves.values_mut().nth(place) else {
            return;
        };
        let few = u32::try_from(dice.between(1, 3)).unwrap_or(1);
        match dice.below(100) {
            0..=29 => shelf.drift(Drift::Damaged(few), now),
            30..=49 => shelf.drift(Drift::Missing(few), now),
            50..=64 => shelf.drift(Drift::Found(few), now),
            65..=79 => shelf.drift(Drift::Lost(few), now),
            80..=89 => {
                // What was looked for is given up.
                shelf.researching = 0;
                shelf.updated = now.div_euclid(1000);
            }
            _ => {
                shelf.transshipment = i64::from(few).min(shelf.good);
                shelf.processing = 0;
                shelf.updated = now.div_euclid(1000);
            }
        }
    }
}

impl Shelf {
    fn send(&mut self, dice: &mut Dice, now: i64) {
        self.inbound.push(Inbound {
            units: dice.between(4, 16) * 12,
            arrives: now + dice.between(ON_THE_WAY / 3, ON_THE_WAY),
        });
    }
}

/// Units per SKU of an order that was put in as it is, as far as they have not left and Amazon sends them.
pub(crate) fn open_units(order: &Value) -> Vec<(String, i64)> {
    let fulfillment = &order["fulfillment"];
    let open = ["PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED"];
    let status = fulfillment["fulfillmentStatus"]
        .as_str()
        .unwrap_or_default();
    if fulfillment["fulfilledBy"] != "AMAZON" || !open.contains(&status) {
        return Vec::new();
    }
    let items = order["orderItems"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let open = items.iter().filter_map(|item| {
        let sku = item["product"]["sellerSku"].as_str()?;
        let ordered = item["quantityOrdered"].as_i64()?;
        let sent = item["fulfillment"]["quantityFulfilled"].as_i64();
        Some((sku.to_owned(), (ordered - sent.unwrap_or(0)).max(0)))
    });
    open.collect()
}
