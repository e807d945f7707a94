//! The simulator, seen from outside: plain HTTP, Amazon's models, and every refusal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod acknowledgement_feeds;
mod buckets;
mod confirmations;
mod delivery_control;
mod delivery_faults;
mod faults;
mod feed_caller;
mod feed_documents;
mod feeds;
mod finances;
mod fulfilment_feeds;
mod life;
mod login;
mod model;
mod money;
mod operator;
mod pages;
mod parcels;
mod personal_data;
mod refusals;
mod stock;
mod world;
