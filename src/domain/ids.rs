//! Identities that can't be mixed up.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident($int:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $int);
    };
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identity as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// Our numbers for people: a prefix and at least five digits.
macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{:05}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                let digits = text.trim().strip_prefix($prefix).ok_or(())?;
                if digits.len() < 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(());
                }
                digits.parse().map($name).map_err(|_| ())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    serializer.serialize_u32(self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                    text.parse().map_err(|()| {
                        serde::de::Error::custom(format!("{text:?} is not a number like {}00001", $prefix))
                    })
                } else {
                    u32::deserialize(deserializer).map($name)
                }
            }
        }
    };
}

number_id! {
    /// An account of ours: one registration of a seller.
    AccountId(u16)
}
number_id! {
    /// A customer of ours.
    CustomerId(u32)
}
number_id! {
    /// A product of ours.
    ProductId(u32)
}
number_id! {
    /// A stock move, in the order of recording.
    MoveId(u64)
}
number_id! {
    /// A notice to Amazon, in the order of writing down.
    NoticeId(u64)
}
number_id! {
    /// A try to hand a feed to Amazon, in the order of writing down.
    FeedAttemptId(u64)
}
numbered! {
    /// The number of a sales order, such as `S00001`.
    OrderNumber, "S"
}
numbered! {
    /// The number of a picking (delivery order), such as `WH/OUT/00001`.
    PickingNumber, "WH/OUT/"
}
numbered! {
    /// The number of a transfer, such as `TR00001`.
    TransferNumber, "TR"
}
numbered! {
    /// The number of a batch payment, such as `BATCH00001`.
    BatchNumber, "BATCH"
}
numbered! {
    /// The number of a line of a bank statement, such as `ST00001`.
    StatementLineNumber, "ST"
}
numbered! {
    /// The number of an invoice before it is posted, such as `D00001`.
    InvoiceId, "D"
}
text_id! {
    /// Amazon's id of a marketplace, such as `A1PA6795UKMFR9` for Germany.
    MarketplaceId
}
text_id! {
    /// The seller's own article number at Amazon (seller SKU).
    Sku
}
text_id! {
    /// Amazon's id of an order item, fourteen digits as a rule, unique within its order.
    OrderItemId
}
text_id! {
    /// Amazon's id of a financial transaction.
    TransactionId
}
text_id! {
    /// A stock location, such as `WH/Stock` or `Amazon`.
    Location
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back() {
        assert_eq!(OrderNumber(1).to_string(), "S00001");
        assert_eq!("S1234567".parse(), Ok(OrderNumber(1_234_567)));
        assert_eq!("S1".parse::<OrderNumber>(), Err(()));
        assert_eq!(PickingNumber(42).to_string(), "WH/OUT/00042");
        assert_eq!("WH/OUT/00042".parse(), Ok(PickingNumber(42)));
    }
}
