//! The preview server as its enemies and its careless friends meet it: raw bytes over loopback.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use levelbook::site::address::OutPath;
use levelbook::site::output::{File, Output};
use levelbook::system::server::{Listen, Problem, Server, Shown};

const PAGE: &str = "<!doctype html><title>T</title><body><p>Hello</p></BODY></html>";

struct Running {
    server: Server,
    port: u16,
    /// The secret folder of the live channel, as a page of the server names it.
    channel: String,
}

impl Running {
    fn start() -> Self {
        Self::with(&[])
    }

    /// On a free port, under `/repo/`.
    fn with(allowed: &[&str]) -> Self {
        let probe = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = probe.local_addr().expect("its address").port();
        drop(probe);
        let server = Server::start(&Listen {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: Some(port),
            allowed_hosts: allowed.iter().map(|&name| name.to_owned()).collect(),
        });
        let mut running = Self { server: server.expect("a server"), port, channel: String::new() };
        running.publish(PAGE);
        let page = running.get("/repo/").text();
        let at = page.find("/-levelbook/").expect("the script's address");
        running.channel = page[at..].split_inclusive('/').take(3).collect();
        running
    }

    fn publish(&self, page: &str) {
        self.server.publish(shown(page));
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time limit");
        stream
    }

    /// Sends bytes as they are and reads one answer.
    fn raw(&self, request: &str) -> Reply {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("sent");
        read_reply(&mut stream)
    }

    /// A request as a browser at our own address sends it.
    fn ask(&self, method: &str, path: &str, headers: &str) -> Reply {
        let host = format!("Host: 127.0.0.1:{}\r\n", self.port);
        self.raw(&format!("{method} {path} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n"))
    }

    fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, "")
    }

    /// A WebSocket of a tab that shows a page with this hash.
    fn tab(&self, page: &str) -> TcpStream {
        self.tab_at("/repo/", page)
    }

    fn tab_at(&self, path: &str, page: &str) -> TcpStream {
        let mut stream = self.connect();
        let own = format!("Origin: http://127.0.0.1:{}\r\n", self.port);
        let request = self.handshake(page, &own).replace("=/repo/&", &format!("={path}&"));
        stream.write_all(request.as_bytes()).expect("sent");
        let head = read_head(&mut stream);
        assert!(head.starts_with("HTTP/1.1 101"), "{head}");
        assert!(head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{head}");
        stream
    }

    fn handshake(&self, page: &str, origin: &str) -> String {
        format!(
            "GET {}socket?path=/repo/&found=yes&page={page} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{origin}\
             Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            self.channel, self.port
        )
    }
}

fn shown(page: &str) -> Shown {
    let mut output = Output::default();
    let files = [
        ("index.html", page),
        ("404.html", "<title>Not found</title><body>Nothing here</body>"),
        ("folder/index.html", page),
        ("style.css", "body { color: black }"),
        ("data.bin", "0123456789"),
        ("model.json", "{}"),
    ];
    for (path, text) in files {
        output.insert(OutPath::new(path), File::new(text.as_bytes()));
    }
    Shown { output: Arc::new(output), base: "/repo/".to_owned(), problems: Vec::new() }
}

struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn read_head(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

fn read_reply(stream: &mut TcpStream) -> Reply {
    let head = read_head(stream);
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    let mut reply = Reply { status, head, body: Vec::new() };
    let length = reply.header("content-length").and_then(|length| length.parse::<u64>().ok());
    let _ = stream.take(length.unwrap_or(0)).read_to_end(&mut reply.body);
    reply
}

/// The next text message of a WebSocket; pings are passed over.
fn message(stream: &mut TcpStream) -> String {
    loop {
        let mut head = [0; 2];
        stream.read_exact(&mut head).expect("a frame");
        let length = match head[1] {
            126 => {
                let mut long = [0; 2];
                stream.read_exact(&mut long).expect("its length");
                usize::from(u16::from_be_bytes(long))
            }
            127 => {
                let mut long = [0; 8];
                stream.read_exact(&mut long).expect("its length");
                usize::try_from(u64::from_be_bytes(long)).expect("a length")
            }
            short => usize::from(short),
        };
        let mut payload = vec![0; length];
        stream.read_exact(&mut payload).expect("its payload");
        if head[0] == 0x81 {
            return String::from_utf8(payload).expect("UTF-8");
        }
    }
}

#[test]
fn pages_come_with_the_script_and_everything_else_as_it_is() {
    let site = Running::start();
    let page = site.get("/repo/");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(page.text().ends_with(" defer></script></BODY></html>"), "{}", page.text());
    let css = site.get("/repo/style.css");
    assert_eq!(css.text(), "body { color: black }");
    assert_eq!(css.header("content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(site.get("/repo/data.bin").header("content-type"), Some("application/octet-stream"));
    let json = site.get("/repo/model.json");
    assert_eq!(json.header("content-type"), Some("application/json; charset=utf-8"));
}

#[test]
fn every_answer_keeps_other_sites_out() {
    let site = Running::start();
    for path in ["/repo/", "/repo/style.css", "/repo/none", "/elsewhere"] {
        let reply = site.get(path);
        assert_eq!(reply.header("cross-origin-resource-policy"), Some("same-origin"), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-cache"), "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), None, "{path}");
    }
}

#[test]
fn addresses_are_answered_as_github_pages_does() {
    let site = Running::start();
    let moved = site.get("/repo/folder?a=1");
    assert_eq!((moved.status, moved.header("location")), (301, Some("/repo/folder/?a=1")));
    assert_eq!(site.get("/repo").header("location"), Some("/repo/"));
    assert_eq!(site.get("/").header("location"), Some("/repo/"));
    let missing = site.get("/repo/nowhere/deep");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("Nothing here"));
    assert_eq!(site.get("/other").status, 404);
}

#[test]
fn no_path_leaves_the_site() {
    let site = Running::start();
    for path in [
        "/repo/../../etc/passwd",
        "/repo/..%2f..%2fetc/passwd",
        "/repo/%2e%2e/%2e%2e/etc/passwd",
        "/repo/..\\..\\etc",
        "//etc/passwd",
        "/repo//etc/passwd",
        "/repo/%00",
        "/repo/index.html%00.css",
        "/repo/%ff%fe",
        "/-levelbook/../levelbook.yaml",
        "/-levelbook/0000/live.js",
    ] {
        assert_eq!(site.get(path).status, 404, "{path}");
    }
}

#[test]
fn only_names_of_this_machine_are_answered() {
    let site = Running::with(&["Laptop.local"]);
    let ask = |host: &str| {
        site.raw(&format!("GET /repo/ HTTP/1.1\r\n{host}Connection: close\r\n\r\n")).status
    };
    let port = site.port;
    for host in ["127.0.0.1", "localhost", "LOCALHOST", "my.localhost", "[::1]", "laptop.local"] {
        assert_eq!(ask(&format!("Host: {host}:{port}\r\n")), 200, "{host}");
    }
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "10.0.0.7",
        "evillocalhost",
    ] {
        assert_eq!(ask(&format!("Host: {host}:{port}\r\n")), 403, "{host}");
    }
    assert_eq!(ask("Host: 127.0.0.1:1\r\n"), 403);
    assert_eq!(ask("Host: 127.0.0.1\r\n"), 403);
    assert_eq!(ask(""), 400);
    assert_eq!(ask(&format!("Host: 127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}\r\n")), 400);
}

#[test]
fn other_sites_get_neither_pages_nor_the_channel() {
    let site = Running::start();
    for origin in
        ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1", "file://"]
    {
        let headers = format!("Origin: {origin}\r\n");
        assert_eq!(site.ask("GET", "/repo/", &headers).status, 403, "{origin}");
        assert_eq!(site.raw(&site.handshake("x", &headers)).status, 403, "{origin}");
    }
    let own = format!("Origin: http://127.0.0.1:{}\r\n", site.port);
    assert_eq!(site.ask("GET", "/repo/", &own).status, 200);
    // Not a browser's WebSocket: answered once, as a question.
    assert_eq!(site.raw(&site.handshake("x", "")).status, 200);
}

#[test]
fn only_get_and_head_without_a_body_and_with_a_path() {
    let site = Running::start();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"] {
        let reply = site.ask(method, "/repo/", "");
        assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
    let host = format!("Host: 127.0.0.1:{}", site.port);
    let body = format!("GET /repo/ HTTP/1.1\r\n{host}\r\nContent-Length: 5\r\n\r\nhello");
    assert_eq!(site.raw(&body).status, 413);
    assert_eq!(site.ask("GET", "http://evil.example/repo/", "").status, 400);
    assert_eq!(site.ask("GET", "*", "").status, 400);
    let head = site.ask("HEAD", "/repo/style.css", "");
    assert_eq!((head.status, head.header("content-length")), (200, Some("21")));
    assert!(head.body.is_empty());
}

#[test]
fn what_is_asked_for_never_splits_an_answer() {
    let site = Running::start();
    for query in ["?a%0d%0aSet-Cookie:%20x=1", "?%E2%80%A8", "?a\u{e9}", "?a\u{1}"] {
        let reply = site.get(&format!("/repo/folder{query}"));
        assert!(!reply.head.contains("Set-Cookie: "), "{}", reply.head);
        let location = reply.header("location").unwrap_or("/repo/folder/");
        assert!(location.starts_with("/repo/folder/") && location.is_ascii(), "{location}");
    }
}

#[test]
fn what_the_browser_has_is_not_sent_again() {
    let site = Running::start();
    for path in ["/repo/", "/repo/style.css"] {
        let tag = site.get(path).header("etag").expect("a tag").to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            let reply = site.ask("GET", path, &format!("If-None-Match: {known}\r\n"));
            assert_eq!((reply.status, reply.body.len()), (304, 0), "{path} {known}");
        }
        assert_eq!(site.ask("GET", path, "If-None-Match: \"other\"\r\n").status, 200);
    }
    let before = site.get("/repo/").header("etag").expect("a tag").to_owned();
    site.publish(&PAGE.replace("Hello", "Changed"));
    assert_eq!(site.ask("GET", "/repo/", &format!("If-None-Match: {before}\r\n")).status, 200);
}

#[test]
fn a_part_of_a_file_can_be_had() {
    let site = Running::start();
    let part = |range: &str| site.ask("GET", "/repo/data.bin", &format!("Range: {range}\r\n"));
    for (range, wanted, name) in [
        ("bytes=0-3", "0123", "bytes 0-3/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-2", "89", "bytes 8-9/10"),
        ("bytes=8-99", "89", "bytes 8-9/10"),
        ("bytes=-99", "0123456789", "bytes 0-9/10"),
    ] {
        let reply = part(range);
        assert_eq!((reply.status, reply.text().as_str()), (206, wanted), "{range}");
        assert_eq!(reply.header("content-range"), Some(name));
    }
    assert_eq!(part("bytes=10-").status, 416);
    assert_eq!(part("bytes=10-").header("content-range"), Some("bytes */10"));
    for whole in
        ["bytes=5-2", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b", "bytes=99999999999999999999-"]
    {
        assert_eq!((part(whole).status, part(whole).body.len()), (200, 10), "{whole}");
    }
    let stale = "Range: bytes=0-3\r\nIf-Range: \"old\"\r\n";
    assert_eq!(site.ask("GET", "/repo/data.bin", stale).status, 200);
}

#[test]
fn a_tab_is_told_what_concerns_it_and_nothing_else() {
    let site = Running::start();
    let hash = |page: &str| File::new(page.as_bytes()).hash.hex(32);
    let mut tab = site.tab(&hash(PAGE));
    assert_eq!(message(&mut tab), "{\"problems\":[]}");
    site.publish(&PAGE.replace("Hello", "Second"));
    let news = message(&mut tab);
    assert!(
        news.contains("Second") && news.contains(&hash(&PAGE.replace("Hello", "Second"))),
        "{news}"
    );
    assert!(!news.contains("problems"), "{news}");
    // A change of something else is not its concern: the next message is the one after.
    let mut other = shown(&PAGE.replace("Hello", "Second"));
    Arc::make_mut(&mut other.output)
        .insert(OutPath::new("folder/index.html"), File::new(b"x".as_slice()));
    site.server.publish(other.clone());
    let problem = Problem {
        severity: "error",
        code: "L01",
        place: "content/<b>.md:1:1".into(),
        message: "</script>".into(),
        excerpt: String::new(),
        help: None,
        edit: None,
    };
    site.server.publish(Shown { problems: vec![problem], ..other });
    let news = message(&mut tab);
    assert!(news.contains("L01") && !news.contains("html"), "{news}");
    // One that slept, or was opened before an edit, is told at once.
    let mut late = site.tab("0000");
    assert!(message(&mut late).contains("Second"));
}

#[test]
fn idle_and_stuck_clients_hold_nobody_up() {
    let site = Running::start();
    let hash = File::new(PAGE.as_bytes()).hash.hex(32);
    let _idle: Vec<TcpStream> = (0..200).map(|_| site.connect()).collect();
    let path = |n: usize| if n < 185 { "/repo/folder/" } else { "/repo/" };
    let mut tabs: Vec<TcpStream> = (0..200).map(|n| site.tab_at(path(n), &hash)).collect();
    tabs.iter_mut().for_each(|tab| drop(message(tab)));
    // Asks for much and reads nothing; sends half a header; goes away in the middle.
    let big = PAGE.replace("Hello", &"x".repeat(8 << 20));
    let _stuck: Vec<TcpStream> = (0..8)
        .map(|_| {
            let mut stream = site.connect();
            let host = format!("Host: 127.0.0.1:{}", site.port);
            write!(stream, "GET /repo/ HTTP/1.1\r\n{host}\r\n\r\nGET /repo/ HTT").expect("sent");
            stream
        })
        .collect();
    site.publish(&big);
    let started = Instant::now();
    assert_eq!(site.get("/repo/style.css").status, 200);
    assert!(started.elapsed() < Duration::from_secs(2), "an answer took {:?}", started.elapsed());
    // One of the tabs reads; others of its page have megabytes waiting that they never fetch.
    let mut last = tabs.pop().expect("a tab");
    assert!(message(&mut last).len() > 8 << 20);
    let started = Instant::now();
    site.publish(&PAGE.replace("Hello", "Now"));
    assert!(message(&mut last).contains("Now"));
    assert!(started.elapsed() < Duration::from_secs(1), "an edit took {:?}", started.elapsed());
}

#[test]
fn while_pages_change_every_answer_is_whole() {
    let site = Arc::new(Running::start());
    let done = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(AtomicUsize::new(0));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (site, done, answered) =
                (Arc::clone(&site), Arc::clone(&done), Arc::clone(&answered));
            std::thread::spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    let page = site.get("/repo/");
                    let text = page.text();
                    assert_eq!(page.status, 200);
                    assert!(text.ends_with("</BODY></html>"), "half a page: {text}");
                    let numbers = text.split("<p>").skip(1).map(|part| part.split('<').next());
                    let numbers: Vec<_> = numbers.collect();
                    assert!(
                        numbers.windows(2).all(|two| two[0] == two[1]),
                        "two states in one page"
                    );
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for n in 0..100 {
        site.publish(&PAGE.replace("<p>Hello</p>", &format!("<p>{n}</p>").repeat(200)));
        std::thread::sleep(Duration::from_millis(10));
    }
    done.store(true, Ordering::Relaxed);
    readers.into_iter().for_each(|reader| reader.join().expect("no bad answer"));
    assert!(answered.load(Ordering::Relaxed) > 100);
}

#[test]
fn before_there_is_a_site_a_page_of_the_servers_own_waits_for_it() {
    let site = Running::start();
    site.server.publish(Shown { base: "/repo/".to_owned(), ..Shown::default() });
    let waiting = site.get("/repo/any/page.html");
    assert_eq!(waiting.status, 503);
    assert!(waiting.text().contains("live.js"));
}

#[test]
fn a_port_in_use_is_an_error_only_when_it_was_asked_for() {
    let site = Running::start();
    let again = |port| {
        Server::start(&Listen {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port,
            allowed_hosts: Vec::new(),
        })
    };
    let error = format!("{:#}", again(Some(site.port)).expect_err("the port is taken"));
    assert!(error.contains(&format!("port {} is in use", site.port)), "{error}");
    let (first, second) = (again(None).expect("a port"), again(None).expect("the next port"));
    assert_ne!(first.url(), second.url());
}
