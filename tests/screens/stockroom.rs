//! A stockroom made up on demand: as many moves as wanted, quantities, rules, transfers; it answers as the engine does.

use orderdeck::domain::ids::{OrderNumber, PickingNumber, TransferNumber};
use orderdeck::domain::location::LocationKind;
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::domain::stock_move::MoveKind;
use orderdeck::domain::stock_query::MoveFilter;
use orderdeck::domain::transfer::{Rest, TransferState};
use orderdeck::protocol::amazon_stock::*;
use orderdeck::protocol::stock::*;
use orderdeck::protocol::{Failure, FailureCode, Reply};

const PLACES: [(&str, LocationKind); 7] = [
    ("WH/Stock", LocationKind::Warehouse),
    ("Amazon", LocationKind::Amazon),
    ("Amazon JP", LocationKind::Amazon),
    ("In transit to Amazon", LocationKind::Transit),
    ("Customers", LocationKind::Customers),
    ("Suppliers", LocationKind::Suppliers),
    ("Inventory loss", LocationKind::Loss),
];

const GOODS: [(&str, &str, &str); 5] = [
    (
        "TEA-EARL-GREY-250",
        "Earl Grey loose leaf tea, 250 g tin",
        "B-04-2",
    ),
    ("MUG-BLUE", "Stoneware mug, cobalt blue, 350 ml", "A-01-1"),
    ("KETTLE-1L7", "Electric kettle, 1.7 l", "C-11-3"),
    ("TOWEL-SET-4", "バスタオル 4枚セット", "A-02-7"),
    ("EVIL\u{1b}[2J", "Evil\u{1b}]0;owned\u{7}\u{202e}txt", "D"),
];

/// The stockroom.
pub struct Stockroom {
    now: Moment,
    /// Moves in it.
    pub moves: u64,
    /// What lies where.
    pub levels: Vec<LevelView>,
    /// Reordering rules.
    pub rules: Vec<RuleView>,
    /// Transfers.
    pub transfers: Vec<TransferView>,
    /// What Amazon says of each product at Amazon.
    pub amazon: Vec<(&'static str, i64)>,
    /// Figures that are held for their few rows.
    pub held: Option<u64>,
}

fn level(at: usize, place: usize, quantity: i64, sold: i64) -> LevelView {
    let (sku, name, bin) = GOODS[at];
    let (location, kind) = PLACES[place];
    LevelView {
        sku: sku.to_owned(),
        name: name.to_owned(),
        bin: bin.to_owned(),
        location: location.to_owned(),
        kind,
        quantity,
        reserved: if place == 0 { 3 } else { 0 },
        free: (place == 0).then_some(quantity - 3),
        incoming: if at == 1 && place == 1 { 24 } else { 0 },
        sold_30_days: sold,
        cover_days: (sold > 0).then(|| quantity.max(0) as u64 * 30 / sold as u64),
    }
}

fn rule(at: usize, location: &str, minimum: u32, maximum: u32, on_hand: i64) -> RuleView {
    RuleView {
        sku: GOODS[at].0.to_owned(),
        name: GOODS[at].1.to_owned(),
        location: location.to_owned(),
        minimum,
        maximum,
        multiple: 6,
        source: "WH/Stock".to_owned(),
        automatic: false,
        on_hand,
        planned: 0,
    }
}

impl Stockroom {
    /// A stockroom with work to do.
    pub fn new(now: Moment) -> Stockroom {
        let levels = vec![
            level(0, 1, 12, 90),
            level(1, 1, 2, 31),
            level(2, 1, -3, 14),
            level(3, 1, 480, 2),
            level(1, 2, 7, 0),
            level(0, 0, 260, 40),
            level(1, 0, 30, 12),
            level(2, 0, 9, 5),
            level(3, 0, 0, 0),
            level(4, 0, 5, 1),
        ];
        let rules = vec![
            rule(0, "Amazon", 60, 120, 12),
            rule(1, "Amazon", 24, 72, 2),
            rule(2, "Amazon", 6, 18, -3),
            rule(3, "Amazon", 10, 40, 480),
        ];
        let transfers = vec![transfer(
            41,
            TransferState::InTransit,
            now.minus(Span::hours(20)),
            vec![line(1, 24, 0), line(2, 6, 2)],
        )];
        Stockroom {
            now,
            moves: 400_000,
            levels,
            rules,
            transfers,
            amazon: vec![
                ("TEA-EARL-GREY-250", 12),
                ("MUG-BLUE", 5),
                ("KETTLE-1L7", 1),
                ("TOWEL-SET-4", 470),
                ("B0-OLD-SKU", 4),
            ],
            held: Some(2),
        }
    }

    /// Our figures beside Amazon's, the largest difference first.
    fn figures(&self, differences: bool) -> Reconciliation {
        let row = |(sku, amazon): &(&str, i64)| {
            let ours = self.quantity(sku, "Amazon");
            ReconcileRow {
                sku: (*sku).to_owned(),
                name: GOODS
                    .iter()
                    .find(|g| g.0 == *sku)
                    .map_or("", |g| g.1)
                    .to_owned(),
                known: GOODS.iter().any(|g| g.0 == *sku),
                location: "Amazon".to_owned(),
                ours,
                fulfillable: *amazon as u32,
                reserved: 0,
                inbound: 24,
                unsellable: 1,
                researching: 0,
                amazon: *amazon,
                difference: amazon - ours,
                as_of: Some(self.now.minus(Span::hours(9))),
            }
        };
        let mut rows: Vec<ReconcileRow> = self.amazon.iter().map(row).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.difference.abs()));
        let differing = rows.iter().filter(|row| row.difference != 0).count() as u64;
        rows.retain(|row| !differences || row.difference != 0);
        let figures_of = FiguresOf {
            account: "EU shop".to_owned(),
            location: "Amazon".to_owned(),
            as_of: Some(self.now.minus(Span::hours(9))),
            rows: self.amazon.len() as u64,
            unreadable: Vec::new(),
            held: self.held.map(|rows| HeldFigures {
                as_of: self.now.minus(Span::hours(1)),
                rows,
            }),
            problem: None,
        };
        Reconciliation {
            rows,
            differing,
            accounts: vec![figures_of],
        }
    }

    fn take_figures(&mut self, apply: &ReconcileApply) -> Adjusted {
        let lines = apply.products.iter().filter_map(|sku| {
            let (_, amazon) = self.amazon.iter().find(|(known, _)| known == sku)?;
            Some(CountLine {
                product: sku.clone(),
                found: *amazon as u32,
                seen: None,
            })
        });
        let count = Count {
            location: apply.location.clone(),
            reason: apply.reason.clone(),
            lines: lines.collect(),
        };
        self.adjust(&count).unwrap_or_default()
    }

    /// Answers as an engine would.
    pub fn answer(&mut self, request: &StockRequest) -> Result<Reply, Failure> {
        let reply = match request.clone() {
            StockRequest::Moves(page) => StockReply::Moves(self.page(&page)),
            StockRequest::Levels(wanted) => StockReply::Levels(Levels {
                levels: self.wanted(&wanted),
            }),
            StockRequest::History {
                product,
                location,
                days,
            } => StockReply::History(self.history(product, location, days)),
            StockRequest::Adjust(count) => StockReply::Adjusted(self.adjust(&count)?),
            StockRequest::Transfers { open, .. } => {
                let all = self.transfers.iter().rev();
                StockReply::Transfers(
                    all.filter(|t| !open || t.state.is_open())
                        .cloned()
                        .collect(),
                )
            }
            StockRequest::Transfer(new) => {
                let goods = new.goods.iter().map(|g| (g.product.clone(), g.quantity));
                let made = self.plan(&new.from, &new.to, new.through_transit, goods.collect());
                StockReply::Transfers(vec![made])
            }
            StockRequest::Send { transfer, force } => {
                StockReply::Transfers(vec![self.send(transfer, force)?])
            }
            StockRequest::Receive {
                transfer,
                arrived,
                rest,
            } => StockReply::Transfers(vec![self.receive(transfer, arrived, rest)?]),
            StockRequest::CancelTransfer { transfer } => {
                let row = self.transfer(transfer)?;
                row.state = TransferState::Cancelled;
                StockReply::Transfers(vec![row.clone()])
            }
            StockRequest::Rules => StockReply::Rules(self.rules.clone()),
            StockRequest::SetRule(new) => {
                self.rules
                    .retain(|r| r.sku != new.product || r.location != new.location);
                self.rules.push(RuleView {
                    sku: new.product,
                    name: String::new(),
                    location: new.location,
                    minimum: new.minimum,
                    maximum: new.maximum,
                    multiple: new.multiple,
                    source: new.source.unwrap_or("WH/Stock".to_owned()),
                    automatic: new.automatic,
                    on_hand: 0,
                    planned: 0,
                });
                StockReply::Rules(self.rules.clone())
            }
            StockRequest::RemoveRule { product, location } => {
                self.rules
                    .retain(|r| r.sku != product || r.location != location);
                StockReply::Rules(self.rules.clone())
            }
            StockRequest::Proposals => StockReply::Proposals(self.proposals()),
            StockRequest::Replenish(wanted) => StockReply::Transfers(self.replenish(&wanted)),
            StockRequest::FindProduct { code } => StockReply::Product(found(&code)?),
            StockRequest::Reconcile(wanted) => {
                StockReply::Reconciliation(self.figures(wanted.differences))
            }
            StockRequest::ReconcileApply(apply) => StockReply::Adjusted(self.take_figures(&apply)),
            StockRequest::AcceptHeld { .. } => {
                self.held = None;
                StockReply::Reconciliation(self.figures(true))
            }
            StockRequest::Locations | StockRequest::AddLocation { .. } => {
                StockReply::Locations(PLACES.map(place).to_vec())
            }
        };
        Ok(Reply::Stock(reply))
    }

    /// Somebody else takes pieces, or brings some.
    pub fn moves_by(&mut self, sku: &str, location: &str, pieces: i64) {
        self.moves += 1;
        let found = self
            .levels
            .iter_mut()
            .find(|l| l.sku == sku && l.location == location);
        if let Some(level) = found {
            level.quantity += pieces;
        }
    }

    /// The quantity of a product at a location.
    pub fn quantity(&self, sku: &str, location: &str) -> i64 {
        let found = self
            .levels
            .iter()
            .find(|l| l.sku == sku && l.location == location);
        found.map_or(0, |l| l.quantity)
    }

    fn wanted(&self, wanted: &LevelsRequest) -> Vec<LevelView> {
        let text = wanted.text.to_lowercase();
        let fits = |l: &&LevelView| {
            wanted.location.as_ref().is_none_or(|p| *p == l.location)
                && (!wanted.negative || l.quantity < 0)
                && text.split_whitespace().all(|word| {
                    format!("{} {} {}", l.sku, l.name, l.bin)
                        .to_lowercase()
                        .contains(word)
                })
        };
        self.levels.iter().filter(fits).cloned().collect()
    }

    fn adjust(&mut self, count: &Count) -> Result<Adjusted, Failure> {
        for line in &count.lines {
            let now = self.quantity(&line.product, &count.location);
            if let Some(seen) = line.seen.filter(|seen| *seen != now) {
                let text = format!(
                    "Goods moved since the count began: {} was {seen} and is {now}.",
                    line.product
                );
                return Err(Failure::new(FailureCode::Conflict, text));
            }
        }
        let mut done = Adjusted {
            location: count.location.clone(),
            ..Adjusted::default()
        };
        for line in &count.lines {
            let before = self.quantity(&line.product, &count.location);
            let counted = i64::from(line.found);
            if before == counted {
                done.unchanged += 1;
                continue;
            }
            self.moves_by(&line.product, &count.location, counted - before);
            done.adjusted.push(AdjustedLine {
                sku: line.product.clone(),
                before,
                counted,
                difference: counted - before,
            });
        }
        Ok(done)
    }

    fn proposals(&self) -> Vec<ProposalView> {
        let mut proposals = Vec::new();
        for rule in &self.rules {
            let mut rule = rule.clone();
            rule.on_hand = self.quantity(&rule.sku, &rule.location);
            rule.planned = self
                .transfers
                .iter()
                .filter(|t| t.state.is_open() && t.to == rule.location)
                .flat_map(|t| &t.lines)
                .filter(|l| l.sku == rule.sku)
                .map(|l| i64::from(l.open))
                .sum();
            let there = rule.on_hand + rule.planned;
            if there >= i64::from(rule.minimum) {
                continue;
            }
            let wanted = (i64::from(rule.maximum) - there) as u32 / 6 * 6;
            let has = self.quantity(&rule.sku, &rule.source).max(0) as u32;
            let quantity = wanted.min(has / 6 * 6);
            proposals.push(ProposalView {
                rule,
                wanted,
                quantity,
                shortfall: wanted - quantity,
            });
        }
        proposals
    }

    fn replenish(&mut self, wanted: &Replenish) -> Vec<TransferView> {
        let proposals = self.proposals();
        let goods: Vec<(String, u32)> = proposals
            .iter()
            .map(|p| ((p.rule.sku.clone(), p.rule.location.clone()), p.quantity))
            .filter(|(key, _)| wanted.which.is_empty() || wanted.which.contains(key))
            .map(|((sku, _), quantity)| (sku, quantity))
            .filter(|(_, quantity)| *quantity > 0)
            .collect();
        vec![self.plan("WH/Stock", "Amazon", wanted.through_transit, goods)]
    }

    fn plan(
        &mut self,
        from: &str,
        to: &str,
        transit: bool,
        goods: Vec<(String, u32)>,
    ) -> TransferView {
        let number = 42 + self.transfers.len() as u32 - 1;
        let lines = goods
            .into_iter()
            .map(|(sku, quantity)| TransferLineView {
                name: String::new(),
                bin: "A-01-1".to_owned(),
                sku,
                quantity,
                received: 0,
                short: 0,
                open: quantity,
            })
            .collect();
        let made = TransferView {
            from: from.to_owned(),
            to: to.to_owned(),
            through: transit.then(|| "In transit to Amazon".to_owned()),
            ..transfer(number, TransferState::Planned, self.now, lines)
        };
        self.transfers.push(made.clone());
        made
    }

    fn transfer(&mut self, number: TransferNumber) -> Result<&mut TransferView, Failure> {
        let found = self.transfers.iter_mut().find(|t| t.transfer == number);
        found.ok_or_else(|| Failure::new(FailureCode::NotFound, "No such transfer."))
    }

    fn send(&mut self, number: TransferNumber, force: bool) -> Result<TransferView, Failure> {
        let row = self.transfer(number)?.clone();
        for line in &row.lines {
            let there = self.quantity(&line.sku, &row.from);
            if !force && i64::from(line.quantity) > there {
                let text = format!(
                    "{} of {} are to leave {}, and {there} are there.",
                    line.quantity, line.sku, row.from
                );
                return Err(Failure::new(FailureCode::Conflict, text));
            }
        }
        for line in &row.lines {
            self.moves_by(&line.sku, &row.from, -i64::from(line.quantity));
            if row.through.is_none() {
                self.moves_by(&line.sku, &row.to, i64::from(line.quantity));
            }
        }
        let row = self.transfer(number)?;
        row.state = TransferState::InTransit;
        if row.through.is_none() {
            row.state = TransferState::Done;
            for line in &mut row.lines {
                (line.received, line.open) = (line.quantity, 0);
            }
        }
        Ok(row.clone())
    }

    fn receive(
        &mut self,
        number: TransferNumber,
        arrived: Option<Vec<Goods>>,
        rest: Rest,
    ) -> Result<TransferView, Failure> {
        let row = self.transfer(number)?;
        for line in &mut row.lines {
            let came = match &arrived {
                None => line.open,
                Some(goods) => goods
                    .iter()
                    .find(|g| g.product == line.sku)
                    .map_or(0, |g| g.quantity),
            };
            if came > line.open {
                let text = format!("Nothing was moved: {} under way.", line.open);
                return Err(Failure::new(FailureCode::Conflict, text));
            }
            line.received += came;
            line.open -= came;
            if rest != Rest::Expected {
                line.short += line.open;
                line.open = 0;
            }
        }
        if row.lines.iter().all(|l| l.open == 0) {
            row.state = TransferState::Done;
        }
        Ok(row.clone())
    }

    fn history(&self, sku: String, location: String, days: u32) -> StockHistory {
        let now = self.quantity(&sku, &location);
        let days = (0..days).map(|at| {
            let back = i64::from(days - 1 - at);
            StockDay {
                day: self.now.minus(Span::days(back)),
                came: u64::from(at % 14 == 0) * 40,
                went: 3,
                quantity: now + back % 14 * 3,
            }
        });
        StockHistory {
            days: days.collect(),
            sku,
            location,
        }
    }

    fn page(&self, request: &MovePageRequest) -> MovePage {
        let all = self.moves;
        // Only the newest are looked at: enough for a made-up stockroom.
        let found: Option<Vec<u64>> = (!request.filter.is_empty()).then(|| {
            (1..=all)
                .rev()
                .take(5_000)
                .filter(|id| fits(&request.filter, &self.view(*id)))
                .collect()
        });
        let total = found.as_ref().map_or(all, |f| f.len() as u64);
        let first = match request.start {
            MoveStart::Newest => 0,
            MoveStart::Row(row) => row.min(total),
            MoveStart::Before(id) => all + 1 - id,
        };
        let end = (first + u64::from(request.limit)).min(total);
        let id = |index: u64| match &found {
            Some(found) => found[index as usize],
            None => all - index,
        };
        let balanced = request.filter.product.is_some() && request.filter.location.is_some();
        let moves = (first..end).map(|index| {
            let mut view = self.view(id(index));
            view.balance = balanced.then(|| 40 - index as i64);
            view
        });
        MovePage {
            moves: moves.collect(),
            first,
            total,
            of: all,
            next: None,
        }
    }

    /// The move with this id.
    pub fn view(&self, id: u64) -> MoveView {
        let (sku, name, _) = GOODS[(id % 5) as usize];
        let number = id as u32;
        let reference = format!("302-{:07}-{:07}", id * 7919 % 10_000_000, id);
        let mut view = MoveView {
            id,
            at: Moment::parse("2026-11-22T18:30:00Z")
                .unwrap()
                .minus(Span::minutes(11 * (400_000 - id as i64))),
            reference: reference.clone(),
            sku: sku.to_owned(),
            name: name.to_owned(),
            from: "Amazon".to_owned(),
            to: "Customers".to_owned(),
            quantity: (id % 4 + 1) as u32,
            amazon_order_ref: reference.parse().ok(),
            order: Some(OrderNumber(number)),
            picking: None,
            transfer: None,
            kind: MoveKind::FbaShipment,
            reason: None,
            account: Some("EU shop".to_owned()),
            balance: None,
        };
        match id % 7 {
            1 | 4 => {
                view.kind = MoveKind::Delivery;
                view.from = "WH/Stock".to_owned();
                view.picking = Some(PickingNumber(if id % 7 == 1 { 103 } else { 105 }));
            }
            2 => {
                view.kind = MoveKind::Adjustment;
                (view.from, view.to) = ("Inventory loss".to_owned(), "WH/Stock".to_owned());
                (view.order, view.amazon_order_ref, view.account) = (None, None, None);
                view.reason = Some("yearly count".to_owned());
            }
            3 => {
                view.kind = MoveKind::Transfer;
                (view.from, view.to) = ("WH/Stock".to_owned(), "In transit to Amazon".to_owned());
                (view.order, view.amazon_order_ref, view.account) = (None, None, None);
                view.transfer = Some(TransferNumber(41));
            }
            _ => {}
        }
        view
    }
}

fn fits(filter: &MoveFilter, row: &MoveView) -> bool {
    let has = |text: &Option<String>, of: &[&str]| {
        text.as_ref().is_none_or(|text| {
            let text = text.to_lowercase();
            of.iter().any(|place| place.to_lowercase().contains(&text))
        })
    };
    let transfer = row.transfer.map(|t| t.to_string()).unwrap_or_default();
    has(&filter.product, &[&row.sku])
        && has(&filter.location, &[&row.from, &row.to])
        && has(&filter.document, &[&transfer])
        && filter.kind.is_none_or(|kind| kind == row.kind)
}

fn transfer(
    number: u32,
    state: TransferState,
    at: Moment,
    lines: Vec<TransferLineView>,
) -> TransferView {
    TransferView {
        transfer: TransferNumber(number),
        state,
        from: "WH/Stock".to_owned(),
        to: "Amazon".to_owned(),
        through: Some("In transit to Amazon".to_owned()),
        created_at: at,
        by: "ana".to_owned(),
        lines,
    }
}

fn line(at: usize, quantity: u32, received: u32) -> TransferLineView {
    TransferLineView {
        sku: GOODS[at].0.to_owned(),
        name: GOODS[at].1.to_owned(),
        bin: GOODS[at].2.to_owned(),
        quantity,
        received,
        short: 0,
        open: quantity - received,
    }
}

fn place((name, kind): (&str, LocationKind)) -> LocationView {
    LocationView {
        location: name.to_owned(),
        kind,
        accounts: Vec::new(),
    }
}

fn found(code: &str) -> Result<FoundProduct, Failure> {
    let (at, pieces) = match code {
        "4006381333931" => (0, 1),
        "10614141000415" => (0, 12),
        "036000291452" => (1, 1),
        _ => {
            let text = format!("No product has the code {code:?}.");
            return Err(Failure::new(FailureCode::NotFound, text));
        }
    };
    Ok(FoundProduct {
        sku: GOODS[at].0.to_owned(),
        name: GOODS[at].1.to_owned(),
        bin: GOODS[at].2.to_owned(),
        pieces,
    })
}
