//! All orders of all sellers: generated on demand, with what changed since the start kept beside them.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::deliveries::Deliveries;
use super::fba_stock::{self, FbaStock};
use super::finances_books::Books;
use super::finances_sale;
use super::order_ids::OrderIds;
use super::order_json::{self, View};
use super::order_life::OrderState;
use super::order_maker::{Blueprint, OrderMaker};
use super::order_vitals::Vitals;
use super::sellers::SELLERS;
use super::shop_life::Life;
use super::verbatim::Verbatim;

/// Orders that were put in as they are have numbers from here on.
const VERBATIM_BASE: u32 = 3_000_000_000;

/// Which of an order's two times a search goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeFamily {
    Created,
    LastUpdated,
}

/// What a search selects by.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) family: TimeFamily,
    /// Unix seconds; both ends are included.
    pub(crate) from: i64,
    pub(crate) until: i64,
    /// Empty lists select everything.
    pub(crate) statuses: Vec<String>,
    pub(crate) marketplaces: Vec<String>,
    pub(crate) fulfilled_by: Vec<String>,
}

/// The facts by which an order is selected.
pub(crate) struct Facts<'a> {
    pub(crate) status: &'a str,
    pub(crate) marketplace: &'a str,
    pub(crate) fulfilled_by: &'a str,
}

/// The shop. Times are Unix seconds; order numbers are `u32`.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) maker: OrderMaker,
    /// Per seller: time of the last update before the start in the upper, number in the lower half; sorted.
    by_update: Vec<Vec<u64>>,
    /// Per seller: numbers of the orders of the history, oldest first.
    by_creation: Vec<Vec<u32>>,
    /// When each order that arrived since the start was placed.
    pub(crate) arrivals: Vec<i64>,
    /// Orders that have changed or arrived since the start.
    pub(crate) changed: HashMap<u32, OrderState>,
    /// The same orders by seller, time of update and number.
    recent: BTreeSet<(usize, i64, u32)>,
    verbatim: Vec<Verbatim>,
    verbatim_by_id: HashMap<String, u32>,
    pub(crate) life: Life,
    pub(crate) deliveries: Deliveries,
    pub(crate) fba: FbaStock,
    pub(crate) books: Books,
}

impl Shop {
    /// A shop whose history ends at `start`.
    pub(crate) fn new(
        seed: u64,
        orders: u32,
        start: i64,
        history: i64,
        events_per_minute: u32,
    ) -> Self {
        let maker = OrderMaker {
            seed,
            ids: OrderIds::new(seed),
            start,
            history,
            count: orders,
        };
        let mut shop = Self {
            maker,
            by_update: vec![Vec::new(); SELLERS.len()],
            by_creation: vec![Vec::new(); SELLERS.len()],
            arrivals: Vec::new(),
            changed: HashMap::new(),
            recent: BTreeSet::new(),
            verbatim: Vec::new(),
            verbatim_by_id: HashMap::new(),
            life: Life::new(events_per_minute, start),
            deliveries: Deliveries::default(),
            fba: FbaStock::new(seed, orders, start),
            books: Books::new(start, history),
        };
        for index in 0..orders {
            let vitals = maker.vitals(index, maker.created(index));
            shop.life.admit(index, &vitals);
            if let Some(list) = shop.by_creation.get_mut(vitals.seller) {
                list.push(index);
            }
            if let Some(list) = shop.by_update.get_mut(vitals.seller) {
                list.push(pack(vitals.updated, index));
            }
        }
        for list in &mut shop.by_update {
            list.sort_unstable();
        }
        shop
    }

    /// Orders in the shop, put in ones included.
    pub(crate) fn order_count(&self) -> usize {
        self.maker.count as usize + self.arrivals.len() + self.verbatim.len()
    }

    /// The ids of all orders, put in ones included.
    pub(crate) fn order_ids(&self) -> Vec<String> {
        let made = 0..(self.maker.count as usize + self.arrivals.len()) as u32;
        let made = made.map(|index| self.maker.order_id(index, &self.vitals(index)));
        made.chain(self.verbatim_by_id.keys().cloned()).collect()
    }

    pub(crate) fn vitals(&self, index: u32) -> Vitals {
        let arrival = index.checked_sub(self.maker.count);
        let arrival = arrival.and_then(|place| self.arrivals.get(place as usize));
        let created = arrival
            .copied()
            .unwrap_or_else(|| self.maker.created(index));
        self.maker.vitals(index, created)
    }

    pub(crate) fn blueprint(&self, index: u32) -> Blueprint {
        self.maker.blueprint(index, self.vitals(index))
    }

    pub(crate) fn state(&self, order: &Blueprint) -> OrderState {
        let changed = self.changed.get(&order.index).cloned();
        changed.unwrap_or_else(|| OrderState::at_start(order, self.maker.seed))
    }

    /// Remembers a changed state and files the order under its new time.
    pub(crate) fn store(&mut self, order: &Blueprint, state: OrderState) {
        let seller = order.vitals.seller;
        if let Some(before) = self.changed.get(&order.index) {
            self.recent.remove(&(seller, before.updated, order.index));
        }
        self.recent.insert((seller, state.updated, order.index));
        self.changed.insert(order.index, state);
    }

    /// A new order arrives; its number.
    pub(crate) fn arrive(&mut self, now: i64) -> u32 {
        let place = u32::try_from(self.arrivals.len()).unwrap_or(u32::MAX);
        let index = self.maker.count.saturating_add(place);
        self.arrivals.push(now);
        let order = self.blueprint(index);
        let state = OrderState::new_order(&order);
        self.store(&order, state);
        index
    }

    /// The number of an order.
    pub(crate) fn find(&self, order_id: &str) -> Option<u32> {
        if let Some(index) = self.verbatim_by_id.get(order_id) {
            return Some(*index);
        }
        let index = self.maker.ids.index(order_id)?;
        let known = self.maker.count as usize + self.arrivals.len();
        let real =
            (index as usize) < known && self.maker.order_id(index, &self.vitals(index)) == order_id;
        real.then_some(index)
    }

    /// Which seller an order belongs to.
    pub(crate) fn owner(&self, index: u32) -> usize {
        match self.verbatim(index) {
            Some(order) => order.seller,
            None => self.vitals(index).seller,
        }
    }

    /// Units of a seller that orders with Amazon wait for, by SKU.
    pub(crate) fn waited_for_at_amazon(&self, seller: usize) -> HashMap<String, i64> {
        let mut units = HashMap::new();
        for index in self.life.open_orders() {
            let vitals = self.vitals(index);
            if vitals.seller != seller || !vitals.by_amazon {
                continue;
            }
            let order = self.blueprint(index);
            let state = self.state(&order);
            for (place, line) in order.lines.iter().enumerate() {
                let open = state.open(&order, place);
                *units.entry(line.product.sku.to_owned()).or_default() += open;
            }
        }
        let put_in = self.verbatim.iter().filter(|order| order.seller == seller);
        for (sku, open) in put_in.flat_map(|order| fba_stock::open_units(&order.value)) {
            *units.entry(sku).or_default() += open;
        }
        units
    }

    /// An order as JSON.
    pub(crate) fn render(&self, index: u32, view: View) -> Value {
        if let Some(order) = self.verbatim(index) {
            let mut value = order.value.clone();
            view.sets.strip(&mut value);
            return value;
        }
        let order = self.blueprint(index);
        order_json::order(&order, &self.state(&order), view)
    }

    /// Numbers of the seller's orders within a selection, in a fixed order that no time decides.
    pub(crate) fn select(&self, seller: usize, selection: &Selection) -> Vec<u32> {
        let mut found = match selection.family {
            TimeFamily::LastUpdated => self.updated_between(seller, selection),
            TimeFamily::Created => self.created_between(seller, selection),
        };
        let numbers = 0u32..;
        let own = self
            .verbatim
            .iter()
            .zip(numbers)
            .filter(|(order, _)| order.seller == seller);
        for (order, place) in own {
            let time = order.time(selection.family);
            if time >= selection.from && time <= selection.until {
                found.push(VERBATIM_BASE + place);
            }
        }
        let filtered = !(selection.statuses.is_empty()
            && selection.marketplaces.is_empty()
            && selection.fulfilled_by.is_empty());
        if filtered {
            found.retain(|index| self.matches(*index, selection));
        }
        found
    }

    /// Numbers of a seller's orders of the history, oldest first.
    pub(crate) fn by_creation(&self, seller: usize) -> &[u32] {
        self.by_creation.get(seller).map_or(&[], Vec::as_slice)
    }

    fn updated_between(&self, seller: usize, selection: &Selection) -> Vec<u32> {
        let list = self.by_update.get(seller).map_or(&[][..], Vec::as_slice);
        let first = list.partition_point(|entry| *entry < pack(selection.from, 0));
        let end = list.partition_point(|entry| *entry <= pack(selection.until, u32::MAX));
        let base = list.get(first..end.max(first)).unwrap_or_default();
        let index = |entry: &u64| u32::try_from(entry & 0xffff_ffff).unwrap_or_default();
        let unchanged = base
            .iter()
            .map(index)
            .filter(|index| !self.changed.contains_key(index));
        let mut found: Vec<u32> = unchanged.collect();
        if selection.from <= selection.until {
            let range = (seller, selection.from, 0)..=(seller, selection.until, u32::MAX);
            found.extend(self.recent.range(range).map(|entry| entry.2));
        }
        found
    }

    fn created_between(&self, seller: usize, selection: &Selection) -> Vec<u32> {
        let list = self.by_creation.get(seller).map_or(&[][..], Vec::as_slice);
        let first = list.partition_point(|index| self.maker.created(*index) < selection.from);
        let end = list.partition_point(|index| self.maker.created(*index) <= selection.until);
        let mut found = list.get(first..end.max(first)).unwrap_or_default().to_vec();
        let arrived = self.arrivals.iter().zip(self.maker.count..);
        let arrived = arrived.filter(|(at, _)| **at >= selection.from && **at <= selection.until);
        found.extend(
            arrived
                .map(|(_, index)| index)
                .filter(|index| self.owner(*index) == seller),
        );
        found
    }

    fn matches(&self, index: u32, selection: &Selection) -> bool {
        let wanted = |list: &[String], value: &str| {
            list.is_empty() || list.iter().any(|entry| entry == value)
        };
        let fits = |facts: &Facts<'_>| {
            wanted(&selection.statuses, facts.status)
                && wanted(&selection.marketplaces, facts.marketplace)
                && wanted(&selection.fulfilled_by, facts.fulfilled_by)
        };
        if let Some(order) = self.verbatim(index) {
            return fits(&order.facts());
        }
        let vitals = self.vitals(index);
        let changed = self.changed.get(&index);
        fits(&Facts {
            status: changed.map_or(vitals.status, |state| state.status).text(),
            marketplace: super::marketplaces::MARKETPLACES[vitals.marketplace].id,
            fulfilled_by: if vitals.by_amazon {
                "AMAZON"
            } else {
                "MERCHANT"
            },
        })
    }

    /// Puts an order in as it is, or replaces the one of that id that was put in before.
    pub(crate) fn put_verbatim(&mut self, order: Verbatim) {
        let id = order.order_id().to_owned();
        let known = self.verbatim_by_id.get(&id).copied();
        let before = known.and_then(|index| self.verbatim(index));
        let before = before.map_or(Vec::new(), |order| finances_sale::left_of(&order.value));
        let updated = order.time(TimeFamily::LastUpdated);
        self.enter_verbatim(order.seller, &order.value, &before, updated);
        if let Some(place) = self
            .verbatim_by_id
            .get(&id)
            .and_then(|index| index.checked_sub(VERBATIM_BASE))
            && let Some(slot) = self.verbatim.get_mut(place as usize)
        {
            *slot = order;
            return;
        }
        let place = u32::try_from(self.verbatim.len()).unwrap_or(u32::MAX);
        self.verbatim_by_id
            .insert(id, VERBATIM_BASE.saturating_add(place));
        self.verbatim.push(order);
    }

    /// Changes an order that was put in as it is, at `now` (Unix seconds), and enters what left by that into the
    /// books. False if there is none of this number.
    pub(crate) fn change_verbatim(
        &mut self,
        index: u32,
        now: i64,
        change: impl FnOnce(&mut Verbatim),
    ) -> bool {
        let place = index.checked_sub(VERBATIM_BASE);
        let Some(order) = place.and_then(|place| self.verbatim.get_mut(place as usize)) else {
            return false;
        };
        let before = finances_sale::left_of(&order.value);
        change(order);
        let order = order.clone();
        self.enter_verbatim(order.seller, &order.value, &before, now);
        true
    }

    pub(crate) fn verbatim(&self, index: u32) -> Option<&Verbatim> {
        let place = index.checked_sub(VERBATIM_BASE)?;
        self.verbatim.get(place as usize)
    }
}

fn pack(seconds: i64, index: u32) -> u64 {
    let seconds = u64::try_from(seconds.clamp(0, i64::from(u32::MAX))).unwrap_or_default();
    (seconds << 32) | u64::from(index)
}
