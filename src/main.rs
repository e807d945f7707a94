//! The `orderdeck` program.

fn main() {}
