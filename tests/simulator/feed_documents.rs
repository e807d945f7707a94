//! Documents: the signed addresses, and what they refuse.

use serde_json::json;

use crate::feed_caller::{DOCUMENTS, FULFILMENT, XML, shipping};
use crate::model::validator;
use crate::world::{Answer, EU, NA, World};

const MODEL: &str = include_str!("../data/spapi/feeds_2021-06-30.json");

#[tokio::test]
async fn documents_are_made_as_the_model_says() {
    let world = World::new().await;
    let made = validator(MODEL, "CreateFeedDocumentResponse");
    let errors = validator(MODEL, "ErrorList");
    let answer = world
        .post(EU, DOCUMENTS, &json!({"contentType": XML}))
        .await;
    assert_eq!((answer.status, answer.limit.as_deref()), (201, Some("0.5")));
    assert!(made.is_valid(&answer.body), "{}", answer.text);
    let url = answer.body["url"].as_str().unwrap();
    assert!(url.starts_with(&world.sim.base_url()), "{url}");
    for body in [
        json!({}),
        json!({"contentType": 7}),
        json!({"contentType": ""}),
        json!({"contentType": "xml"}),
    ] {
        let answer = world.post(EU, DOCUMENTS, &body).await;
        assert_eq!((answer.status, answer.code()), (400, "InvalidInput"));
        assert!(errors.is_valid(&answer.body), "{}", answer.text);
    }
}

#[tokio::test]
async fn an_address_takes_one_document_of_its_type() {
    let world = World::new().await;
    let (_, url) = world.new_document(EU).await;
    let put = async |kind: &str, address: &str| {
        let request = world.http.put(address).header("content-type", kind);
        Answer::read(request.body("<a/>").send().await.unwrap()).await
    };
    for kind in [
        "text/xml; charset=utf-8",
        "text/xml;charset=UTF-8",
        "text/xml",
    ] {
        let answer = put(kind, &url).await;
        assert_eq!(answer.status, 403, "{kind}");
        assert!(answer.text.contains("<Code>SignatureDoesNotMatch</Code>"));
    }
    let forged = format!("{}0", &url[..url.len() - 1]);
    let forged = if forged == url {
        url.replace("=", "=1")
    } else {
        forged
    };
    assert!(
        put(XML, &forged)
            .await
            .text
            .contains("SignatureDoesNotMatch")
    );
    let read = Answer::read(world.http.get(&url).send().await.unwrap()).await;
    assert_eq!(read.status, 403, "an address to send is none to fetch");
    let with_token = world.http.put(&url).header("content-type", XML);
    let with_token = with_token.header("x-amz-access-token", &world.tokens[EU]);
    let with_token = with_token.body("<a/>").send().await.unwrap();
    assert_eq!(with_token.status().as_u16(), 403);
    assert_eq!(put(XML, &url).await.status, 200);
    let again = put(XML, &url).await;
    assert_eq!(again.status, 403);
    assert!(again.text.contains("AccessDenied"), "{}", again.text);
}

#[tokio::test]
async fn an_address_is_good_for_five_minutes() {
    let world = World::new().await;
    let (_, first) = world.new_document(EU).await;
    let (_, second) = world.new_document(EU).await;
    world.step(300);
    assert_eq!(world.upload(&first, "<a/>").await.status, 200);
    world.step(1);
    let late = world.upload(&second, "<a/>").await;
    assert_eq!(late.status, 403);
    assert!(late.text.contains("Request has expired"), "{}", late.text);
}

#[tokio::test]
async fn documents_come_with_their_length_and_below_ten_mebibytes() {
    let world = World::new().await;
    let (_, url) = world.new_document(EU).await;
    let authority = url.split('/').nth(2).unwrap();
    let path = url.split_once(authority).unwrap().1;
    let chunked = format!(
        "PUT {path} HTTP/1.1\r\nHost: {authority}\r\nContent-Type: {XML}\r\nTransfer-Encoding: chunked\r\n\
         Connection: close\r\n\r\n4\r\n<a/>\r\n0\r\n\r\n"
    );
    let answer = raw(authority, &chunked).await;
    assert!(answer.starts_with("HTTP/1.1 501"), "{answer}");
    let bare = format!(
        "PUT {path} HTTP/1.1\r\nHost: {authority}\r\nContent-Type: {XML}\r\nConnection: close\r\n\r\n"
    );
    let answer = raw(authority, &bare).await;
    assert!(answer.starts_with("HTTP/1.1 411"), "{answer}");
    let large = world.upload(&url, &"x".repeat(10 * 1024 * 1024 + 1)).await;
    assert_eq!(large.status, 400);
    assert!(large.text.contains("EntityTooLarge"));
    assert_eq!(world.upload(&url, "<a/>").await.status, 200);
}

async fn raw(authority: &str, request: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(authority).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn documents_are_read_by_their_owner_for_a_while() {
    let world = World::with(|settings| settings.token_life = chrono::Duration::days(90)).await;
    world.german_orders(1);
    let read = validator(MODEL, "FeedDocument");
    let feed = world.feed(FULFILMENT, &shipping(1)).await;
    world.step(180);
    let report = world.look(&feed).await["resultFeedDocumentId"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("{DOCUMENTS}/{report}");
    let answer = world.get(EU, &path).await;
    assert_eq!(
        (answer.status, answer.limit.as_deref()),
        (200, Some("0.0222"))
    );
    assert!(read.is_valid(&answer.body), "{}", answer.text);
    assert_eq!(world.get(NA, &path).await.status, 404);
    assert_eq!(
        world.get(EU, &format!("{DOCUMENTS}/nothing")).await.status,
        404
    );
    let odd = format!("{path}?enableContentEncodingUrlHeader=maybe");
    assert_eq!(world.get(EU, &odd).await.status, 400);
    let url = answer.body["url"].as_str().unwrap();
    let fetch = async || world.http.get(url).send().await.unwrap().status().as_u16();
    assert_eq!((fetch().await, fetch().await), (200, 200));
    let bearing = world.http.get(url);
    let bearing = bearing.header("x-amz-access-token", &world.tokens[EU]);
    assert_eq!(bearing.send().await.unwrap().status().as_u16(), 403);
    world.step(301);
    assert_eq!(fetch().await, 403);
    world.step(28 * 24 * 3600 - 302);
    assert_eq!(world.get(EU, &path).await.status, 200);
    world.step(2);
    assert_eq!(world.get(EU, &path).await.status, 404);
}
