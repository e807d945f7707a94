//! Opening a picking, laying it aside, going on to the next.

use super::feedback::Tone;
use super::open::{Claim, Open};
use super::scans::next_words;
use super::{Last, Pickings, SHELF};
use crate::domain::ids::PickingNumber;
use crate::domain::moment::Moment;
use crate::domain::packing::{Packing, Step};
use crate::domain::picking::PickingState;
use crate::protocol::Request;
use crate::protocol::pickings::PickingView;
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::words;

impl Pickings {
    /// Opens a picking for packing.
    pub(super) fn open_view(&mut self, view: PickingView, hand: &mut Hand) {
        let picking = view.picking;
        self.lay_aside(Some(picking), hand);
        let at = self.shelf.iter().position(|p| p.picking == picking);
        let before = at.map(|at| self.shelf.remove(at));
        let open = Open::new(view, before);
        self.list.go(picking);
        match open.why_not() {
            Some(why) if open.view.state == PickingState::Ready => {
                self.bad(&format!("{picking} is held"), &why, hand);
            }
            Some(why) => self.feedback.show(Tone::Warn, picking.to_string(), why),
            None => {
                let pieces = words::counted(u64::from(open.packing.missing()), "piece");
                let what = match open.packing.step() {
                    Step::Goods => format!("{pieces} to pack."),
                    step => next_words(step).to_owned(),
                };
                self.feedback
                    .show(Tone::Note, format!("{picking} is open"), what);
            }
        }
        if open.view.state == PickingState::Ready {
            self.take(picking, false, hand);
        } else {
            hand.desk
                .ask(Purpose::Picking(picking), Request::PickingShow { picking });
        }
        self.open = Some(open);
    }

    /// The open picking, if it is another one, goes to the shelf with what is packed of it, and others may have it.
    fn lay_aside(&mut self, next: Option<PickingNumber>, hand: &mut Hand) {
        let Some(open) = self.open.take() else {
            return;
        };
        let picking = open.view.picking;
        if open.view.state == PickingState::Ready && open.packing.is_begun() {
            self.shelf.push(open.packing);
            if self.shelf.len() > SHELF {
                self.shelf.remove(0);
            }
        }
        if Some(picking) != next && !matches!(open.claim, Claim::Theirs(_)) {
            hand.desk
                .ask(Purpose::PickingRelease, Request::PickingRelease { picking });
        }
    }

    /// Back to the list.
    pub(super) fn close(&mut self, hand: &mut Hand) {
        if self.open.as_ref().is_some_and(|o| o.confirming) {
            return;
        }
        let begun = self.open.as_ref().filter(|o| o.packing.is_begun());
        let kept = begun
            .filter(|o| o.view.state == PickingState::Ready)
            .map(|o| o.view.picking);
        self.lay_aside(None, hand);
        match kept {
            Some(picking) => self.feedback.show(
                Tone::Note,
                format!("{picking} is laid aside"),
                "What is packed of it is remembered at this terminal.",
            ),
            None => {
                self.feedback.dismiss();
            }
        }
    }

    /// Opens the most urgent picking, or the one after the open one.
    pub(super) fn next(&mut self, hand: &mut Hand) {
        let here = self.open.as_ref().map(|o| o.view.picking);
        if let Some(here) = here {
            self.skipped.retain(|skipped| *skipped != here);
            self.skipped.push(here);
        }
        match self.list.next_after(here).cloned() {
            Some(view) => self.open_view(view, hand),
            None => {
                let what = "No other picking is ready here. Look at held ones and at the filter.";
                self.feedback.show(Tone::Warn, "Nothing else to pack", what);
            }
        }
    }

    /// The picking was confirmed: the next one opens.
    pub(super) fn go_on(&mut self, packing: Packing, until: Option<Moment>, hand: &mut Hand) {
        let done = packing.picking;
        if !packing.carrier.is_empty() {
            self.used.retain(|name| *name != packing.carrier);
            self.used.insert(0, packing.carrier.clone());
        }
        self.last = Some(Last { packing, until });
        self.open = None;
        self.list.remove(done);
        self.skipped.retain(|skipped| *skipped != done);
        let next = self.list.most_urgent(&self.skipped).cloned();
        let said = self.feedback.banner().cloned();
        if let Some(view) = next {
            let number = view.picking;
            self.open_view(view, hand);
            if let Some(said) = said {
                self.feedback.show(said.tone, said.head, said.detail);
            }
            self.feedback.add(&format!("Next: {number}."));
        } else {
            self.feedback.add("Nothing else is ready.");
        }
    }
}
