//! What can be typed about products.

use super::values_warehouse::BarcodeText;
use crate::domain::weight::Weight;
use clap::{ArgGroup, Args, Subcommand};
use std::path::PathBuf;

/// Commands on products.
#[derive(Debug, Subcommand)]
pub enum ProductCommand {
    /// Products, by reference.
    List(ProductListArguments),
    /// One product.
    Show {
        /// Its reference, or a barcode.
        #[arg(value_name = "REF")]
        product: String,
    },
    /// Makes a product.
    Add {
        /// Its reference, unique.
        #[arg(value_name = "REF")]
        reference: String,
        /// Its name.
        #[arg(long, value_name = "N")]
        name: String,
        /// A barcode, and after * the pieces that one scan of it stands for.
        #[arg(long = "barcode", value_name = "B[*N]")]
        barcodes: Vec<BarcodeText>,
        /// Where it lies.
        #[arg(long, value_name = "B")]
        bin: Option<String>,
        /// What one piece weighs, in kilograms.
        #[arg(long, value_name = "KG")]
        weight: Option<Weight>,
    },
    /// Changes a product: all of what is said, or nothing.
    Set(ProductSetArguments),
    /// Takes in products from a CSV file with the header reference,name,barcodes,bin,weight: all of it or nothing.
    Import {
        /// The file; - for standard input.
        #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Writes all products into a CSV file.
    Export {
        /// The new file; - for standard output.
        #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        file: PathBuf,
        /// Replace a file that exists.
        #[arg(long)]
        force: bool,
    },
    /// SKUs that made a product by themselves and that nobody has looked at, with their open orders.
    Unmatched,
    /// Lets an SKU mean another product.
    #[command(group = ArgGroup::new("open").multiple(false))]
    Match {
        /// The seller's article number.
        #[arg(value_name = "SKU")]
        sku: String,
        /// The product's reference.
        #[arg(value_name = "REF")]
        product: String,
        /// Only for this account; otherwise for all.
        #[arg(long, value_name = "A")]
        account: Option<String>,
        /// Open orders with nothing delivered take the other product too.
        #[arg(long, group = "open")]
        rematch: bool,
        /// They stay as they are.
        #[arg(long, group = "open")]
        no_rematch: bool,
    },
}

/// Options of `product list`.
#[derive(Debug, Args)]
pub struct ProductListArguments {
    /// Only products with these words in reference, name, barcode or bin.
    #[arg(long, value_name = "T")]
    pub text: Option<String>,
    /// Only those that nobody has looked at.
    #[arg(long)]
    pub unreviewed: bool,
    /// Products at most.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub limit: u32,
    /// Go on behind this reference: the "next" of an earlier answer.
    #[arg(long, value_name = "CURSOR")]
    pub after: Option<String>,
}

/// Options of `product set`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true))]
pub struct ProductSetArguments {
    /// The product's reference: its SKU, unless it was named otherwise.
    #[arg(value_name = "REF")]
    pub product: String,
    /// Another name.
    #[arg(long, value_name = "N", group = "change")]
    pub name: Option<String>,
    /// Where it lies; empty for nowhere.
    #[arg(long, value_name = "B", group = "change")]
    pub bin: Option<String>,
    /// A barcode to add, and after * the pieces that one scan of it stands for.
    #[arg(long = "barcode", value_name = "B[*N]", group = "change")]
    pub barcodes: Vec<BarcodeText>,
    /// A barcode to take away.
    #[arg(long = "no-barcode", value_name = "B", group = "change")]
    pub no_barcodes: Vec<String>,
    /// What one piece weighs, in kilograms.
    #[arg(long, value_name = "KG", group = "change")]
    pub weight: Option<Weight>,
    /// Somebody has looked at it.
    #[arg(long, group = "change")]
    pub reviewed: bool,
}
