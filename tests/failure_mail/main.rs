//! E-mail about what Amazon refused: a real engine by schedule, and a mail server made by hand that records, refuses or hangs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod server;

use futures_util::future::BoxFuture;
use orderdeck::client::Client;
use orderdeck::clock::{Clock, SeededEntropy};
use orderdeck::domain::account::Account;
use orderdeck::domain::carrier::Carrier;
use orderdeck::domain::ids::{AccountId, Location, NoticeId, OrderNumber, PickingNumber};
use orderdeck::domain::marketplace::Region;
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::domain::notice::{Content, Notice, Place, Refusal, Step};
use orderdeck::domain::order::OrderKey;
use orderdeck::domain::shipment::{PackageReference, Shipment, ShippedItem};
use orderdeck::engine::{Engine, EngineSettings, MailSettings, Who};
use orderdeck::protocol::status::StatusReport;
use orderdeck::protocol::{FailureCode, Reply, Request};
use orderdeck::store::{Store, StorePlace};
use server::{Manner, SmtpServer};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tempfile::TempDir;

/// A clock that only a test moves; sleepers wake when it has moved far enough.
struct HandClock {
    now: Arc<AtomicI64>,
    moved: Arc<tokio::sync::Notify>,
}

impl HandClock {
    fn new() -> Arc<HandClock> {
        Arc::new(HandClock {
            now: Arc::new(AtomicI64::new(noon().as_millis())),
            moved: Arc::default(),
        })
    }

    fn advance(&self, span: Span) {
        self.now.fetch_add(span.as_millis(), Ordering::SeqCst);
        self.moved.notify_waiters();
    }
}

impl Clock for HandClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.now.load(Ordering::SeqCst))
    }

    fn sleep(&self, span: Span) -> BoxFuture<'static, ()> {
        let (now, moved) = (self.now.clone(), self.moved.clone());
        let until = now.load(Ordering::SeqCst) + span.as_millis();
        Box::pin(async move {
            // As that of the system, it is never over at once.
            tokio::task::yield_now().await;
            loop {
                let waiting = moved.notified();
                tokio::pin!(waiting);
                waiting.as_mut().enable();
                if now.load(Ordering::SeqCst) >= until {
                    return;
                }
                waiting.await;
            }
        })
    }
}

fn noon() -> Moment {
    Moment::parse("2026-11-22T12:00:00Z").unwrap()
}

fn account() -> Account {
    Account {
        id: AccountId(1),
        name: "EU".into(),
        region: Region::Eu,
        seller_id: "A1".into(),
        marketplaces: Vec::new(),
        team: "Amazon".into(),
        salesperson: None,
        location: Location("Amazon".into()),
        endpoint: None,
        lwa_endpoint: None,
        // It calls nobody.
        archived: true,
        import_shipped_elsewhere: true,
        other_channels_are_sales: false,
        sync_interval: Span::minutes(5),
        registered: noon(),
        secret_entered: noon(),
        authorised: noon(),
    }
}

fn failed(number: u32, text: &str) -> Notice {
    let reference = format!("302-1234567-{number:07}").parse().unwrap();
    Notice {
        id: NoticeId(u64::from(number)),
        account: AccountId(1),
        order: OrderKey {
            purchased: noon(),
            number: OrderNumber(number),
        },
        reference,
        content: Content::Shipment {
            picking: PickingNumber(number),
            shipment: Shipment {
                order: reference,
                package: PackageReference::new(1).unwrap(),
                carrier: Carrier::Own("Bike".to_owned()),
                shipping_method: String::new(),
                tracking: format!("JJD{number}"),
                shipped: noon(),
                items: vec![ShippedItem {
                    item: "12345678901234".into(),
                    quantity: 1.try_into().unwrap(),
                }],
            },
        },
        step: Step::Failed {
            at: noon(),
            in_doubt: false,
        },
        queued: noon(),
        send_from: noon(),
        attempts: 1,
        generation: 0,
        refusal: Some(Refusal {
            at: noon(),
            code: "InvalidInput".to_owned(),
            text: text.to_owned(),
        }),
        mailed: false,
    }
}

struct House {
    folder: TempDir,
    clock: Arc<HandClock>,
    mail: MailSettings,
    running: Option<(Engine, Client)>,
}

impl House {
    /// A store with these refusals and no engine yet.
    fn new(mail: MailSettings, notices: &[Notice]) -> House {
        let house = House {
            folder: tempfile::tempdir().unwrap(),
            clock: HandClock::new(),
            mail,
            running: None,
        };
        house.put(notices);
        house
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn outbox(&self) -> PathBuf {
        self.data().join("outbox")
    }

    fn store(&self) -> Store {
        let place = StorePlace::of(&self.data());
        Store::open(place, self.clock.now(), Arc::new(SeededEntropy::new(9))).unwrap()
    }

    fn put(&self, notices: &[Notice]) {
        let store = self.store();
        store
            .write(|w| {
                w.put_account(&account())?;
                notices.iter().try_for_each(|n| w.put_notice(n))
            })
            .unwrap();
        store.close().unwrap();
    }

    /// Which of the failed notices an e-mail told of.
    fn mailed(&self) -> Vec<u64> {
        let store = self.store();
        let failed = store
            .read(|r| r.notices_at(Place::Failed, AccountId(1)))
            .unwrap();
        store.close().unwrap();
        failed.iter().filter(|n| n.mailed).map(|n| n.id.0).collect()
    }

    async fn start(&mut self) {
        let settings = EngineSettings {
            data_dir: self.data(),
            schedule: true,
            deliveries: Default::default(),
            mail: self.mail.clone(),
            documents: Default::default(),
            clock: self.clock.clone(),
            entropy: Arc::new(SeededEntropy::new(1)),
        };
        let engine = Engine::start(settings).await.unwrap();
        let client = engine.client(Who {
            name: "tester".to_owned(),
        });
        self.running = Some((engine, client));
    }

    async fn stop(&mut self) {
        let (engine, client) = self.running.take().unwrap();
        drop(client);
        engine.stop().await;
    }

    async fn ask(&self, request: Request) -> Result<Reply, orderdeck::protocol::Failure> {
        self.running.as_ref().unwrap().1.call(request).await
    }

    async fn status(&self) -> StatusReport {
        match self.ask(Request::Status).await.unwrap() {
            Reply::Status(status) => *status,
            other => panic!("{other:?}"),
        }
    }

    async fn activity(&self) -> Vec<String> {
        match self
            .ask(Request::Activity {
                before: None,
                limit: 50,
            })
            .await
            .unwrap()
        {
            Reply::Activity(page) => page.entries.into_iter().map(|e| e.what).collect(),
            other => panic!("{other:?}"),
        }
    }

    /// Lets time pass minute by minute, each with a little real time to act in.
    async fn minutes(&self, minutes: i64) {
        for _ in 0..minutes {
            self.clock.advance(Span::minutes(1));
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }
}

/// Waits in real time until something is so.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..500 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never: {what}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

fn smtp(server: &SmtpServer) -> MailSettings {
    toml::from_str(&format!(
        "server = \"127.0.0.1\"\nport = {}\ntls = \"none-on-loopback\"\nfrom = \"Shop <shop@example.com>\"\nto = [\"ops@example.com\", \"Eva <eva@example.com>\"]",
        server.port()
    ))
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_e_mail_tells_of_all_failures_and_none_twice() {
    let server = SmtpServer::start(Manner::Takes).await;
    let three = [
        failed(1, "The carrier is unknown"),
        failed(2, "No such thing"),
        failed(3, "No\r\n.\r\nBcc: x@y.example"),
    ];
    let mut house = House::new(smtp(&server), &three);
    house.start().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(server.mails().is_empty(), "it waits for others first");
    house.minutes(1).await;
    until("an e-mail", async || server.mails().len() == 1).await;
    let mail = server.mails().remove(0);
    assert_eq!(mail.from, "shop@example.com");
    assert_eq!(mail.to, ["ops@example.com", "eva@example.com"]);
    let (head, body) = mail.parts();
    assert!(
        head.contains("Subject: orderdeck: Amazon did not accept 3 shipments"),
        "{head}"
    );
    assert!(
        head.contains("Date: Sun, 22 Nov 2026 12:01:00 +0000"),
        "{head}"
    );
    assert!(head.contains("Auto-Submitted: auto-generated"), "{head}");
    assert!(!head.contains("Bcc"), "{head}");
    for part in [
        "302-1234567-0000001",
        "WH/OUT/00003",
        "Bike",
        "JJD2",
        "InvalidInput: The carrier is unknown",
        "Meaning",
        "Advice",
    ] {
        assert!(body.contains(part), "{part:?} is not in {body}");
    }
    until("marked", async || {
        house
            .activity()
            .await
            .iter()
            .any(|e| e.contains("3 shipments"))
    })
    .await;
    house.minutes(90).await;
    house.stop().await;
    assert_eq!(house.mailed(), [1, 2, 3]);

    // Another start, another failure: only that one is told.
    house.put(&[failed(4, "Something else")]);
    house.start().await;
    house.minutes(90).await;
    until("a second e-mail", async || server.mails().len() == 2).await;
    let (_, body) = server.mails()[1].parts();
    assert!(
        body.contains("302-1234567-0000004") && !body.contains("0000001"),
        "{body}"
    );
    house.stop().await;
    assert_eq!(house.mailed(), [1, 2, 3, 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_that_never_cease_do_not_put_it_off() {
    let server = SmtpServer::start(Manner::Takes).await;
    let mut house = House::new(smtp(&server), &[failed(1, "no")]);
    house.start().await;
    until("an e-mail while everybody packs", async || {
        let picking = PickingNumber(9);
        house
            .ask(Request::PickingRelease { picking })
            .await
            .unwrap();
        house.clock.advance(Span::seconds(1));
        server.mails().len() == 1
    })
    .await;
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_refuses_is_tried_again_with_growing_pauses() {
    let server = SmtpServer::start(Manner::Refuses).await;
    let mut house = House::new(smtp(&server), &[failed(1, "no")]);
    house.start().await;
    house.minutes(1).await;
    until("a try", async || server.tries() == 1).await;
    until("a problem", async || {
        house
            .status()
            .await
            .problems
            .iter()
            .any(|p| p.code == "mail")
    })
    .await;
    let problem = house
        .status()
        .await
        .problems
        .into_iter()
        .find(|p| p.code == "mail")
        .unwrap();
    assert!(problem.message.contains("451"), "{}", problem.message);
    until("an entry", async || {
        let entries = house.activity().await;
        entries.iter().any(|e| e.contains("was not delivered"))
    })
    .await;
    // 1, 2, 4, 8, 16 minutes.
    house.minutes(32).await;
    let tries = server.tries();
    assert!((4..=6).contains(&tries), "{tries} tries in half an hour");
    assert!(server.mails().is_empty());
    server.behave(Manner::Takes);
    house.minutes(60).await;
    until("an e-mail", async || server.mails().len() == 1).await;
    until("no problem", async || {
        house
            .status()
            .await
            .problems
            .iter()
            .all(|p| p.code != "mail")
    })
    .await;
    house.stop().await;
    assert_eq!(house.mailed(), [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_holds_up_nothing() {
    let server = SmtpServer::start(Manner::Hangs).await;
    let mut house = House::new(smtp(&server), &[failed(1, "no")]);
    house.start().await;
    house.minutes(1).await;
    until("a try", async || server.tries() == 1).await;
    let begun = std::time::Instant::now();
    house.status().await;
    house.stop().await;
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    assert!(house.mailed().is_empty(), "it is told after the next start");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_it_lies_in_the_outbox() {
    let mut house = House::new(
        MailSettings::default(),
        &[failed(1, "Łódź: \u{202e}not\u{1b}[31m accepted")],
    );
    house.start().await;
    house.minutes(1).await;
    until("a file", async || files(&house.outbox()).len() == 1).await;
    house.minutes(60).await;
    house.stop().await;
    let files = files(&house.outbox());
    assert_eq!(files.len(), 1, "{files:?}");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&house.outbox()), mode(&files[0])), (0o700, 0o600));
    assert_eq!(files[0].extension().unwrap(), "eml");
    let text = std::fs::read(&files[0]).unwrap();
    assert!(!text.contains(&0x1b));
    assert_eq!(house.mailed(), [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_e_mail_says_what_became_of_it() {
    let server = SmtpServer::start(Manner::Takes).await;
    let mut house = House::new(smtp(&server), &[]);
    house.start().await;
    let Reply::Mail(mail) = house.ask(Request::MailTest).await.unwrap() else {
        panic!("another answer");
    };
    assert_eq!((mail.to.len(), mail.file), (2, None));
    assert_eq!(server.mails().len(), 1);
    server.behave(Manner::Refuses);
    let refused = house.ask(Request::MailTest).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Mail);
    assert!(refused.message.contains("451"), "{refused}");
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_goes_only_where_it_should() {
    let server = SmtpServer::start(Manner::WantsLogin).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    std::fs::write(&file, "hunter2 with blanks\n").unwrap();
    let mut settings = smtp(&server);
    if let Some(of) = &mut settings.server {
        of.login = Some(("shop".to_owned(), file.clone()));
    }
    let mut house = House::new(settings, &[]);
    house.start().await;
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let refused = house.ask(Request::MailTest).await.unwrap_err();
    assert!(refused.message.contains("mode 0644"), "{refused}");
    assert_eq!(server.tries(), 0);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    house.ask(Request::MailTest).await.unwrap();
    assert_eq!(
        server.mails()[0].login.as_deref(),
        Some("\0shop\0hunter2 with blanks")
    );
    std::fs::write(&file, "wrong\n").unwrap();
    let refused = house.ask(Request::MailTest).await.unwrap_err();
    assert!(
        refused.message.contains("535") && !refused.message.contains("wrong"),
        "{refused}"
    );
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_told_without_repeating() {
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = unused.local_addr().unwrap().port();
    drop(unused);
    let settings = format!(
        "server = \"127.0.0.1\"\nport = {port}\ntls = \"none-on-loopback\"\nfrom = \"shop@example.com\"\nto = [\"ops@example.com\"]"
    );
    let mut house = House::new(toml::from_str(&settings).unwrap(), &[]);
    house.start().await;
    let refused = house.ask(Request::MailTest).await.unwrap_err();
    let parts: Vec<&str> = refused.message.split(": ").collect();
    let mut once = parts.clone();
    once.dedup();
    assert_eq!(parts, once);
    assert!(
        refused
            .message
            .starts_with(&format!("The mail server 127.0.0.1:{port}: "))
            && refused.message.contains("refused"),
        "{refused}"
    );
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_in_the_clear_where_tls_is_wanted() {
    for tls in ["implicit", "starttls"] {
        let server = SmtpServer::start(Manner::Takes).await;
        let settings = format!(
            "server = \"127.0.0.1\"\nport = {}\ntls = \"{tls}\"\nfrom = \"shop@example.com\"\nto = [\"ops@example.com\"]",
            server.port()
        );
        let mut house = House::new(toml::from_str(&settings).unwrap(), &[]);
        house.start().await;
        // The server offers no TLS.
        let asked = tokio::time::timeout(Duration::from_secs(20), house.ask(Request::MailTest));
        if let Ok(answer) = asked.await {
            assert_eq!(answer.unwrap_err().code, FailureCode::Mail, "{tls}");
        }
        assert!(server.mails().is_empty());
        assert!(
            !server.heard().contains("MAIL FROM"),
            "{tls}: {}",
            server.heard()
        );
        house.stop().await;
    }
}
