//! The terminal screen.
//!
//! [`App`] is the screen without a terminal: messages in, effects out, a frame drawn on request. [`run`] connects it
//! to a real terminal and to an engine. The screen shows what the engine answers and never waits for it.

mod accounts;
mod activity;
mod app;
mod batch;
mod command;
mod completion;
mod context;
mod desk;
mod facts;
mod failed_shipments;
mod footer;
mod goods_return;
mod header;
mod invoices;
mod keymap;
mod listing;
mod message;
mod money;
mod options;
mod order_cancel;
mod orders;
mod overlay;
mod pen;
mod pickings;
mod reports;
mod run;
mod scanner;
mod stock;
mod tabs;
mod terminal;
mod theme;
mod toasts;
mod words;

pub use app::App;
pub use desk::Ticket;
pub use keymap::{BadKeymap, Key, Keymap};
pub use message::{Effect, FileFor, Mouse, Msg};
pub use options::{ColourDepth, Options, ThemeName, Zone};
pub use run::run;
pub use terminal::{Surface, guard_panics};
pub use theme::{Role, Theme};
