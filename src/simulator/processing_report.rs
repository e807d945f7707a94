//! The report that Amazon writes of a feed.

/// One finding of a report. Messages without one went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// 0 for the feed as a whole.
    pub(crate) message: u64,
    /// An error; otherwise a warning.
    pub(crate) error: bool,
    pub(crate) code: String,
    pub(crate) text: String,
    /// The order and the item that it is about.
    pub(crate) order_id: Option<String>,
    pub(crate) item_id: Option<String>,
}

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) processed: usize,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
}

/// The report as XML. `transaction` is the feed's id, `merchant` the seller's.
pub(crate) fn write(
    merchant: &str,
    transaction: &str,
    status: &str,
    summary: Summary,
    findings: &[Finding],
) -> String {
    let results: String = findings.iter().map(result).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <AmazonEnvelope xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"amzn-envelope.xsd\">\n\
         <Header><DocumentVersion>1.02</DocumentVersion><MerchantIdentifier>{}</MerchantIdentifier></Header>\n\
         <MessageType>ProcessingReport</MessageType>\n\
         <Message><MessageID>1</MessageID>\n\
         <ProcessingReport>\n\
         <DocumentTransactionID>{transaction}</DocumentTransactionID>\n\
         <StatusCode>{status}</StatusCode>\n\
         <ProcessingSummary>\
         <MessagesProcessed>{}</MessagesProcessed>\
         <MessagesSuccessful>{}</MessagesSuccessful>\
         <MessagesWithError>{}</MessagesWithError>\
         <MessagesWithWarning>{}</MessagesWithWarning>\
         </ProcessingSummary>\n\
         {results}\
         </ProcessingReport></Message>\n\
         </AmazonEnvelope>\n",
        escaped(merchant),
        summary.processed,
        summary.processed.saturating_sub(summary.errors),
        summary.errors,
        summary.warnings,
    )
}

fn result(finding: &Finding) -> String {
    let element = |name: &str, value: &Option<String>| match value {
        Some(value) => format!("<{name}>{}</{name}>", escaped(value)),
        None => String::new(),
    };
    let info = element("AmazonOrderID", &finding.order_id)
        + &element("AmazonOrderItemCode", &finding.item_id);
    let info = match info.is_empty() {
        true => info,
        false => format!("<AdditionalInfo>{info}</AdditionalInfo>"),
    };
    format!(
        "<Result><MessageID>{}</MessageID><ResultCode>{}</ResultCode><ResultMessageCode>{}</ResultMessageCode>\
         <ResultDescription>{}</ResultDescription>{info}</Result>\n",
        finding.message,
        if finding.error { "Error" } else { "Warning" },
        escaped(&finding.code),
        escaped(&finding.text),
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // not allowed in XML, whatever is done to it
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            letter => out.push(letter),
        }
    }
    out
}
