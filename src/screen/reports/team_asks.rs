//! What is asked about sales teams, and what becomes of the answers.

use super::asks::{AboutReport, asked, over};
use super::{Wanted, ask};
use crate::protocol::reports::{ReportRequest, TeamChange, TeamList, TeamView};
use crate::screen::context::Hand;
use crate::screen::overlay::{Ask, Choice, Overlay};
use crate::screen::theme::Role;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TeamAsk {
    /// Which sales team.
    Which(Vec<TeamView>),
    /// What is to be done with this one.
    One(TeamView),
    /// The name of a new one.
    Name,
    /// Another name for this one.
    Rename(String),
    /// Who sells for this one.
    People(TeamView),
}

const NEW: &str = "\n";
const RENAME: &str = "rename";
const PEOPLE: &str = "people";
const REMOVE: &str = "remove";

fn question(about: TeamAsk, title: impl Into<String>) -> Ask {
    asked(AboutReport::Team(about), title)
}

/// The sales teams.
pub(super) fn teams(list: TeamList) -> Overlay {
    let teams = list.teams.iter().map(|team| {
        let mut notes = Vec::new();
        if !team.salespersons.is_empty() {
            notes.push(team.salespersons.join(", "));
        }
        if !team.accounts.is_empty() {
            notes.push(format!("of {}", team.accounts.join(", ")));
        }
        Choice::new(&team.name, &team.name, notes.join("; "))
    });
    let new = Choice::new(NEW, "A new one …", "");
    let choices = teams.chain([new]).collect();
    let text = "New orders get the team of their account; older ones keep theirs.";
    over(
        question(TeamAsk::Which(list.teams), "Sales teams")
            .say(text, Role::Dim)
            .choices(choices),
    )
}

fn team(team: TeamView) -> Overlay {
    let name = team.name.clone();
    let used = match team.accounts.as_slice() {
        [] => "No account uses it.".to_owned(),
        accounts => format!("{} {} it.", accounts.join(", "), uses(accounts.len())),
    };
    over(
        question(TeamAsk::One(team), name)
            .say(used, Role::Dim)
            .choices(vec![
                Choice::new(PEOPLE, "Who sells for it", ""),
                Choice::new(RENAME, "Rename", "accounts follow, older orders do not"),
                Choice::new(REMOVE, "Take away", ""),
            ]),
    )
}

fn uses(accounts: usize) -> &'static str {
    if accounts == 1 { "uses" } else { "use" }
}

fn people(team: TeamView) -> Overlay {
    let typed = team.salespersons.join(", ");
    let title = format!("Who sells for {}", team.name);
    over(
        question(TeamAsk::People(team), title)
            .say("Names, parted by commas.", Role::Dim)
            .line("Salespersons", &typed),
    )
}

/// An answer of a person.
pub(super) fn told(about: TeamAsk, answer: &str, hand: &mut Hand) {
    let typed = answer.trim().to_owned();
    match about {
        TeamAsk::Which(_) if answer == NEW => {
            hand.open(over(
                question(TeamAsk::Name, "A new sales team").line("Name", ""),
            ));
        }
        TeamAsk::Which(all) => {
            if let Some(chosen) = all.into_iter().find(|team| team.name == answer) {
                hand.open(team(chosen));
            }
        }
        TeamAsk::One(chosen) => match answer {
            PEOPLE => hand.open(people(chosen)),
            RENAME => {
                let name = chosen.name;
                let title = format!("Rename {name}");
                let rename = question(TeamAsk::Rename(name.clone()), title);
                hand.open(over(rename.line("Name", &name)));
            }
            REMOVE => {
                let name = chosen.name;
                let said = format!("{name} is taken away.");
                ask(
                    Wanted::TeamChanged(said),
                    ReportRequest::RemoveTeam { name },
                    hand,
                );
            }
            _ => {}
        },
        TeamAsk::Name => {
            let said = format!("{typed} is there.");
            let request = ReportRequest::AddTeam {
                name: typed,
                salespersons: Vec::new(),
            };
            ask(Wanted::TeamChanged(said), request, hand);
        }
        TeamAsk::Rename(name) => {
            let said = format!("{name} is {typed} now.");
            let change = TeamChange {
                name: Some(typed),
                ..TeamChange::default()
            };
            ask(
                Wanted::TeamChanged(said),
                ReportRequest::SetTeam { name, change },
                hand,
            );
        }
        TeamAsk::People(team) => set_people(team, &typed, hand),
    }
}

/// Who was added to the names, and who is missing from them now.
fn set_people(team: TeamView, typed: &str, hand: &mut Hand) {
    let names = typed.split(',').map(str::trim).filter(|n| !n.is_empty());
    let names: Vec<String> = names.map(str::to_owned).collect();
    let is_new = |name: &&String| !team.salespersons.contains(name);
    let is_gone = |name: &&String| !names.contains(name);
    let change = TeamChange {
        name: None,
        add: names.iter().filter(is_new).cloned().collect(),
        remove: team.salespersons.iter().filter(is_gone).cloned().collect(),
    };
    let said = format!("{} is changed.", team.name);
    let name = team.name;
    ask(
        Wanted::TeamChanged(said),
        ReportRequest::SetTeam { name, change },
        hand,
    );
}
