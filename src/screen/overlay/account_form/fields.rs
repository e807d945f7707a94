//! The fields of the account forms.

use crate::domain::marketplace::Marketplace;
use crate::protocol::accounts::AccountView;
use std::fmt;
use tui_input::Input;

/// Which field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id {
    Name,
    Region,
    Seller,
    Client,
    ClientSecret,
    RefreshToken,
    Endpoint,
    LwaEndpoint,
    Team,
    Salesperson,
    Location,
    Minutes,
    Markets,
    Elsewhere,
    OtherChannels,
    Market(usize),
    DaysBack,
}

/// What a field holds.
pub enum Value {
    /// Text.
    Text(Input),
    /// Text that is never shown.
    Secret(Input),
    /// One of several words.
    Pick(Vec<String>, usize),
    /// Yes or no.
    Switch(bool),
}

impl fmt::Debug for Value {
    /// Never writes what was typed: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(…)")
    }
}

/// A field.
#[derive(Debug)]
pub struct Field {
    /// Which.
    pub id: Id,
    /// Its name for people.
    pub label: String,
    /// What it holds.
    pub value: Value,
    /// It must not be empty.
    pub required: bool,
    /// Rarely needed.
    pub advanced: bool,
}

impl Field {
    fn new(id: Id, label: &str, value: Value) -> Field {
        Field {
            id,
            label: label.to_owned(),
            value,
            required: false,
            advanced: false,
        }
    }

    fn required(self) -> Field {
        Field {
            required: true,
            ..self
        }
    }

    fn advanced(self) -> Field {
        Field {
            advanced: true,
            ..self
        }
    }

    /// What was typed or picked, without blanks around it.
    pub fn text(&self) -> String {
        match &self.value {
            Value::Text(input) | Value::Secret(input) => input.value().trim().to_owned(),
            Value::Pick(options, at) => options.get(*at).cloned().unwrap_or_default(),
            Value::Switch(_) => String::new(),
        }
    }

    /// Whether it is switched on.
    pub fn is_on(&self) -> bool {
        matches!(self.value, Value::Switch(true))
    }
}

fn text(value: &str) -> Value {
    Value::Text(Input::new(value.to_owned()))
}

fn secret() -> Value {
    Value::Secret(Input::default())
}

/// Who the seller is, and how to speak to Amazon for him.
pub fn login() -> Vec<Field> {
    let regions = ["eu", "na", "fe"].map(str::to_owned).to_vec();
    vec![
        Field::new(Id::Name, "Name", text("")).required(),
        Field::new(Id::Region, "Region", Value::Pick(regions, 0)),
        Field::new(Id::Seller, "Seller id", text("")).required(),
        Field::new(Id::Client, "Client id", text("")).required(),
        Field::new(Id::ClientSecret, "Client secret", secret()).required(),
        Field::new(Id::RefreshToken, "Refresh token", secret()).required(),
        Field::new(Id::Team, "Sales team", text("")).advanced(),
        Field::new(Id::Location, "Stock at Amazon", text("")).advanced(),
        Field::new(Id::Endpoint, "API address", text("")).advanced(),
        Field::new(Id::LwaEndpoint, "Token address", text("")).advanced(),
    ]
}

/// Which marketplaces, and from when on.
pub fn marketplaces(offered: &[Marketplace]) -> Vec<Field> {
    let markets = offered.iter().enumerate().map(|(index, m)| {
        let label = format!("{}  {}  {}", m.code, m.name, m.currency);
        Field::new(Id::Market(index), &label, Value::Switch(true))
    });
    markets
        .chain([Field::new(Id::DaysBack, "Go back so many days", text("0"))])
        .collect()
}

/// What can be changed of an account.
pub fn edit(account: &AccountView) -> Vec<Field> {
    let codes: Vec<&str> = account
        .marketplaces
        .iter()
        .map(|m| m.code.as_str())
        .collect();
    let person = account.salesperson.as_deref().unwrap_or("");
    vec![
        Field::new(Id::Team, "Sales team", text(&account.team)).required(),
        Field::new(Id::Salesperson, "Salesperson", text(person)),
        Field::new(Id::Location, "Stock at Amazon", text(&account.location)).required(),
        Field::new(
            Id::Minutes,
            "Minutes between syncs",
            text(&account.sync_minutes.to_string()),
        )
        .required(),
        Field::new(Id::Markets, "Marketplaces", text(&codes.join(", "))).required(),
        Field::new(
            Id::Elsewhere,
            "Import orders shipped elsewhere",
            Value::Switch(account.import_shipped_elsewhere),
        ),
        Field::new(
            Id::OtherChannels,
            "Orders of other channels are sales",
            Value::Switch(account.other_channels_are_sales),
        ),
        Field::new(Id::Client, "New client id", text("")).advanced(),
        Field::new(Id::ClientSecret, "New client secret", secret()).advanced(),
        Field::new(Id::RefreshToken, "New refresh token", secret()).advanced(),
    ]
}
