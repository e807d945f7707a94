//! A caller that writes, sends and follows feeds, on its own terms.

use std::io::Read as _;

use reqwest::Method;
use serde_json::{Value, json};

use crate::parcels::{DE, FIRST, SECOND, id};
use crate::world::{Answer, EU, World, escape};

pub const DOCUMENTS: &str = "/feeds/2021-06-30/documents";
pub const FEEDS: &str = "/feeds/2021-06-30/feeds";
pub const XML: &str = "text/xml; charset=UTF-8";
pub const FULFILMENT: &str = "POST_ORDER_FULFILLMENT_DATA";
pub const ACKNOWLEDGEMENT: &str = "POST_ORDER_ACKNOWLEDGEMENT_DATA";
/// Merchant token of the first seller.
const MERCHANT: &str = "A2NORDLICHT9EU";

/// A whole feed of messages that are already written.
pub fn envelope(kind: &str, messages: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <AmazonEnvelope xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"amzn-envelope.xsd\">\n\
         <Header><DocumentVersion>1.01</DocumentVersion><MerchantIdentifier>{MERCHANT}</MerchantIdentifier></Header>\n\
         <MessageType>{kind}</MessageType>\n{messages}</AmazonEnvelope>"
    )
}

pub fn item(code: &str, units: i64) -> String {
    format!(
        "<Item><AmazonOrderItemCode>{code}</AmazonOrderItemCode><Quantity>{units}</Quantity></Item>"
    )
}

/// A message that tells of a package of an order.
pub fn parcel(message: u32, order_id: &str, reference: &str, items: &str) -> String {
    format!(
        "<Message><MessageID>{message}</MessageID><OrderFulfillment><AmazonOrderID>{order_id}</AmazonOrderID>\
         <MerchantFulfillmentID>{reference}</MerchantFulfillmentID>\
         <FulfillmentDate>2026-11-18T11:30:00+00:00</FulfillmentDate>\
         <FulfillmentData><CarrierCode>DHL-Paket</CarrierCode><ShippingMethod>Paket</ShippingMethod>\
         <ShipperTrackingNumber>0034043400000{message}</ShipperTrackingNumber></FulfillmentData>{items}\
         </OrderFulfillment></Message>\n"
    )
}

/// A feed that ships test orders 1 to `count` whole.
pub fn shipping(count: u32) -> String {
    let items = item(FIRST, 3) + &item(SECOND, 1);
    let messages: String = (1..=count)
        .map(|number| parcel(number, &id(number), "1", &items))
        .collect();
    envelope("OrderFulfillment", &messages)
}

/// A message that cancels items of an order.
pub fn cancelling(message: u32, order_id: &str, reason: &str, codes: &[&str]) -> String {
    let item = |code: &&str| {
        format!(
            "<Item><AmazonOrderItemCode>{code}</AmazonOrderItemCode><CancelReason>{reason}</CancelReason></Item>"
        )
    };
    let items: String = codes.iter().map(item).collect();
    format!(
        "<Message><MessageID>{message}</MessageID><OrderAcknowledgement><AmazonOrderID>{order_id}</AmazonOrderID>\
         <StatusCode>Failure</StatusCode>{items}</OrderAcknowledgement></Message>\n"
    )
}

/// A report, taken apart by another parser than the one that any client here uses.
#[derive(Debug)]
pub struct Report {
    pub transaction: String,
    pub status: String,
    /// Processed, successful, with error, with warning.
    pub counts: [u32; 4],
    /// Message, result code, message code, description, order id.
    pub results: Vec<(u32, String, String, String, String)>,
}

impl Report {
    pub fn read(text: &str) -> Self {
        let document = roxmltree::Document::parse(text).unwrap();
        let all = |name: &'static str| {
            let found = document.descendants();
            found.filter(move |node| node.has_tag_name(name))
        };
        let one = |name: &'static str| all(name).next().unwrap().text().unwrap().to_owned();
        let result = |node: roxmltree::Node<'_, '_>| {
            let text = |name: &str| {
                let found = node.descendants().find(|child| child.has_tag_name(name));
                found
                    .and_then(|child| child.text())
                    .unwrap_or_default()
                    .to_owned()
            };
            (
                text("MessageID").parse().unwrap(),
                text("ResultCode"),
                text("ResultMessageCode"),
                text("ResultDescription"),
                text("AmazonOrderID"),
            )
        };
        Self {
            transaction: one("DocumentTransactionID"),
            status: one("StatusCode"),
            counts: [
                "MessagesProcessed",
                "MessagesSuccessful",
                "MessagesWithError",
                "MessagesWithWarning",
            ]
            .map(|name| one(name).parse().unwrap()),
            results: all("Result").map(result).collect(),
        }
    }

    /// Messages and codes of all errors.
    pub fn errors(&self) -> Vec<(u32, &str)> {
        let errors = self.results.iter().filter(|result| result.1 == "Error");
        errors.map(|result| (result.0, result.2.as_str())).collect()
    }
}

impl World {
    /// Asks for a document; its id and the address to send it to.
    pub async fn new_document(&self, seller: usize) -> (String, String) {
        let answer = self
            .post(seller, DOCUMENTS, &json!({"contentType": XML}))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let text = |name: &str| answer.body[name].as_str().unwrap().to_owned();
        (text("feedDocumentId"), text("url"))
    }

    pub async fn upload(&self, url: &str, content: &str) -> Answer {
        let request = self.http.put(url).header("content-type", XML);
        Answer::read(request.body(content.to_owned()).send().await.unwrap()).await
    }

    /// A document that is sent and not used yet.
    pub async fn document(&self, seller: usize, content: &str) -> String {
        let (document, url) = self.new_document(seller).await;
        assert_eq!(self.upload(&url, content).await.status, 200);
        document
    }

    pub async fn create_feed(&self, seller: usize, kind: &str, document: &str) -> Answer {
        let marketplaces = self.sim.sellers()[seller].marketplaces.clone();
        let body = json!({"feedType": kind, "marketplaceIds": marketplaces, "inputFeedDocumentId": document});
        self.post(seller, FEEDS, &body).await
    }

    /// Sends a feed of the first seller; its id.
    pub async fn feed(&self, kind: &str, content: &str) -> String {
        let document = self.document(EU, content).await;
        let answer = self.create_feed(EU, kind, &document).await;
        assert_eq!(answer.status, 202, "{}", answer.text);
        answer.body["feedId"].as_str().unwrap().to_owned()
    }

    pub async fn look(&self, feed: &str) -> Value {
        let answer = self.get(EU, &format!("{FEEDS}/{feed}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body
    }

    pub async fn feed_status(&self, feed: &str) -> String {
        let body = self.look(feed).await;
        body["processingStatus"].as_str().unwrap().to_owned()
    }

    /// The bytes of a document.
    pub async fn fetch(&self, document: &str) -> Vec<u8> {
        let path = format!("{DOCUMENTS}/{}", escape(document));
        let answer = self.get(EU, &path).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let url = answer.body["url"].as_str().unwrap();
        let response = self.http.get(url).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        let bytes = response.bytes().await.unwrap();
        if answer.body["compressionAlgorithm"] != "GZIP" {
            return bytes.to_vec();
        }
        let mut content = Vec::new();
        let mut decoder = flate2::read::GzDecoder::new(bytes.as_ref());
        decoder.read_to_end(&mut content).unwrap();
        content
    }

    /// Sends a feed of the first seller, waits for its end and reads its report: status and report.
    pub async fn run_feed(&self, kind: &str, content: &str) -> (String, Report) {
        let feed = self.feed(kind, content).await;
        self.step(180);
        let body = self.look(&feed).await;
        let report = body["resultFeedDocumentId"].as_str().unwrap();
        let text = String::from_utf8(self.fetch(report).await).unwrap();
        let report = Report::read(&text);
        assert_eq!(report.transaction, feed);
        (
            body["processingStatus"].as_str().unwrap().to_owned(),
            report,
        )
    }

    /// Cancels a feed of the first seller.
    pub async fn cancel_feed(&self, feed: &str) -> Answer {
        self.delete(EU, &format!("{FEEDS}/{feed}")).await
    }

    /// Sends what should be refused; status.
    pub async fn status_of(&self, method: Method, path: &str) -> u16 {
        let sent = self.send(EU, method, path, None).await;
        sent.unwrap().status().as_u16()
    }

    /// Test orders 1 to `count` in the German marketplace.
    pub fn german_orders(&self, count: u32) {
        self.stock_orders(EU, DE, count);
    }
}
