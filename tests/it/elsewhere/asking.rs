//! How addresses are asked for, and what is made of the answers.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use levelbook::site::elsewhere::{Answer, Finding};
use levelbook::system::asking::{Manners, Wanted, ask};

use super::web::{Reply, Web};

/// Quick, and allowed to ask this machine.
fn manners() -> Manners {
    Manners {
        pause: Duration::from_millis(10),
        patience: Duration::from_millis(600),
        most: Duration::from_secs(30),
        attempts: 3,
        backoff: Duration::from_millis(20),
        longest_wait: Duration::from_secs(2),
        hosts: 4,
        allow_private: true,
    }
}

/// Each address with what it answered; behind `#` stand parts to look for.
fn answers(urls: &[String], manners: &Manners) -> BTreeMap<String, Answer> {
    let wanted = urls.iter().map(|url| {
        let (url, part) = url.split_once('#').map_or((url.as_str(), None), |(u, p)| (u, Some(p)));
        let parts = part.iter().flat_map(|part| part.split(',')).map(str::to_owned).collect();
        Wanted { url: url.parse().expect("an address"), parts }
    });
    let mut found = BTreeMap::new();
    ask(wanted.collect(), manners, |url, answer| drop(found.insert(url.to_string(), answer)));
    found
}

fn answer(web: &Web, path: &str) -> Answer {
    let found = answers(&[web.url(path)], &manners());
    found.into_values().next().expect("an answer")
}

fn ok(body: &str) -> Reply {
    Reply::With("200 OK\r\nContent-Type: text/html; charset=utf-8", body.as_bytes().to_vec())
}

fn with(head: &'static str) -> Reply {
    Reply::With(head, Vec::new())
}

#[test]
fn a_page_that_is_there_takes_one_request_without_its_text() {
    let web = Web::new(|_, _, _| ok("here"));
    assert_eq!(answer(&web, "/page?a=b"), Answer::of(Finding::Good));
    assert_eq!(web.requests(), ["HEAD /page?a=b"]);
    let head = &web.asked()[0].head;
    assert!(head.contains("user-agent: levelbook/"), "{head}");
    assert!(!head.contains("cookie") && !head.contains("authorization"), "{head}");
}

#[test]
fn a_page_that_is_not_there_is_gone_only_when_get_says_so_too() {
    let web = Web::new(|method, path, _| match (method, path) {
        ("HEAD", "/shy") => with("404 Not Found"),
        (_, "/shy") => ok("here"),
        (_, "/taken-down") => with("410 Gone"),
        _ => with("404 Not Found"),
    });
    assert_eq!(answer(&web, "/gone").finding, Finding::Gone(404));
    assert_eq!(answer(&web, "/taken-down").finding, Finding::Gone(410));
    assert_eq!(answer(&web, "/shy").finding, Finding::Good);
}

#[test]
fn where_head_is_refused_get_is_asked_for() {
    for refusal in ["405 Method Not Allowed", "403 Forbidden", "501 Not Implemented", "400 Bad"] {
        let web = Web::new(move |method, _, _| match method {
            "HEAD" => with(refusal),
            _ => ok("here"),
        });
        assert_eq!(answer(&web, "/page").finding, Finding::Good, "{refusal}");
        assert_eq!(web.requests(), ["HEAD /page", "GET /page"], "{refusal}");
    }
    let web = Web::new(|method, _, _| if method == "HEAD" { Reply::Nothing } else { ok("here") });
    assert_eq!(answer(&web, "/page").finding, Finding::Good);
}

#[test]
fn answers_that_do_not_tell_are_no_verdict() {
    let web = Web::new(|_, path, _| match path {
        "/401" => with("401 Unauthorized"),
        "/403" => with("403 Forbidden"),
        "/999" => with("999 Request denied"),
        "/odd" => with("302 Found"),
        _ => with("302 Found\r\nLocation: ftp://127.0.0.1/x"),
    });
    for (path, why) in [
        ("/401", "answers 401"),
        ("/403", "answers 403"),
        ("/999", "answers 999"),
        ("/odd", "answers 302 and does not say where it has gone"),
        ("/ftp", "redirects to an address that is not of the web"),
    ] {
        assert_eq!(answer(&web, path).finding, Finding::Untold(why.to_owned()), "{path}");
    }
}

#[test]
fn redirects_are_followed_and_permanent_ones_name_the_new_address() {
    let web = Web::new(|_, path, _| match path {
        "/old" => with("301 Moved Permanently\r\nLocation: older?x=1#part"),
        "/older?x=1" => with("308 Permanent Redirect\r\nLocation: /new"),
        "/then-a-visit" => with("301 Moved Permanently\r\nLocation: /visit"),
        "/visit" => with("302 Found\r\nLocation: /new"),
        "/to-nothing" => with("301 Moved Permanently\r\nLocation: /nothing"),
        "/new" => ok("here"),
        _ => with("404 Not Found"),
    });
    let old = answer(&web, "/old");
    assert_eq!((old.finding, old.moved), (Finding::Good, Some(web.url("/new"))));
    let visit = answer(&web, "/visit");
    assert_eq!((visit.finding, visit.moved), (Finding::Good, None), "for a while only");
    assert_eq!(answer(&web, "/then-a-visit").moved, Some(web.url("/visit")));
    let nothing = answer(&web, "/to-nothing");
    assert_eq!((nothing.finding, nothing.moved), (Finding::Gone(404), None));
}

#[test]
fn redirects_without_an_end_are_given_up() {
    let web = Web::new(|_, path, _| match path {
        "/self" => with("302 Found\r\nLocation: /self"),
        "/a" => with("302 Found\r\nLocation: /b"),
        _ => with("302 Found\r\nLocation: /a"),
    });
    let endless = Finding::Untold("redirects without an end".to_owned());
    assert_eq!(answer(&web, "/self").finding, endless);
    assert_eq!(answer(&web, "/a").finding, endless);
    assert!(web.requests().len() <= 13, "{:?}", web.requests());
}

#[test]
fn a_host_that_asks_to_wait_is_waited_for_but_not_for_long() {
    let web = Web::new(|_, path, before| match (path, before) {
        ("/soon", 0) => with("429 Too Many Requests\r\nRetry-After: 1"),
        ("/soon", _) => ok("here"),
        _ => with("429 Too Many Requests\r\nRetry-After: 3600"),
    });
    let start = Instant::now();
    assert_eq!(answer(&web, "/soon").finding, Finding::Good);
    assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
    // The host is left alone: neither the same address nor its next one is asked for.
    let found = answers(&[web.url("/late"), web.url("/later")], &manners());
    let refused = Finding::Untold("answers 429: it is asked too often".to_owned());
    assert!(found.values().all(|answer| answer.finding == refused), "{found:?}");
    let late = web.requests().iter().filter(|asked| asked.contains("/late")).count();
    assert_eq!(late, 1, "{:?}", web.requests());
}

#[test]
fn what_may_pass_is_tried_again() {
    let web = Web::new(|_, path, before| match (path, before) {
        // HEAD, and GET at once after it.
        ("/shaky", 0 | 1) => with("500 Internal Server Error"),
        ("/broken-off", 0 | 1) => Reply::Nothing,
        ("/shaky" | "/broken-off", _) => ok("here"),
        ("/reset", _) => Reply::Nothing,
        _ => with("502 Bad Gateway"),
    });
    assert_eq!(answer(&web, "/shaky").finding, Finding::Good);
    assert_eq!(answer(&web, "/broken-off").finding, Finding::Good);
    assert_eq!(answer(&web, "/down").finding, Finding::Trouble("answers 502".to_owned()));
    let broke = Finding::Trouble("the connection broke off".to_owned());
    assert_eq!(answer(&web, "/reset").finding, broke);
    let downs = web.requests().iter().filter(|asked| asked.ends_with("/down")).count();
    assert_eq!(downs, 4, "{:?}", web.requests());
}

#[test]
fn a_host_that_says_nothing_is_given_up_in_time() {
    let web = Web::new(|_, _, _| Reply::Silence);
    let start = Instant::now();
    let found = answer(&web, "/page").finding;
    assert_eq!(found, Finding::Trouble("no answer within 0.6 s".to_owned()));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn a_host_that_cannot_be_reached_is_not_asked_for_each_of_its_pages() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("its number").port();
    drop(free);
    let urls: Vec<String> = (0..50).map(|n| format!("http://127.0.0.1:{port}/{n}")).collect();
    let start = Instant::now();
    let found = answers(&urls, &manners());
    let trouble = Finding::Trouble("its host cannot be reached".to_owned());
    assert_eq!(found.values().filter(|answer| answer.finding == trouble).count(), 50, "{found:?}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn a_host_that_does_not_exist_is_trouble() {
    // Too long for a name, so that nobody is asked for it.
    let url = format!("http://{}.org/", "a".repeat(64));
    let found = answers(std::slice::from_ref(&url), &manners());
    let trouble = Finding::Trouble("its host is not found".to_owned());
    assert_eq!(found[&url].finding, trouble);
}

#[test]
fn parts_are_looked_for_in_the_page() {
    let web = Web::new(|_, path, _| match path {
        "/page" => ok("<h1 id=top-of>T</h1><h2 id=\"K\u{f6}ln\">K</h2><a name=old></a>"),
        "/moved" => with("301 Moved Permanently\r\nLocation: /page"),
        _ => Reply::With("200 OK\r\nContent-Type: application/pdf", b"%PDF".to_vec()),
    });
    let url = web.url("/page#top-of,K%C3%B6ln,old,gone");
    let found = answers(&[url, web.url("/file.pdf#page2")], &manners());
    let parts: Vec<bool> = ["top-of", "K%C3%B6ln", "old", "gone"]
        .iter()
        .map(|part| found[&web.url("/page")].parts[*part])
        .collect();
    assert_eq!(parts, [true, true, true, false]);
    assert!(found[&web.url("/file.pdf")].parts["page2"]);
    assert_eq!(web.requests().iter().filter(|asked| asked.ends_with("/page")).count(), 1);
    let moved = answers(&[web.url("/moved#gone")], &manners());
    assert!(!moved[&web.url("/moved")].parts["gone"]);
}

#[test]
fn of_a_page_that_is_too_large_or_too_slow_no_part_is_missing() {
    let web = Web::new(|_, path, _| match path {
        "/slow" => Reply::Slowly("200 OK\r\nContent-Type: text/html"),
        _ => ok(&"<p>text</p>".repeat(1 << 20)),
    });
    let start = Instant::now();
    for path in ["/slow#part", "/huge#part"] {
        let found = answers(&[web.url(path)], &manners());
        let found = found.values().next().expect("an answer");
        assert_eq!((&found.finding, found.parts["part"]), (&Finding::Good, true), "{path}");
    }
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn a_host_is_asked_one_thing_at_a_time_with_pauses() {
    let web = Web::new(|_, _, _| {
        std::thread::sleep(Duration::from_millis(30));
        ok("here")
    });
    let pause = Duration::from_millis(80);
    let urls: Vec<String> = (0..6).map(|n| web.url(&format!("/{n}"))).collect();
    answers(&urls, &Manners { pause, ..manners() });
    let asked = web.asked();
    assert_eq!(asked.len(), 6);
    for pair in asked.windows(2) {
        let between = pair[1].from.saturating_duration_since(pair[0].to);
        assert!(between >= pause - Duration::from_millis(10), "{between:?}");
    }
}

#[test]
fn what_cannot_be_asked_in_time_is_left_for_the_next_run() {
    let web = Web::new(|_, _, _| ok("here"));
    let urls: Vec<String> = (0..40).map(|n| web.url(&format!("/{n}"))).collect();
    let most = Duration::from_millis(500);
    let start = Instant::now();
    let found = answers(&urls, &Manners { pause: Duration::from_millis(100), most, ..manners() });
    assert!((1..10).contains(&found.len()), "{}", found.len());
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn private_addresses_are_not_asked_for() {
    let web = Web::new(|_, _, _| ok("secret"));
    let port = web.port;
    let strict = Manners { allow_private: false, ..manners() };
    let hosts = ["127.0.0.1", "localhost", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"];
    let mut urls: Vec<String> = hosts.iter().map(|host| format!("http://{host}:{port}/")).collect();
    urls.extend(
        ["http://169.254.169.254/latest/", "http://10.0.0.1/", "http://intranet/"]
            .map(str::to_owned),
    );
    let found = answers(&urls, &strict);
    assert!(found.len() >= 8, "{found:?}");
    for (url, answer) in &found {
        assert!(matches!(answer.finding, Finding::Private(_)), "{url} {answer:?}");
    }
    assert_eq!(web.requests(), [""; 0]);
}

#[test]
fn no_network_at_all_is_noticed() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("its number").port();
    drop(free);
    let reached = |hosts: std::ops::Range<u8>, web: Option<&Web>| {
        let urls = hosts.map(|n| format!("http://127.0.0.{n}:{port}/"));
        let urls = urls.chain(web.map(|web| web.url("/")));
        let wanted = urls.map(|url| Wanted {
            url: url.parse().expect("an address"),
            parts: std::collections::BTreeSet::new(),
        });
        let mut told = 0;
        (ask(wanted.collect(), &manners(), |_, _| told += 1), told)
    };
    let (is_reached, told) = reached(2..32, None);
    assert!(!is_reached && told < 15, "{told}");
    assert_eq!(reached(2..5, None), (false, 3));
    assert_eq!(reached(2..3, None), (true, 1), "one host alone may be at fault");
    let web = Web::new(|_, _, _| ok("here"));
    assert_eq!(reached(2..5, Some(&web)), (true, 4));
}

/// A server with a certificate that it made itself; its address.
fn self_made() -> String {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let certificate = CertificateDer::from(&include_bytes!("certificates/self-made.der")[..]);
    let secret = include_bytes!("certificates/self-made-secret.der").to_vec();
    let secret = PrivateKeyDer::Pkcs8(secret.into());
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], secret)
        .expect("the certificate");
    let config = std::sync::Arc::new(config);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its number").port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut connection = rustls::ServerConnection::new(std::sync::Arc::clone(&config))
                .expect("a connection");
            // The caller hangs up as soon as it has seen the certificate.
            let _ = connection.complete_io(&mut stream);
        }
    });
    format!("https://127.0.0.1:{port}/")
}

#[test]
fn a_certificate_that_nobody_trusts_is_told_in_plain_words() {
    let url = self_made();
    let found = answers(&[url], &manners());
    let answer = found.into_values().next().expect("an answer");
    let why = "no secure connection: its certificate is by nobody that browsers trust";
    assert_eq!(answer.finding, Finding::Trouble(why.to_owned()));
}
