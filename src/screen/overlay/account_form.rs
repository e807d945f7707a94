//! The form that registers an account or changes one.

mod drawing;
mod fields;

use super::{After, Deed, Overlay, Question};
use crate::domain::marketplace::{Marketplace, Region};
use crate::domain::moment::{Moment, Span};
use crate::protocol::accounts::{AccountChange, AccountView, Credentials, NewAccount, SellerLogin};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, Reply, Request};
use crate::screen::command::{Command, Context};
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use fields::{Field, Id, Value};
use tui_input::InputRequest;

/// The form.
#[derive(Debug)]
pub struct AccountForm {
    step: Step,
    fields: Vec<Field>,
    at: usize,
    advanced: bool,
    touched: bool,
    busy: Option<&'static str>,
    problem: Option<String>,
}

/// How far the form is.
#[derive(Debug)]
enum Step {
    /// A new seller's name and credentials.
    Login,
    /// His marketplaces and the start.
    Marketplaces {
        login: Box<NewAccount>,
        offered: Vec<Marketplace>,
    },
    /// Further back than the registration: the cost is being reckoned.
    Start { name: String },
    /// Changing an account.
    Edit { before: Box<AccountView> },
}

impl AccountForm {
    /// For a new account.
    pub fn add() -> AccountForm {
        AccountForm::new(Step::Login, fields::login())
    }

    /// For changing this account.
    pub fn edit_account(account: &AccountView) -> AccountForm {
        let before = Box::new(account.clone());
        AccountForm::new(Step::Edit { before }, fields::edit(account))
    }

    fn new(step: Step, fields: Vec<Field>) -> AccountForm {
        AccountForm {
            step,
            fields,
            at: 0,
            advanced: false,
            touched: false,
            busy: None,
            problem: None,
        }
    }

    /// Where keys mean something here.
    pub fn contexts(&self) -> &'static [Context] {
        if self.takes_text() {
            &[Context::Form]
        } else {
            &[Context::Form, Context::Choice]
        }
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        if self.takes_text() {
            &[
                Command::Accept,
                Command::NextField,
                Command::Advanced,
                Command::Cancel,
            ]
        } else {
            &[
                Command::Accept,
                Command::NextField,
                Command::Toggle,
                Command::Cancel,
            ]
        }
    }

    /// Whether the field under the cursor takes letters.
    pub fn takes_text(&self) -> bool {
        matches!(
            self.fields.get(self.at).map(|f| &f.value),
            Some(Value::Text(_) | Value::Secret(_))
        )
    }

    /// Text is typed.
    pub fn edit(&mut self, request: InputRequest) {
        if self.busy.is_some() {
            return;
        }
        if let Some(Value::Text(input) | Value::Secret(input)) =
            self.fields.get_mut(self.at).map(|f| &mut f.value)
        {
            input.handle(request);
            self.touched = true;
            self.problem = None;
        }
    }

    fn shown(&self, index: usize) -> bool {
        self.fields
            .get(index)
            .is_some_and(|f| !f.advanced || self.advanced)
    }

    fn go(&mut self, forward: bool) {
        let all = self.fields.len().max(1);
        for _ in 0..all {
            self.at = (self.at + if forward { 1 } else { all - 1 }) % all;
            if self.shown(self.at) {
                return;
            }
        }
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> After {
        match command {
            Command::NextField => self.go(true),
            Command::PreviousField => self.go(false),
            Command::Advanced => {
                self.advanced = !self.advanced;
                if !self.shown(self.at) {
                    self.at = 0;
                }
            }
            Command::Toggle => self.toggle(),
            Command::Accept if self.busy.is_none() => return self.accept(hand),
            Command::Accept => {}
            Command::Cancel if !self.touched => return After::Close,
            Command::Cancel => {
                return After::Open(Box::new(Overlay::Question(Question::new(
                    "Leave the form?",
                    "What was typed is lost then.",
                    "Leave",
                    Deed::LeaveForm,
                ))));
            }
            _ => return After::Ignored,
        }
        After::Stay
    }

    fn toggle(&mut self) {
        match self.fields.get_mut(self.at).map(|f| &mut f.value) {
            Some(Value::Switch(on)) => *on = !*on,
            Some(Value::Pick(options, at)) => *at = (*at + 1) % options.len().max(1),
            _ => return,
        }
        self.touched = true;
        self.problem = None;
    }

    fn text(&self, id: Id) -> String {
        let field = self.fields.iter().find(|f| f.id == id);
        field.map(Field::text).unwrap_or_default()
    }

    fn optional(&self, id: Id) -> Option<String> {
        Some(self.text(id)).filter(|t| !t.is_empty())
    }

    /// The first field that must not be empty and is.
    fn missing(&self) -> Option<usize> {
        self.fields
            .iter()
            .position(|f| f.required && f.text().is_empty())
    }

    fn accept(&mut self, hand: &mut Hand) -> After {
        if let Some(at) = self.missing() {
            self.at = at;
            let label = self.fields.get(at).map_or("", |f| f.label.as_str());
            self.problem = Some(format!("{label} is needed."));
            return After::Stay;
        }
        self.problem = None;
        let asked = match &self.step {
            Step::Login => self.ask_discover(hand),
            Step::Marketplaces { login, offered } => self.ask_add(login, offered, hand),
            Step::Start { .. } => return After::Close,
            Step::Edit { before } => match self.change(before) {
                Ok(change) if is_nothing(&change) => return After::Close,
                Ok(change) => {
                    let name = before.name.clone();
                    hand.desk.ask(
                        Purpose::AccountEdit(name.clone()),
                        Request::AccountSet { name, change },
                    );
                    Ok("Saving …")
                }
                Err(why) => Err(why),
            },
        };
        match asked {
            Ok(busy) => self.busy = Some(busy),
            Err(why) => self.problem = Some(why),
        }
        After::Stay
    }

    fn credentials(&self) -> Credentials {
        Credentials {
            client_id: self.text(Id::Client),
            client_secret: self.text(Id::ClientSecret),
            refresh_token: self.text(Id::RefreshToken),
        }
    }

    fn login(&self) -> SellerLogin {
        SellerLogin {
            region: Region::parse(&self.text(Id::Region)).unwrap_or(Region::Eu),
            seller_id: self.text(Id::Seller),
            credentials: self.credentials(),
            endpoint: self.optional(Id::Endpoint),
            lwa_endpoint: self.optional(Id::LwaEndpoint),
        }
    }

    fn ask_discover(&self, hand: &mut Hand) -> Result<&'static str, String> {
        let name = self.text(Id::Name);
        if hand.facts.account(&name).is_some() {
            return Err(format!("There is an account {name} already."));
        }
        hand.desk
            .ask(Purpose::Discover, Request::AccountDiscover(self.login()));
        Ok("Asking Amazon for the marketplaces …")
    }

    fn ask_add(
        &self,
        login: &NewAccount,
        offered: &[Marketplace],
        hand: &mut Hand,
    ) -> Result<&'static str, String> {
        let chosen: Vec<String> = offered
            .iter()
            .enumerate()
            .filter(|(index, _)| {
                self.fields
                    .iter()
                    .any(|f| f.id == Id::Market(*index) && f.is_on())
            })
            .map(|(_, m)| m.id.to_string())
            .collect();
        if chosen.is_empty() {
            return Err("Choose at least one marketplace with Space.".to_owned());
        }
        self.days_back()?;
        let account = NewAccount {
            marketplaces: chosen,
            ..login.clone()
        };
        hand.desk
            .ask(Purpose::AccountAdd, Request::AccountAdd(account));
        Ok("Registering …")
    }

    fn days_back(&self) -> Result<i64, String> {
        let typed = self.text(Id::DaysBack);
        match typed.parse::<u16>() {
            Ok(days) => Ok(i64::from(days)),
            Err(_) if typed.is_empty() => Ok(0),
            Err(_) => Err(format!("{typed:?} is no number of days.")),
        }
    }

    /// What differs from the account as it was.
    fn change(&self, before: &AccountView) -> Result<AccountChange, String> {
        let changed = |id, old: &str| Some(self.text(id)).filter(|new| new != old);
        let on = |id| self.fields.iter().any(|f| f.id == id && f.is_on());
        let minutes = self.text(Id::Minutes);
        let minutes: u32 = minutes
            .parse()
            .ok()
            .filter(|m| *m >= 3)
            .ok_or_else(|| format!("{minutes:?} is no number of minutes, 3 or more."))?;
        let codes = |text: &str| -> Vec<String> {
            text.split([',', ' '])
                .filter(|c| !c.is_empty())
                .map(str::to_uppercase)
                .collect()
        };
        let old_codes: Vec<String> = before.marketplaces.iter().map(|m| m.code.clone()).collect();
        let new_codes = codes(&self.text(Id::Markets));
        let secrets = self.credentials();
        let given = [
            &secrets.client_id,
            &secrets.client_secret,
            &secrets.refresh_token,
        ];
        let any = given.iter().any(|s| !s.is_empty());
        if any && given.iter().any(|s| s.is_empty()) {
            return Err("New credentials need all three: client id, secret and token.".to_owned());
        }
        Ok(AccountChange {
            team: changed(Id::Team, &before.team),
            salesperson: changed(Id::Salesperson, before.salesperson.as_deref().unwrap_or("")),
            location: changed(Id::Location, &before.location),
            sync_minutes: Some(minutes).filter(|m| *m != before.sync_minutes),
            marketplaces: Some(new_codes).filter(|new| *new != old_codes),
            credentials: any.then_some(secrets),
            import_shipped_elsewhere: Some(on(Id::Elsewhere))
                .filter(|new| *new != before.import_shipped_elsewhere),
            other_channels_are_sales: Some(on(Id::OtherChannels))
                .filter(|new| *new != before.other_channels_are_sales),
            ..AccountChange::default()
        })
    }

    /// An answer came that it may wait for.
    pub fn answer(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> After {
        let ours = match (&self.step, purpose) {
            (Step::Login, Purpose::Discover) => true,
            (Step::Marketplaces { .. }, Purpose::AccountAdd) => true,
            (Step::Start { name }, Purpose::Cost(other)) => name == other,
            (Step::Edit { before }, Purpose::AccountEdit(name)) => before.name == *name,
            _ => false,
        };
        if !ours || self.busy.is_none() {
            return After::Ignored;
        }
        self.busy = None;
        match result {
            Err(failure) => {
                self.problem = Some(failure.to_string());
                After::Stay
            }
            Ok(Reply::Marketplaces(offered)) => {
                self.offer(offered.clone());
                After::Stay
            }
            Ok(Reply::Account(account)) => self.registered(account, hand),
            Ok(Reply::Backfill(cost)) => {
                let Step::Start { name } = &self.step else {
                    return After::Close;
                };
                After::Become(Box::new(Overlay::Question(Question::new(
                    "Go back?",
                    cost.message.clone(),
                    "Go back",
                    Deed::ReadFrom(name.clone(), cost.from),
                ))))
            }
            Ok(Reply::AccountChanged(changed)) => {
                hand.say(Level::Info, format!("{} is saved.", changed.account.name));
                After::Close
            }
            Ok(_) => After::Close,
        }
    }

    fn offer(&mut self, offered: Vec<Marketplace>) {
        if offered.is_empty() {
            self.problem = Some("Amazon names no marketplace for this seller.".to_owned());
            return;
        }
        let login = Box::new(NewAccount {
            name: self.text(Id::Name),
            login: self.login(),
            marketplaces: Vec::new(),
            team: self.optional(Id::Team),
            location: self.optional(Id::Location),
            start: None,
            sync_seconds: None,
        });
        self.fields = fields::marketplaces(&offered);
        self.at = 0;
        self.step = Step::Marketplaces { login, offered };
    }

    fn registered(&mut self, account: &AccountView, hand: &mut Hand) -> After {
        hand.say(Level::Info, format!("{} is registered.", account.name));
        let days = self.days_back().unwrap_or(0);
        if days == 0 {
            return After::Close;
        }
        let from: Moment = hand.now.minus(Span::days(days));
        let name = account.name.clone();
        hand.desk.ask(
            Purpose::Cost(name.clone()),
            Request::BackfillCost {
                name: name.clone(),
                from,
            },
        );
        self.step = Step::Start { name };
        self.fields.clear();
        self.touched = false;
        self.busy = Some("Reckoning what going back costs …");
        After::Stay
    }
}

fn is_nothing(change: &AccountChange) -> bool {
    let c = change;
    c.team.is_none()
        && c.salesperson.is_none()
        && c.location.is_none()
        && c.sync_minutes.is_none()
        && c.marketplaces.is_none()
        && c.credentials.is_none()
        && c.import_shipped_elsewhere.is_none()
        && c.other_channels_are_sales.is_none()
}
