//! `orderdeck team`.

use super::args_report::TeamCommand;
use super::output::Done;
use super::session::{Context, ask, reply, unexpected};
use super::table::{Set, Table};
use crate::protocol::Request;
use crate::protocol::reports::{ReportReply, ReportRequest, TeamChange};

/// Runs a command on sales teams; each answers with the teams there are then.
pub async fn run(command: TeamCommand, context: &Context) -> Done {
    let request = match command {
        TeamCommand::List => ReportRequest::Teams,
        TeamCommand::Add { name, salespersons } => ReportRequest::AddTeam { name, salespersons },
        TeamCommand::Set {
            name,
            rename,
            add,
            remove,
        } => ReportRequest::SetTeam {
            name,
            change: TeamChange {
                name: rename,
                add,
                remove,
            },
        },
        TeamCommand::Remove { name } => ReportRequest::RemoveTeam { name },
    };
    let ReportReply::Teams(list) = reply!(ask(context, Request::Report(request)).await?, Report)?
    else {
        return Err(unexpected().into());
    };
    context.output.answer(&list, || {
        let mut table = Table::new(&[
            ("Team", Set::Cut),
            ("Salespersons", Set::Cut),
            ("Accounts", Set::Cut),
        ]);
        for team in &list.teams {
            table.row([
                team.name.clone(),
                team.salespersons.join(", "),
                team.accounts.join(", "),
            ]);
        }
        table.render(&context.output)
    })?;
    Ok(0)
}
