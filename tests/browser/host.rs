//! A host for tests that answers like GitHub Pages, on loopback only: a folder under `/repo/` and
//! at `/`, `x` for `x.html`, `folder` → `folder/`, the site's own 404 page.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// The folder that a project's site stands in on GitHub Pages.
pub const PREFIX: &str = "/repo/";

const PATIENCE: Duration = Duration::from_secs(10);

pub struct Host {
    port: u16,
    root: PathBuf,
}

/// What a request gets.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    File(PathBuf),
    /// The path to go to, from the server's root.
    Moved(String),
    /// The site's 404 page, where it has one.
    Missing(Option<PathBuf>),
}

impl Host {
    /// Serves a folder for as long as the program runs.
    pub fn start(root: &Path) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let served = root.to_owned();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let root = served.clone();
                // A browser that closes its connection early is no concern of ours.
                thread::spawn(move || respond(&stream, &root).ok());
            }
        });
        Self { port, root: root.to_owned() }
    }

    /// An address on this host; `path` starts with `/`.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What a path of this host gets, without asking over the network.
    pub fn answer(&self, path: &str) -> Answer {
        answer(&self.root, path)
    }
}

/// GitHub Pages' rules, for a path with its query.
pub fn answer(root: &Path, path: &str) -> Answer {
    let (path, query) = path.split_once('?').map_or((path, None), |(path, q)| (path, Some(q)));
    let moved = |to: String| Answer::Moved(query.map_or(to.clone(), |q| format!("{to}?{q}")));
    if path == PREFIX.trim_end_matches('/') {
        return moved(PREFIX.to_owned());
    }
    let below = path.strip_prefix(PREFIX).or_else(|| path.strip_prefix('/')).unwrap_or(path);
    let missing = || Answer::Missing(Some(root.join("404.html")).filter(|page| page.is_file()));
    let Some(name) = decode(below) else { return missing() };
    if name.split('/').any(|part| part == "..") || name.contains('\0') {
        return missing();
    }
    let file = root.join(&name);
    if name.is_empty() || name.ends_with('/') {
        return existing(file.join("index.html")).unwrap_or_else(missing);
    }
    let page = root.join(format!("{name}.html"));
    if let Some(found) = existing(file.clone()).or_else(|| existing(page)) {
        return found;
    }
    if file.join("index.html").is_file() { moved(format!("{path}/")) } else { missing() }
}

fn existing(file: PathBuf) -> Option<Answer> {
    file.is_file().then_some(Answer::File(file))
}

fn decode(path: &str) -> Option<String> {
    percent_encoding::percent_decode_str(path).decode_utf8().ok().map(Into::into)
}

/// One request, one answer; the connection is closed after it.
fn respond(stream: &TcpStream, root: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.by_ref().take(16_384).read_line(&mut request)?;
    loop {
        let mut header = String::new();
        if reader.by_ref().take(65_536).read_line(&mut header)? == 0 || header.trim().is_empty() {
            break;
        }
    }
    let mut parts = request.split_whitespace();
    let (method, path) = (parts.next().unwrap_or_default(), parts.next().unwrap_or("/"));
    if method != "GET" && method != "HEAD" {
        return send(stream, "405 Method Not Allowed", &[("Allow", "GET, HEAD")], b"");
    }
    match answer(root, path) {
        Answer::File(file) => send_file(stream, "200 OK", &file),
        Answer::Moved(to) => send(stream, "301 Moved Permanently", &[("Location", &to)], b""),
        Answer::Missing(Some(page)) => send_file(stream, "404 Not Found", &page),
        Answer::Missing(None) => send(stream, "404 Not Found", &[], b"404"),
    }
}

fn send_file(stream: &TcpStream, status: &str, file: &Path) -> std::io::Result<()> {
    let extension = file.extension().and_then(|name| name.to_str()).unwrap_or_default();
    send(stream, status, &[("Content-Type", media_type(extension))], &fs::read(file)?)
}

fn send(
    mut stream: &TcpStream,
    status: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("Cache-Control: max-age=600\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    stream.flush()
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
