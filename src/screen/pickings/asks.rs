//! What the Pickings tab asks, and what becomes of the answers.

use super::Pickings;
use super::feedback::Tone;
use super::list::Shown;
use super::open::{Open, hold_words};
use super::printing;
use crate::domain::cancellation::CancelReason;
use crate::domain::control_code::ControlCode;
use crate::domain::ids::PickingNumber;
use crate::domain::packing::{PackingLine, Step};
use crate::domain::picking::Hold;
use crate::domain::product::Barcode;
use crate::protocol::Request;
use crate::protocol::pickings::{CarrierView, RestOf};
use crate::protocol::products::{ProductChange, ProductRequest};
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::order_cancel;
use crate::screen::overlay::{About, Ask, Choice, Overlay};
use crate::screen::theme::Role;
use crate::screen::words;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AboutPicking {
    /// Which pickings are shown.
    Shown,
    /// How many pieces of a line are in the parcel.
    Quantity(usize),
    /// Who takes the parcel.
    Carrier,
    /// The tracking reference.
    Tracking,
    /// What becomes of the rest.
    Rest,
    /// Why the rest is not sent.
    RestReason,
    /// Whether it is packed in spite of what holds it.
    InSpite,
    /// Whether it is taken from another terminal.
    TakeOver(PickingNumber),
    /// Which line an unknown barcode belongs to.
    Assign(String),
    /// How many pieces it stands for, on the product with this reference.
    AssignPieces(String, String),
    /// What is printed of these pickings.
    Print(Vec<PickingNumber>),
    /// Which of several pasted codes is taken as a scan.
    Pasted(Vec<String>),
}

const BACKORDER: &str = "backorder";
const NO_BACKORDER: &str = "no backorder";
const BACK: &str = "back";
const YES: &str = "yes";

pub(super) fn ask(about: AboutPicking, title: impl Into<String>) -> Ask {
    Ask::new(About::Picking(about), title)
}

pub(super) fn over(ask: Ask) -> Overlay {
    Overlay::Ask(Box::new(ask))
}

/// Which pickings are to be shown.
pub(super) fn shown(now: Shown) -> Overlay {
    let choices = Shown::ALL
        .iter()
        .map(|(shown, word, note)| {
            let note = if *shown == now {
                format!("{note} (shown now)")
            } else {
                (*note).to_owned()
            };
            Choice::new(*word, *word, note)
        })
        .collect();
    over(ask(AboutPicking::Shown, "Show which pickings?").choices(choices))
}

/// How many pieces of a line are in the parcel.
pub(super) fn quantity(at: usize, line: &PackingLine, problem: Option<String>) -> Overlay {
    let title = format!("Pieces of {}", line.known_as());
    let asked = words::counted(u64::from(line.asked), "piece");
    let ask = ask(AboutPicking::Quantity(at), title)
        .say(
            format!("Asked for: {asked}. A scan never lands here."),
            Role::Dim,
        )
        .line("In the parcel", &line.packed.to_string());
    over(with(ask, problem))
}

fn with(ask: Ask, problem: Option<String>) -> Ask {
    match problem {
        Some(problem) => ask.problem(problem),
        None => ask,
    }
}

/// The tracking reference.
pub(super) fn tracking(open: &Open, problem: Option<String>) -> Overlay {
    let ask = ask(
        AboutPicking::Tracking,
        format!("Tracking of {}", open.view.picking),
    )
    .line("Tracking number", &open.packing.tracking);
    over(with(ask, problem))
}

/// What becomes of the rest.
pub(super) fn rest(open: &Open) -> Overlay {
    let missing = words::counted(u64::from(open.packing.missing()), "piece");
    let mut ask = ask(
        AboutPicking::Rest,
        format!("{}: {missing} missing", open.view.picking),
    );
    for line in open.packing.lines().iter().filter(|l| l.packed < l.asked) {
        let text = format!("{} of {}  {}", line.packed, line.asked, line.known_as());
        ask = ask.say(text, Role::Warn);
    }
    over(ask.choices(vec![
        Choice::new(BACK, "Back to packing", ""),
        Choice::new(
            BACKORDER,
            "Create a backorder",
            "the rest gets a picking of its own",
        ),
        Choice::new(
            NO_BACKORDER,
            "No backorder",
            "the rest is cancelled, Amazon is told",
        ),
    ]))
}

fn rest_reason() -> Overlay {
    let ask = ask(AboutPicking::RestReason, "Why is the rest not sent?")
        .say("Amazon and the buyer are told.", Role::Dim);
    over(ask.choices(order_cancel::reasons()))
}

/// Whether it is packed in spite of what holds it.
pub(super) fn in_spite(picking: PickingNumber, hold: Hold) -> Overlay {
    let yes = match hold {
        Hold::CancelRequested => "Pack it although the buyer asked to cancel",
        Hold::AddressIncomplete => "Pack it with the address as it is",
    };
    over(
        ask(AboutPicking::InSpite, format!("{picking} is held"))
            .say(hold_words(hold), Role::Bad)
            .choices(vec![
                Choice::new(BACK, "Leave it", ""),
                Choice::new(YES, yes, ""),
            ]),
    )
}

/// Whether it is taken from another terminal.
pub(super) fn take_over(picking: PickingNumber, name: &str) -> Overlay {
    let text = format!("{name} has {picking} open at another terminal and may be packing it now.");
    over(
        ask(AboutPicking::TakeOver(picking), "Take it over?")
            .say(text, Role::Warn)
            .choices(vec![
                Choice::new(BACK, "Leave it to them", ""),
                Choice::new(YES, "Take it over", "they are told"),
            ]),
    )
}

/// Which line an unknown barcode belongs to.
pub(super) fn assign(code: &str, open: &Open) -> Overlay {
    let choices = open
        .packing
        .lines()
        .iter()
        .filter_map(|line| {
            let sku = line.sku.as_ref()?;
            Some(Choice::new(sku, line.known_as(), line.title.clone()))
        })
        .collect();
    over(
        ask(
            AboutPicking::Assign(code.to_owned()),
            format!("Whose barcode is {code}?"),
        )
        .say("It is remembered for this product.", Role::Dim)
        .choices(choices),
    )
}

fn assign_pieces(code: String, product: String, problem: Option<String>) -> Overlay {
    let title = format!("{code}: {product}");
    let ask = ask(AboutPicking::AssignPieces(code, product), title)
        .say("1 for a single piece, more for a pack.", Role::Dim)
        .line("Pieces for one scan", "1");
    over(with(ask, problem))
}

/// Several lines were pasted: nothing is done by itself.
pub(super) fn pasted(codes: Vec<String>) -> Overlay {
    let choices = codes.iter().map(|c| Choice::new(c, c, "")).collect();
    let title = format!("{} pasted", words::counted(codes.len() as u64, "code"));
    over(
        ask(AboutPicking::Pasted(codes), title)
            .say(
                "Nothing was counted. Enter takes one as if it was scanned.",
                Role::Dim,
            )
            .choices(choices),
    )
}

/// All carriers to choose from: those used last first.
pub fn carrier_choices(carriers: &[CarrierView], used: &[String]) -> Vec<Choice> {
    let place = |c: &CarrierView| used.iter().position(|u| *u == c.name);
    let mut sorted: Vec<&CarrierView> = carriers.iter().collect();
    sorted.sort_by_key(|c| place(c).unwrap_or(usize::MAX));
    sorted
        .into_iter()
        .map(|c| {
            let note = match (place(c), c.own) {
                (Some(0), _) => "used last",
                (Some(_), _) => "used before",
                (None, true) => "made here",
                (None, false) => "",
            };
            Choice::new(&c.name, &c.name, note)
        })
        .collect()
}

impl Pickings {
    pub(super) fn ask_carrier(&self, problem: Option<String>) -> Overlay {
        let ask = ask(AboutPicking::Carrier, "Carrier")
            .line("Name", "")
            .choices(carrier_choices(&self.carriers, &self.used))
            .carriers(self.own_carriers());
        over(with(ask, problem))
    }

    /// Several lines were pasted.
    pub fn paste_several(&mut self, codes: Vec<String>, hand: &mut Hand) {
        hand.open(pasted(codes));
    }

    /// What a scan means to a question, if it answers it.
    pub fn scan_answers(about: &AboutPicking, code: &str) -> Option<String> {
        let control = ControlCode::parse(code);
        match (about, control) {
            (AboutPicking::Rest, Some(ControlCode::Backorder)) => Some(BACKORDER.to_owned()),
            (AboutPicking::Rest, Some(ControlCode::Back)) => Some(BACK.to_owned()),
            (AboutPicking::Carrier, Some(ControlCode::Carrier(name))) => Some(name),
            (AboutPicking::Carrier | AboutPicking::Tracking, None) => Some(code.to_owned()),
            _ => None,
        }
    }

    /// An answer came.
    pub fn told(&mut self, about: AboutPicking, answer: &str, hand: &mut Hand) {
        match about {
            AboutPicking::Shown => self.show_list(answer, hand),
            AboutPicking::Quantity(at) => self.set_quantity(at, answer, hand),
            AboutPicking::Carrier => self.set_by_keys(answer, true, hand),
            AboutPicking::Tracking => self.set_by_keys(answer, false, hand),
            AboutPicking::Rest => match answer {
                BACKORDER => {
                    self.backorder(hand);
                    self.go_on_by_keys(hand);
                }
                NO_BACKORDER => hand.open(rest_reason()),
                _ => {
                    self.feedback.dismiss();
                }
            },
            AboutPicking::RestReason => {
                if let (Some(reason), Some(open)) = (CancelReason::parse(answer), &mut self.open) {
                    open.packing.leave_rest_for_later();
                    open.rest = Some(RestOf::NoBackorder(reason));
                    let missing = words::counted(u64::from(open.packing.missing()), "piece");
                    let detail = format!("Reason: {}.", order_cancel::in_words(reason));
                    self.feedback
                        .show(Tone::Warn, format!("{missing} will be cancelled"), detail);
                    self.go_on_by_keys(hand);
                }
            }
            AboutPicking::InSpite if answer == YES => {
                if let Some(open) = &mut self.open {
                    open.in_spite = true;
                    let head = format!("{} is packed all the same", open.view.picking);
                    let detail = super::scans::next_words(open.packing.step());
                    self.feedback.show(Tone::Warn, head, detail);
                }
            }
            AboutPicking::TakeOver(picking) if answer == YES => self.take(picking, true, hand),
            AboutPicking::InSpite | AboutPicking::TakeOver(_) => {}
            AboutPicking::Assign(code) => {
                hand.open(assign_pieces(code, answer.to_owned(), None));
            }
            AboutPicking::AssignPieces(code, product) => {
                self.give_barcode(code, product, answer, hand)
            }
            AboutPicking::Print(pickings) => printing::told(pickings, answer, hand),
            AboutPicking::Pasted(mut codes) => {
                codes.retain(|code| code != answer);
                self.scan(answer, hand);
                if !codes.is_empty() {
                    hand.open(pasted(codes));
                }
            }
        }
    }

    fn show_list(&mut self, word: &str, hand: &mut Hand) {
        if let Some((shown, ..)) = Shown::ALL.iter().find(|(_, w, _)| *w == word) {
            self.list.shown = *shown;
            self.list.marks.clear();
            self.list.restart(hand);
        }
    }

    fn set_quantity(&mut self, at: usize, typed: &str, hand: &mut Hand) {
        let Some(open) = &mut self.open else {
            return;
        };
        let Some(line) = open.packing.lines().get(at) else {
            return;
        };
        match typed.parse::<u32>() {
            Ok(pieces) if pieces <= line.asked => {
                let head = format!("{pieces} of {}  {}", line.asked, line.known_as());
                open.packing.set(at, pieces);
                let detail = super::scans::next_words(open.packing.step());
                self.feedback.show(Tone::Good, head, detail);
            }
            Ok(_) => {
                let why = format!("Only {} are asked for.", line.asked);
                hand.open(quantity(at, line, Some(why)));
            }
            Err(_) => hand.open(quantity(at, line, Some(format!("{typed:?} is no number.")))),
        }
    }

    /// The carrier, or the tracking reference, from the keys. What comes next is asked for by itself.
    fn set_by_keys(&mut self, typed: &str, carrier: bool, hand: &mut Hand) {
        let own = self.own_carriers();
        let Some(open) = &mut self.open else {
            return;
        };
        if !carrier {
            if typed.is_empty() {
                let why = "A tracking number is needed; Self Delivery needs a reference too.";
                return hand.open(tracking(open, Some(why.to_owned())));
            }
            open.packing.tracking = typed.to_owned();
            self.feedback
                .show(Tone::Good, format!("Tracking: {typed}"), "");
            return self.go_on_by_keys(hand);
        }
        match crate::domain::carrier::find(typed, &own) {
            crate::domain::carrier::Found::Carrier(found) => {
                open.packing.carrier = found.to_string();
                let head = format!("Carrier: {found}");
                let detail = super::scans::next_words(open.packing.step());
                self.feedback.show(Tone::Good, head, detail);
                self.go_on_by_keys(hand);
            }
            _ => {
                let why = format!(
                    "There is no carrier {typed:?}. A carrier that Amazon does not list is made with: orderdeck carrier add"
                );
                hand.open(self.ask_carrier(Some(why)));
            }
        }
    }

    /// After an answer from the keys: once the goods are settled, the next thing is asked for.
    fn go_on_by_keys(&mut self, hand: &mut Hand) {
        let settled = |o: &&Open| !o.confirming && o.packing.step() != Step::Goods;
        if self.open.as_ref().filter(settled).is_some() {
            self.confirm(true, hand);
        }
    }

    fn give_barcode(&mut self, code: String, product: String, typed: &str, hand: &mut Hand) {
        match typed.parse::<u32>() {
            Ok(pieces @ 1..) => {
                let barcode = Barcode {
                    code: code.clone(),
                    pieces,
                };
                let change = ProductChange {
                    add_barcodes: vec![barcode],
                    ..ProductChange::default()
                };
                hand.desk.ask(
                    Purpose::BarcodeSet(code),
                    Request::Product(ProductRequest::Set { product, change }),
                );
            }
            _ => {
                let why = format!("{typed:?} is no number of pieces.");
                hand.open(assign_pieces(code, product, Some(why)));
            }
        }
    }
}
