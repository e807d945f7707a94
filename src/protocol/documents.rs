//! Documents to print, as asked for and answered.

use crate::domain::ids::PickingNumber;
use crate::domain::paper::Paper;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A document to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRequest {
    /// Which.
    pub kind: DocumentKind,
    /// Of these pickings, 1 to 1000; none for control barcodes.
    pub pickings: Vec<PickingNumber>,
    /// Carriers to have a control barcode, as typed; those made here always have one.
    #[serde(default)]
    pub carriers: Vec<String>,
    /// In which form.
    pub format: DocumentFormat,
    /// On which paper; what the configuration says, if none. A text has none.
    pub paper: Option<Paper>,
}

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// What to take from which bin.
    PickList,
    /// What is in a parcel: one for each picking.
    PackingSlip,
    /// Barcodes that say what to do.
    ControlCodes,
}

/// The forms of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentFormat {
    /// Text of 80 columns.
    #[default]
    Text,
    /// PDF.
    Pdf,
}

/// A document that was made. It may hold personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// A name for a file.
    pub name: String,
    /// What it consists of.
    pub bytes: FileBytes,
}

/// A document that the engine wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// The whole path of the file, on the engine's machine.
    pub file: String,
    /// Whether it was handed to the printer's command.
    pub printed: bool,
}

/// Whether a file of this name is a document that an engine wrote.
pub fn is_ours(name: &str) -> bool {
    DocumentKind::ALL.iter().any(|kind| {
        name.strip_prefix(kind.file_name())
            .and_then(|rest| rest.strip_prefix('-'))
            .is_some_and(|rest| {
                rest.len() >= 15
                    && (rest.ends_with(".pdf") || rest.ends_with(".txt"))
                    && rest
                        .bytes()
                        .take(15)
                        .enumerate()
                        .all(|(at, byte)| byte.is_ascii_digit() || (at == 8 && byte == b'-'))
            })
    })
}

/// The bytes of a file; in JSON a text in Base64 (RFC 4648). `Debug` tells only how many.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FileBytes(pub Vec<u8>);

impl DocumentKind {
    /// All kinds.
    pub const ALL: [DocumentKind; 3] = [
        DocumentKind::PickList,
        DocumentKind::PackingSlip,
        DocumentKind::ControlCodes,
    ];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            DocumentKind::PickList => "the pick list",
            DocumentKind::PackingSlip => "packing slips",
            DocumentKind::ControlCodes => "control barcodes",
        }
    }

    /// As in the name of a file.
    pub fn file_name(self) -> &'static str {
        match self {
            DocumentKind::PickList => "pick-list",
            DocumentKind::PackingSlip => "packing-slips",
            DocumentKind::ControlCodes => "control-codes",
        }
    }
}

impl DocumentFormat {
    /// The end of the name of a file.
    pub fn extension(self) -> &'static str {
        match self {
            DocumentFormat::Text => "txt",
            DocumentFormat::Pdf => "pdf",
        }
    }
}

impl fmt::Debug for FileBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileBytes({})", self.0.len())
    }
}

impl Serialize for FileBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for FileBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        STANDARD
            .decode(text.as_bytes())
            .map(FileBytes)
            .map_err(|_| serde::de::Error::custom("not Base64"))
    }
}
