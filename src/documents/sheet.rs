//! What a document says, without how it looks.

/// A part of a document that begins on a page of its own and counts its pages for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What it is, such as `Packing slip`.
    pub title: String,
    /// What it is about, such as an order number; may be empty.
    pub subject: String,
    /// Shown as a barcode at its head.
    pub barcode: Option<String>,
    /// Who sends it: the name, then further lines.
    pub sender: Vec<String>,
    /// What it says, from top to bottom.
    pub blocks: Vec<Block>,
    /// Stands large and pale behind each page, such as that it is a draft.
    pub stamp: Option<String>,
    /// Who sends it, at the foot of each page: bank, register, how to reach it.
    pub imprint: Vec<String>,
    /// What stands at the foot of each page, beside the page number.
    pub foot: String,
}

/// A piece of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Lines with a label on the left, such as an address, and facts on the right.
    Sides {
        /// The label of the lines.
        label: String,
        /// The lines.
        lines: Vec<String>,
        /// The facts.
        facts: Vec<Fact>,
    },
    /// A table.
    Table(Table),
    /// What a table adds up to.
    Totals(Vec<Total>),
    /// A remark that must be seen.
    Remark {
        /// What it is.
        label: String,
        /// Its text; may have several lines.
        text: String,
    },
    /// Barcodes to scan.
    Codes(Vec<Code>),
}

/// A label and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// The value.
    pub value: String,
}

/// A barcode with what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// What it means.
    pub label: String,
    /// What a scanner reads.
    pub code: String,
}

/// A table with a head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: &'static str,
    /// Its share of the width; the shares of a table add up to 80, the columns of a text.
    pub share: usize,
    /// What stands in it.
    pub kind: Kind,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Text that stands out.
    Strong,
    /// A number.
    Number,
    /// A number that does not stand out.
    Amount,
    /// A box to tick by hand.
    Box,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// A text for each column.
    pub cells: Vec<String>,
    /// A remark below the cells; may be empty.
    pub below: String,
    /// The sum up to here, carried over to the next page where one ends behind this row; may be empty.
    pub running: String,
}

/// A sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// What it is.
    pub label: String,
    /// The figure.
    pub value: String,
    /// Whether it is what the others lead to.
    pub strong: bool,
}

impl Total {
    /// A sum on the way.
    pub fn new(label: impl Into<String>, value: String) -> Total {
        Total {
            label: label.into(),
            value,
            strong: false,
        }
    }

    /// The sum that matters.
    pub fn strong(label: impl Into<String>, value: String) -> Total {
        Total {
            strong: true,
            ..Total::new(label, value)
        }
    }
}

impl Kind {
    /// Whether it ends at the right edge of its column.
    pub(super) fn is_right(self) -> bool {
        matches!(self, Kind::Number | Kind::Amount)
    }
}

impl Fact {
    /// A fact.
    pub fn new(label: &str, value: impl ToString) -> Fact {
        Fact {
            label: label.to_owned(),
            value: value.to_string(),
        }
    }
}
