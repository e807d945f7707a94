//! Pages of orders like the simulator's, as many as wanted: a few thousand real ones, over and over, each time with other
//! references, buyers and times.

use chrono::{DateTime, Duration, Utc};
use orderdeck::domain::marketplace::{KNOWN, Region};
use orderdeck::simulator::{self, Settings, SimClock};
use std::sync::Arc;

/// Orders on a page.
pub const PAGE: usize = 100;
/// Orders that are made by the simulator; the others are copies.
const TEMPLATES: usize = 5_000;
/// The days that one copy covers.
const DAYS_PER_YEAR: f64 = 365.0;

/// The bytes of an order, and where what differs between two copies stands in them.
struct Template {
    bytes: Vec<u8>,
    /// Places of the digits of references.
    references: Vec<usize>,
    /// Places of moments of 19 characters, and the moments.
    moments: Vec<(usize, DateTime<Utc>)>,
    /// Place of a buyer's address, the part before the @.
    email: Option<usize>,
}

/// All pages.
pub struct Pages {
    /// Orders in all.
    pub orders: usize,
    closed: Vec<Template>,
    open: Vec<Template>,
    copies: usize,
    span: Duration,
}

#[derive(Debug)]
struct Frozen(DateTime<Utc>);

impl SimClock for Frozen {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

impl Pages {
    /// Makes the templates of so many orders, the newest of which changed shortly before `end`.
    pub fn make(orders: usize, end: DateTime<Utc>) -> Pages {
        let templates = TEMPLATES.min(orders);
        let copies = orders.div_ceil(templates);
        let days = (DAYS_PER_YEAR / copies as f64).min(3.0);
        let span = Duration::milliseconds((days * 86_400_000.0) as i64);
        // Nine spans of history: the newest is the living end, the seventh from the end has come to rest.
        let share = 0.3;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let _inside = runtime.enter();
        let settings = Settings {
            orders: (templates as f64 * 9.0 / share) as usize,
            seed: 11,
            history: span * 9,
            clock: Arc::new(Frozen(end)),
            ..Settings::standard()
        };
        let simulator = runtime.block_on(simulator::start(settings)).unwrap();
        let shop = simulator.shop();
        let eu: Vec<&str> = KNOWN
            .iter()
            .filter(|m| m.region == Region::Eu)
            .map(|m| m.id)
            .collect();
        let (mut open, mut closed) = (Vec::new(), Vec::new());
        for id in shop.order_ids() {
            let order = shop.order_json(&id).unwrap();
            let here = order["salesChannel"]["marketplaceId"]
                .as_str()
                .is_some_and(|m| eu.contains(&m));
            let created: DateTime<Utc> = order["createdTime"].as_str().unwrap().parse().unwrap();
            let age = end - created;
            if !here {
                continue;
            }
            let updated = order["lastUpdatedTime"].as_str().unwrap().to_owned();
            if age < span && open.len() < templates {
                open.push((updated, order));
            } else if age >= span * 6 && age < span * 8 && closed.len() < templates {
                closed.push((updated, order));
            }
        }
        let ready = |mut list: Vec<(String, serde_json::Value)>| {
            list.sort_by(|a, b| a.0.cmp(&b.0));
            let all: Vec<Template> = list.iter().map(|(_, order)| Template::of(order)).collect();
            assert!(all.len() >= templates / 2, "only {} templates", all.len());
            all
        };
        Pages {
            orders,
            closed: ready(closed),
            open: ready(open),
            copies,
            span,
        }
    }

    /// How many pages there are.
    pub fn count(&self) -> usize {
        self.orders.div_ceil(PAGE)
    }

    /// The moment before all orders.
    pub fn begin(&self, end: DateTime<Utc>) -> DateTime<Utc> {
        end - self.span * (self.copies as i32 + 12)
    }

    /// The JSON of a page, with the token of the next one if there is one before `last`.
    pub fn render(&self, page: usize, last: usize, until: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(PAGE * 3_200);
        out.extend_from_slice(b"{\"orders\":[");
        for nth in page * PAGE..(page + 1) * PAGE {
            if nth > page * PAGE {
                out.push(b',');
            }
            self.order(nth, &mut out);
        }
        out.push(b']');
        if page + 1 < last {
            out.extend_from_slice(
                format!(",\"pagination\":{{\"nextToken\":\"page-{}\"}}", page + 1).as_bytes(),
            );
        }
        out.extend_from_slice(format!(",\"lastUpdatedBefore\":\"{until}\"}}").as_bytes());
        out
    }

    fn order(&self, nth: usize, out: &mut Vec<u8>) {
        // Copies count in steps of the templates asked for, so that every order has a copy and a place of its own.
        let step = TEMPLATES.min(self.orders);
        let (copy, place) = (nth / step, nth % step);
        let newest = copy + 1 >= self.copies;
        let list = if newest { &self.open } else { &self.closed };
        // Fewer templates than places: the rest are copies of another kind.
        let (round, template) = (place / list.len(), &list[place % list.len()]);
        let back = if newest {
            0
        } else {
            self.copies as i32 - 1 - copy as i32 - 6
        };
        template.write(copy * 2 + round, self.span * back, out);
    }
}

impl Template {
    fn of(order: &serde_json::Value) -> Template {
        let bytes = serde_json::to_vec(order).unwrap();
        let (mut references, mut moments, mut email) = (Vec::new(), Vec::new(), None);
        for at in 0..bytes.len() {
            if bytes[at] != b'"' {
                continue;
            }
            let text = &bytes[at + 1..];
            if shaped(text, b"xxx-0000000-0000000\"") {
                references.push(at + 1);
            } else if shaped(text, b"0000-00-00T00:00:00Z\"") {
                let moment = std::str::from_utf8(&text[..20]).unwrap().parse().unwrap();
                moments.push((at + 1, moment));
            } else if text.starts_with(b"buyerEmail\":\"") {
                email = Some(at + 1 + b"buyerEmail\":\"".len());
            }
        }
        Template {
            bytes,
            references,
            moments,
            email,
        }
    }

    fn write(&self, copy: usize, back: Duration, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&self.bytes);
        let mine = &mut out[start..];
        for at in &self.references {
            shift_reference(&mut mine[at + 4..at + 19], copy as u64);
        }
        for (at, moment) in &self.moments {
            let text = (*moment - back).format("%Y-%m-%dT%H:%M:%S").to_string();
            mine[*at..at + 19].copy_from_slice(text.as_bytes());
        }
        if let Some(at) = self.email {
            let text = format!("{copy:04x}");
            mine[at..at + 4].copy_from_slice(&text.as_bytes()[text.len() - 4..]);
        }
    }
}

/// Adds a number of its own for each copy to the fourteen digits of a reference.
fn shift_reference(digits: &mut [u8], copy: u64) {
    let read = digits
        .iter()
        .filter(|d| **d != b'-')
        .fold(0u64, |sum, d| sum * 10 + u64::from(d - b'0'));
    let mut shifted = (read + copy * 137_438_953_481) % 100_000_000_000_000;
    for digit in digits.iter_mut().rev().filter(|d| **d != b'-') {
        *digit = b'0' + (shifted % 10) as u8;
        shifted /= 10;
    }
}

fn shaped(text: &[u8], shape: &[u8]) -> bool {
    text.len() >= shape.len()
        && text.iter().zip(shape).all(|(byte, wanted)| match wanted {
            b'0' => byte.is_ascii_digit(),
            b'x' => byte.is_ascii_alphanumeric(),
            other => byte == other,
        })
}
