//! What is answered to a request: nothing here touches a socket.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use tiny_http::Request;

use super::Shown;
use crate::site::address::encode;
use crate::site::locate::{Found, locate};
use crate::site::output::File;
use crate::site::sources::ContentHash;

/// The script that follows edits, added to each page by [`page`] and to nothing else.
const SCRIPT: &str = include_str!("live.js");

/// A request, as far as it matters here.
#[derive(Debug)]
pub struct Asked {
    pub method: String,
    pub target: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub has_body: bool,
}

impl Asked {
    pub fn of(request: &Request) -> Self {
        let headers = request.headers().iter();
        let headers: Vec<_> = headers
            .map(|h| (h.field.as_str().as_str().to_ascii_lowercase(), h.value.as_str().to_owned()))
            .collect();
        let is_chunked = headers.iter().any(|(name, _)| name == "transfer-encoding");
        Self {
            method: request.method().to_string(),
            target: request.url().to_owned(),
            has_body: is_chunked || request.body_length().is_some_and(|length| length > 0),
            headers,
        }
    }

    /// Every value of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let values = self.headers.iter().filter(|(own, _)| own == name);
        values.map(|(_, value)| value.as_str()).collect()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).first().copied()
    }

    /// The address without its query.
    pub fn path(&self) -> &str {
        self.target.split(['?', '#']).next().unwrap_or_default()
    }

    /// A parameter of the query, as it was sent.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let (_, query) = self.target.split_once('?')?;
        query
            .split('&')
            .find_map(|pair| pair.split_once('=').filter(|(own, _)| *own == name))
            .map(|p| p.1)
    }
}

/// A state of the site with what is sent of it.
#[derive(Debug)]
pub struct Served {
    pub shown: Shown,
    pub token: String,
    /// Of `shown.problems`, so that a tab can tell whether it knows them.
    pub problems: ContentHash,
    /// The addresses of all files that are no pages, each with its hash.
    pub assets: Vec<(String, ContentHash)>,
    /// What tabs are told of a page, by its hash: written once for all of them.
    news: Mutex<HashMap<(String, bool), Arc<RawValue>>>,
}

/// What a tab is told of the page at its address.
#[derive(Serialize)]
struct PageNews {
    hash: String,
    /// Whether there is a page at all; if not, this is the one that says so.
    found: bool,
    html: String,
}

impl Served {
    pub fn new(mut shown: Shown, token: &str) -> Self {
        if shown.base.is_empty() {
            shown.base.push('/');
        }
        let problems = serde_json::to_vec(&shown.problems).unwrap_or_default();
        let assets = shown.output.iter().filter(|(path, _)| !is_html(path.as_str()));
        let assets = assets
            .map(|(path, file)| (format!("{}{}", shown.base, encode(path.as_str())), file.hash))
            .collect();
        let (problems, token) = (ContentHash::of(&problems), token.to_owned());
        Self { problems, assets, shown, token, news: Mutex::default() }
    }

    /// What a tab is told of its page, as JSON.
    pub fn news_of(&self, hash: String, found: bool, file: Option<&File>) -> Arc<RawValue> {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        let known = news.entry((hash.clone(), found)).or_insert_with(|| {
            let html = file.map(|file| self.with_script(file, found)).unwrap_or_default();
            let html = String::from_utf8_lossy(&html).into_owned();
            to_raw_value(&PageNews { hash, found, html }).expect("strings are JSON").into()
        });
        Arc::clone(known)
    }

    /// The addresses of files that are here and differ from what is known.
    pub fn newer_than(&self, known: &[(String, ContentHash)]) -> Vec<&str> {
        if self.assets == known {
            return Vec::new();
        }
        let known: HashMap<&str, ContentHash> =
            known.iter().map(|(address, hash)| (address.as_str(), *hash)).collect();
        let newer = self
            .assets
            .iter()
            .filter(|(address, hash)| known.get(address.as_str()).is_some_and(|own| own != hash));
        newer.map(|(address, _)| address.as_str()).collect()
    }

    /// What a tab at `path` shows: its page, or the one that says that there is none.
    pub fn page_at(&self, path: &str) -> (bool, Option<&File>) {
        match locate(&self.shown.output, &self.shown.base, path) {
            Found::File(_, file) => (true, Some(file)),
            Found::Missing(page) => (false, page),
            Found::Redirect(_) | Found::Outside => (false, None),
        }
    }

    /// The page's own bytes with the script behind them; the script knows which page it came with.
    pub fn with_script(&self, file: &File, found: bool) -> Vec<u8> {
        let script = format!(
            "<script src=\"/-levelbook/{}/live.js\" data-page=\"{}\" data-found=\"{}\" defer></script>",
            self.token,
            file.hash.hex(32),
            if found { "yes" } else { "no" },
        );
        let at = end_of_body(&file.bytes).unwrap_or(file.bytes.len());
        [&file.bytes[..at], script.as_bytes(), &file.bytes[at..]].concat()
    }
}

/// Where the last `</body` begins, in any case.
fn end_of_body(html: &[u8]) -> Option<usize> {
    let end = b"</body";
    html.windows(end.len()).rposition(|window| window.eq_ignore_ascii_case(end))
}

/// Status, headers and body, ready to be sent.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

#[derive(Debug)]
pub enum Body {
    /// A part of a file of the site.
    Shared(Arc<[u8]>, Range<usize>),
    Own(Vec<u8>),
}

impl Body {
    pub fn len(&self) -> usize {
        match self {
            Body::Shared(_, range) => range.len(),
            Body::Own(bytes) => bytes.len(),
        }
    }

    fn whole(file: &File) -> Self {
        Body::Shared(Arc::clone(&file.bytes), 0..file.bytes.len())
    }
}

impl Answer {
    fn new(status: u16, kind: &str, body: Body) -> Self {
        let headers = vec![
            ("Content-Type", kind.to_owned()),
            // Kept by the browser, for going back, but never shown without asking here.
            ("Cache-Control", "no-cache".to_owned()),
            ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
        ];
        Self { status, headers, body }
    }

    /// A sentence.
    pub fn text(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", Body::Own(format!("{text}\n").into_bytes()))
    }

    pub fn json(text: String) -> Self {
        Self::new(200, "application/json", Body::Own(text.into_bytes()))
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// The answer to a request for an address of the site.
pub fn page(asked: &Asked, served: &Served) -> Answer {
    let shown = &served.shown;
    if shown.output.is_empty() {
        return waiting(served);
    }
    match locate(&shown.output, &shown.base, asked.path()) {
        Found::File(path, file) if is_html(path.as_str()) => html(asked, served, 200, file),
        Found::File(path, file) => plain(asked, path.as_str(), file),
        Found::Redirect(to) => redirect(301, asked, &to),
        Found::Missing(Some(file)) => html(asked, served, 404, file),
        Found::Outside if asked.path() == "/" => redirect(302, asked, &shown.base),
        Found::Missing(None) | Found::Outside => {
            Answer::text(404, "There is nothing at this address.")
        }
    }
}

/// The script of the live channel.
pub fn script(asked: &Asked) -> Answer {
    let file = File::new(SCRIPT.as_bytes());
    let tag = format!("\"{}\"", file.hash.hex(32));
    let answer = Answer::new(200, "text/javascript; charset=utf-8", Body::whole(&file));
    unless_known(asked, answer, &tag)
}

/// Before there was a good build: a page of the server's own, which becomes the site's by itself.
fn waiting(served: &Served) -> Answer {
    let page = File::new(include_bytes!("waiting.html").as_slice());
    Answer::new(503, "text/html; charset=utf-8", Body::Own(served.with_script(&page, false)))
        .with("Retry-After", "1")
}

fn html(asked: &Asked, served: &Served, status: u16, file: &File) -> Answer {
    let bytes = Body::Own(served.with_script(file, status == 200));
    let answer = Answer::new(status, "text/html; charset=utf-8", bytes);
    // The script's address is part of what is sent, so it is part of the tag.
    let tag = format!("\"{}-{}\"", file.hash.hex(32), &served.token[..8]);
    if status == 200 { unless_known(asked, answer, &tag) } else { answer }
}

fn plain(asked: &Asked, path: &str, file: &File) -> Answer {
    let tag = format!("\"{}\"", file.hash.hex(32));
    let answer =
        Answer::new(200, &content_type(path), Body::whole(file)).with("Accept-Ranges", "bytes");
    let answer = unless_known(asked, answer, &tag);
    match range_of(asked, &tag, file.bytes.len()) {
        Some(_) if answer.status != 200 => answer,
        None => answer,
        Some(Err(())) => Answer::text(416, "The file is shorter than that.")
            .with("Content-Range", format!("bytes */{}", file.bytes.len())),
        Some(Ok(range)) => {
            let value = format!("bytes {}-{}/{}", range.start, range.end - 1, file.bytes.len());
            let body = Body::Shared(Arc::clone(&file.bytes), range);
            Answer { status: 206, body, ..answer }.with("Content-Range", value)
        }
    }
}

fn redirect(status: u16, asked: &Asked, to: &str) -> Answer {
    let query = asked.target.split_once('?').map(|(_, query)| query);
    let is_plain = |query: &&str| query.bytes().all(|byte| byte.is_ascii_graphic());
    let query = query.filter(is_plain).map_or_else(String::new, |query| format!("?{query}"));
    Answer::text(status, "The page is elsewhere.").with("Location", format!("{to}{query}"))
}

/// The answer, or 304 where the browser has it already.
fn unless_known(asked: &Asked, answer: Answer, tag: &str) -> Answer {
    let known = asked.all("if-none-match").join(",");
    let is_known = known
        .split(',')
        .map(str::trim)
        .any(|own| own == "*" || own.strip_prefix("W/").unwrap_or(own) == tag);
    let answer = answer.with("ETag", tag);
    match is_known {
        true => Answer { status: 304, body: Body::Own(Vec::new()), ..answer },
        false => answer,
    }
}

/// The bytes that are asked for, where it is one range of a file that the browser has a part of;
/// an error when they are behind its end (RFC 9110, section 14).
fn range_of(asked: &Asked, tag: &str, length: usize) -> Option<Result<Range<usize>, ()>> {
    let wanted = asked.header("range")?.strip_prefix("bytes=")?;
    if asked.header("if-range").is_some_and(|own| own != tag) || wanted.contains(',') {
        return None;
    }
    let (first, last) = wanted.trim().split_once('-')?;
    let number = |text: &str| text.parse::<usize>().ok();
    let range = match (first.is_empty(), last.is_empty()) {
        (true, _) => length.saturating_sub(number(last)?)..length,
        (false, true) => number(first)?..length,
        (false, false) if number(first)? > number(last)? => return None,
        (false, false) => number(first)?..number(last)?.checked_add(1)?.min(length),
    };
    Some(if range.start < range.end { Ok(range) } else { Err(()) })
}

fn is_html(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".htm")
}

fn content_type(path: &str) -> String {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = kind.type_() == "text"
        || matches!(kind.subtype().as_str(), "json" | "javascript" | "xml" | "x-yaml")
        || kind.suffix().is_some_and(|suffix| suffix == "xml" || suffix == "json");
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}
