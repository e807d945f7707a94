//! The packing desk of the line mode: what every line does to the picking that is open there.

mod opening;

use super::output::Trouble;
use super::scan::Answer;
use super::scan_line::{HELP, Said};
use super::scan_open::{Heard, Open, doubt};
use super::scan_words as words;
use super::session::reply;
use crate::client::Client;
use crate::clock::SharedClock;
use crate::domain::carrier::{Carrier, Found, find};
use crate::domain::ids::PickingNumber;
use crate::domain::packing::{Scanned, Step, TakenBack};
use crate::protocol::orders::OrderRef;
use crate::protocol::pickings::CarrierView;
use crate::protocol::{Failure, FailureCode, Request};
use std::collections::BTreeSet;

/// A desk at which one picking after the other is packed.
pub(super) struct Desk {
    client: Client,
    clock: SharedClock,
    account: Option<String>,
    open: Option<Open>,
    /// Carriers that were made here.
    own: Vec<CarrierView>,
    /// What was confirmed last, for taking it back.
    last: Option<PickingNumber>,
    /// Laid aside: not opened by itself until everything else is done.
    skipped: BTreeSet<PickingNumber>,
    /// What another terminal has, and could be taken over.
    taken: Option<PickingNumber>,
    /// Whether the last line asked to leave a picking that is begun.
    leaving: bool,
}

impl Desk {
    /// A desk with nothing on it. With an account, only its pickings come by themselves.
    pub(super) fn new(client: Client, clock: SharedClock, account: Option<String>) -> Desk {
        Desk {
            client,
            clock,
            account,
            open: None,
            own: Vec::new(),
            last: None,
            skipped: BTreeSet::new(),
            taken: None,
            leaving: false,
        }
    }

    /// Does what a line says, and answers.
    pub(super) async fn hear(&mut self, said: Said) -> Result<Answer, Trouble> {
        let was_leaving = std::mem::take(&mut self.leaving);
        let taken = self.taken.take();
        match (said, &mut self.open) {
            (Said::Help, _) => Ok(Answer::calm(HELP)),
            (Said::Wrong(hint), _) => Ok(Answer::loud(format!("NOT UNDERSTOOD: {hint}"))),
            (Said::Undo, Some(open)) => match open.packing.take_back() {
                Some(back) => {
                    if back == TakenBack::RestLater {
                        open.cancel_rest = None;
                    }
                    Ok(Answer::calm(words::taken_back(&open.packing, &back)))
                }
                None => self.undo_last().await,
            },
            (Said::Undo, None) => self.undo_last().await,
            (Said::Next, _) => match self.leave(was_leaving, "skip").await {
                Some(asked) => Ok(asked),
                None => self.next().await,
            },
            (Said::Back, _) => Ok(self
                .leave(was_leaving, "back")
                .await
                .unwrap_or_else(|| Answer::calm("Nothing is open now."))),
            (Said::Force, None) if taken.is_some() => match taken {
                Some(picking) => self.take(picking, true).await,
                None => Ok(nothing_open()),
            },
            (Said::Force, Some(open)) => {
                open.force = true;
                Ok(Answer::calm(words::shown(&open.view, &open.packing)))
            }
            (Said::Code(code), _) => self.code(&code).await,
            (Said::Quit, _) => Ok(Answer::calm("")),
            (_, None) => Ok(nothing_open()),
            (said, Some(open)) => match open.do_as_said(said) {
                Heard::Answer(answer) => Ok(answer),
                Heard::Carrier(name) => self.carrier(&name).await,
                Heard::Finish => self.finish().await,
            },
        }
    }

    /// What is lost if the desk is left now.
    pub(super) fn lost(&self) -> Option<Answer> {
        let open = self.open.as_ref().filter(|open| open.packing.is_begun())?;
        Some(Answer::loud(format!(
            "NOT CONFIRMED: {} was begun; what was counted is dropped.",
            open.view.picking
        )))
    }

    /// A scanned code.
    async fn code(&mut self, code: &str) -> Result<Answer, Trouble> {
        let Some(open) = &mut self.open else {
            return self.find(code).await;
        };
        if let Some(hold) = open.view.hold.filter(|_| !open.force) {
            let names_another = code.to_ascii_uppercase().parse::<PickingNumber>().is_ok()
                || OrderRef::parse(code).is_some();
            return match names_another {
                true => self.find(code).await,
                false => Ok(Answer::loud(words::held(hold))),
            };
        }
        let packing = &mut open.packing;
        let own: Vec<String> = self.own.iter().map(|own| own.name.clone()).collect();
        match packing.scan(code, &own) {
            Scanned::Counted(count) => {
                open.line = Some(count.line);
                Ok(Answer::calm(words::counted(packing, &count)))
            }
            Scanned::TooMany(count) => Ok(Answer::loud(words::too_many(packing, &count))),
            Scanned::WrongItem => Ok(Answer::loud(format!(
                "WRONG ITEM: {code} is not in {}. {}",
                packing.picking,
                words::what_next(packing)
            ))),
            Scanned::Misread => Ok(Answer::loud(format!(
                "MISREAD: the check digit of {code} is wrong. Scan it again."
            ))),
            Scanned::Carrier(_) => self.after_carrier().await,
            // Somebody may have made it just now.
            Scanned::UnknownCarrier(_) => self.carrier(code).await,
            Scanned::Tracking(_) => self.finish().await,
            Scanned::Itself => Ok(Answer::calm(words::shown(&open.view, packing))),
            Scanned::Another if packing.has_parcel() => Ok(Answer::loud(format!(
                "ANOTHER PICKING: {code} is not {}, which is begun. Finish that one, or say skip.",
                packing.picking
            ))),
            Scanned::Another => self.find(code).await,
            // Read as words before they come here.
            Scanned::Control(_) | Scanned::UnknownControl => Ok(Answer::loud(format!(
                "UNKNOWN CODE: {code} says nothing that can be done."
            ))),
        }
    }

    /// This carrier takes the open picking.
    async fn carrier(&mut self, name: &str) -> Result<Answer, Trouble> {
        if let Ok(own) = own_carriers(&self.client).await {
            self.own = own;
        }
        let own: Vec<String> = self.own.iter().map(|own| own.name.clone()).collect();
        let Some(open) = &mut self.open else {
            return Ok(nothing_open());
        };
        match find(name, &own) {
            Found::Carrier(carrier) => {
                open.packing.carrier = carrier.to_string();
                self.after_carrier().await
            }
            Found::NeedsName => Ok(Answer::loud(format!(
                "UNKNOWN CARRIER: {name} says nothing; Amazon wants its name."
            ))),
            Found::Unknown { near } => {
                let near: Vec<String> = near.iter().map(Carrier::to_string).collect();
                let meant = match near.is_empty() {
                    true => String::new(),
                    false => format!(" Did you mean {}?", near.join(" or ")),
                };
                Ok(Answer::loud(format!("UNKNOWN CARRIER: {name}.{meant}")))
            }
        }
    }

    async fn after_carrier(&mut self) -> Result<Answer, Trouble> {
        match &self.open {
            Some(open) if open.packing.step() != Step::Confirm => Ok(Answer::calm(format!(
                "Carrier {}. {}",
                open.packing.carrier,
                words::what_next(&open.packing)
            ))),
            _ => self.finish().await,
        }
    }

    /// Confirms the open picking once everything is there, and opens the next one. An odd tracking reference is told of first.
    async fn finish(&mut self) -> Result<Answer, Trouble> {
        let Some(open) = &mut self.open else {
            return Ok(nothing_open());
        };
        if open.packing.step() != Step::Confirm {
            return Ok(Answer::calm(format!(
                "Tracking {}. {}",
                open.packing.tracking,
                words::what_next(&open.packing)
            )));
        }
        if open.doubted != open.packing.tracking
            && let Some(doubt) = doubt(&open.packing, &self.own)
        {
            open.doubted.clone_from(&open.packing.tracking);
            return Ok(Answer::loud(format!(
                "CHECK: {doubt} Scan it again or say confirm to take it all the same; undo takes it back."
            )));
        }
        let request = Request::PickingConfirm {
            picking: open.view.picking,
            confirm: open.confirm(),
        };
        let confirmed = match self.client.call(request).await {
            Ok(confirmed) => reply!(confirmed, PickingConfirmed)?,
            Err(failure) => return Ok(not_confirmed(&failure)),
        };
        self.open = None;
        let picking = &confirmed.picking;
        self.last = Some(picking.picking);
        let rest = confirmed.backorder.as_ref().map_or(String::new(), |rest| {
            format!(" The rest is {}.", rest.picking)
        });
        let text = format!(
            "CONFIRMED {} with {} {}.{rest}",
            picking.picking,
            picking.carrier.as_deref().unwrap_or_default(),
            picking.tracking.as_deref().unwrap_or_default(),
        );
        let next = self.next().await?;
        Ok(Answer {
            text: format!("{text} NEXT: {}", next.text),
            loud: next.loud,
        })
    }
}

fn nothing_open() -> Answer {
    Answer::loud("Nothing is open: scan a picking, an order or a product, or say next.")
}

fn not_confirmed(failure: &Failure) -> Answer {
    let mut answer = words::refused("NOT CONFIRMED", failure);
    if failure.code == FailureCode::Held {
        answer
            .text
            .push_str(" Say force and confirm to do it all the same, or skip.");
    }
    answer
}

async fn own_carriers(client: &Client) -> Result<Vec<CarrierView>, Failure> {
    let mut carriers = reply!(client.call(Request::CarrierList).await?, Carriers)?;
    carriers.retain(|carrier| carrier.own);
    Ok(carriers)
}
