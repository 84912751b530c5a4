//! The live channel: a WebSocket to each tab, over which it is told what concerns it.
//!
//! A tab says which page it shows and which version of it. It is told when that is not the current
//! one: at once, when an edit fell between loading and connecting, after a sleep or a restart of
//! this server; else after each edit that changes its page. Other tabs are left alone. Where no
//! WebSocket comes through, a tab may ask the same question again and again.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::value::RawValue;
use tiny_http::{Header, Request, Response};

use super::answer::{Answer, Asked, Served};
use super::{Problem, send};
use crate::site::sources::ContentHash;

/// A tab that hears nothing for so long is asked whether it is still there.
const PING: Duration = Duration::from_secs(20);
/// So many tabs are followed; each holds a thread and a file descriptor.
const MOST: usize = 500;
/// What a WebSocket's key is joined with before it is hashed (RFC 6455, section 1.3).
const MAGIC: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// What is asked for below the secret path.
pub enum Wish {
    Script,
    Channel(Visitor),
}

/// What a tab shows, as it says.
pub struct Visitor {
    /// The path of its address, decoded by nobody yet.
    path: String,
    /// The hash of the page that it shows.
    page: String,
    /// Whether that page is the one of its address, not the one that says that there is none.
    found: bool,
}

/// What is wished below the path that only pages of this server know.
pub fn asked_for(asked: &Asked, token: &str) -> Option<Wish> {
    let own = asked.path().strip_prefix("/-levelbook/")?.strip_prefix(token)?;
    let parameter = |name| {
        let value = asked.parameter(name).unwrap_or_default();
        percent_decode_str(value).decode_utf8_lossy().into_owned()
    };
    match own {
        "/live.js" => Some(Wish::Script),
        "/socket" => Some(Wish::Channel(Visitor {
            path: parameter("path"),
            page: parameter("page"),
            found: parameter("found") == "yes",
        })),
        _ => None,
    }
}

/// Everything that follows the site.
#[derive(Debug)]
pub struct Tabs {
    served: Mutex<Arc<Served>>,
    changed: Condvar,
    open: AtomicUsize,
}

impl Tabs {
    pub fn new(served: Served) -> Self {
        let served = Mutex::new(Arc::new(served));
        Self { served, changed: Condvar::new(), open: AtomicUsize::new(0) }
    }

    /// What is shown now.
    pub fn served(&self) -> Arc<Served> {
        Arc::clone(&self.lock())
    }

    /// Shows something else, and wakes all tabs; each looks whether it is concerned.
    pub fn show(&self, served: Served) {
        *self.lock() = Arc::new(served);
        self.changed.notify_all();
    }

    /// Follows a tab until it goes away.
    pub fn follow(&self, request: Request, asked: &Asked, visitor: Visitor) {
        let mut told = Told::of(visitor);
        let Some(key) = websocket_key(asked) else {
            let news = told.news(&self.served()).unwrap_or_else(|| "{}".to_owned());
            return send(request, Answer::json(news));
        };
        if self.open.fetch_add(1, Ordering::Relaxed) < MOST {
            self.speak(request, &key, &mut told);
        } else {
            send(request, Answer::text(503, "Too many tabs are open."));
        }
        self.open.fetch_sub(1, Ordering::Relaxed);
    }

    fn speak(&self, request: Request, key: &str, told: &mut Told) {
        let accept = Header::from_bytes("Sec-WebSocket-Accept", accept(key));
        let response = Response::empty(101).with_header(accept.expect("base64 is ASCII"));
        let mut stream = request.upgrade("websocket", response);
        let mut known = None;
        loop {
            let frame = match self.next(known.as_ref()) {
                None => Some(frame(0x9, b"")),
                Some(served) => {
                    let news = told.news(&served);
                    known = Some(served);
                    news.map(|news| frame(0x1, news.as_bytes()))
                }
            };
            let sent = frame
                .map_or(Ok(()), |frame| stream.write_all(&frame).and_then(|()| stream.flush()));
            if sent.is_err() {
                return;
            }
        }
    }

    /// What is shown once it is no longer `known`; nothing when that takes long.
    fn next(&self, known: Option<&Arc<Served>>) -> Option<Arc<Served>> {
        let is_known = |now: &mut Arc<Served>| known.is_some_and(|known| Arc::ptr_eq(known, now));
        let waited = self.changed.wait_timeout_while(self.lock(), PING, is_known);
        let (now, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        (!timeout.timed_out()).then(|| Arc::clone(&now))
    }

    fn lock(&self) -> MutexGuard<'_, Arc<Served>> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a tab was told last.
struct Told {
    visitor: Visitor,
    problems: Option<ContentHash>,
    /// None before the first message: a page that has just loaded has the current files.
    assets: Option<Vec<(String, ContentHash)>>,
}

/// A message, without what has not changed.
#[derive(Serialize)]
struct News<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<Arc<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<&'a [Problem]>,
    /// Addresses of pictures and other files that changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<&'a str>,
}

impl Told {
    fn of(visitor: Visitor) -> Self {
        Self { visitor, problems: None, assets: None }
    }

    /// What the tab does not know yet.
    fn news(&mut self, served: &Served) -> Option<String> {
        let news = News {
            page: self.page(served),
            problems: (self.problems != Some(served.problems)).then_some(&served.shown.problems),
            files: self.assets.as_ref().map_or_else(Vec::new, |known| served.newer_than(known)),
        };
        self.problems = Some(served.problems);
        if self.assets.as_ref() != Some(&served.assets) {
            self.assets = Some(served.assets.clone());
        }
        let is_news = news.page.is_some() || news.problems.is_some() || !news.files.is_empty();
        is_news.then(|| serde_json::to_string(&news).unwrap_or_default())
    }

    fn page(&mut self, served: &Served) -> Option<Arc<RawValue>> {
        let (found, file) = served.page_at(&self.visitor.path);
        let hash = file.map(|file| file.hash.hex(32)).unwrap_or_default();
        // Before there is a site the server's own page stands in for all.
        if served.shown.output.is_empty()
            || (self.visitor.page == hash && self.visitor.found == found)
        {
            return None;
        }
        self.visitor.page.clone_from(&hash);
        self.visitor.found = found;
        Some(served.news_of(hash, found, file))
    }
}

/// The key of a request that asks for a WebSocket.
fn websocket_key(asked: &Asked) -> Option<String> {
    let is_upgrade = asked.header("upgrade")?.eq_ignore_ascii_case("websocket");
    // Browsers always say where a WebSocket comes from; who does not is none of our pages.
    let is_browser = asked.method == "GET" && asked.header("origin").is_some();
    (is_upgrade && is_browser).then(|| asked.header("sec-websocket-key").map(str::to_owned))?
}

fn accept(key: &str) -> String {
    let hash = sha1_smol::Sha1::from(format!("{key}{MAGIC}")).digest().bytes();
    data_encoding::BASE64.encode(&hash)
}

/// A whole, unmasked frame (RFC 6455, section 5.2).
fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80 | opcode];
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length), _) if length < 126 => frame.push(length),
        (_, Ok(length)) => {
            frame.push(126);
            frame.extend(length.to_be_bytes());
        }
        _ => {
            frame.push(127);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(payload);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handshake_is_answered_as_the_standard_shows() {
        assert_eq!(accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    #[test]
    fn frames_of_each_length_say_it_right() {
        assert_eq!(frame(1, b"Hello")[..2], [0x81, 5]);
        assert_eq!(frame(1, &[b'a'; 126])[..4], [0x81, 126, 0, 126]);
        assert_eq!(frame(1, &[b'a'; 70_000])[..10], [0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]);
        assert_eq!(frame(9, b""), [0x89, 0]);
    }
}
