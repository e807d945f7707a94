//! Setting a reordering rule: one question after the other, each with its answer so far.

use super::asks::{self, AboutStock, YES, asked, over};
use super::keys;
use super::levels::LevelKey;
use super::rules::draft;
use super::wanted::Wanted;
use crate::domain::location::LocationKind;
use crate::protocol::stock::{LocationView, NewRule, RuleView, StockRequest};
use crate::screen::context::Hand;
use crate::screen::overlay::{Choice, Overlay};
use crate::screen::theme::Role;

/// What is asked of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleAsk {
    /// A figure.
    Figure(NewRule, Figure),
    /// Where the goods come from.
    Source(NewRule),
    /// Whether the engine plans the transfers.
    Automatic(NewRule),
    /// Whether it is taken away.
    Remove(LevelKey),
}

/// A figure of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Below this it is replenished.
    Minimum,
    /// Up to this.
    Maximum,
    /// In multiples of this.
    Multiple,
}

const USUAL: &str = "";
const NO: &str = "no";

/// The first question.
pub(super) fn begin(key: &LevelKey, rules: &[RuleView]) -> Overlay {
    figure(draft(key, rules), Figure::Minimum, None)
}

/// Whether it is taken away.
pub(super) fn remove(key: LevelKey) -> Overlay {
    let title = format!("Remove the rule of {} at {}?", key.product, key.location);
    let about = AboutStock::Rule(RuleAsk::Remove(key));
    asks::sure(
        about,
        title,
        "Nothing is proposed for it any more.",
        "Remove",
    )
}

fn figure(rule: NewRule, which: Figure, problem: Option<String>) -> Overlay {
    let (text, label, value) = match which {
        Figure::Minimum => ("Below this it is replenished.", "Minimum", rule.minimum),
        Figure::Maximum => (
            "Up to this it is filled.",
            "Maximum",
            rule.maximum.max(rule.minimum),
        ),
        Figure::Multiple => (
            "In multiples of this, such as a carton.",
            "Pieces in a pack",
            rule.multiple,
        ),
    };
    let title = format!("{} at {}", rule.product, rule.location);
    let ask = asked(AboutStock::Rule(RuleAsk::Figure(rule, which)), title)
        .say(text, Role::Text)
        .line(label, &value.to_string());
    over(match problem {
        Some(problem) => ask.problem(problem),
        None => ask,
    })
}

fn source(rule: NewRule, locations: &[LocationView]) -> Overlay {
    let fits = |l: &&LocationView| {
        l.location != rule.location && (l.kind.is_stock() || l.kind == LocationKind::Suppliers)
    };
    let mut choices: Vec<Choice> = locations
        .iter()
        .filter(fits)
        .map(|l| Choice::new(l.location.clone(), l.location.clone(), ""))
        .collect();
    // What holds now comes first, else the warehouse by itself.
    match &rule.source {
        Some(now) => choices.sort_by_key(|c| c.value != *now),
        None => choices.insert(
            0,
            Choice::new(USUAL, "As usual", "the warehouse, for it the suppliers"),
        ),
    }
    let title = format!("{} at {}: from where?", rule.product, rule.location);
    over(asked(AboutStock::Rule(RuleAsk::Source(rule)), title).choices(choices))
}

fn automatic(rule: NewRule) -> Overlay {
    let mut choices = vec![
        Choice::new(NO, "It is proposed", "somebody makes the transfer"),
        Choice::new(YES, "It is planned by itself", "somebody lets it leave"),
    ];
    if rule.automatic {
        choices.reverse();
    }
    let title = format!("{} at {}: below the minimum", rule.product, rule.location);
    over(asked(AboutStock::Rule(RuleAsk::Automatic(rule)), title).choices(choices))
}

/// An answer came: the next question, if there is one.
pub(super) fn told(
    ask: RuleAsk,
    answer: &str,
    locations: &[LocationView],
    hand: &mut Hand,
) -> Option<Overlay> {
    match ask {
        RuleAsk::Figure(rule, which) => Some(take_figure(rule, which, answer, locations)),
        RuleAsk::Source(mut rule) => {
            rule.source = (answer != USUAL).then(|| answer.to_owned());
            Some(automatic(rule))
        }
        RuleAsk::Automatic(mut rule) => {
            rule.automatic = answer == YES;
            keys::ask(Wanted::RuleSet, StockRequest::SetRule(rule), hand);
            None
        }
        RuleAsk::Remove(key) => {
            if answer == YES {
                let (product, location) = (key.product, key.location);
                let request = StockRequest::RemoveRule { product, location };
                keys::ask(Wanted::RuleRemove, request, hand);
            }
            None
        }
    }
}

fn take_figure(
    mut rule: NewRule,
    which: Figure,
    answer: &str,
    locations: &[LocationView],
) -> Overlay {
    let Ok(value) = answer.trim().parse::<u32>() else {
        let why = format!("{answer:?} is no number of pieces.");
        return figure(rule, which, Some(why));
    };
    match which {
        Figure::Minimum => {
            rule.minimum = value;
            figure(rule, Figure::Maximum, None)
        }
        Figure::Maximum if value < rule.minimum => {
            let why = format!("The maximum is at least the minimum, {}.", rule.minimum);
            figure(rule, which, Some(why))
        }
        Figure::Maximum => {
            rule.maximum = value;
            figure(rule, Figure::Multiple, None)
        }
        Figure::Multiple if value == 0 => {
            figure(rule, which, Some("A pack has at least 1 piece.".to_owned()))
        }
        Figure::Multiple => {
            rule.multiple = value;
            source(rule, locations)
        }
    }
}
