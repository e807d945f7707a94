//! The simulator, seen from outside: plain HTTP, Amazon's models, and every refusal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod buckets;
mod confirmations;
mod faults;
mod life;
mod login;
mod model;
mod money;
mod operator;
mod pages;
mod parcels;
mod personal_data;
mod refusals;
mod world;
