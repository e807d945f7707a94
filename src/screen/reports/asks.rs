//! What the Reports tab asks, and what becomes of the answers.

use super::team_asks::{self, TeamAsk};
use super::{Reports, Wanted, ask};
use crate::domain::sales_report::{Days, Dimension, Preset, SalesQuery};
use crate::protocol::reports::{ExportFormat, Favourite, FavouriteList, ReportRequest};
use crate::screen::context::Hand;
use crate::screen::facts::Facts;
use crate::screen::overlay::{About, Ask, Choice, Overlay};
use crate::screen::theme::Role;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AboutReport {
    /// What sales are told apart by.
    By,
    /// And by what, within each of those.
    And,
    /// Which days.
    Days,
    /// The first and the last day.
    TypedDays,
    /// Only which account or marketplace.
    Only,
    /// How a report is written.
    Export,
    /// Under which name it is kept.
    Save,
    /// Which of the kept reports is opened.
    Kept(Vec<Favourite>),
    /// Which of them is forgotten.
    Forget,
    /// Something about sales teams.
    Team(TeamAsk),
}

const NONE: &str = "";
const TYPED: &str = "typed";
const ALL: &str = "all";

pub(super) fn asked(about: AboutReport, title: impl Into<String>) -> Ask {
    Ask::new(About::Report(about), title)
}

pub(super) fn over(ask: Ask) -> Overlay {
    Overlay::Ask(Box::new(ask))
}

fn dimensions(but: Option<Dimension>) -> impl Iterator<Item = Choice> {
    Dimension::ALL
        .into_iter()
        .filter(move |d| Some(*d) != but)
        .map(|d| Choice::new(d.as_str(), d.title(), ""))
}

/// What sales are told apart by; what they are told apart by now stands first.
pub(super) fn by(now: Dimension) -> Overlay {
    let first = Choice::new(now.as_str(), now.title(), "as now");
    let choices = std::iter::once(first).chain(dimensions(Some(now)));
    over(asked(AboutReport::By, "Sales by").choices(choices.collect()))
}

/// And by what, within each of those.
pub(super) fn and(first: Dimension) -> Overlay {
    let none = Choice::new(NONE, "Nothing further", "");
    let choices = std::iter::once(none).chain(dimensions(Some(first)));
    let title = format!("Sales by {}, and by", first.as_str());
    over(asked(AboutReport::And, title).choices(choices.collect()))
}

/// Which days.
pub(super) fn days() -> Overlay {
    let presets = Preset::ALL
        .into_iter()
        .rev()
        .map(|preset| Choice::new(preset.as_str(), sentence(&preset.title()), ""));
    let choices = presets
        .chain([
            Choice::new(ALL, "All days", ""),
            Choice::new(
                TYPED,
                "From … to …",
                "a day, a month or a year, or two of them",
            ),
        ])
        .collect();
    over(asked(AboutReport::Days, "Which days?").choices(choices))
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|l| l.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn typed_days(typed: &str, problem: Option<String>) -> Overlay {
    let question = asked(AboutReport::TypedDays, "From … to …")
        .say(
            "A day, a month or a year, or two of them: 2026-10 2026-12-15.",
            Role::Dim,
        )
        .line("Days", typed);
    over(match problem {
        Some(problem) => question.problem(problem),
        None => question,
    })
}

/// Only which account or marketplace.
pub(super) fn only(facts: &Facts) -> Overlay {
    let mut marketplaces: Vec<(String, String)> = Vec::new();
    let mut accounts = Vec::new();
    for account in facts.accounts.iter().flatten() {
        accounts.push(account.name.clone());
        for marketplace in &account.marketplaces {
            let entry = (marketplace.id.0.clone(), marketplace.code.clone());
            if !marketplaces.contains(&entry) {
                marketplaces.push(entry);
            }
        }
    }
    accounts.sort();
    marketplaces.sort_by(|a, b| a.1.cmp(&b.1));
    let all = Choice::new(NONE, "Everything", "");
    let accounts = accounts
        .into_iter()
        .map(|name| Choice::new(format!("a{name}"), name, "account"));
    let marketplaces = marketplaces
        .into_iter()
        .map(|(id, code)| Choice::new(format!("m{id}"), code, "marketplace"));
    let choices = std::iter::once(all).chain(accounts).chain(marketplaces);
    over(asked(AboutReport::Only, "Only").choices(choices.collect()))
}

/// How a report is written.
pub(super) fn export() -> Overlay {
    let choices = vec![
        Choice::new("csv", "CSV", "for a spreadsheet"),
        Choice::new("json", "JSON", "as the command line tells it"),
    ];
    let text = "The engine writes the report into its folder for documents.";
    over(
        asked(AboutReport::Export, "Export")
            .say(text, Role::Dim)
            .choices(choices),
    )
}

/// Under which name a report is kept.
pub(super) fn save(typed: &str, problem: Option<String>) -> Overlay {
    let question = asked(AboutReport::Save, "Keep this report")
        .say("One of the same name is replaced.", Role::Dim)
        .line("Name", typed);
    over(match problem {
        Some(problem) => question.problem(problem),
        None => question,
    })
}

/// Which of the kept reports.
pub(super) fn kept(list: FavouriteList, forget: bool) -> Overlay {
    let choices = list
        .favourites
        .iter()
        .map(|kept| Choice::new(&kept.name, &kept.name, described(&kept.query)))
        .collect();
    let ask = match forget {
        true => asked(AboutReport::Forget, "Forget which report?"),
        false => asked(AboutReport::Kept(list.favourites), "Kept reports"),
    };
    over(ask.choices(choices))
}

fn described(query: &SalesQuery) -> String {
    let by: Vec<&str> = query.by.all().map(Dimension::as_str).collect();
    format!("by {}, {}", by.join(" and "), query.days)
}

impl Reports {
    /// An answer of a person.
    pub fn told(&mut self, about: AboutReport, answer: &str, hand: &mut Hand) {
        match about {
            AboutReport::By => {
                if let Ok(first) = answer.parse() {
                    self.choosing.first = first;
                    if self.choosing.second == Some(first) {
                        self.choosing.second = None;
                    }
                    self.restart(hand);
                }
            }
            AboutReport::And => {
                self.choosing.second = answer.parse().ok();
                self.unfolded.clear();
                self.chosen(hand);
            }
            AboutReport::Days if answer == TYPED => hand.open(typed_days("", None)),
            AboutReport::Days => {
                let preset = Preset::ALL.into_iter().find(|p| p.as_str() == answer);
                self.choosing.days = preset.map_or(Days::default(), Days::Preset);
                self.restart(hand);
            }
            AboutReport::TypedDays => match answer.parse() {
                Ok(days) => {
                    self.choosing.days = days;
                    self.restart(hand);
                }
                Err(why) => hand.open(typed_days(answer, Some(why))),
            },
            AboutReport::Only => self.only(answer, hand),
            AboutReport::Export => {
                let format = match answer {
                    "json" => ExportFormat::Json,
                    _ => ExportFormat::Csv,
                };
                let query = self.choosing.whole();
                ask(
                    Wanted::Export,
                    ReportRequest::Export { query, format },
                    hand,
                );
            }
            AboutReport::Save => {
                let name = answer.trim().to_owned();
                let query = self.choosing.whole();
                let favourite = Favourite {
                    name: name.clone(),
                    query,
                };
                ask(
                    Wanted::Save(name),
                    ReportRequest::SaveFavourite(favourite),
                    hand,
                );
            }
            AboutReport::Kept(all) => {
                if let Some(kept) = all.iter().find(|kept| kept.name == answer) {
                    self.choosing.open(&kept.query);
                    self.restart(hand);
                }
            }
            AboutReport::Forget => {
                let name = answer.to_owned();
                let request = ReportRequest::RemoveFavourite { name: name.clone() };
                ask(Wanted::Forget(name), request, hand);
            }
            AboutReport::Team(about) => team_asks::told(about, answer, hand),
        }
    }

    /// Another list: from its top.
    fn restart(&mut self, hand: &mut Hand) {
        self.unfolded.clear();
        self.lines.restart();
        self.chosen(hand);
    }

    fn only(&mut self, answer: &str, hand: &mut Hand) {
        let (kind, name) = answer.split_at_checked(1).unwrap_or_default();
        match kind {
            "a" => self.choosing.account = Some(name.to_owned()),
            "m" => self.choosing.marketplace = Some(name.to_owned()),
            _ => (self.choosing.account, self.choosing.marketplace) = (None, None),
        }
        self.chosen(hand);
    }
}
