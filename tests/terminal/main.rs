//! The real program in a real terminal: what it writes, what it leaves behind, and what it does when nobody asks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod books;
mod company;
mod home;
mod hostile;
mod idle;
mod leaving;
mod living;
mod looks;
mod panicking;
mod pty;
mod suspending;
