//! What Amazon means when it refuses a notice, in plain words, and what helps.
//!
//! Amazon documents few of its codes and texts; these were seen by people who work with it. They are hints for a person:
//! Amazon's own text is always shown beside, and nothing is decided by them.

use serde::{Deserialize, Serialize};

macro_rules! causes {
    ($($(#[$doc:meta])* $cause:ident { $meaning:literal, $advice:literal })*) => {
        /// Why Amazon refused a notice, as far as its code and text tell.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum RefusalCause {
            $($(#[$doc])* $cause,)*
        }

        impl RefusalCause {
            /// All of them.
            pub const ALL: &'static [RefusalCause] = &[$(RefusalCause::$cause,)*];

            /// What it means: a sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(RefusalCause::$cause => $meaning,)* }
            }

            /// What to do: a sentence.
            pub fn advice(self) -> &'static str {
                match self { $(RefusalCause::$cause => $advice,)* }
            }
        }
    };
}

causes! {
    /// Nothing left to ship, or an unknown package is edited.
    AlreadyShipped {
        "Amazon has nothing left to ship of this: it was confirmed before, by another channel or label, or the rest was cancelled.",
        "Retry: the order is read first, and what Amazon already has counts as done. If Amazon has other figures, correct them in Seller Central."
    }
    /// The order or the item is cancelled.
    ItemCancelled {
        "Amazon does not know the item as one to ship any more: the order or the item was cancelled.",
        "Stop the parcel if it is still here. Then recover the order to see what Amazon says."
    }
    /// The item is not one of the order.
    WrongItem {
        "The item does not belong to this order, as Amazon sees it.",
        "Recover the order, so that its items are read again, then retry. If it stays, confirm it in Seller Central."
    }
    /// Someone else changed the package at the same time.
    ConcurrentChange {
        "The package was changed by someone else at the same moment.",
        "Retry: the order is read first."
    }
    /// The package was edited too often.
    TooManyEdits {
        "The package was changed as often as Amazon allows.",
        "Correct carrier and tracking number in Seller Central, then mark this as solved."
    }
    /// The tracking number does not fit the carrier.
    TrackingFormat {
        "The tracking number does not look like one of this carrier.",
        "Compare it with the label: correct the tracking number or the carrier, then retry."
    }
    /// The carrier is missing or unknown.
    CarrierUnknown {
        "Amazon does not take the carrier as it was told.",
        "Choose a carrier of Amazon's list, or one of your own with a name, then retry."
    }
    /// Something is missing.
    Incomplete {
        "Something that Amazon needs is missing or not valid, most often the carrier.",
        "Check carrier and tracking number, correct them, then retry."
    }
    /// The order is not one of this seller.
    OrderUnknown {
        "Amazon does not find the order with this seller, region or marketplace.",
        "Check that the account is the right one and recover the order. If it is unknown there too, ship nothing more for it."
    }
    /// The place that the parcel is sent from is missing or not allowed.
    ShipFrom {
        "Amazon wants to know where the parcel was sent from, or does not accept that place.",
        "Check the shipping settings of the account in Seller Central, then retry."
    }
    /// The package number is not valid.
    PackageReference {
        "Amazon does not take the number of the package.",
        "This is a defect of the program: please report it with Amazon's text. Confirm the shipment in Seller Central meanwhile."
    }
    /// The whole document was not taken.
    Document {
        "Amazon could not read the document in which this was sent; the shipment itself may be all right.",
        "Retry it by itself. If that fails too, please report Amazon's text: it is a defect of the program."
    }
    /// A cancellation came too late.
    ShippedMeanwhile {
        "The order was shipped before Amazon was told to cancel it.",
        "Stop the parcel if it is still here, or let the buyer send it back. Then mark this as solved."
    }
    /// What was sent is not there, and nobody knows why.
    Missing {
        "It was sent, but what Amazon said is not known, and Amazon does not show it.",
        "Retry: the order is read first, and it is sent again only if Amazon still lacks it."
    }
    /// What is to be told can't be written as Amazon wants it.
    NotSendable {
        "It was not sent: what is to be told can't be written as Amazon asks for it.",
        "Correct carrier and tracking number, then retry. If it stays, tell Amazon in Seller Central and mark this as solved."
    }
    /// The request is not valid, and Amazon does not say why.
    InvalidInput {
        "Amazon did not take the request and does not say why. A date in the future or before the purchase is a usual cause.",
        "Check the clock of this machine, carrier and tracking number, then retry. If it stays, please report Amazon's text."
    }
    /// Nothing that we know.
    Unknown {
        "Amazon refused it for a reason that is not known here; its own text says more.",
        "Read Amazon's text, look the order up in Seller Central, correct what is wrong, then retry or mark it as solved."
    }
}

/// A rule: any of these codes, or any of these fragments in the text, both without case and blanks.
type Rule = (
    RefusalCause,
    &'static [&'static str],
    &'static [&'static str],
);

/// The first rule that fits counts: what is more telling comes first.
const RULES: &[Rule] = &[
    // Codes of our own come first: their texts are ours too.
    (RefusalCause::ItemCancelled, &["order_cancelled"], &[]),
    (RefusalCause::ShippedMeanwhile, &["order_shipped"], &[]),
    (
        RefusalCause::Missing,
        &[
            "not_at_amazon",
            "not_in_report",
            "no_report",
            "feed_cancelled",
        ],
        &[],
    ),
    (RefusalCause::NotSendable, &["not_sendable"], &[]),
    (
        RefusalCause::ItemCancelled,
        &[],
        &["nonexistentorderitem", "failedtofindorderitemlist"],
    ),
    (
        RefusalCause::ConcurrentChange,
        &[],
        &["invalidpackageversion"],
    ),
    (
        RefusalCause::TooManyEdits,
        &[],
        &["maximumnumberofallowedupdates"],
    ),
    (
        RefusalCause::AlreadyShipped,
        &["18021"],
        &[
            "packagetoupdatenotfound",
            "unabletofindpackagetoupdate",
            "orderalreadyfulfilled",
            "alreadybeenfulfilled",
            "alreadyshipped",
            "notfindingamatchingpackage",
            "largerthanthefulfillablequantity",
        ],
    ),
    (
        RefusalCause::TrackingFormat,
        &[],
        &["doesnotmatchtheexpectedformat"],
    ),
    (RefusalCause::PackageReference, &[], &["packagereferenceid"]),
    (
        RefusalCause::WrongItem,
        &[],
        &["orderitemidisinvalid", "invalidorderitemid"],
    ),
    (
        RefusalCause::OrderUnknown,
        &["18028", "notfound", "resourcenotfound"],
        &["orderidnotfound", "ordernotfound"],
    ),
    (
        RefusalCause::CarrierUnknown,
        &[],
        &[
            "invalidcarrier",
            "carriercodeisinvalid",
            "carriercodeisrequired",
            "carriernameisrequired",
        ],
    ),
    (
        RefusalCause::ShipFrom,
        &[],
        &["ship-from", "shipfrom", "supplysource"],
    ),
    (
        RefusalCause::Document,
        &["25441", "50001", "fatal"],
        &["ill-formed", "unabletoprocessthexmlfeed"],
    ),
    (
        RefusalCause::Incomplete,
        &["missingparameter"],
        &["incompleteorinvalid"],
    ),
    (
        RefusalCause::InvalidInput,
        &["invalidinput", "invalidparametervalue"],
        &["invalidinput"],
    ),
];

/// What Amazon's code and text mean.
pub fn cause(code: &str, text: &str) -> RefusalCause {
    let (code, text) = (squeezed(code), squeezed(text));
    let ruled = RULES.iter().find(|(_, codes, fragments)| {
        codes.contains(&code.as_str()) || fragments.iter().any(|part| text.contains(part))
    });
    match ruled {
        Some((cause, _, _)) => *cause,
        // The family of problems with the document as a whole.
        None if code
            .parse()
            .is_ok_and(|code: u32| (5_000..6_000).contains(&code)) =>
        {
            RefusalCause::Document
        }
        None => RefusalCause::Unknown,
    }
}

/// Amazon writes codes with and without blanks, in any case.
fn squeezed(text: &str) -> String {
    let letters = text.chars().filter(|c| !c.is_whitespace());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_explained() {
        use RefusalCause::*;
        for (code, text, meant) in [
            (
                "InvalidInput",
                "PackageReferenceId: is invalid, must be a positive numeric value",
                PackageReference,
            ),
            (
                "InvalidInput",
                "OrderItemId is invalid, obtain it through getOrderItems",
                WrongItem,
            ),
            (
                "InvalidInput",
                "Failed to create package. errorCode=GeneralError: Unable to find package to update for order 1",
                AlreadyShipped,
            ),
            (
                "Invalid Input",
                "not finding a matching package or order already fulfilled",
                AlreadyShipped,
            ),
            (
                "InvalidInput",
                "x PackageToUpdateNotFound y",
                AlreadyShipped,
            ),
            (
                "InvalidInput",
                "ErrorCode: NonexistentOrderItem, failed to find order item list by order ID",
                ItemCancelled,
            ),
            ("InvalidInput", "InvalidPackageVersion", ConcurrentChange),
            (
                "InvalidInput",
                "You reached the maximum number of allowed updates.",
                TooManyEdits,
            ),
            (
                "InvalidInput",
                "The Tracking ID 1 does not match the expected format for the carrier UPS",
                TrackingFormat,
            ),
            ("Invalid Input", "", InvalidInput),
            ("", "Invalid Input", InvalidInput),
            ("NotFound", "Order not found", OrderUnknown),
            ("18021", "any text", AlreadyShipped),
            ("18028", "any text", OrderUnknown),
            ("18099", "any text", Unknown),
            ("25441", "AmazonOrderID", Document),
            ("5001", "XML parsing error", Document),
            ("50001", "", Document),
            (
                "1",
                "The feed is ill-formed at the Amazon Envelope XML level at (or near) line 1, column 2",
                Document,
            ),
            (
                "2",
                "We were unable to process the XML feed because one or more items are invalid",
                Document,
            ),
            (
                "3",
                "The data you submitted is incomplete or invalid.",
                Incomplete,
            ),
            ("order_cancelled", "any text", ItemCancelled),
            ("order_shipped", "any text", ShippedMeanwhile),
            ("not_at_amazon", "any text", Missing),
            ("not_in_report", "any text", Missing),
            ("no_report", "any text", Missing),
            ("feed_cancelled", "any text", Missing),
            ("FATAL", "any text", Document),
            ("not_sendable", "any text", NotSendable),
            ("4", "The ship-from address is missing", ShipFrom),
            ("90000", "Something new", Unknown),
            ("", "", Unknown),
            ("\u{1b}[31m", "\u{0}\u{202e}", Unknown),
        ] {
            assert_eq!(cause(code, text), meant, "{code}: {text}");
        }
    }

    #[test]
    fn every_cause_has_sentences() {
        for cause in RefusalCause::ALL {
            for sentence in [cause.meaning(), cause.advice()] {
                assert!(sentence.ends_with('.') && sentence.len() > 20, "{cause:?}");
            }
        }
    }
}
