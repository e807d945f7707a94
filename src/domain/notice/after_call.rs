//! What the outcome of a call does to the notice it carried.

use super::{IfMissing, Notice, QUIET, Refusal, Step};
use crate::domain::moment::Moment;

/// How a call that told Amazon something ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallOutcome {
    /// Amazon accepted it.
    Accepted,
    /// Amazon refused it for good.
    Refused(Refusal),
    /// It may have acted.
    Unknown,
    /// It can't have acted: it never left, or Amazon said to come later.
    NotSent,
}

/// What Amazon's refusal says about the order at Amazon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RefusalKind {
    /// Amazon may have the shipment already, or the order changed: reading it tells.
    ReadOrder,
    /// Two changes met; the same again may work.
    Again,
    /// Only a person can mend it.
    Final,
}

impl Notice {
    /// It is about to be sent.
    pub fn sending(&mut self, now: Moment) {
        self.attempts = self.attempts.saturating_add(1);
        self.step = Step::Sending { since: now };
    }

    /// The call that carried it ended.
    pub fn after_call(&mut self, outcome: CallOutcome, now: Moment) {
        match outcome {
            CallOutcome::Accepted => self.accept(now),
            CallOutcome::Unknown => {
                self.step = Step::Unknown {
                    since: now,
                    read_at: now,
                    if_missing: IfMissing::Resend,
                }
            }
            CallOutcome::NotSent => {
                self.attempts = self.attempts.saturating_sub(1);
                self.step = Step::Pending;
            }
            CallOutcome::Refused(refusal) => self.refuse(refusal, now),
        }
    }

    /// Amazon accepted it.
    pub(super) fn accept(&mut self, now: Moment) {
        self.step = Step::Synchronized {
            at: now,
            shown: false,
        };
        self.refusal = None;
        self.mailed = false;
    }

    /// Amazon shows it.
    pub fn is_shown(&mut self, now: Moment) {
        let at = match self.step {
            Step::Synchronized { at, .. } => at,
            _ => now,
        };
        self.step = Step::Synchronized { at, shown: true };
        self.refusal = None;
        self.mailed = false;
    }

    /// It failed by a definite answer.
    pub fn fail(&mut self, refusal: Refusal, now: Moment) {
        self.fail_as(refusal, now, false);
    }

    /// It failed; `in_doubt` when Amazon might still have it.
    pub(super) fn fail_as(&mut self, refusal: Refusal, now: Moment, in_doubt: bool) {
        self.learn(refusal);
        self.step = Step::Failed { at: now, in_doubt };
    }

    /// Keeps a refusal, whether it is final or not. The same failure again is not told twice by e-mail, another one is
    /// (product rule S7).
    pub(super) fn learn(&mut self, refusal: Refusal) {
        let same = self
            .refusal
            .as_ref()
            .is_some_and(|known| known.code == refusal.code && known.text == refusal.text);
        self.mailed &= same;
        self.refusal = Some(refusal);
    }

    pub(super) fn refuse(&mut self, refusal: Refusal, now: Moment) {
        match kind_of(&refusal) {
            RefusalKind::Final if self.attempts <= 1 => self.fail(refusal, now),
            // Something was sent before: maybe that one is what Amazon has.
            RefusalKind::ReadOrder | RefusalKind::Final => {
                self.learn(refusal);
                self.step = Step::Unknown {
                    since: now,
                    read_at: now,
                    if_missing: IfMissing::Fail,
                };
            }
            RefusalKind::Again => {
                let resend = self.attempts < 2;
                self.learn(refusal);
                self.step = Step::Unknown {
                    since: now.minus(QUIET),
                    read_at: now,
                    if_missing: if resend {
                        IfMissing::Resend
                    } else {
                        IfMissing::Fail
                    },
                };
            }
        }
    }
}

/// By the texts that Amazon is known to answer; they are no contract, so what is unknown goes to a person.
fn kind_of(refusal: &Refusal) -> RefusalKind {
    let text = refusal.text.to_lowercase();
    let says = |part: &str| text.contains(part);
    if says("packagetoupdatenotfound")
        || says("already fulfilled")
        || says("already been shipped")
        || says("nonexistentorderitem")
        || refusal.code == "18021"
    {
        RefusalKind::ReadOrder
    } else if says("invalidpackageversion") {
        RefusalKind::Again
    } else {
        RefusalKind::Final
    }
}

#[cfg(test)]
mod tests {
    use super::super::Shown;
    use super::super::examples::shipment;
    use super::*;

    fn refusal(text: &str) -> Refusal {
        Refusal {
            at: Moment::from_millis(0),
            code: "InvalidInput".to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn what_may_have_acted_is_read_before_it_is_sent_again() {
        let now = Moment::from_millis(1_000_000);
        let mut notice = shipment(now);
        notice.sending(now);
        notice.after_call(CallOutcome::Unknown, now);
        assert!(matches!(
            notice.step,
            Step::Unknown { if_missing: IfMissing::Resend, since, .. } if since == now
        ));
        assert!(!notice.can_be_withdrawn());
    }

    #[test]
    fn what_never_left_can_still_be_taken_back() {
        let now = Moment::from_millis(1_000_000);
        let mut notice = shipment(now);
        notice.sending(now);
        notice.after_call(CallOutcome::NotSent, now);
        assert!(notice.can_be_withdrawn());
    }

    #[test]
    fn a_first_refusal_is_final_unless_it_speaks_of_the_order() {
        let now = Moment::from_millis(1_000_000);
        let table = [
            ("The tracking ID does not match the format", 1, true),
            ("The tracking ID does not match the format", 2, false),
            ("Order already fulfilled", 1, false),
            ("errorCode=GeneralError PackageToUpdateNotFound", 1, false),
            ("ErrorCode: NonexistentOrderItem", 1, false),
            ("InvalidPackageVersion", 1, false),
        ];
        for (text, attempts, failed) in table {
            let mut notice = shipment(now);
            notice.attempts = attempts;
            notice.after_call(CallOutcome::Refused(refusal(text)), now);
            assert_eq!(matches!(notice.step, Step::Failed { .. }), failed, "{text}");
            assert!(notice.refusal.is_some());
        }
    }

    #[test]
    fn the_same_failure_is_not_mailed_again() {
        let now = Moment::from_millis(1_000_000);
        let mut notice = shipment(now);
        notice.fail(refusal("no"), now);
        notice.mailed = true;
        notice.retry(now);
        notice.fail(refusal("no"), now);
        assert!(notice.mailed);
        notice.fail(refusal("still no"), now);
        assert!(!notice.mailed);
    }

    #[test]
    fn another_failure_is_mailed_though_the_order_was_read_in_between() {
        let now = Moment::from_millis(1_000_000);
        for (again, mailed) in [("no", true), ("no, for another reason", false)] {
            let mut notice = shipment(now);
            notice.fail(refusal("no"), now);
            notice.mailed = true;
            notice.retry(now);
            notice.attempts = 2;
            notice.after_call(CallOutcome::Refused(refusal(again)), now);
            assert!(matches!(notice.step, Step::Unknown { .. }));
            notice.after_read(Shown::Lacks, now);
            assert!(matches!(notice.step, Step::Failed { .. }));
            assert_eq!(notice.mailed, mailed, "{again}");
        }
    }
}
