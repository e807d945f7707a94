//! What the Stock moves tab asks, and what becomes of the answers.

use super::levels::LevelKey;
use super::rule_asks::{self, RuleAsk};
use super::sheet::{Of, Sheet};
use super::views::View;
use super::wanted::Wanted;
use super::{Stock, keys};
use crate::domain::ids::{Location, TransferNumber};
use crate::domain::transfer::Rest;
use crate::protocol::stock::{Goods, LocationView, NewTransfer, StockRequest};
use crate::screen::context::Hand;
use crate::screen::overlay::{About, Ask, Choice, Overlay};
use crate::screen::theme::Role;
use crate::screen::words::counted;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AboutStock {
    /// Which location's quantities are shown.
    PlaceShown,
    /// Which location is counted.
    PlaceCounted,
    /// Why figures differ from ours.
    Reason,
    /// What becomes of what did not arrive.
    Rest(TransferNumber),
    /// Which product comes onto the sheet.
    Add,
    /// Whether a sheet is given up with what is on it.
    DropSheet,
    /// Whether a transfer is given up.
    CancelTransfer(TransferNumber),
    /// Whether more leaves than is there.
    SendAnyway(TransferNumber),
    /// Where a product is brought.
    BringTo(LevelKey),
    /// How many pieces of it.
    BringPieces(LevelKey, String),
    /// Why our figures become Amazon's.
    TakeOver(Vec<LevelKey>),
    /// Whether figures with suspiciously few rows are put in force.
    AcceptHeld,
    /// Something about a reordering rule.
    Rule(RuleAsk),
}

const ALL: &str = "";
pub(super) const YES: &str = "yes";
const BACK: &str = "back";

pub(super) fn asked(about: AboutStock, title: impl Into<String>) -> Ask {
    Ask::new(About::Stock(about), title)
}

pub(super) fn over(ask: Ask) -> Overlay {
    Overlay::Ask(Box::new(ask))
}

/// Yes or back; back is chosen.
pub(super) fn sure(about: AboutStock, title: String, text: &str, yes: &str) -> Overlay {
    over(asked(about, title).say(text, Role::Text).choices(vec![
        Choice::new(BACK, "Go back", ""),
        Choice::new(YES, yes, ""),
    ]))
}

/// Which location's quantities are shown, or which one is counted.
pub(super) fn place(counting: bool, locations: &[LocationView]) -> Overlay {
    let kind = |l: &LocationView| crate::screen::words::plain(l.kind.as_str());
    let stock = locations
        .iter()
        .filter(|l| !counting || l.kind.is_stock() || l.kind.as_str() == "transit")
        .map(|l| Choice::new(l.location.clone(), l.location.clone(), kind(l)));
    let (about, title) = if counting {
        (AboutStock::PlaceCounted, "Count where?")
    } else {
        (AboutStock::PlaceShown, "Which location?")
    };
    // Before the locations are told, the one that everybody has can be counted.
    let warehouse = (counting && locations.is_empty())
        .then(|| Choice::new(Location::STOCK, Location::STOCK, ""));
    let all = (!counting).then(|| Choice::new(ALL, "All", "where goods of ours lie"));
    over(asked(about, title).choices(all.into_iter().chain(warehouse).chain(stock).collect()))
}

/// Why figures differ from ours.
pub(super) fn reason(sheet: &Sheet, before: &str) -> Overlay {
    let differ = sheet
        .rows
        .iter()
        .filter(|row| row.found().is_some_and(|n| i64::from(n) != row.ours))
        .count();
    let many = counted(sheet.counted() as u64, "product");
    let said = if sheet.hidden {
        format!("{many} counted.")
    } else {
        format!("{many} counted, {differ} differ. Our figures become what was counted.")
    };
    over(
        asked(AboutStock::Reason, sheet.title())
            .say(said, Role::Text)
            .line("Reason", before),
    )
}

/// Which product comes onto the sheet.
pub(super) fn add(typed: &str, problem: Option<String>) -> Overlay {
    let ask = asked(AboutStock::Add, "Put a product onto the sheet")
        .say("Its figure is typed then.", Role::Dim)
        .line("Reference or barcode", typed);
    over(match problem {
        Some(problem) => ask.problem(problem),
        None => ask,
    })
}

/// What becomes of what did not arrive.
pub(super) fn rest(number: TransferNumber, sheet: &Sheet) -> Overlay {
    let arrived: u64 = sheet.goods().iter().map(|g| u64::from(g.quantity)).sum();
    let open: i64 = sheet.rows.iter().map(|row| row.ours).sum();
    let open = u64::try_from(open).unwrap_or(0);
    let text = format!(
        "{} of {open} came. What becomes of the rest?",
        counted(arrived, "piece")
    );
    over(
        asked(
            AboutStock::Rest(number),
            format!("Receive {number} in part"),
        )
        .say(text, Role::Text)
        .choices(vec![
            Choice::new("expected", "It is still expected", ""),
            Choice::new("back", "It comes back", "to where it came from"),
            Choice::new("lost", "It is lost", "goes to Inventory loss"),
            Choice::new("none", "Go back", ""),
        ]),
    )
}

/// Whether a sheet is given up with what is on it.
pub(super) fn drop_sheet(title: &str, many: usize) -> Overlay {
    let text = format!("{} on it are lost.", counted(many as u64, "figure"));
    let title = format!("Give up: {title}?");
    sure(AboutStock::DropSheet, title, &text, "Give it up")
}

/// Whether a transfer is given up.
pub(super) fn cancel_transfer(transfer: TransferNumber) -> Overlay {
    let text = "Nothing of it has left. What it was to bring is proposed again by the rules.";
    let about = AboutStock::CancelTransfer(transfer);
    sure(about, format!("Give up {transfer}?"), text, "Give it up")
}

/// Whether more leaves than is there.
pub(super) fn send_anyway(transfer: TransferNumber, why: &str) -> Overlay {
    let text = format!("{why} Sent anyway, the figure there goes below zero until it is counted.");
    let about = AboutStock::SendAnyway(transfer);
    sure(
        about,
        format!("Send {transfer} anyway?"),
        &text,
        "Send anyway",
    )
}

/// Whether figures with suspiciously few rows are put in force.
pub(super) fn accept_held() -> Overlay {
    let text = "There were more than twice as many before. If that is right, they count from now on; nothing of ours changes until they are taken over.";
    let title = "Put the held figures in force?".to_owned();
    sure(AboutStock::AcceptHeld, title, text, "They are right")
}

/// Where a product is brought.
pub(super) fn bring_to(key: LevelKey, locations: &[LocationView]) -> Overlay {
    let places: Vec<Choice> = locations
        .iter()
        .filter(|l| l.kind.is_stock() && l.location != key.location)
        .map(|l| Choice::new(l.location.clone(), l.location.clone(), ""))
        .collect();
    let title = format!("Bring {} from {} where?", key.product, key.location);
    over(asked(AboutStock::BringTo(key), title).choices(places))
}

fn bring_pieces(key: LevelKey, to: String, typed: &str, problem: Option<String>) -> Overlay {
    let title = format!("Bring {} to {to}", key.product);
    let ask = asked(AboutStock::BringPieces(key, to), title)
        .say("A transfer is planned; nothing leaves yet.", Role::Dim)
        .line("Pieces", typed);
    over(match problem {
        Some(problem) => ask.problem(problem),
        None => ask,
    })
}

impl Stock {
    /// An answer came.
    pub fn told(&mut self, about: AboutStock, answer: &str, hand: &mut Hand) {
        match about {
            AboutStock::PlaceShown => {
                self.levels.location = (answer != ALL).then(|| answer.to_owned());
                self.levels.restart(hand);
            }
            AboutStock::PlaceCounted => {
                let (location, only) = (answer.to_owned(), None);
                self.begin_sheet(Of::Count { location, only }, hand);
            }
            AboutStock::Reason => match (answer.trim(), self.sheet()) {
                ("", Some(sheet)) => hand.open(reason(sheet, "Count")),
                (said, _) => self.apply_count(said, hand),
            },
            AboutStock::Rest(_) => match answer {
                "expected" => self.apply_receipt(Rest::Expected, hand),
                "back" => self.apply_receipt(Rest::Back, hand),
                "lost" => self.apply_receipt(Rest::Lost, hand),
                _ => {}
            },
            AboutStock::Add => self.add_product(answer, hand),
            AboutStock::DropSheet if answer == YES => self.drop_sheet(hand),
            AboutStock::CancelTransfer(transfer) if answer == YES => {
                let request = StockRequest::CancelTransfer { transfer };
                keys::ask(Wanted::CancelTransfer(transfer), request, hand);
            }
            AboutStock::SendAnyway(transfer) if answer == YES => {
                let force = true;
                let request = StockRequest::Send { transfer, force };
                keys::ask(Wanted::SendForced(transfer), request, hand);
            }
            AboutStock::TakeOver(chosen) => self.take_over(chosen, answer.trim(), hand),
            AboutStock::AcceptHeld if answer == YES => {
                let account = None;
                keys::ask(Wanted::Accept, StockRequest::AcceptHeld { account }, hand);
            }
            AboutStock::DropSheet
            | AboutStock::CancelTransfer(_)
            | AboutStock::SendAnyway(_)
            | AboutStock::AcceptHeld => {}
            AboutStock::BringTo(key) => hand.open(bring_pieces(key, answer.to_owned(), "", None)),
            AboutStock::BringPieces(key, to) => self.bring(key, to, answer, hand),
            AboutStock::Rule(ask) => {
                if let Some(next) = rule_asks::told(ask, answer, &self.locations, hand) {
                    hand.open(next);
                }
            }
        }
    }

    fn bring(&mut self, key: LevelKey, to: String, answer: &str, hand: &mut Hand) {
        let quantity = match answer.trim().parse::<u32>() {
            Ok(quantity) if quantity > 0 => quantity,
            _ => {
                let why = format!("{answer:?} is no number of pieces.");
                return hand.open(bring_pieces(key, to, answer, Some(why)));
            }
        };
        let to_amazon = self
            .locations
            .iter()
            .any(|l| l.location == to && l.kind == crate::domain::location::LocationKind::Amazon);
        let new = NewTransfer {
            from: key.location,
            to,
            goods: vec![Goods {
                product: key.product,
                quantity,
            }],
            through_transit: self.proposals.transit && to_amazon,
            send: false,
            force: false,
        };
        keys::ask(Wanted::NewTransfer, StockRequest::Transfer(new), hand);
    }

    /// A transfer was planned by hand: it is shown, to let it go.
    pub(super) fn show_planned(&mut self, transfer: TransferNumber, hand: &mut Hand) {
        self.transfers.rows.go(transfer);
        self.view = View::Transfers;
        self.transfers.ask(hand);
    }
}
