//! The preview server: shows the last good site to browsers on this machine, and tells them when it
//! changes.
//!
//! What it trusts is its own caller. Pages of other sites that are open in the same browser, other
//! users of the machine and half-dead connections get nothing out of it and do not slow it down:
//! see `guard` for who is let in. What is asked for is looked up in a map, so no path leaves it.

mod answer;
mod bind;
mod guard;
mod live;

use std::io::{Cursor, Read};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;
use tiny_http::{Header, Request, Response, StatusCode};

use crate::site::output::Output;
use answer::{Answer, Asked, Body, Served};
use guard::Guard;
use live::Tabs;

/// How long a connection may be overlooked: see [`nudge`].
const NUDGE: Duration = Duration::from_millis(200);

/// Where to listen, and to whom.
#[derive(Clone, Debug)]
pub struct Listen {
    pub host: IpAddr,
    /// Without one: the first free port from 4000 to 4019.
    pub port: Option<u16>,
    /// Names besides `localhost` and `host` that browsers may call this machine by.
    pub allowed_hosts: Vec<String>,
}

/// What browsers are shown: the last good site, and what is wrong with its sources now.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Empty until there was a good build.
    pub output: Arc<Output>,
    /// The path that the site stands under, begins and ends in `/`.
    pub base: String,
    pub problems: Vec<Problem>,
}

/// One mistake, as the list over the page shows it. All of it is plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `error` or `warning`.
    pub severity: &'static str,
    pub code: &'static str,
    /// `content/notes/week-1.md:12:3`; empty where there is none.
    pub place: String,
    pub message: String,
    /// The lines in question with their numbers and a caret.
    pub excerpt: String,
    pub help: Option<String>,
    /// The address that opens the place in an editor.
    pub edit: Option<String>,
}

/// A running server. It answers until the program ends.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What all connections share.
#[derive(Debug)]
struct Shared {
    guard: Guard,
    /// Unguessable, new with each start: where the script and the live channel are.
    token: String,
    tabs: Tabs,
}

impl Server {
    /// Binds and answers from now on. An error says what holds the port, or why it cannot be had.
    pub fn start(listen: &Listen) -> Result<Self> {
        bind::allow_many_files();
        let listener = bind::listener(listen)?;
        let address = listener.local_addr().context("cannot tell the port")?;
        let token = token()?;
        let shared = Arc::new(Shared {
            guard: Guard::new(listen, address.port()),
            tabs: Tabs::new(Served::new(Shown::default(), &token)),
            token,
        });
        let answering = Arc::clone(&shared);
        std::thread::spawn(move || listen_on(&listener, &answering));
        std::thread::spawn(move || nudge(address));
        Ok(Self { address, shared })
    }

    /// Where the site is: `http://127.0.0.1:4000/repo/`.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.shared.tabs.served().shown.base)
    }

    /// Shows another state of the site, in one step, and tells the tabs that it concerns.
    pub fn publish(&self, shown: Shown) {
        self.shared.tabs.show(Served::new(shown, &self.shared.token));
    }
}

/// 128 random bits as hexadecimal digits.
fn token() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    Ok(data_encoding::HEXLOWER.encode(&bytes))
}

/// Answers for ever. The library's accept loop ends when the program runs out of file descriptors
/// for a moment, so it is started again on the same socket.
fn listen_on(listener: &TcpListener, shared: &Arc<Shared>) {
    loop {
        let http = listener
            .try_clone()
            .map_err(drop)
            .and_then(|listener| tiny_http::Server::from_listener(listener, None).map_err(drop));
        if let Ok(http) = http {
            while let Ok(request) = http.recv() {
                let shared = Arc::clone(shared);
                // A thread each: one client that does not read holds up nobody else.
                let _ = std::thread::Builder::new()
                    .stack_size(256 << 10)
                    .spawn(move || respond(request, &shared));
            }
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Knocks at our own door now and then. The library hands a new connection to a thread that it
/// takes for idle; when that thread was just taken by another one, the connection waits until some
/// thread is done, which idle connections never are. The thread that a knock wakes takes it up.
fn nudge(mut address: SocketAddr) {
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() {
            Ipv4Addr::LOCALHOST.into()
        } else {
            Ipv6Addr::LOCALHOST.into()
        });
    }
    loop {
        std::thread::sleep(NUDGE);
        // Who is not there is on the way back: see `listen_on`.
        let _ = TcpStream::connect_timeout(&address, NUDGE);
    }
}

fn respond(request: Request, shared: &Shared) {
    let asked = Asked::of(&request);
    let answer = match shared.guard.admits(&asked) {
        Err(refusal) => refusal,
        Ok(()) => match live::asked_for(&asked, &shared.token) {
            Some(live::Wish::Script) => answer::script(&asked),
            Some(live::Wish::Channel(visitor)) => {
                return shared.tabs.follow(request, &asked, visitor);
            }
            None => answer::page(&asked, &shared.tabs.served()),
        },
    };
    send(request, answer);
}

fn send(request: Request, answer: Answer) {
    let headers = answer
        .headers
        .iter()
        .filter_map(|(name, value)| Header::from_bytes(name.as_bytes(), value.as_bytes()).ok());
    let length = answer.body.len();
    let body: Box<dyn Read + Send> = match answer.body {
        Body::Shared(bytes, range) => {
            let mut cursor = Cursor::new(bytes);
            cursor.set_position(range.start as u64);
            Box::new(cursor.take(length as u64))
        }
        Body::Own(bytes) => Box::new(Cursor::new(bytes)),
    };
    let response =
        Response::new(StatusCode(answer.status), headers.collect(), body, Some(length), None);
    // Who went away in the meantime has no use for the answer.
    let _ = request.respond(response.with_chunked_threshold(usize::MAX));
}
