//! The products, and the SKUs that made a product by themselves: the work list (product rule P1).

use super::{After, Overlay, ProductForm, moved};
use crate::domain::text::folded;
use crate::protocol::products::{
    ProductPageRequest, ProductReply, ProductRequest, ProductView, UnmatchedView,
};
use crate::protocol::{Failure, Reply, Request};
use crate::screen::command::{Command, Context};
use crate::screen::context::Hand;
use crate::screen::desk::{Desk, Purpose};
use crate::screen::overlay::{About, Ask, Choice};
use crate::screen::theme::Role;
use crate::screen::words;
use tui_input::{Input, InputRequest};

/// Rows asked for.
const MOST: u32 = 1_000;

/// What is asked about a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AboutProduct {
    /// Whether open orders of an SKU take the other product too.
    Rematch {
        /// The seller's article number.
        sku: String,
        /// The account that sells it.
        account: String,
        /// The product that it means now.
        product: String,
    },
}

const TAKE: &str = "take";
const LEAVE: &str = "leave";

/// The list.
#[derive(Debug, Default)]
pub struct ProductList {
    pub(super) products: Option<Vec<ProductView>>,
    total: u64,
    unmatched: Option<Vec<UnmatchedView>>,
    pub(super) only_unmatched: bool,
    /// The SKU whose product is being chosen.
    pub(super) matching: Option<UnmatchedView>,
    at: Option<String>,
    pub(super) text: String,
    pub(super) line: Option<Input>,
    pub(super) problem: Option<String>,
}

/// A row: what it is known by, and what it says.
pub(super) struct Row {
    pub(super) key: String,
    pub(super) head: String,
    pub(super) note: String,
    pub(super) new: bool,
}

impl ProductList {
    /// Asks for the list.
    pub fn open(hand: &mut Hand) -> ProductList {
        let list = ProductList::default();
        list.ask(hand.desk);
        list
    }

    /// Asks for the list again; the cursor stays on its row.
    pub fn ask(&self, desk: &mut Desk) {
        let page = ProductPageRequest {
            // Only where there are more than a page is the engine needed to find some.
            text: match self.total > u64::from(MOST) {
                true => self.text.clone(),
                false => String::new(),
            },
            limit: MOST,
            ..ProductPageRequest::default()
        };
        let list = Request::Product(ProductRequest::List(page));
        desk.ask(Purpose::Products, list);
        let unmatched = Request::Product(ProductRequest::Unmatched);
        desk.ask(Purpose::Unmatched, unmatched);
    }

    /// Where keys mean something here.
    pub fn contexts(&self) -> &'static [Context] {
        match self.line {
            Some(_) => &[Context::Text],
            None => &[Context::Products, Context::List],
        }
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        match (&self.line, &self.matching) {
            (Some(_), _) => &[Command::Accept, Command::NextLine, Command::Cancel],
            (None, Some(_)) => &[
                Command::ProductEdit,
                Command::ProductFilter,
                Command::Cancel,
            ],
            (None, None) => &[
                Command::ProductEdit,
                Command::ProductMatch,
                Command::ProductUnmatched,
                Command::ProductAdd,
                Command::ProductFilter,
                Command::Cancel,
            ],
        }
    }

    /// Whether letters are typed.
    pub fn takes_text(&self) -> bool {
        self.line.is_some()
    }

    /// Text is typed into the filter.
    pub fn edit(&mut self, request: InputRequest) {
        if let Some(input) = &mut self.line {
            input.handle(request);
            self.text = input.value().trim().to_owned();
        }
    }

    pub(super) fn shows_unmatched(&self) -> bool {
        self.only_unmatched && self.matching.is_none()
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        let words: Vec<String> = self.text.split_whitespace().map(folded).collect();
        let fits = |text: String| {
            let text = folded(&text);
            words.iter().all(|word| text.contains(word.as_str()))
        };
        if self.shows_unmatched() {
            let skus = self.unmatched.iter().flatten();
            return skus
                .filter(|s| fits(format!("{} {} {}", s.sku, s.title, s.account)))
                .map(|s| Row {
                    key: format!("{}\u{0}{}", s.account, s.sku),
                    head: s.sku.clone(),
                    note: format!("{}, {}  {}", open_words(s.open_orders), s.account, s.title),
                    new: true,
                })
                .collect();
        }
        let products = self.products.iter().flatten();
        products
            .filter(|p| fits(format!("{} {} {} {}", p.reference, p.name, p.bin, codes(p))))
            .map(|p| Row {
                key: p.reference.clone(),
                head: p.reference.clone(),
                note: note(p),
                new: !p.reviewed,
            })
            .collect()
    }

    pub(super) fn index(&self, rows: &[Row]) -> usize {
        rows.iter()
            .position(|row| Some(&row.key) == self.at.as_ref())
            .unwrap_or(0)
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> After {
        let rows = self.rows();
        let index = self.index(&rows);
        if let Some(to) = moved(index, rows.len(), 10, command) {
            self.at = rows.get(to).map(|row| row.key.clone());
            return After::Stay;
        }
        if self.line.is_some() {
            return self.line_command(command, hand);
        }
        let key = rows.get(index).map(|row| row.key.clone());
        match command {
            Command::Cancel => return self.back(),
            Command::ProductFilter => self.line = Some(Input::new(self.text.clone())),
            Command::ProductUnmatched if self.matching.is_none() => {
                self.only_unmatched = !self.only_unmatched;
                self.text.clear();
            }
            Command::ProductAdd => {
                return After::Open(Box::new(Overlay::Product(Box::new(ProductForm::add(
                    &self.text,
                )))));
            }
            Command::ProductEdit if self.matching.is_some() => {
                if let Some(product) = key {
                    return self.chosen(product, hand);
                }
            }
            Command::ProductEdit => {
                if let Some(product) = self.product_of(key.as_deref()) {
                    let form = Box::new(ProductForm::change(product));
                    return After::Open(Box::new(Overlay::Product(form)));
                }
            }
            Command::ProductMatch if self.matching.is_none() => self.begin_match(key),
            _ => return After::Ignored,
        }
        After::Stay
    }

    fn line_command(&mut self, command: Command, hand: &mut Hand) -> After {
        match command {
            Command::Accept => {
                self.line = None;
                if self.total > u64::from(MOST) {
                    self.ask(hand.desk);
                }
            }
            Command::Cancel => {
                self.line = None;
                self.text.clear();
            }
            _ => return After::Ignored,
        }
        After::Stay
    }

    /// One step back: the choice of a product, the filter, the work list, the whole list.
    fn back(&mut self) -> After {
        if self.matching.take().is_some() || !self.text.is_empty() {
            self.text.clear();
        } else if self.only_unmatched {
            self.only_unmatched = false;
        } else {
            return After::Close;
        }
        After::Stay
    }

    /// The product behind a row, also that of an SKU.
    fn product_of(&self, key: Option<&str>) -> Option<&ProductView> {
        let key = key?;
        let reference = match self.unmatched_of(key) {
            Some(sku) if self.shows_unmatched() => sku.product.as_str(),
            _ => key,
        };
        let mut products = self.products.iter().flatten();
        products.find(|p| p.reference == reference)
    }

    fn unmatched_of(&self, key: &str) -> Option<&UnmatchedView> {
        let mut skus = self.unmatched.iter().flatten();
        skus.find(|s| format!("{}\u{0}{}", s.account, s.sku) == key || s.product == key)
    }

    fn begin_match(&mut self, key: Option<String>) {
        match key.as_deref().and_then(|key| self.unmatched_of(key)) {
            Some(sku) => {
                self.matching = Some(sku.clone());
                self.text.clear();
                self.line = Some(Input::default());
                self.problem = None;
            }
            None => {
                self.problem =
                    Some("Only SKUs that made a product by themselves are matched.".to_owned());
            }
        }
    }

    /// A product was chosen for the SKU: what becomes of its open orders is asked, if there are some.
    fn chosen(&mut self, product: String, hand: &mut Hand) -> After {
        let Some(sku) = self.matching.take() else {
            return After::Stay;
        };
        self.text.clear();
        if sku.product == product {
            self.problem = Some(format!("{} is that product already.", sku.sku));
            return After::Stay;
        }
        if sku.open_orders == 0 {
            ask_match(&sku.sku, &sku.account, &product, false, hand);
            return After::Stay;
        }
        let about = About::Product(AboutProduct::Rematch {
            sku: sku.sku.clone(),
            account: sku.account,
            product: product.clone(),
        });
        let ask = Ask::new(about, format!("{} is {product}", sku.sku))
            .say(
                format!(
                    "There are {} of it with nothing delivered.",
                    open_words(sku.open_orders)
                ),
                Role::Warn,
            )
            .choices(vec![
                Choice::new(TAKE, "They take it too", "bins, barcodes and stock follow"),
                Choice::new(LEAVE, "They stay as they are", "only new orders take it"),
            ]);
        After::Open(Box::new(Overlay::Ask(Box::new(ask))))
    }

    /// An answer came that it may wait for.
    pub fn answer(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> After {
        match (purpose, result) {
            (Purpose::Products, Ok(Reply::Product(ProductReply::Products(page)))) => {
                self.total = self.total.max(page.total);
                self.products = Some(page.products.clone());
            }
            (Purpose::Unmatched, Ok(Reply::Product(ProductReply::Unmatched(skus)))) => {
                self.unmatched = Some(skus.clone());
            }
            (Purpose::ProductMatch, Ok(Reply::Product(ProductReply::Matched(done)))) => {
                let orders = match done.rematched {
                    0 => String::new(),
                    many => format!("; {} took it", words::counted(many, "open order")),
                };
                hand.say(
                    crate::protocol::upkeep::Level::Info,
                    format!("{} means {} now{orders}.", done.sku, done.product),
                );
                self.problem = None;
                self.ask(hand.desk);
            }
            (Purpose::Products | Purpose::Unmatched | Purpose::ProductMatch, Err(failure)) => {
                self.problem = Some(failure.to_string())
            }
            (Purpose::ProductSet, Ok(Reply::Product(ProductReply::Product(product)))) => {
                self.at = Some(product.reference.clone());
                self.ask(hand.desk);
            }
            _ => return After::Ignored,
        }
        After::Stay
    }
}

/// What becomes of the open orders was answered.
pub fn told(about: AboutProduct, answer: &str, hand: &mut Hand) {
    let AboutProduct::Rematch {
        sku,
        account,
        product,
    } = about;
    ask_match(&sku, &account, &product, answer == TAKE, hand);
}

fn ask_match(sku: &str, account: &str, product: &str, rematch: bool, hand: &mut Hand) {
    let request = ProductRequest::Match {
        sku: sku.to_owned(),
        product: product.to_owned(),
        account: Some(account.to_owned()),
        rematch: Some(rematch),
    };
    hand.desk
        .ask(Purpose::ProductMatch, Request::Product(request));
}

fn open_words(orders: u64) -> String {
    words::counted(orders, "open order")
}

fn codes(product: &ProductView) -> String {
    let codes = product.barcodes.iter().map(|barcode| match barcode.pieces {
        1 => barcode.code.clone(),
        pieces => format!("{}*{pieces}", barcode.code),
    });
    codes.collect::<Vec<_>>().join(" ")
}

/// What there is to say of a product: bin first, then its name, then the rest.
fn note(product: &ProductView) -> String {
    let mut parts = Vec::new();
    if !product.bin.is_empty() {
        parts.push(product.bin.clone());
    }
    parts.push(product.name.clone());
    if let Some(weight) = product.weight {
        parts.push(format!("{weight} kg"));
    }
    parts.push(codes(product));
    parts.retain(|part| !part.is_empty());
    parts.join("  ")
}
