//! Sales teams (product rule R3).

use super::{allowed, invalid};
use crate::domain::account::Account;
use crate::domain::sales_report::Team;
use crate::domain::text::{clean_short, folded};
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::reports::{ReportReply, TeamChange, TeamList, TeamView};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use crate::store::Writing;
use std::sync::Arc;

/// More people than these sell for no team.
const MOST_SALESPERSONS: usize = 200;

/// All teams by name, with the accounts that use them.
pub(super) async fn list(core: &Arc<Core>) -> Result<ReportReply, Failure> {
    let (teams, accounts) = core
        .read(|reading| Ok((reading.all_teams()?, reading.all_accounts()?)))
        .await?;
    let teams = with_those_of_accounts(teams, &accounts)
        .into_iter()
        .map(|team| TeamView {
            accounts: accounts
                .iter()
                .filter(|account| account.team == team.name)
                .map(|account| account.name.clone())
                .collect(),
            name: team.name,
            salespersons: team.salespersons,
        })
        .collect();
    Ok(ReportReply::Teams(TeamList { teams }))
}

/// The team of all accounts is always there, and so is one that an account got before teams were records.
fn with_those_of_accounts(mut teams: Vec<Team>, accounts: &[Account]) -> Vec<Team> {
    let used = accounts.iter().map(|account| account.team.as_str());
    for name in used.chain([Account::DEFAULT_TEAM]) {
        if teams.iter().all(|team| team.name != name) {
            teams.push(Team::named(name));
        }
    }
    teams.sort_by_cached_key(|team| (folded(&team.name), team.name.clone()));
    teams
}

fn all(writing: &Writing<'_>) -> Result<Vec<Team>, crate::store::StoreError> {
    Ok(with_those_of_accounts(
        writing.all_teams()?,
        &writing.all_accounts()?,
    ))
}

/// A name that a person typed; it must be there and short enough.
fn word(what: &str, typed: &str) -> Result<String, Failure> {
    let typed = typed.trim();
    let cleaned = clean_short(typed, Team::LONGEST_NAME);
    if cleaned.is_empty() || cleaned != typed {
        return Err(invalid(format!(
            "The name of a {what} has 1 to {} characters, none of them invisible.",
            Team::LONGEST_NAME
        )));
    }
    Ok(cleaned)
}

fn people(typed: &[String]) -> Result<Vec<String>, Failure> {
    let mut people: Vec<String> = Vec::new();
    for name in typed {
        let name = word("salesperson", name)?;
        if !people.contains(&name) {
            people.push(name);
        }
    }
    Ok(people)
}

/// A team of this name, whatever its case: two that look alike would be mixed up.
fn alike<'t>(teams: &'t [Team], name: &str) -> Option<&'t Team> {
    let wanted = folded(name);
    teams.iter().find(|team| folded(&team.name) == wanted)
}

fn taken(team: &Team) -> Failure {
    Failure::new(
        FailureCode::Conflict,
        format!("There is a sales team named {} already.", team.name),
    )
}

fn no_team(name: &str, teams: &[Team]) -> Failure {
    let names: Vec<&str> = teams.iter().map(|team| team.name.as_str()).collect();
    Failure::new(
        FailureCode::NotFound,
        format!("There is no sales team named {name:?}."),
    )
    .hint(format!("There are: {}.", names.join(", ")))
}

/// Makes a team.
pub(super) async fn add(
    core: &Arc<Core>,
    who: &Who,
    name: &str,
    salespersons: Vec<String>,
) -> Result<ReportReply, Failure> {
    let team = Team {
        name: word("sales team", name)?,
        salespersons: people(&salespersons)?,
    };
    let what = format!("Made the sales team {}.", team.name);
    let done = entry(core.now(), &who.name, Level::Info, None, what);
    core.writer
        .change(move |writing| {
            if let Some(known) = alike(&all(writing)?, &team.name) {
                return Ok(Err(taken(known)));
            }
            allowed!(not_too_many(&team));
            writing.put_team(&team)?;
            writing.note(done.clone())?;
            Ok(Ok(()))
        })
        .await??;
    list(core).await
}

fn not_too_many(team: &Team) -> Result<(), Failure> {
    if team.salespersons.len() > MOST_SALESPERSONS {
        return Err(invalid(format!(
            "A sales team has at most {MOST_SALESPERSONS} salespersons."
        )));
    }
    Ok(())
}

/// Changes a team. A new name reaches the accounts that use it.
pub(super) async fn set(
    core: &Arc<Core>,
    who: &Who,
    name: &str,
    change: TeamChange,
) -> Result<ReportReply, Failure> {
    let name = name.trim().to_owned();
    let new_name = change
        .name
        .as_deref()
        .map(|name| word("sales team", name))
        .transpose()?;
    let (more, fewer) = (people(&change.add)?, people(&change.remove)?);
    let (now, who) = (core.now(), who.name.clone());
    core.writer
        .change(move |writing| {
            let teams = all(writing)?;
            let Some(known) = teams.iter().find(|team| team.name == name) else {
                return Ok(Err(no_team(&name, &teams)));
            };
            let team = allowed!(changed(known, new_name.as_deref(), &more, &fewer));
            if let Some(other) = alike(&teams, &team.name)
                && other.name != known.name
            {
                return Ok(Err(taken(other)));
            }
            let mut what = format!("Changed the sales team {}.", known.name);
            if team.name != known.name {
                what = format!("The sales team {} is {} now.", known.name, team.name);
                writing.remove_team(&known.name)?;
            }
            writing.put_team(&team)?;
            for account in writing.all_accounts()? {
                if account.team == known.name && team.name != known.name {
                    writing.put_account(&Account {
                        team: team.name.clone(),
                        ..account
                    })?;
                }
            }
            writing.note(entry(now, &who, Level::Info, None, what))?;
            Ok(Ok(()))
        })
        .await??;
    list(core).await
}

fn changed(
    known: &Team,
    name: Option<&str>,
    more: &[String],
    fewer: &[String],
) -> Result<Team, Failure> {
    let mut team = known.clone();
    if let Some(name) = name {
        team.name = name.to_owned();
    }
    if let Some(stranger) = fewer.iter().find(|p| !team.salespersons.contains(p)) {
        return Err(Failure::new(
            FailureCode::NotFound,
            format!("{stranger} does not sell for {}.", known.name),
        ));
    }
    team.salespersons.retain(|person| !fewer.contains(person));
    for person in more {
        if !team.salespersons.contains(person) {
            team.salespersons.push(person.clone());
        }
    }
    not_too_many(&team)?;
    Ok(team)
}

/// Takes a team away that no account uses.
pub(super) async fn remove(
    core: &Arc<Core>,
    who: &Who,
    name: &str,
) -> Result<ReportReply, Failure> {
    let name = name.trim().to_owned();
    let what = format!("Took the sales team {name} away.");
    let done = entry(core.now(), &who.name, Level::Info, None, what);
    core.writer
        .change(move |writing| {
            let accounts = writing.all_accounts()?;
            let users: Vec<&str> = accounts
                .iter()
                .filter(|account| account.team == name)
                .map(|account| account.name.as_str())
                .collect();
            if !users.is_empty() {
                let failure = Failure::new(
                    FailureCode::Conflict,
                    format!("{name} is the sales team of {}.", users.join(", ")),
                );
                return Ok(Err(failure.hint(
                    "Give them another one first: `orderdeck account set NAME --team T`.",
                )));
            }
            if name == Account::DEFAULT_TEAM {
                return Ok(Err(Failure::new(
                    FailureCode::Conflict,
                    format!("{name} is the team of new accounts: it stays."),
                )));
            }
            if !writing.remove_team(&name)? {
                let teams = all(writing)?;
                return Ok(Err(no_team(&name, &teams)));
            }
            writing.note(done.clone())?;
            Ok(Ok(()))
        })
        .await??;
    list(core).await
}
