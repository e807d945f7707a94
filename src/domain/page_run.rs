//! Page runs: one pass over all orders that Amazon changed since the watermark (product rule O4).

use super::ids::MarketplaceId;
use super::moment::{Moment, Span};
use serde::{Deserialize, Serialize};

/// What is read again at the start of the next run, so that nothing falls between two runs.
pub const OVERLAP: Span = Span::minutes(3);
/// A page token is not used beyond this age; Amazon lets it live 24 hours.
pub const TOKEN_LIFE: Span = Span::minutes(23 * 60 + 30);
/// A run that begins further back than this is a back-fill.
pub const BACKFILL_BEHIND: Span = Span::days(1);
/// More pages than this in one run can't be right.
pub const MOST_PAGES: u32 = 20_000;

/// So many of the latest tokens are remembered one by one.
const RECENT: usize = 32;

/// A page run. It is stored with each page, so that a restart goes on where it stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRun {
    /// From when on it reads; stays the same for all pages.
    pub from: Moment,
    /// The marketplaces it reads; stay the same for all pages.
    pub marketplaces: Vec<MarketplaceId>,
    /// The upper bound that Amazon answered to the first page; holds for the run.
    pub upper: Option<Moment>,
    /// The token of the next page; none before the first.
    pub token: Option<String>,
    /// When that token was given.
    pub token_given: Moment,
    /// When the run began.
    pub started: Moment,
    /// Pages done.
    pub pages: u32,
    /// Orders read.
    pub fetched: u64,
    /// Orders it may come to, estimated when it began.
    pub expected: Option<u64>,
    /// It began far behind.
    pub backfill: bool,
    /// A person paused it.
    pub paused: bool,
    /// Marks of tokens, to notice a loop: first that of an ever longer time ago, then those of the latest pages. A short
    /// loop is noticed at once, a long one within twice its length (Brent), and a run of any length stays small.
    pub tokens_seen: Vec<u64>,
}

/// How a run goes on after a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunStep {
    /// There is another page.
    More,
    /// It is done, and the watermark moves here; `None` leaves it, because Amazon told no upper bound.
    Done(Option<Moment>),
    /// Amazon gave a token that it gave before: it would never end. It begins anew from the unchanged watermark.
    Looping,
}

impl PageRun {
    /// A new run from the watermark on.
    pub fn begin(
        watermark: Moment,
        marketplaces: Vec<MarketplaceId>,
        now: Moment,
        expected: Option<u64>,
    ) -> PageRun {
        PageRun {
            from: watermark,
            marketplaces,
            upper: None,
            token: None,
            token_given: now,
            started: now,
            pages: 0,
            fetched: 0,
            expected,
            backfill: now.since(watermark) > BACKFILL_BEHIND,
            paused: false,
            tokens_seen: Vec::new(),
        }
    }

    /// Whether a stored run can go on: same watermark, same marketplaces, token still alive.
    pub fn can_go_on(
        &self,
        watermark: Moment,
        marketplaces: &[MarketplaceId],
        now: Moment,
    ) -> bool {
        self.from == watermark
            && self.marketplaces == marketplaces
            && (self.token.is_none() || now.since(self.token_given) < TOKEN_LIFE)
    }

    /// Takes a page into account.
    pub fn after_page(
        &mut self,
        orders: u64,
        upper: Option<Moment>,
        next_token: Option<String>,
        now: Moment,
    ) -> RunStep {
        self.pages = self.pages.saturating_add(1);
        self.fetched = self.fetched.saturating_add(orders);
        if self.upper.is_none() {
            self.upper = upper;
        }
        match next_token {
            None => RunStep::Done(self.upper.map(|upper| upper.minus(OVERLAP).max(self.from))),
            Some(token) => {
                let mark = mark_of(&token);
                if self.tokens_seen.contains(&mark) || self.pages >= MOST_PAGES {
                    return RunStep::Looping;
                }
                self.remember(mark);
                self.token = Some(token);
                self.token_given = now;
                RunStep::More
            }
        }
    }

    fn remember(&mut self, mark: u64) {
        match self.tokens_seen.first_mut() {
            None => self.tokens_seen.push(mark),
            Some(anchor) if self.pages.is_power_of_two() => *anchor = mark,
            Some(_) => {}
        }
        self.tokens_seen.push(mark);
        let extra = self.tokens_seen.len().saturating_sub(RECENT + 1);
        self.tokens_seen.drain(1..=extra);
    }
}

/// FNV-1a: enough to tell tokens of one run apart.
fn mark_of(token: &str) -> u64 {
    token.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_seconds(seconds)
    }

    #[test]
    fn the_first_upper_bound_holds_and_the_watermark_never_goes_back() {
        let mut run = PageRun::begin(at(1_000), vec![], at(90_000), None);
        assert!(run.backfill);
        assert_eq!(
            run.after_page(100, Some(at(89_000)), Some("a".into()), at(90_001)),
            RunStep::More
        );
        assert_eq!(
            run.after_page(7, Some(at(89_500)), None, at(90_002)),
            RunStep::Done(Some(at(89_000 - 180)))
        );
        let mut run = PageRun::begin(at(1_000), vec![], at(1_100), None);
        assert_eq!(
            run.after_page(0, Some(at(1_010)), None, at(1_101)),
            RunStep::Done(Some(at(1_000)))
        );
        let mut run = PageRun::begin(at(1_000), vec![], at(1_100), None);
        assert_eq!(
            run.after_page(0, None, None, at(1_101)),
            RunStep::Done(None)
        );
    }

    #[test]
    fn a_repeated_token_ends_the_run() {
        let mut run = PageRun::begin(at(0), vec![], at(10), None);
        assert_eq!(
            run.after_page(1, None, Some("a".into()), at(11)),
            RunStep::More
        );
        assert_eq!(
            run.after_page(1, None, Some("b".into()), at(12)),
            RunStep::More
        );
        assert_eq!(
            run.after_page(1, None, Some("a".into()), at(13)),
            RunStep::Looping
        );
    }

    #[test]
    fn a_long_loop_is_noticed_and_a_long_run_stays_small() {
        for length in [1u32, 31, 33, 100, 700] {
            let mut run = PageRun::begin(at(0), vec![], at(10), None);
            let ended = (0..MOST_PAGES).find(|page| {
                let token = format!("token {}", (page + 1) % length);
                run.after_page(1, None, Some(token), at(11)) == RunStep::Looping
            });
            assert!(ended.is_some_and(|page| page <= 3 * length), "{length}");
        }
        let mut run = PageRun::begin(at(0), vec![], at(10), None);
        for page in 0..5_000 {
            let step = run.after_page(1, None, Some(format!("token {page}")), at(11));
            assert_eq!(step, RunStep::More);
            assert!(run.tokens_seen.len() <= RECENT + 1);
        }
    }

    #[test]
    fn what_a_stored_run_needs_to_go_on() {
        let mut run = PageRun::begin(at(0), vec!["A".into()], at(10), None);
        run.after_page(1, None, Some("a".into()), at(11));
        assert!(run.can_go_on(at(0), &["A".into()], at(12)));
        assert!(!run.can_go_on(at(1), &["A".into()], at(12)));
        assert!(!run.can_go_on(at(0), &["B".into()], at(12)));
        assert!(!run.can_go_on(at(0), &["A".into()], at(11).plus(TOKEN_LIFE)));
    }
}
