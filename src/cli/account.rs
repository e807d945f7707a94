//! `orderdeck account`.

use super::account_show::{account_page, account_table};
use super::args::{AccountAddArguments, AccountCommand, AccountSetArguments};
use super::output::Done;
use super::session::{Context, ask, reply};
use super::{credentials, verify};
use crate::domain::text::clean;
use crate::protocol::accounts::{AccountChange, AccountView, NewAccount, SellerLogin};
use crate::protocol::{Failure, FailureCode, Request};
use serde_json::json;
use std::net::IpAddr;

/// Runs a command on accounts.
pub async fn run(command: AccountCommand, context: &Context) -> Done {
    match command {
        AccountCommand::Add(arguments) => add(arguments, context).await,
        AccountCommand::List => list(context).await,
        AccountCommand::Show { name } => show(Request::AccountShow { name }, context).await,
        AccountCommand::Set(arguments) => set(*arguments, context).await,
        AccountCommand::Archive { name, restore } => {
            let archived = !restore;
            show(Request::AccountArchive { name, archived }, context).await
        }
        AccountCommand::Check { name } => check(name, context).await,
    }
}

async fn add(arguments: AccountAddArguments, context: &Context) -> Done {
    // Everything that can be refused here is refused before the engine or Amazon hear of it.
    for url in [&arguments.endpoint, &arguments.lwa_endpoint]
        .into_iter()
        .flatten()
    {
        safe_url(url)?;
    }
    let new = NewAccount {
        name: arguments.name,
        login: SellerLogin {
            region: arguments.region,
            seller_id: arguments.seller_id,
            credentials: credentials::read(&arguments.credentials)?,
            endpoint: arguments.endpoint,
            lwa_endpoint: arguments.lwa_endpoint,
        },
        marketplaces: arguments.marketplaces,
        team: arguments.team,
        location: arguments.location,
        start: None,
        sync_seconds: None,
    };
    let account = reply!(ask(context, Request::AccountAdd(new)).await?, Account)?;
    context.output.answer(&account, || {
        let name = clean(&account.name);
        format!(
            "The account {name} is registered and Amazon takes its credentials.\n\n{}\n\
             Orders come in from now on. For older ones: orderdeck account set {} --last-order-sync 30d\n",
            account_page(&account, context.clock.now(), &context.output),
            quoted(&name),
        )
    })?;
    Ok(0)
}

async fn list(context: &Context) -> Done {
    let accounts: Vec<AccountView> = reply!(ask(context, Request::AccountList).await?, Accounts)?;
    context
        .output
        .answer(&json!({ "accounts": accounts }), || {
            account_table(&accounts, context.clock.now(), &context.output)
        })?;
    Ok(0)
}

async fn show(request: Request, context: &Context) -> Done {
    let account = reply!(ask(context, request).await?, Account)?;
    context.output.answer(&account, || {
        account_page(&account, context.clock.now(), &context.output)
    })?;
    Ok(0)
}

async fn set(arguments: AccountSetArguments, context: &Context) -> Done {
    let now = context.clock.now();
    let credentials = arguments
        .credentials
        .as_deref()
        .map(credentials::read)
        .transpose()?;
    let marketplaces = arguments.marketplaces;
    let taxes = arguments.tax_included;
    let change = AccountChange {
        last_order_sync: arguments.last_order_sync.map(|time| time.resolve(now)),
        team: arguments.team,
        salesperson: arguments.salesperson,
        location: arguments.location,
        marketplaces: (!marketplaces.is_empty()).then_some(marketplaces),
        credentials,
        sync_minutes: arguments.sync_minutes,
        import_shipped_elsewhere: arguments.import_shipped_elsewhere,
        other_channels_are_sales: arguments.other_channels_are_sales,
        tax_included: (!taxes.is_empty()).then_some(taxes),
    };
    let name = arguments.name;
    let changed = reply!(
        ask(context, Request::AccountSet { name, change }).await?,
        AccountChanged
    )?;
    // What it costs is told, never asked.
    if let Some(cost) = &changed.backfill {
        context.output.note(&clean(&cost.message));
    }
    context.output.answer(&changed, || {
        account_page(&changed.account, now, &context.output)
    })?;
    Ok(0)
}

async fn check(name: String, context: &Context) -> Done {
    let check = reply!(
        ask(context, Request::AccountCheck { name }).await?,
        AccountCheck
    )?;
    context.output.answer(&check, || {
        verify::findings(&check.findings, &context.output)
    })?;
    Ok(u8::from(!check.ok))
}

/// Secrets go over TLS, or do not leave this machine.
fn safe_url(text: &str) -> Result<(), Failure> {
    let shown = clean(text);
    let refuse = |why: &str| Failure::new(FailureCode::Invalid, format!("{shown} {why}"));
    let url = url::Url::parse(text).map_err(|_| refuse("is no URL."))?;
    let loopback = match url.host() {
        Some(url::Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(url::Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => return Err(refuse("names no host.")),
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if loopback => Ok(()),
        "http" => Err(refuse("is not encrypted; plain http is for loopback only.")),
        _ => Err(refuse("is neither https nor http.")),
    }
}

/// A name as it can be typed in a shell.
fn quoted(name: &str) -> String {
    if !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_loopback_only() {
        for url in [
            "https://api.example.com",
            "http://127.0.0.1:9000",
            "http://[::1]:9/auth",
            "http://localhost",
        ] {
            assert!(safe_url(url).is_ok(), "{url}");
        }
        for url in [
            "http://api.example.com",
            "http://127.0.0.1.example.com",
            "ftp://localhost",
            "api",
            "file:///etc/passwd",
        ] {
            assert!(safe_url(url).is_err(), "{url}");
        }
    }

    #[test]
    fn names_for_a_shell() {
        assert_eq!(quoted("EU-1"), "EU-1");
        assert_eq!(quoted("Ana's shop"), "'Ana'\\''s shop'");
    }
}
