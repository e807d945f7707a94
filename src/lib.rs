//! orderdeck: a terminal dashboard and sync engine for people who sell on Amazon.
//!
//! `docs/architecture.md` shows how the folders below fit together and which may use which;
//! `tests/layering.rs` keeps that true.

pub mod amazon;
pub mod cli;
pub mod client;
pub mod clock;
pub mod documents;
pub mod domain;
pub mod engine;
pub mod mail;
pub mod protocol;
pub mod screen;
pub mod service;
pub mod simulator;
pub mod store;
pub mod vault;
