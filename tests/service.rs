//! The socket between terminals and an engine: the same contract as in one process, and what only a socket can do wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use orderdeck::cli::session::{Host, HostSettings};
use orderdeck::cli::takeover::Guard;
use orderdeck::client::Client;
use orderdeck::client::attach::{Attached, attach};
use orderdeck::client::place::socket_path;
use orderdeck::client::socket::{Reconnect, connect};
use orderdeck::clock::{SharedClock, SystemClock};
use orderdeck::engine::Who;
use orderdeck::protocol::frame::{Hello, LONGEST_REQUEST};
use orderdeck::protocol::orders::OrderWhy;
use orderdeck::protocol::{Event, Failure, FailureCode, PROTOCOL, Reply, Request};
use orderdeck::service::{Limits, Listener, Sessions, serve};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Mutex, broadcast, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

const SOON: Duration = Duration::from_secs(10);

type Answer = oneshot::Sender<Result<Reply, Failure>>;

/// An engine that knows a few answers, and holds back those to `AccountShow { name: "held" }`.
#[derive(Clone)]
struct FakeEngine {
    events: broadcast::Sender<Event>,
    held: Arc<Mutex<Vec<Answer>>>,
    under_way: Arc<AtomicUsize>,
    people: Arc<std::sync::Mutex<Vec<Who>>>,
}

impl FakeEngine {
    fn new() -> FakeEngine {
        FakeEngine {
            events: broadcast::channel(16).0,
            held: Arc::default(),
            under_way: Arc::default(),
            people: Arc::default(),
        }
    }

    fn client(&self, who: Who) -> Client {
        self.people.lock().unwrap().push(who);
        let (calls, mut asked) = mpsc::channel(8);
        let engine = self.clone();
        tokio::spawn(async move {
            while let Some((request, answer)) = asked.recv().await {
                engine.under_way.fetch_add(1, Ordering::SeqCst);
                engine.answer(request, answer).await;
            }
        });
        Client::new(calls, self.events.clone())
    }

    async fn answer(&self, request: Request, answer: Answer) {
        let result = match request {
            Request::AccountShow { name } if name == "held" => {
                return self.held.lock().await.push(answer);
            }
            Request::AccountShow { name } => Err(Failure::new(
                FailureCode::NotFound,
                format!("There is no account {name}."),
            )
            .hint("Look at the list.")),
            Request::OrderWhy { reference } => Ok(Reply::Why(why(&reference))),
            _ => Ok(Reply::Accounts(Vec::new())),
        };
        let _ = answer.send(result);
    }

    async fn release(&self) {
        for answer in self.held.lock().await.drain(..) {
            let _ = answer.send(Ok(Reply::Accounts(Vec::new())));
        }
    }

    async fn until_under_way(&self, n: usize) {
        until(|| self.under_way.load(Ordering::SeqCst) >= n).await;
    }

    fn sessions(&self) -> Sessions {
        let engine = self.clone();
        Arc::new(move |who| engine.client(who))
    }
}

fn why(reference: &str) -> OrderWhy {
    OrderWhy {
        amazon_order_ref: reference.parse().ok(),
        known: false,
        amazon_status: None,
        channel: None,
        marketplace: None,
        decision: None,
        reason: "Amazon never showed it: “東京”.".to_owned(),
        failure: None,
        last_seen: None,
        number: None,
    }
}

async fn until(mut condition: impl FnMut() -> bool) {
    timeout(SOON, async {
        while !condition() {
            sleep(Duration::from_millis(2)).await;
        }
    })
    .await
    .expect("it never happened");
}

/// A service in a folder of its own.
struct Served {
    _folder: Option<TempDir>,
    path: PathBuf,
    engine: FakeEngine,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Served {
    fn start(limits: Limits) -> Served {
        let folder = tempfile::tempdir().unwrap();
        let path = socket_path(folder.path());
        let mut served = Served::at(&path, limits);
        served._folder = Some(folder);
        served
    }

    fn at(path: &Path, limits: Limits) -> Served {
        let engine = FakeEngine::new();
        let stop = CancellationToken::new();
        let listener = Listener::bind(path).unwrap();
        let serving = tokio::spawn(serve(engine.sessions(), listener, limits, stop.clone()));
        Served {
            _folder: None,
            path: path.to_owned(),
            engine,
            stop,
            serving,
        }
    }

    async fn stop(self) -> Option<TempDir> {
        self.stop.cancel();
        timeout(SOON, self.serving)
            .await
            .expect("it does not stop")
            .unwrap();
        self._folder
    }

    /// A terminal that speaks the lines itself.
    fn raw(&self) -> Raw {
        Raw::connect(&self.path)
    }
}

struct Raw {
    stream: UnixStream,
    lines: BufReader<UnixStream>,
}

impl Raw {
    fn connect(path: &Path) -> Raw {
        let stream = UnixStream::connect(path).unwrap();
        stream.set_read_timeout(Some(SOON)).unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap());
        Raw { stream, lines }
    }

    fn greet(&mut self) {
        let hello = serde_json::to_string(&Hello::ours()).unwrap();
        self.say(&hello);
        let theirs: Hello = serde_json::from_str(&self.hear()).unwrap();
        assert_eq!(theirs.protocol, PROTOCOL);
    }

    fn say(&mut self, line: &str) {
        // It may have hung up already; what it said then is what counts.
        let _ = self.stream.write_all(format!("{line}\n").as_bytes());
    }

    /// The next line; empty at the end.
    fn hear(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap_or(0);
        line.trim_end().to_owned()
    }
}

/// What holds for a client, wherever its engine is.
async fn contract(client: Client, engine: &FakeEngine) {
    // An answer.
    let reference = "302-1234567-7654321".to_owned();
    let reply = client
        .call(Request::OrderWhy {
            reference: reference.clone(),
        })
        .await;
    assert_eq!(reply, Ok(Reply::Why(why(&reference))));

    // A failure, whole.
    let failure = client
        .call(Request::AccountShow {
            name: "none".into(),
        })
        .await
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::NotFound);
    assert_eq!(failure.hint.as_deref(), Some("Look at the list."));

    // A later question is answered before an earlier one that takes long.
    let before = engine.under_way.load(Ordering::SeqCst);
    let slow: Vec<_> = (0..10)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                client
                    .call(Request::AccountShow {
                        name: "held".into(),
                    })
                    .await
            })
        })
        .collect();
    engine.until_under_way(before + 10).await;
    assert_eq!(
        client.call(Request::AccountList).await,
        Ok(Reply::Accounts(Vec::new()))
    );
    assert!(slow.iter().all(|call| !call.is_finished()));
    engine.release().await;
    for call in slow {
        assert!(call.await.unwrap().is_ok());
    }

    // Whoever stops waiting leaves the others alone.
    let given_up = client.call(Request::AccountShow {
        name: "held".into(),
    });
    assert!(timeout(Duration::from_millis(20), given_up).await.is_err());
    engine.release().await;
    assert!(client.call(Request::AccountList).await.is_ok());

    // Events reach everybody who listens, in their order.
    let (mut one, mut two) = (client.events(), client.events());
    until(|| engine.events.send(Event::Failed).is_ok()).await;
    engine
        .events
        .send(Event::Orders {
            revision: 7,
            created: 2,
        })
        .unwrap();
    for events in [&mut one, &mut two] {
        let wanted = Event::Orders {
            revision: 7,
            created: 2,
        };
        let first = timeout(SOON, events.recv()).await.unwrap().unwrap();
        assert_eq!(first, Event::Failed);
        assert_eq!(timeout(SOON, events.recv()).await.unwrap().unwrap(), wanted);
    }

    // A reader that is too slow is told so, and goes on with what is new.
    let mut late = client.events();
    for revision in 0..2_000 {
        let _ = engine.events.send(Event::Orders {
            revision,
            created: 0,
        });
        if revision % 16 == 0 {
            tokio::task::yield_now().await;
        }
    }
    let mut told = false;
    timeout(SOON, async {
        loop {
            match late.recv().await {
                Err(RecvError::Lagged(_)) | Ok(Event::Lagged) => told = true,
                Ok(Event::Orders {
                    revision: 1_999, ..
                }) => break,
                Ok(_) => {}
                Err(RecvError::Closed) => panic!("closed"),
            }
        }
    })
    .await
    .expect("the newest event never came");
    assert!(told, "2000 events can't all have been kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_in_one_process() {
    let engine = FakeEngine::new();
    let who = Who {
        name: "ana".to_owned(),
    };
    contract(engine.client(who), &engine).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_over_the_socket() {
    let served = Served::start(Limits::default());
    let client = connect(&served.path, Reconnect::No).await.unwrap();
    contract(client, &served.engine).await;
    let us = orderdeck::service::peer::ourselves();
    assert_eq!(
        *served.engine.people.lock().unwrap(),
        [us],
        "the system knows who it is"
    );
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_socket_is_private_and_removed() {
    let served = Served::start(Limits::default());
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&served.path), 0o600);
    let path = served.path.clone();
    let folder = served.stop().await;
    assert!(!path.exists());
    drop(folder);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_protocol_is_told_apart() {
    let served = Served::start(Limits::default());
    for hello in [
        r#"{"product":"orderdeck","version":"9.9.9","protocol":99,"pid":1}"#,
        r#"{"product":"something","version":"1","protocol":1,"pid":1}"#,
        "GET / HTTP/1.1",
    ] {
        let mut raw = served.raw();
        raw.say(hello);
        assert!(raw.hear().contains("orderdeck"), "it greets");
        let last = raw.hear();
        assert!(
            last.contains("\"ticket\":0") && last.contains("connection"),
            "{last}"
        );
        assert_eq!(raw.hear(), "", "it hangs up");
    }
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversized_request_ends_the_connection_alone() {
    let served = Served::start(Limits::default());
    let mut other = served.raw();
    other.greet();
    let mut raw = served.raw();
    raw.greet();
    let huge = "x".repeat(LONGEST_REQUEST + 10);
    raw.say(&huge);
    let last = raw.hear();
    assert!(
        last.contains("\"ticket\":0") && last.contains("invalid"),
        "{last}"
    );
    assert_eq!(raw.hear(), "");
    other.say(r#"{"ticket":5,"request":{"do":"account_list"}}"#);
    assert!(other.hear().contains("\"ticket\":5"));
    // Our own client does not even send it, and lives on.
    let client = connect(&served.path, Reconnect::No).await.unwrap();
    let failure = client
        .call(Request::AccountShow { name: huge })
        .await
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::Invalid);
    assert!(client.call(Request::AccountList).await.is_ok());
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_not_known_is_answered_and_not_repeated() {
    let served = Served::start(Limits::default());
    let mut raw = served.raw();
    raw.greet();
    raw.say(r#"{"ticket":3,"request":{"do":"account_add","with":{"hunter2":"hunter2"}}}"#);
    let answer = raw.hear();
    assert!(
        answer.contains("\"ticket\":3") && answer.contains("connection"),
        "{answer}"
    );
    assert!(!answer.contains("hunter2"));
    raw.say(r#"{"ticket":4,"request":{"do":"account_list"}}"#);
    assert!(
        raw.hear().contains("\"ticket\":4"),
        "the connection lives on"
    );
    raw.say("hunter2");
    let last = raw.hear();
    assert!(
        last.contains("\"ticket\":0") && !last.contains("hunter2"),
        "{last}"
    );
    assert_eq!(raw.hear(), "");
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_under_way_are_bounded() {
    let limits = Limits {
        in_flight: 4,
        ..Limits::default()
    };
    let served = Served::start(limits);
    let client = connect(&served.path, Reconnect::No).await.unwrap();
    let calls: Vec<_> = (0..12)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                client
                    .call(Request::AccountShow {
                        name: "held".into(),
                    })
                    .await
            })
        })
        .collect();
    served.engine.until_under_way(4).await;
    sleep(Duration::from_millis(50)).await;
    assert_eq!(served.engine.under_way.load(Ordering::SeqCst), 4);
    for n in [8, 12, 12] {
        served.engine.release().await;
        served.engine.until_under_way(n).await;
    }
    served.engine.release().await;
    for call in calls {
        assert!(call.await.unwrap().is_ok());
    }
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_takes_nothing_is_left() {
    let limits = Limits {
        blocked: Duration::from_millis(200),
        ..Limits::default()
    };
    let served = Served::start(limits);
    let mut raw = served.raw();
    raw.greet();
    until(|| served.engine.events.receiver_count() > 0).await;
    // Events until the socket is full; nobody takes them.
    let (engine, stop) = (served.engine.clone(), CancellationToken::new());
    let stopped = stop.clone();
    let noise = tokio::spawn(async move {
        while !stopped.is_cancelled() {
            let _ = engine.events.send(Event::Orders {
                revision: 1,
                created: 0,
            });
            tokio::task::yield_now().await;
        }
    });
    until(|| served.engine.events.receiver_count() == 0).await;
    stop.cancel();
    noise.await.unwrap();
    let others = connect(&served.path, Reconnect::No).await.unwrap();
    assert!(others.call(Request::AccountList).await.is_ok());
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_a_limit_of_terminals() {
    let served = Served::start(Limits {
        connections: 2,
        ..Limits::default()
    });
    let one = connect(&served.path, Reconnect::No).await.unwrap();
    let two = connect(&served.path, Reconnect::No).await.unwrap();
    assert!(one.call(Request::AccountList).await.is_ok());
    assert!(two.call(Request::AccountList).await.is_ok());
    let mut third = served.raw();
    third.say("");
    assert!(third.hear().contains("orderdeck"));
    assert!(third.hear().contains("busy"));
    assert_eq!(third.hear(), "");
    // A place is free again when somebody leaves.
    drop(two);
    let mut again = None;
    for _ in 0..500 {
        if let Ok(client) = connect(&served.path, Reconnect::No).await
            && client.call(Request::AccountList).await.is_ok()
        {
            again = Some(client);
            break;
        }
        sleep(Duration::from_millis(10)).await;
    }
    assert!(again.is_some());
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_socket_is_replaced_and_a_living_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = socket_path(folder.path());
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(
        path.exists() && UnixStream::connect(&path).is_err(),
        "stale"
    );
    let served = Served::at(&path, Limits::default());
    assert!(connect(&path, Reconnect::No).await.is_ok());
    let second = Listener::bind(&path).unwrap_err();
    assert_eq!(second.code, FailureCode::Busy);
    // Somebody without our lock, such as another build: whoever answers is left alone.
    std::fs::remove_file(format!("{}.lock", path.display())).unwrap();
    assert_eq!(Listener::bind(&path).unwrap_err().code, FailureCode::Busy);
    assert!(connect(&path, Reconnect::No).await.is_ok());
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_of_somebody_else_is_not_removed() {
    let served = Served::start(Limits::default());
    let path = served.path.clone();
    std::fs::remove_file(&path).unwrap();
    let _others = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let folder = served.stop().await;
    assert!(path.exists());
    drop(folder);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_race_one_listens() {
    let folder = tempfile::tempdir().unwrap();
    let path = socket_path(folder.path());
    for round in 0..20 {
        drop(std::os::unix::net::UnixListener::bind(&path));
        let racers: Vec<_> = (0..4)
            .map(|_| {
                let path = path.clone();
                tokio::spawn(async move { Listener::bind(&path) })
            })
            .collect();
        let mut winners = Vec::new();
        for racer in racers {
            match racer.await.unwrap() {
                Ok(listener) => winners.push(listener),
                Err(failure) => assert_eq!(failure.code, FailureCode::Busy),
            }
        }
        assert_eq!(winners.len(), 1, "round {round}");
        assert!(UnixStream::connect(&path).is_ok());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stops_finishes_what_is_under_way_and_tells() {
    let served = Served::start(Limits::default());
    let client = connect(&served.path, Reconnect::No).await.unwrap();
    let mut events = client.events();
    let asking = client.clone();
    let call = tokio::spawn(async move {
        asking
            .call(Request::AccountShow {
                name: "held".into(),
            })
            .await
    });
    served.engine.until_under_way(1).await;
    served.stop.cancel();
    sleep(Duration::from_millis(400)).await;
    assert!(!call.is_finished(), "it waits");
    assert!(!served.path.exists(), "nobody new comes in");
    served.engine.release().await;
    assert!(call.await.unwrap().is_ok());
    assert_eq!(
        timeout(SOON, events.recv()).await.unwrap(),
        Ok(Event::Stopping)
    );
    until(|| served.serving.is_finished()).await;
    let failure = client.call(Request::AccountList).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Connection);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_engine_fails_what_waits() {
    let served = Served::start(Limits {
        drain: Duration::ZERO,
        ..Limits::default()
    });
    let client = connect(&served.path, Reconnect::No).await.unwrap();
    let asking = client.clone();
    let call = tokio::spawn(async move {
        asking
            .call(Request::AccountShow {
                name: "held".into(),
            })
            .await
    });
    served.engine.until_under_way(1).await;
    served.stop().await;
    let failure = timeout(SOON, call).await.unwrap().unwrap().unwrap_err();
    assert_eq!(failure.code, FailureCode::Connection);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_survives_its_engine() {
    let first = Served::start(Limits::default());
    let path = first.path.clone();
    let client = connect(&path, Reconnect::Yes).await.unwrap();
    let mut events = client.events();
    let _folder = first.stop().await;
    assert_eq!(
        timeout(SOON, events.recv()).await.unwrap(),
        Ok(Event::Stopping)
    );
    let failure = timeout(SOON, client.call(Request::AccountList))
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::Connection);
    assert!(failure.message.contains("keeps trying"), "{failure}");
    let second = Served::at(&path, Limits::default());
    assert_eq!(
        timeout(SOON, events.recv()).await.unwrap(),
        Ok(Event::Lagged),
        "ask again"
    );
    assert!(client.call(Request::AccountList).await.is_ok());
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_nobody_holds_leaves() {
    let served = Served::start(Limits::default());
    let client = connect(&served.path, Reconnect::Yes).await.unwrap();
    assert!(client.call(Request::AccountList).await.is_ok());
    assert_eq!(served.engine.events.receiver_count(), 1);
    drop(client);
    until(|| served.engine.events.receiver_count() == 0).await;
    served.stop().await;
}

fn busy() -> Failure {
    Failure::new(FailureCode::Busy, "Another process owns the store.")
}

#[tokio::test(flavor = "multi_thread")]
async fn attaching_prefers_an_engine_that_answers() {
    let served = Served::start(Limits::default());
    let attached = attach(&served.path, Reconnect::No, || async { Ok("started") })
        .await
        .unwrap();
    assert!(matches!(attached, Attached::Guest(_)));
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attaching_becomes_the_engine_where_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = socket_path(folder.path());
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let attached = attach(&path, Reconnect::No, || async { Ok("started") })
        .await
        .unwrap();
    assert!(matches!(attached, Attached::Host("started")));
}

#[tokio::test(flavor = "multi_thread")]
async fn attaching_waits_for_an_engine_that_is_starting() {
    let folder = tempfile::tempdir().unwrap();
    let path = socket_path(folder.path());
    let late = path.clone();
    let coming = tokio::spawn(async move {
        sleep(Duration::from_millis(300)).await;
        Served::at(&late, Limits::default())
    });
    let attached = attach(&path, Reconnect::No, || async { Err::<(), _>(busy()) })
        .await
        .unwrap();
    assert!(matches!(attached, Attached::Guest(_)));
    coming.await.unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attaching_waits_for_a_store_that_becomes_free() {
    let folder = tempfile::tempdir().unwrap();
    let path = socket_path(folder.path());
    let tries = AtomicUsize::new(0);
    let start = || async {
        match tries.fetch_add(1, Ordering::SeqCst) {
            0..3 => Err(busy()),
            _ => Ok(()),
        }
    };
    let attached = attach(&path, Reconnect::No, start).await.unwrap();
    assert!(matches!(attached, Attached::Host(())));
}

#[tokio::test(flavor = "multi_thread")]
async fn attaching_gives_up_where_the_store_is_held_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let path = socket_path(folder.path());
    let start = || async { Err::<(), _>(busy()) };
    let failure = timeout(SOON, attach(&path, Reconnect::No, start))
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::Busy);
    assert!(
        failure.message.contains("owns the store") && failure.hint.is_some(),
        "{failure}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn attaching_passes_on_why_an_engine_can_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let start = || async { Err::<(), _>(Failure::new(FailureCode::Store, "It is damaged.")) };
    let attached = attach(&socket_path(folder.path()), Reconnect::No, start).await;
    assert_eq!(attached.unwrap_err().code, FailureCode::Store);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_with_a_long_path_is_served_too() {
    let folder = tempfile::tempdir().unwrap();
    let long = folder.path().join("x".repeat(60)).join("y".repeat(60));
    std::fs::create_dir_all(&long).unwrap();
    let path = socket_path(&long);
    let served = Served::at(&path, Limits::default());
    let client = connect(&path, Reconnect::No).await.unwrap();
    assert!(client.call(Request::AccountList).await.is_ok());
    let mode = std::fs::metadata(path.parent().unwrap())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
    served.stop().await;
    let _ = std::fs::remove_file(format!("{}.lock", path.display()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_becomes_the_engine_when_its_engine_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let settings = HostSettings {
        schedule: false,
        ..HostSettings::lasting(folder.path())
    };
    let clock: SharedClock = Arc::new(SystemClock);
    let first = Host::start(&settings, clock.clone()).await.unwrap();
    let path = socket_path(folder.path());
    let client = connect(&path, Reconnect::Yes).await.unwrap();
    let guard = Guard::watch(&client, settings, clock);
    assert!(client.call(Request::AccountList).await.is_ok());
    first.stop().await;
    assert!(!path.exists());
    timeout(SOON, async {
        while client.call(Request::AccountList).await.is_err() {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("nobody became the engine");
    assert!(
        connect(&path, Reconnect::No).await.is_ok(),
        "others find it too"
    );
    drop(client);
    timeout(SOON, guard.stop()).await.unwrap();
    assert!(!path.exists());
}
